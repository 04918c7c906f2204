//! Small repositories, made for one test.

use tempfile::TempDir;
use whomay::git::scratch::{Draft, Scratch};

use crate::playground::Playground;

/// A repository with these files on `main`, and a branch `change` that is checked out and adds or replaces others.
pub(crate) fn small(main: &[(&str, &str)], change: &[(&str, &str)]) -> Playground {
    let around = TempDir::new().unwrap();
    let folder = around.path().to_owned();
    let owned = |files: &[(&str, &str)]| -> Vec<(String, String)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    let draft = Draft {
        branch: "main",
        on: None,
        author: ("Ann", "ann@example.com"),
        seconds: 1_772_442_000,
        message: "first\n",
        files: &owned(main),
    };
    let repository = Scratch::init(&folder, "main").unwrap();
    repository.commit(&draft).unwrap();
    repository.commit(&Draft { branch: "change", on: Some("main"), files: &owned(change), ..draft }).unwrap();
    repository.check_out("change").unwrap();
    Playground::new(around, folder)
}
