#!/bin/sh
# Our own objects leave the host's process alone: none refers to a function that ends it, prints,
# or changes its signals, locale or floating-point environment.
#   host.sh NM ASSERTS ARCHIVE FOLDER    the core's archive and the folder of the C API's objects;
#                                        ASSERTS: yes in builds with assertions
set -eu
nm=$1 asserts=$2 archive=$3 folder=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One symbol a line, C++ names mangled.
cat > "$work/forbidden" <<'LIST'
exit
_exit
_Exit
quick_exit
abort
raise
kill
system
printf
vprintf
fprintf
vfprintf
__printf_chk
__vprintf_chk
__fprintf_chk
__vfprintf_chk
puts
fputs
putc
fputc
putchar
fwrite
perror
stdout
stderr
signal
sigaction
sigprocmask
pthread_sigmask
setlocale
uselocale
_ZNSt6locale6globalERKS_
fesetround
fesetenv
feenableexcept
_ZSt4cout
_ZSt4cerr
_ZSt4clog
_ZSt5wcout
_ZSt5wcerr
_ZSt9terminatev
__assert_fail
_ZSt21__glibcxx_assert_failPKciS0_S0_
LIST

# What is allowed, and why: "symbol object reason".
cat > "$work/allowed" <<'LIST'
fesetenv        base_float_environment.cpp     the host's environment is set aside and given back
pthread_sigmask base_thread.cpp                a thread of ours is made with signals blocked; its maker's mask comes back
pthread_sigmask base_file.cpp                  a write beyond the process's limit is an error, without its signal
_ZSt9terminatev chem_smiles_rdkit.cpp          in inline code of RDKit's and Boost's headers
LIST

"$nm" -A -u "$archive" "$folder"/*.o 2> /dev/null |
  sed 's/@[A-Za-z0-9_.@]*$//' | awk '{ print $NF, $1 }' | sort -u > "$work/used"
if [ ! -s "$work/used" ]; then
  echo "no symbols were found in $archive and $folder"
  exit 1
fi
# clang ends a function that must not throw through a helper of its own, which refers to terminate.
"$nm" -A "$archive" "$folder"/*.o 2> /dev/null |
  sed -n 's/^\(.*\.o:\).* __clang_call_terminate$/\1/p' > "$work/clang"
awk -v asserts="$asserts" '
  FILENAME ~ /clang$/ { clang[$1] = 1; next }
  $1 == "_ZSt9terminatev" && $2 in clang { next }
  FILENAME ~ /forbidden$/ { forbidden[$1] = 1; next }
  FILENAME ~ /allowed$/ { allowed[$1] = allowed[$1] " " $2; next }
  !($1 in forbidden) { next }
  asserts == "yes" && $1 ~ /assert/ { next }
  {
    split(allowed[$1], objects, " ")
    for (i in objects) if (index($2, objects[i])) next
    print $1, "is used by", $2
    failed = 1
  }
  END { exit failed }' "$work/clang" "$work/forbidden" "$work/allowed" \
  "$work/used"
echo "$(wc -l < "$work/used") references, none of them forbidden"
