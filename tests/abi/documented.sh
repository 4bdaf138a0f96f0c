#!/bin/sh
# Every function of graft.h has a comment with @since. A comment covers the declarations that follow
# it without a blank line between them.
#   documented.sh HEADER
set -eu
awk '
  /^\/\*/ { comment = ""; covered = 0; inside = 1 }
  inside { comment = comment $0 }
  inside && /\*\// { inside = 0; covered = comment ~ /@since [0-9]+\.[0-9]+/; next }
  inside { next }
  /^$/ { covered = 0 }
  /^GRAFT_API / {
    ++functions
    if (!covered) {
      print FILENAME ":" FNR ": no comment with @since: " $0
      failed = 1
    }
  }
  END {
    if (functions < 50) { print "only " functions " functions were found"; failed = 1 }
    if (!failed) print functions " functions, each with @since"
    exit failed
  }' "$1"
