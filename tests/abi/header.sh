#!/bin/sh
# graft.h compiles alone, without a warning, as every C from C99 to C23 and every C++ from C++98;
# graft.hpp and its parts as every C++ from C++17.
#   header.sh INCLUDE_FOLDER COMPILER...        compilers that are not there are left out
set -eu
include=$1
shift
flags="-Wall -Wextra -pedantic -Werror -Wconversion -Wsign-conversion -Wshadow -fsyntax-only -I$include"
tried=0

# takes COMPILER STANDARD HEADER
takes() {
  case $2 in
    c++*) language=c++ warnings="-Wold-style-cast" ;;
    *) language=c warnings="-Wstrict-prototypes" ;;
  esac
  # Twice: the guard against a second inclusion is part of the contract.
  # shellcheck disable=SC2086
  printf '#include <%s>\n#include <%s>\n' "$3" "$3" |
    "$1" -x $language -std="$2" $flags $warnings - || {
      echo "$1 -std=$2 does not take $3"
      exit 1
    }
  tried=$((tried + 1))
}

for compiler in "$@"; do
  command -v "$compiler" > /dev/null || continue
  for standard in c99 c11 c17 c2x c++98 c++11 c++14 c++17 c++20 c++2b; do
    takes "$compiler" $standard graft.h
  done
  for standard in c++17 c++20 c++2b; do takes "$compiler" $standard graft.hpp; done
  for part in "$include"/graft/*.hpp; do takes "$compiler" c++17 "graft/${part##*/}"; done
done
echo "$tried combinations of compiler, standard and header"
[ "$tried" -gt 0 ]
