//! A repository of terraform code that is offered for review, and where what it does when it is applied can be seen.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::sandbox::git_in;
use crate::terraform::Terraform;

/// Bob and Carol are in `net`. Everybody may plan; one approval, and no check may have failed.
pub(crate) const CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:net']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:net'], any_of_count: 1}
      merge_conflicts: {enabled: true}
      status_checks: {enabled: true}
";

/// Workflows and templates that are copied, by name below `workflows/`.
pub(crate) fn shipped(name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("workflows").join(name)).unwrap()
}

/// The folders of a test: the repository, and outside of it state, notes and homes.
pub(crate) struct Shop {
    folder: TempDir,
    pub(crate) terraform: Terraform,
    pub(crate) main: String,
    pub(crate) head: String,
}

impl Shop {
    /// `main`, and `branch` with a change of each of the directories, which also is the head of request 7.
    pub(crate) fn with(config: &str, branch: &str, directories: &[&str]) -> Shop {
        Shop::with_files(config, branch, directories, &[])
    }

    /// The same with more files on both, by path with their texts.
    pub(crate) fn with_files(config: &str, branch: &str, directories: &[&str], files: &[(&str, &str)]) -> Shop {
        let folder = TempDir::new().unwrap();
        for name in ["repository", "state", "artifacts"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let terraform = Terraform::in_folder(folder.path());
        let mut shop = Shop { folder, terraform, main: String::new(), head: String::new() };
        shop.git(["init", "--quiet", "--initial-branch=main", "."]);
        shop.write(".terrateam/config.yml", config);
        files.iter().for_each(|(path, text)| shop.write(path, text));
        directories.iter().for_each(|dir| shop.code(dir, "before"));
        shop.main = shop.commit("first");
        shop.git(["switch", "--quiet", "-c", branch]);
        directories.iter().for_each(|dir| shop.code(dir, "after"));
        shop.offer("change");
        shop.git(["switch", "--quiet", "main"]);
        shop
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.at("repository").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A module that leaves the marker in its state, and beside that which commit it was applied from and in which
    /// environment.
    pub(crate) fn code(&self, dir: &str, marker: &str) {
        let state = self.at("state").join(trace(dir));
        let state = state.display();
        let text = format!(
            "terraform {{\n  backend \"local\" {{\n    path = \"{state}.json\"\n  }}\n}}\n\nresource \"terraform_data\" \"marker\" {{\n  \
             input = \"{marker}\"\n  triggers_replace = \"{marker}\"\n\n  provisioner \"local-exec\" {{\n    \
             command = \"env > {state}.env; git config --list >> {state}.env; git rev-parse HEAD > {state}.commit\"\n  }}\n}}\n"
        );
        self.write(&format!("{dir}/main.tf"), &text);
    }

    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"])
    }

    /// Commits what is on disk, as the head of the request.
    pub(crate) fn offer(&mut self, message: &str) {
        self.head = self.commit(message);
        for reference in ["refs/pull/7/head", "refs/merge-requests/7/head"] {
            self.git(["update-ref", reference, "HEAD"]);
        }
    }

    pub(crate) fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        git_in(&self.at("repository"), arguments)
    }

    /// The commit that a merge of the request would make, which the forge keeps under a name.
    pub(crate) fn merged_on_trial(&self) -> String {
        let tree = self.git(["merge-tree", "--write-tree", &self.main, &self.head]);
        let merge = self.git(["commit-tree", "-m", "merge", "-p", &self.main, "-p", &self.head, &tree]);
        self.git(["update-ref", "refs/pull/7/merge", &merge]);
        merge
    }

    /// A program that leaves a trace, `pwned`, when it is run.
    pub(crate) fn put_trap(&self, path: &Path) {
        std::fs::write(path, format!("#!/bin/sh\ntouch {}\n", self.at("pwned").display())).unwrap();
        crate::terraform::run(Command::new("chmod").arg("+x").arg(path));
    }

    /// The commit that a directory was applied from.
    pub(crate) fn applied_commit(&self, dir: &str) -> Option<String> {
        let commit = std::fs::read_to_string(self.at("state").join(format!("{}.commit", trace(dir)))).ok()?;
        Some(commit.trim().to_owned())
    }

    /// The marker in the state of a directory.
    pub(crate) fn applied_marker(&self, dir: &str) -> Option<String> {
        let state = std::fs::read(self.at("state").join(format!("{}.json", trace(dir)))).ok()?;
        let state: Json = serde_json::from_slice(&state).unwrap();
        let value = state.pointer("/resources/0/instances/0/attributes/input/value")?;
        Some(value.as_str().unwrap().to_owned())
    }

    /// The environment in which the code of a directory was run, and what git was set to there.
    pub(crate) fn surroundings(&self, dir: &str) -> String {
        std::fs::read_to_string(self.at("state").join(format!("{}.env", trace(dir)))).unwrap()
    }
}

/// A name for files about a directory that may have any name.
fn trace(dir: &str) -> String {
    dir.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
