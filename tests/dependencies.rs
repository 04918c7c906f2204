//! What the program is made of: promises about dependencies that no licence list can hold.
//!
//! Licences, sources, duplicates and bans are in `deny.toml`. Here stand the two that the design
//! rests on: the decision core has no dependency, and YAML is read by the server's own reader.

#![expect(clippy::disallowed_methods, reason = "asks cargo, and reads the lock file")]
#![expect(clippy::unwrap_used, reason = "a file or a program that cannot be had fails the test")]

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The crates that a build with these options holds, `name vVERSION …`, ours first. Each is there at least once; below a
/// second time nothing is said again, or the features of features would take minutes.
fn tree(options: &[&str]) -> Vec<String> {
    let fixed = ["tree", "--locked", "--prefix", "none", "--manifest-path"];
    let output = Command::new(env!("CARGO")).args(fixed).arg(root().join("Cargo.toml")).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The versions of a crate in the lock file.
fn locked(name: &str) -> Vec<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let start = format!("name = \"{name}\"\nversion = \"");
    lock.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn the_decision_core_has_no_dependency() {
    let crates = tree(&["--no-default-features", "--edges", "normal,build"]);
    assert_eq!(crates.len(), 1, "the core needs the standard library and nothing else: {crates:#?}");
}

#[test]
fn yaml_is_read_with_the_very_crates_of_the_server() {
    // Another version may read a document differently, and a difference is a way around a policy.
    assert_eq!(locked("serde_yaml"), ["0.9.34+deprecated"]);
    assert_eq!(locked("unsafe-libyaml"), ["0.2.11"]);
}

#[test]
fn the_second_yaml_reader_is_for_comparison_only() {
    let shipped = tree(&["--edges", "normal"]);
    assert!(shipped.iter().any(|line| line.starts_with("serde_yaml ")), "the list is of another program");
    let others = ["yaml_serde ", "libyaml-rs ", "saphyr", "yaml-rust"];
    let found: Vec<&String> = shipped.iter().filter(|line| others.iter().any(|name| line.starts_with(name))).collect();
    assert!(found.is_empty(), "two readers could read one file differently: {found:?}");
}

#[test]
fn git_is_linked_in_without_a_network() {
    let git = tree(&["--edges", "normal,features"]);
    let network = |line: &&String| {
        ["openssl-sys ", "libssh2-sys ", "git2 feature \"https\"", "git2 feature \"ssh\""]
            .iter()
            .any(|name| line.starts_with(name))
    };
    assert!(
        git.iter().any(|line| line.starts_with("git2 feature \"vendored-libgit2\"")),
        "the list is of another program"
    );
    assert_eq!(git.iter().filter(network).collect::<Vec<_>>(), Vec::<&String>::new());
}
