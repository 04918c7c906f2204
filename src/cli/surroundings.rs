//! How far the files of a dirspace reach: which places of the repository they mention, and those in turn.
//!
//! A place that is missed here is one that somebody may change unseen, so whatever cannot be read, is too large or leads
//! through a link makes the reach the whole repository.

use std::collections::{BTreeMap, BTreeSet};

use crate::dirspace::Dirspace;
use crate::dirspace::mentions::{leads_to, mentions};
use crate::git::{Commit, Files, GitError, Repository, Snapshot};

/// Files that are looked at for one dirspace.
const MOST_FILES: usize = 2_000;
/// Bytes of a file that is looked at.
const MOST_BYTES: usize = 4 << 20;
/// Bytes that are looked at for all dirspaces together.
const MOST_BYTES_ALTOGETHER: usize = 256 << 20;

/// The files of a commit.
pub(super) struct Surroundings<'r> {
    repository: &'r Repository,
    commit: Commit,
    files: Files,
    /// By path, what was found in the files that were looked at.
    known: BTreeMap<String, Option<BTreeSet<String>>>,
    bytes_left: usize,
}

/// How far something reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It may be anything.
    Everything,
    /// The paths that begin with one of these.
    Places(Vec<String>),
}

impl Reach {
    /// Whether a path is within it.
    pub(super) fn includes(&self, path: &str) -> bool {
        match self {
            Reach::Everything => true,
            Reach::Places(places) => places.iter().any(|place| path.starts_with(place.as_str())),
        }
    }
}

impl<'r> Surroundings<'r> {
    /// # Errors
    ///
    /// Those of [`Repository::files`].
    pub(super) fn new(repository: &'r Repository, commit: Commit) -> Result<Surroundings<'r>, GitError> {
        let files = repository.files(Snapshot::Commit(commit))?;
        Ok(Surroundings { repository, commit, files, known: BTreeMap::new(), bytes_left: MOST_BYTES_ALTOGETHER })
    }

    /// How far the files of each dirspace reach.
    pub(super) fn reaches(&mut self, dirspaces: BTreeSet<Dirspace>) -> BTreeMap<Dirspace, Reach> {
        let mut last: Option<(String, Reach)> = None;
        let reach = |dirspace: Dirspace| {
            // Those of one directory stand together.
            let reach = match &last {
                Some((dir, reach)) if *dir == dirspace.dir => reach.clone(),
                _ => self.places(&dirspace.dir).map_or(Reach::Everything, Reach::Places),
            };
            last = Some((dirspace.dir.clone(), reach.clone()));
            (dirspace, reach)
        };
        dirspaces.into_iter().map(reach).collect()
    }

    /// `None` where that may be anything.
    fn places(&mut self, dir: &str) -> Option<Vec<String>> {
        let mut places = vec![leads_to(dir, "./")?];
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut next = 0;
        while let Some(place) = places.get(next).cloned() {
            next += 1;
            if place.is_empty() || self.is_behind_link(&place) {
                return None;
            }
            for file in self.below(&place) {
                if !seen.insert(file.clone()) {
                    continue;
                }
                if seen.len() > MOST_FILES {
                    return None;
                }
                for way in self.ways(&file)? {
                    // A path in a module is relative to the module or to where the program runs.
                    let led = [directory_of(&file), dir].map(|from| leads_to(from, &way));
                    if led.iter().all(Option::is_none) {
                        return None;
                    }
                    let new = led.into_iter().flatten();
                    new.for_each(|place| {
                        if !places.iter().any(|known| place.starts_with(known.as_str())) {
                            places.push(place);
                        }
                    });
                }
            }
        }
        Some(places)
    }

    fn below(&self, place: &str) -> Vec<String> {
        let paths = &self.files.paths;
        let start = paths.partition_point(|path| path.as_str() < place);
        paths.iter().skip(start).take_while(|path| path.starts_with(place)).cloned().collect()
    }

    fn is_behind_link(&self, place: &str) -> bool {
        self.files
            .links
            .iter()
            .any(|link| place.strip_prefix(link.path.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// The ways out that a file names; of a link, where it points.
    fn ways(&mut self, path: &str) -> Option<BTreeSet<String>> {
        if let Ok(at) = self.files.links.binary_search_by(|link| link.path.as_str().cmp(path)) {
            let target = self.files.links.get(at)?.target.clone()?;
            return (!target.starts_with('/')).then(|| BTreeSet::from([target]));
        }
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let ways = self.read(path).and_then(|bytes| mentions(&bytes));
        self.known.insert(path.to_owned(), ways.clone());
        ways
    }

    fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        let limit = MOST_BYTES.min(self.bytes_left);
        let bytes = self.repository.read(Snapshot::Commit(self.commit), path, limit).ok().flatten()?.bytes;
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len());
        Some(bytes)
    }
}

fn directory_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(directory, _)| directory)
}
