# A Rust program: bindings/rust/README.md, word for word but for the prefix.
for program in cargo rustc; do
  "$program" --version > /dev/null 2>&1 || skip "there is no $program"
done
[ -z "$(find "$place/share/graft/rust" -name target -o -name meson.build)" ] ||
  fail "more than sources is installed"
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$here/../../bindings/rust/README.md" | grep -v '^```'; }
block sh | sed "s|^prefix=.*|prefix=$place|; s|^libraries=[^ ]*|libraries=$libraries|" > commands
block rust > program.rs
[ -s commands ] && [ -s program.rs ] || fail "the README has no program any more"
unset PKG_CONFIG_PATH LD_LIBRARY_PATH CARGO_TARGET_DIR
sed '/^cargo run$/i cp ../program.rs src/main.rs' commands > all
(set -e; . ./all) > printed 2> log || { cat log; fail "the README's program fails: $(cat printed)"; }
cat printed
grep -q "^graft $version: 3[0-9][0-9] +- [0-9]* K\$" printed || fail "it says something else"
