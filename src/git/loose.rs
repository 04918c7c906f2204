//! Objects in files of their own, and why they are looked at before the library reads one.
//!
//! Git writes a new object as one compressed file. A machine that loses power or disk space leaves such a
//! file cut off, and libgit2 (1.9) never returns from reading one: its loop waits for output that
//! cannot come. So every loose object is inflated here first and refused when its end is missing. Packed
//! objects, all there are in a fresh clone, cost nothing: one look at the folders tells that nothing is
//! loose.

#![expect(clippy::disallowed_methods, reason = "reads the object store")]

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use flate2::{Decompress, FlushDecompress, Status};
use git2::{ObjectType, Odb, OdbObject, Oid};

use super::{GitError, ObjectId};

/// Stores that name other stores that name others: git goes five deep.
const MAX_ALTERNATES: usize = 5;

/// Objects that are looked for one by one before all loose ones are listed. To list them takes as long as a few hundred
/// looks, and a hook mostly needs three.
const FEW: usize = 32;

/// The loose objects of a repository.
pub(super) struct Loose {
    folder: PathBuf,
    looked: Cell<usize>,
    stores: OnceCell<Vec<PathBuf>>,
    files: OnceCell<HashMap<Oid, PathBuf>>,
    commits: OnceCell<Result<(), GitError>>,
}

impl Loose {
    pub(super) fn of(repository: &git2::Repository) -> Self {
        let folder = repository.commondir().join("objects");
        Loose {
            folder,
            looked: Cell::new(0),
            stores: OnceCell::new(),
            files: OnceCell::new(),
            commits: OnceCell::new(),
        }
    }

    /// Refuses the object if it is loose and cut off.
    pub(super) fn check(&self, id: Oid) -> Result<(), GitError> {
        if self.files.get().is_some() || self.looked.get() >= FEW {
            return self.files().get(&id).map_or(Ok(()), |file| inflate(id, file, Extent::Whole));
        }
        self.looked.set(self.looked.get() + 1);
        let name = id.to_string();
        let (folder, file) = name.split_at(2);
        // A store that has no such file gives no error: the object is packed, or nowhere, which the library will say.
        let mut files = self.stores().iter().map(|store| store.join(folder).join(file));
        files.try_for_each(|file| inflate(id, &file, Extent::Whole))
    }

    /// Refuses the repository if any loose commit or tag is cut off: the library walks histories and names by
    /// itself, and cannot be asked to look first.
    pub(super) fn check_commits(&self) -> Result<(), GitError> {
        let check = || self.files().iter().try_for_each(|(id, file)| inflate(*id, file, Extent::CommitsAndTags));
        self.commits.get_or_init(check).clone()
    }

    fn files(&self) -> &HashMap<Oid, PathBuf> {
        self.files.get_or_init(|| {
            let mut files = HashMap::new();
            self.stores().iter().for_each(|store| list(store, &mut files));
            files
        })
    }

    /// Every folder that objects may be in.
    fn stores(&self) -> &[PathBuf] {
        self.stores.get_or_init(|| {
            let mut stores = Vec::new();
            // A hook that judges a push sees its objects in a store of their own.
            let quarantine = std::env::var_os("GIT_OBJECT_DIRECTORY").map(PathBuf::from);
            for folder in std::iter::once(self.folder.clone()).chain(quarantine) {
                collect(folder, MAX_ALTERNATES, &mut stores);
            }
            stores
        })
    }
}

/// Adds a store and those that it borrows from.
fn collect(store: PathBuf, depth: usize, stores: &mut Vec<PathBuf>) {
    let alternates = std::fs::read_to_string(store.join("info/alternates")).unwrap_or_default();
    let borrowed: Vec<PathBuf> = alternates
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| store.join(line))
        .collect();
    stores.push(store);
    if depth > 0 {
        borrowed.into_iter().for_each(|store| collect(store, depth - 1, stores));
    }
}

/// Adds the loose objects of a store. What cannot be listed is left to the library, which will say so.
fn list(store: &Path, files: &mut HashMap<Oid, PathBuf>) {
    for high in 0..=u8::MAX {
        let high = format!("{high:02x}");
        for entry in std::fs::read_dir(store.join(&high)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let id = name.to_str().and_then(|low| ObjectId::from_hex(&format!("{high}{low}")));
            files.extend(id.map(|id| (id.0, entry.path())));
        }
    }
}

/// How much of a loose object to look at.
#[derive(Clone, Copy, PartialEq)]
enum Extent {
    Whole,
    /// Of other objects, which may be large, the first bytes only.
    CommitsAndTags,
}

/// Runs through a loose object and fails if it has no end. A file that went away since is no longer loose.
fn inflate(id: Oid, file: &Path, extent: Extent) -> Result<(), GitError> {
    let corrupt = |problem: String| GitError::CorruptObject { id: ObjectId(id), problem };
    let unreadable = |error: std::io::Error| corrupt(format!("cannot be read: {error}"));
    let mut input = match std::fs::File::open(file) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut stream = Decompress::new(true);
    let mut output = [0; 8192];
    loop {
        let bytes = input.fill_buf().map_err(unreadable)?;
        let (read, written) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(bytes, &mut output, FlushDecompress::None);
        let ended = match status {
            Ok(Status::StreamEnd) => return Ok(()),
            Ok(_) => bytes.is_empty() && stream.total_out() == written,
            Err(error) => return Err(corrupt(format!("is damaged: {error}"))),
        };
        if ended {
            return Err(corrupt("is cut off".to_owned()));
        }
        let other = |kind: &[u8]| output.starts_with(kind);
        if extent == Extent::CommitsAndTags && written == 0 && (other(b"blob ") || other(b"tree ")) {
            return Ok(());
        }
        input.consume(usize::try_from(stream.total_in() - read).unwrap_or(usize::MAX));
    }
}

/// The object store, read with that check.
pub(super) struct Store<'r> {
    pub(super) odb: Odb<'r>,
    pub(super) loose: &'r Loose,
}

impl Store<'_> {
    pub(super) fn read(&self, id: Oid) -> Result<OdbObject<'_>, GitError> {
        self.loose.check(id)?;
        self.odb.read(id).map_err(|error| GitError::of_object(id, &error))
    }

    /// Size in bytes and kind, without the content.
    pub(super) fn size(&self, id: Oid) -> Result<(usize, ObjectType), GitError> {
        self.odb.read_header(id).map_err(|error| GitError::of_object(id, &error))
    }
}
