//! What the lints are told of the repository around a configuration.

use std::collections::BTreeMap;

use super::place::Place;
use crate::cli::failure::Failure;
use crate::config::Config;
use crate::dirspace::layout_error::LayoutError;
use crate::git::{Repository, Snapshot};
use crate::lint::repository::{RepositoryFacts, is_read};
use crate::lint::run::Surroundings;

/// Most files whose texts are read.
const MOST_FILES: usize = 4_000;
/// Most bytes of all texts together.
const MOST_BYTES: usize = 64 << 20;
/// Most bytes of one text.
const MOST_FILE_BYTES: usize = 1 << 20;

/// What was found.
pub(super) enum Found {
    /// Not looked at, and why.
    Nothing(String),
    Facts(Box<RepositoryFacts>),
    /// The server refuses the configuration for these files.
    Refused(Vec<LayoutError>),
}

impl Found {
    /// As the lints take it.
    pub(super) fn known(&self) -> Surroundings<'_> {
        match self {
            Found::Nothing(why) => Surroundings::Unknown(why),
            Found::Facts(facts) => Surroundings::Known(facts),
            Found::Refused(errors) => Surroundings::Refused(errors),
        }
    }
}

/// Looks at the files around a configuration.
pub(super) fn surroundings(place: &Place, config: &Config) -> Result<Found, Failure> {
    let Some(repository) = &place.repository else { return Ok(Found::Nothing("there is no repository".to_owned())) };
    let files = repository.files(place.snapshot)?.paths;
    let (contents, incomplete) = contents(repository, place.snapshot, &files);
    Ok(match RepositoryFacts::new(config, files, contents) {
        Ok(facts) => Found::Facts(Box::new(RepositoryFacts { contents_incomplete: incomplete, ..facts })),
        Err(errors) => Found::Refused(errors),
    })
}

/// The texts that lints read, and what is missing of them. A hook has to be fast, so of the index none is read.
pub(in crate::cli) fn contents(
    repository: &Repository,
    snapshot: Snapshot,
    files: &[String],
) -> (BTreeMap<String, String>, Option<String>) {
    let wanted: Vec<&String> = files.iter().filter(|path| is_read(path)).collect();
    let mut contents = BTreeMap::new();
    if wanted.is_empty() {
        return (contents, None);
    }
    if snapshot == Snapshot::Index {
        return (contents, Some("with --staged the files are known by name, and what is in them is not".to_owned()));
    }
    let mut reader = repository.reader(snapshot);
    let mut room = MOST_BYTES;
    for path in wanted.iter().take(MOST_FILES) {
        // What cannot be read, such as a link or a blob that a partial clone left out, is counted below.
        let Ok(Some(bytes)) = reader.read(path, MOST_FILE_BYTES.min(room)) else { continue };
        room -= bytes.len().min(room);
        if let Ok(text) = String::from_utf8(bytes) {
            contents.insert((*path).clone(), text);
        }
    }
    let missing = wanted.len() - contents.len();
    let incomplete = (missing > 0).then(|| format!("what is in {missing} of {} files was not read", wanted.len()));
    (contents, incomplete)
}
