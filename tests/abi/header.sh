#!/bin/sh
# graft.h compiles alone, without a warning, as every C from C99 and every C++ from C++11.
#   header.sh INCLUDE_FOLDER COMPILER...        compilers that are not there are left out
set -eu
include=$1
shift
flags="-Wall -Wextra -pedantic -Werror -Wconversion -Wshadow -fsyntax-only -I$include"
tried=0
for compiler in "$@"; do
  command -v "$compiler" > /dev/null || continue
  for standard in c99 c11 c17 c++11 c++14 c++17 c++20; do
    case $standard in
      c++*) language=c++ warnings="-Wold-style-cast" ;;
      *) language=c warnings="-Wstrict-prototypes" ;;
    esac
    # Twice: the guard against a second inclusion is part of the contract.
    # shellcheck disable=SC2086
    printf '#include <graft.h>\n#include <graft.h>\n' |
      "$compiler" -x $language -std=$standard $flags $warnings - || {
        echo "$compiler -std=$standard does not take graft.h"
        exit 1
      }
    tried=$((tried + 1))
  done
done
echo "$tried combinations of compiler and standard"
[ "$tried" -gt 0 ]
