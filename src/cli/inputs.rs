//! Files that are named on the command line: configuration, central configuration, what builders printed.
//!
//! Every one of them is read through the one document reader, within its size limit.

#![expect(clippy::disallowed_methods, reason = "reads the files that arguments name, which is its purpose")]

use std::io::Read as _;
use std::path::Path;

use super::failure::Failure;
use crate::config::document::{self, Document, Reading};
use crate::config::node::{Node, Value};
use crate::dirspace::Change;
use crate::dirspace::spec::Index;
use crate::source::{SourceMap, Span};

/// The document in a file on disk. `None` for an empty file.
pub(super) fn document(path: &Path, sources: &mut SourceMap) -> Result<Option<Document>, Failure> {
    let bytes = bytes(path)?;
    parse(&name(path), &bytes, None, sources)
}

/// How to speak of a file that was named on the command line.
pub(super) fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// The document in `bytes`. `None` for an empty one.
pub(super) fn parse(
    name: &str,
    bytes: &[u8],
    origin: Option<String>,
    sources: &mut SourceMap,
) -> Result<Option<Document>, Failure> {
    match Document::read(sources, name, bytes, origin) {
        Ok(Reading::Document(document)) => Ok(Some(document)),
        Ok(Reading::Empty(_)) => Ok(None),
        Err(diagnostics) => {
            let message = format!("{name} cannot be read");
            Err(Failure::Diagnostics { message, diagnostics, sources: sources.clone() })
        }
    }
}

/// The bytes of a file that was named on the command line, up to one over the limit of the document reader.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failure = |error: std::io::Error| {
        Failure::with_help(
            format!("cannot read {}: {error}", name(path)),
            "Paths of options are relative to the current folder; `-` is standard input.",
        )
    };
    let limit = document::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    // One byte over the limit is enough for the reader to say that the file is too large.
    if path == Path::new("-") {
        std::io::stdin().take(limit).read_to_end(&mut bytes).map_err(failure)?;
    } else {
        let file = std::fs::File::open(path).map_err(failure)?;
        file.take(limit).read_to_end(&mut bytes).map_err(failure)?;
    }
    Ok(bytes)
}

/// The indexer's answer: `{deps: {DIR: [MODULE]}, symlinks: [[LINK, TARGET]]}`.
pub(super) fn index(path: &Path, sources: &mut SourceMap) -> Result<Index, Failure> {
    let mut index = Index::default();
    let document = some_document(path, "An indexer that finds nothing prints `{}`.", sources)?;
    let shape = |node: &Node| {
        let message = "an index is `{deps: {DIR: [MODULE, …]}, symlinks: [[LINK, TARGET], …]}`";
        bad_shape(path, node.span, message, sources)
    };
    for entry in document.root().entries().ok_or_else(|| shape(document.root()))? {
        match entry.key.as_str() {
            "deps" => {
                for dir in entry.value.entries().ok_or_else(|| shape(&entry.value))? {
                    let modules = strings(&dir.value).ok_or_else(|| shape(&dir.value))?;
                    index.deps.insert(dir.key.clone(), modules);
                }
            }
            "symlinks" => {
                for pair in items(&entry.value).ok_or_else(|| shape(&entry.value))? {
                    match strings(pair).as_deref() {
                        Some([link, target]) => index.symlinks.push((link.clone(), target.clone())),
                        _ => return Err(shape(pair)),
                    }
                }
            }
            _ => return Err(shape(&entry.value)),
        }
    }
    Ok(index)
}

/// What a tree builder printed: the files that there are, and which of them changed.
pub(super) struct BuiltTree {
    /// All files.
    pub(super) files: Vec<String>,
    /// Those that changed. The server takes every one for a modification.
    pub(super) changes: Vec<Change>,
}

/// The tree builder's answer: `{files: [{path: PATH, changed: BOOL}]}`. An entry without `changed` changed if the diff
/// says so.
pub(super) fn built_tree(path: &Path, diff: &[Change], sources: &mut SourceMap) -> Result<BuiltTree, Failure> {
    let mut tree = BuiltTree { files: Vec::new(), changes: Vec::new() };
    let document = some_document(path, "A tree builder that finds nothing prints `{files: []}`.", sources)?;
    let shape = |node: &Node| {
        bad_shape(path, node.span, "a built tree is `{files: [{path: PATH, changed: true|false}, …]}`", sources)
    };
    let in_diff: std::collections::BTreeSet<&str> = diff.iter().flat_map(Change::paths).collect();
    let files = document.root().entry("files").ok_or_else(|| shape(document.root()))?;
    for file in items(&files.value).ok_or_else(|| shape(&files.value))? {
        let name = match file.entry("path").map(|entry| &entry.value.value) {
            Some(Value::String(name)) => name.clone(),
            _ => return Err(shape(file)),
        };
        let changed = match file.entry("changed").map(|entry| &entry.value.value) {
            None | Some(Value::Null) => in_diff.contains(name.as_str()),
            Some(Value::Bool(changed)) => *changed,
            Some(_) => return Err(shape(file)),
        };
        if changed {
            tree.changes.push(Change::Modified(name.clone()));
        }
        tree.files.push(name);
    }
    Ok(tree)
}

/// The document in a file that must not be empty: a script that failed leaves an empty file, and that nothing was
/// found is not for us to say.
fn some_document(path: &Path, help: &str, sources: &mut SourceMap) -> Result<Document, Failure> {
    document(path, sources)?.ok_or_else(|| Failure::with_help(format!("{} is empty", name(path)), help))
}

fn items(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::Sequence(items) => Some(items),
        _ => None,
    }
}

fn strings(node: &Node) -> Option<Vec<String>> {
    let text = |node: &Node| match &node.value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    items(node)?.iter().map(text).collect()
}

fn bad_shape(path: &Path, span: Span, message: &str, sources: &SourceMap) -> Failure {
    let place = sources.locate(span).map(|place| place.to_string()).unwrap_or_else(|| name(path));
    Failure::with_help(format!("{place} has another shape than is expected here"), format!("Write it so: {message}."))
}
