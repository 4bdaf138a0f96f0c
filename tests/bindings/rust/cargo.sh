#!/bin/sh
# Runs cargo on what this repository has in Rust, offline, against a libgraft and within the build
# folder. Counts as skipped (77) where cargo or a part of it is missing.
#   cargo.sh test|lint|story|overhead SOURCE_FOLDER LIBRARY_FOLDER BUILD_FOLDER
set -eu
what=$1 source=$2 library=$3 build=$4
need() {
  "$@" --version > /dev/null 2>&1 || {
    echo "there is no '$*'"
    exit 77
  }
}
need cargo
need rustc
export GRAFT_LIB_DIR="$library" CARGO_TARGET_DIR="$build/cargo"
export LD_LIBRARY_PATH="$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
crates=$source/bindings/rust tests=$source/tests/bindings/rust story=$source/examples/rust

# cargo_in FOLDER COMMAND [ARGUMENT...]: offline, with the lock file as it is.
cargo_in() {
  folder=$1 command=$2
  shift 2
  cargo "$command" --quiet --offline --locked --manifest-path "$folder/Cargo.toml" "$@"
}

case $what in
  test)
    cargo_in "$crates" test --workspace
    cargo_in "$tests" test
    ;;
  lint)
    need cargo clippy
    need cargo fmt
    for folder in "$crates" "$tests" "$story"; do
      cargo fmt --all --check --manifest-path "$folder/Cargo.toml"
      cargo_in "$folder" clippy --all-targets -- -D warnings
    done
    RUSTDOCFLAGS="-D warnings" cargo_in "$crates" doc --no-deps --workspace
    ;;
  story) cargo_in "$story" run -- "$source/examples/data" "$build" ;;
  overhead) cargo_in "$tests" run --release --bin overhead ;;
esac
