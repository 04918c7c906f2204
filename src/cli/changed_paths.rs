//! Paths that are named on the command line in place of a comparison.
//!
//! They are read as git reads its own: from the folder that whomay looks at, not from the root of the
//! repository. A folder stands for all files below it.

#![expect(clippy::disallowed_methods, reason = "finds out where in the work tree the paths begin")]

use std::path::{Component, Path, PathBuf};

use super::failure::Failure;
use crate::dirspace::Change;
use crate::git::Repository;
use crate::output::answer::Warning;

/// What changed if exactly `named` changed. `files` are all files, sorted.
pub(super) fn changed(
    repository: &Repository,
    folder: &Path,
    named: &[String],
    files: &[String],
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Change>, Failure> {
    let mut changed = std::collections::BTreeSet::new();
    for name in named {
        let path = inside(repository, folder, name)?;
        let below = if path.is_empty() { String::new() } else { format!("{path}/") };
        let start = files.partition_point(|file| file.as_str() < below.as_str());
        let in_folder = files.iter().skip(start).take_while(|file| file.starts_with(&below)).cloned();
        let before = changed.len();
        changed.extend(in_folder);
        if changed.len() == before && files.binary_search(&path).is_err() {
            let text = format!("there is no file `{path}` here; it is taken for one that was removed");
            warnings.push(Warning { text, place: None });
        }
        if changed.len() == before {
            changed.insert(path);
        }
    }
    Ok(changed.into_iter().map(Change::Modified).collect())
}

/// The path from the root of the repository; empty for the root itself.
fn inside(repository: &Repository, folder: &Path, name: &str) -> Result<String, Failure> {
    let outside = || {
        Failure::with_help(
            format!("`{name}` is not inside the repository"),
            "Write it relative to the current folder, or as an absolute path inside the work tree.",
        )
    };
    if name.is_empty() {
        return Err(Failure::with_help("an empty path was given", "Leave it out, or write `.` for the whole folder."));
    }
    let root = match repository.work_tree() {
        None => return clean(Path::new(name)).ok_or_else(outside),
        Some(root) => {
            root.canonicalize().map_err(|error| Failure::new(format!("cannot look at {}: {error}", root.display())))?
        }
    };
    let folder = folder.canonicalize().ok().filter(|folder| folder.starts_with(&root)).unwrap_or_else(|| root.clone());
    let whole = lexical(&folder.join(name));
    whole.strip_prefix(&root).ok().and_then(clean).ok_or_else(outside)
}

/// Without `.` and `..`. The files need not exist, so links are not followed.
fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// A relative path with the separators of git. `None` for one that leaves the repository.
fn clean(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}
