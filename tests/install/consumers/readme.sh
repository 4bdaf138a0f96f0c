# README's first program, linked by README's commands as they stand there.
readme=$here/../../README.md
awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$readme" > my_program.c
grep -q graft_fitter_fit my_program.c || fail "the first program is gone from README.md"
sed -n 's/^ *\(cc my_program\.c .*\)/\1/p' "$readme" > commands
[ "$(wc -l < commands)" = 2 ] || fail "README.md has other commands than two: $(cat commands)"
[ -e "$libraries/libgraft.a" ] || sed -i '/--static/d' commands
while read -r command; do
  echo "$command"
  rm -f my_program
  eval "$command" || fail "this does not link it"
  [ -x my_program ] || fail "no program comes of this"
done < commands
