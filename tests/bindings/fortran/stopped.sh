#!/bin/sh
# Without stat= a failure stops the program with the status' name and the message.
#   stopped.sh PROGRAM
set -eu
stops_with() {
  status=0
  printed=$("$program" "$1" 2>&1) || status=$?
  case $status-$printed in
    0-*) echo "$1: the program did not stop"; exit 1 ;;
    1-*"$2"*) ;;
    *) echo "$1: expected exit code 1 and '$2', got $status and: $printed"; exit 1 ;;
  esac
}
program=$1
stops_with library "graft: GRAFT_ERROR_IO: "
stops_with library "no such file"
stops_with module "graft: GRAFT_ERROR_ARGUMENT: targets: 1 given where there are 2"
stops_with assignment "graft: a handle cannot be assigned"
