//! Finds libgraft: in the folder GRAFT_LIB_DIR, or as pkg-config says.

use std::env;
use std::process::{exit, Command};

fn main() {
    for name in ["GRAFT_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"] {
        println!("cargo:rerun-if-env-changed={}", name);
    }
    println!("cargo:rerun-if-changed=build.rs");
    if let Ok(folder) = env::var("GRAFT_LIB_DIR") {
        println!("cargo:rustc-link-search=native={}", folder);
        println!("cargo:rustc-link-lib=graft");
        return;
    }
    match libraries() {
        Ok(flags) => flags.split_whitespace().for_each(pass_on),
        Err(why) => {
            eprintln!(
                "libgraft 0.2 or later was not found: {}. Set PKG_CONFIG_PATH to the folder of \
                 graft.pc, or GRAFT_LIB_DIR to that of libgraft.so.",
                why
            );
            exit(1);
        }
    }
}

fn libraries() -> Result<String, String> {
    let program = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".to_string());
    let output = Command::new(&program)
        .args(["--libs", "graft >= 0.2"])
        .env("PKG_CONFIG_ALLOW_SYSTEM_LIBS", "1")
        .output()
        .map_err(|error| format!("{} does not run ({})", program, error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
        Err(format!("{} says \"{}\"", program, said.trim_end_matches('.')))
    }
}

/// Folders and libraries; cargo hands other flags on to no program that depends on this.
fn pass_on(flag: &str) {
    if let Some(folder) = flag.strip_prefix("-L") {
        println!("cargo:rustc-link-search=native={}", folder);
    } else if let Some(library) = flag.strip_prefix("-l") {
        println!("cargo:rustc-link-lib={}", library);
    }
}
