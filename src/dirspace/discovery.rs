//! Which directories are dirspaces, and which part of the configuration speaks for each.
//!
//! The surprise is that globs under `dirs` describe *files*: a directory takes the setting of the
//! most specific glob that one of its files matches. Directories without a file of their own do not
//! exist, whatever the configuration says.

use std::borrow::Cow;
use std::collections::HashMap;

use super::layout_error::{LayoutError, LayoutErrorKind};
use super::links::{Links, directory_of};
use super::path_pattern::{PathPattern, anchors};
use super::pattern_template;
use super::spec::{DirSpec, LayoutSpec};

/// What speaks for a directory.
#[derive(Clone, Copy)]
pub(super) enum Chosen<'s> {
    /// An entry of `dirs`: its key and what it says.
    Entry(&'s str, &'s DirSpec),
    /// The global `when_modified`, because no entry does.
    Global,
}

/// A file of the repository.
struct File<'f> {
    dir: Cow<'f, str>,
    path: Cow<'f, str>,
}

/// Every directory that holds a dirspace, in order.
///
/// # Errors
///
/// Every key of `dirs` that is no glob, or else the global patterns that fail for a directory.
pub(super) fn directories<'s>(
    spec: &'s LayoutSpec,
    files: &[impl AsRef<str>],
    links: &Links,
) -> Result<Vec<(String, Chosen<'s>)>, Vec<LayoutError>> {
    let globs = GlobKeys::new(spec)?;
    let mut discovery = Discovery { spec, globs, errors: Vec::new() };
    let mut found = Vec::new();
    for files in by_directory(files, links).chunk_by(|one, other| one.dir == other.dir) {
        let Some(File { dir, .. }) = files.first() else { continue };
        if let Some(chosen) = discovery.choose(dir, files) {
            found.push((dir.clone().into_owned(), chosen));
        }
    }
    if discovery.errors.is_empty() { Ok(found) } else { Err(discovery.errors) }
}

/// All files by directory; those of one directory in the order of the list.
fn by_directory<'f>(files: &'f [impl AsRef<str>], links: &Links) -> Vec<File<'f>> {
    let stand_ins = files.iter().flat_map(|file| links.stand_ins(file.as_ref()));
    let mut files: Vec<File<'f>> = stand_ins
        .map(|path| match path {
            Cow::Borrowed(path) => File { dir: Cow::Borrowed(directory_of(path)), path: Cow::Borrowed(path) },
            Cow::Owned(path) => File { dir: Cow::Owned(directory_of(&path).to_owned()), path: Cow::Owned(path) },
        })
        .collect();
    files.sort_by(|one, other| one.dir.cmp(&other.dir));
    files
}

struct Discovery<'s> {
    spec: &'s LayoutSpec,
    globs: GlobKeys<'s>,
    errors: Vec<LayoutError>,
}

impl<'s> Discovery<'s> {
    fn choose(&mut self, dir: &str, files: &[File<'_>]) -> Option<Chosen<'s>> {
        match self.spec.dirs.get_key_value(dir) {
            Some((key, entry)) if !is_glob(key) => return Some(Chosen::Entry(key, entry)),
            // A directory that is spelled like a glob key: the server matches no glob for it.
            Some(_) => {}
            None => {
                if let Some(glob) = self.globs.most_specific(files) {
                    return Some(Chosen::Entry(glob.key, glob.entry));
                }
            }
        }
        self.is_discovered(dir, files).then_some(Chosen::Global)
    }

    /// Whether a file of the directory matches a global pattern. When some pattern does not start with `${DIR}/`, and a
    /// negated one never does, every directory with a file is taken.
    fn is_discovered(&mut self, dir: &str, files: &[File<'_>]) -> bool {
        let patterns = &self.spec.when_modified.file_patterns;
        if !patterns.iter().all(|pattern| pattern.value.starts_with("${DIR}/")) {
            return true;
        }
        let mut discovered = false;
        for written in patterns {
            let expanded = pattern_template::for_discovery(&written.value, dir);
            match PathPattern::parse_bytes(&expanded) {
                Ok(pattern) => discovered = discovered || files.iter().any(|file| pattern.is_match(&file.path)),
                Err(error) => {
                    let kind = LayoutErrorKind::FilePattern {
                        written: written.value.clone(),
                        expanded: String::from_utf8_lossy(&expanded).into_owned(),
                        dir: Some(dir.to_owned()),
                        error,
                    };
                    self.report(LayoutError::new(kind, written.span));
                }
            }
        }
        discovered
    }

    fn report(&mut self, error: LayoutError) {
        if !self.errors.iter().any(|known| known.is_same_pattern(&error)) {
            self.errors.push(error);
        }
    }
}

/// Whether a key of `dirs` is a glob over file paths and not the name of a directory.
pub(super) fn is_glob(key: &str) -> bool {
    key.contains('*')
}

struct GlobKey<'s> {
    key: &'s str,
    entry: &'s DirSpec,
    pattern: PathPattern,
}

/// The keys of `dirs` that are globs, most specific first, filed by the directory that they start with.
struct GlobKeys<'s> {
    keys: Vec<GlobKey<'s>>,
    by_anchor: HashMap<Vec<u8>, Vec<usize>>,
}

impl<'s> GlobKeys<'s> {
    fn new(spec: &'s LayoutSpec) -> Result<Self, Vec<LayoutError>> {
        let (mut keys, mut errors) = (Vec::new(), Vec::new());
        for (key, entry) in spec.dirs.iter().filter(|(key, _)| is_glob(key)) {
            match PathPattern::parse(key) {
                Ok(pattern) => keys.push(GlobKey { key, entry, pattern }),
                Err(error) => {
                    let kind = LayoutErrorKind::DirsKey { key: key.clone(), error };
                    errors.push(LayoutError::new(kind, entry.key_span));
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        // The longer key is the more specific one; the order among equal lengths is the server's.
        keys.sort_by(|one, other| (other.key.len(), other.key).cmp(&(one.key.len(), one.key)));
        let mut by_anchor: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (rank, key) in keys.iter().enumerate() {
            // What a negated key selects can lie anywhere.
            let anchor = if key.pattern.is_negated() { &[] } else { key.pattern.anchor() };
            by_anchor.entry(anchor.to_vec()).or_default().push(rank);
        }
        Ok(GlobKeys { keys, by_anchor })
    }

    /// The longest key among those that are, for some file of the directory, the first to match. Among keys of one length the
    /// file that comes first in the file list decides, as on the server.
    fn most_specific(&self, files: &[File<'_>]) -> Option<&GlobKey<'s>> {
        if self.keys.is_empty() {
            return None;
        }
        let mut best: Option<&GlobKey<'s>> = None;
        let (mut folder, mut candidates) = (None, Vec::new());
        for File { path: file, .. } in files {
            let of_file = anchors(file).last();
            if folder != of_file {
                (folder, candidates) = (of_file, self.candidates(file));
            }
            let length = |key: &GlobKey<'_>| key.key.len();
            let rivals = candidates.iter().take_while(|rival| best.is_none_or(|best| length(best) < length(rival)));
            best = rivals.copied().find(|rival| rival.pattern.is_match(file)).or(best);
        }
        best
    }

    /// The keys that can match `path`, most specific first.
    fn candidates(&self, path: &str) -> Vec<&GlobKey<'s>> {
        let mut ranks: Vec<usize> =
            anchors(path).filter_map(|anchor| self.by_anchor.get(anchor.as_bytes())).flatten().copied().collect();
        ranks.sort_unstable();
        ranks.into_iter().filter_map(|rank| self.keys.get(rank)).collect()
    }
}
