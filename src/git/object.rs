//! Names and contents of git objects, as values that outlive the repository.

use std::fmt;

/// The name of a git object: the hash of its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub(super) git2::Oid);

impl ObjectId {
    /// The id that 40 hexadecimal digits spell. Nothing else is an id: no abbreviation, no blanks.
    pub fn from_hex(text: &str) -> Option<Self> {
        (text.len() == 40).then(|| git2::Oid::from_str(text).ok().map(ObjectId)).flatten()
    }

    /// The first twelve digits, for people. Nothing may be looked up by it.
    pub fn short(&self) -> String {
        let mut hex = self.0.to_string();
        hex.truncate(12);
        hex
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A commit that exists in this clone, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Commit {
    /// Its name.
    pub id: ObjectId,
    /// The name of its tree.
    pub tree: ObjectId,
}

/// One state of all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snapshot {
    /// What a commit holds. The only snapshot that is the same for everybody.
    Commit(Commit),
    /// What the next commit would hold.
    Index,
    /// The files on disk: tracked ones, and untracked ones that are not ignored. A file that a sparse
    /// checkout leaves out counts as unchanged.
    WorkTree,
}

/// The content of one regular file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their name in git. Of a work tree's file: the name that exactly these bytes would have.
    pub id: ObjectId,
}
