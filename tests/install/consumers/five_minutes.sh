# The programs of bindings/README.md, word for word but for the places, where their compilers are.
readme=$here/../../bindings/README.md
# program LANGUAGE: its code; command LANGUAGE: the commands behind it.
program() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$readme" | grep -v '^```'; }
command_of() {
  awk -v fence="\`\`\`$1" '$0 == fence { found = 1 } found && $0 == "```sh" { inside = 1; next }
    inside && $0 == "```" { exit } inside' "$readme"
}
# What is there before any program: the first commands of the page.
unset PKG_CONFIG_PATH LD_LIBRARY_PATH
command_of sh > setup
sed -i "s|^prefix=.*|prefix=$place|; s|^libraries=[^ ]*|libraries=$libraries|" setup
grep -q "^export PKG_CONFIG_PATH" setup || fail "the page has no setup any more"
python=python3
"$python" -c 'import numpy' 2> /dev/null || python=/usr/bin/python3
tried=0
for language in c cpp fortran python; do
  case $language in
    c) file=flash.c needs="cc --version" ;;
    cpp) file=flash.cpp needs="c++ --version" ;;
    fortran) file=flash.f90 needs="test -e $place/share/graft/fortran/graft.f90 -a -n \"$(command -v gfortran)\"" ;;
    python) file=flash.py needs="$python -c 'import numpy'" ;;
  esac
  program $language > $file
  command_of $language | sed "s|^clone=.*|clone=$here/../..|; s|python3|$python -B|" > commands
  [ -s $file ] && [ -s commands ] || fail "the page has no program in $language any more"
  eval "$needs" > /dev/null 2>&1 || { echo "$language: not tried"; continue; }
  (set -e; . ./setup; . ./commands) > printed 2> log || { cat log; fail "$file fails: $(cat printed)"; }
  echo "$language: $(cat printed)"
  grep -q "^graft $version: 3[0-9][0-9]\.* +- [0-9]*\.* K\$" printed || fail "it says something else"
  tried=$((tried + 1))
done
[ $tried -gt 1 ]
