//! `init`: what it proposes holds, what is there stays, and nothing lands where it should not.

mod hooks;
mod pages;
mod refusals;
mod shapes;

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::sandbox::Sandbox;

/// A repository of Terraform on GitHub, one directory for each environment, nothing committed.
pub(crate) fn environments() -> Sandbox {
    let sandbox = Sandbox::new();
    for dir in ["prod", "staging"] {
        sandbox.write(format!("{dir}/main.tf"), "resource \"terraform_data\" \"this\" {}\n");
    }
    sandbox.git(["remote", "add", "origin", "git@github.com:acme/infra.git"]);
    sandbox
}

/// Each file outside of git's own folder: kind and mode, time of its last change, and bytes.
pub(crate) type Everything = BTreeMap<String, (u32, (i64, i64), Vec<u8>)>;

/// All that lies in a folder, links as what they say.
pub(crate) fn everything(sandbox: &Sandbox) -> Everything {
    let mut found = BTreeMap::new();
    add(sandbox.path(), sandbox.path(), &mut found);
    found
}

fn add(folder: &Path, root: &Path, found: &mut Everything) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let metadata = path.symlink_metadata().unwrap();
        if metadata.is_dir() {
            if name != ".git" {
                add(&path, root, found);
            }
            continue;
        }
        let bytes = match metadata.is_symlink() {
            true => std::fs::read_link(&path).unwrap().to_string_lossy().into_owned().into_bytes(),
            false => std::fs::read(&path).unwrap(),
        };
        found.insert(name, (metadata.mode(), (metadata.mtime(), metadata.mtime_nsec()), bytes));
    }
}

/// Only what both have is compared: nothing that was there is touched in any way.
#[track_caller]
pub(crate) fn untouched(before: &Everything, after: &Everything) {
    for (path, was) in before {
        assert!(after.get(path) == Some(was), "{path} was touched");
    }
}

/// The files that are new.
pub(crate) fn new_files(before: &Everything, after: &Everything) -> Vec<String> {
    after.keys().filter(|path| !before.contains_key(*path)).cloned().collect()
}
