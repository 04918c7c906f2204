//! Where recorded facts come from. No decision looks at it: it tells a reader what was asked, when, and of which
//! commits, and a program whether the facts are still those of the request.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::fact::name;
use crate::config::fields::{Field, Fields, Reader};
use crate::diagnostic::Diagnostic;

/// How facts were gathered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The request's page.
    pub request: String,
    /// When, by the forge's clock and in its words. `None` when it did not say.
    pub at: Option<String>,
    /// The commits that the facts are about.
    pub commits: RecordedCommits,
    /// Fact by the name that it has in the file (`reviews`, `users.alice.role`) to what was asked for it: method and
    /// path, or the field of an answer.
    pub sources: BTreeMap<String, String>,
}

/// The commits that recorded facts are about, as the forge had them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedCommits {
    /// The head of the request.
    pub head: String,
    /// The tip of the branch that it goes to.
    pub base: String,
    /// The branch that it goes to.
    pub target_branch: String,
    /// The repository's default branch.
    pub default_branch: String,
    /// Its tip: the trusted commit.
    pub default_tip: String,
    /// What became of a request that is merged.
    pub merged: Option<RecordedMerge>,
}

/// What became of a request that is merged, as the forge had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedMerge {
    /// The commit on the target branch that the merge made, or the last of them.
    pub result: String,
    /// The commit that the forge compared the head with when it last did. `None` when it does not tell.
    pub compared_with: Option<String>,
}

/// The section `gathered`. Nothing of it is optional that a gatherer always knows: half a record is none.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Recording> {
    let mut fields = field.mapping(reader)?;
    let request = required_name(&mut fields, "request", reader);
    let at = fields.optional("at").map(|at| name(at, reader));
    let commits = fields.required("commits", reader).and_then(|section| commits(section, reader));
    let sources = fields.optional("sources").map(|section| sources(section, reader)).unwrap_or_default();
    fields.finish(reader);
    Some(Recording { request: request?, at: at.flatten(), commits: commits?, sources })
}

fn commits(field: Field<'_>, reader: &mut Reader<'_>) -> Option<RecordedCommits> {
    let mut fields = field.mapping(reader)?;
    let mut required = |key| required_name(&mut fields, key, reader);
    let (head, base) = (required("head"), required("base"));
    let (target_branch, default_branch) = (required("target_branch"), required("default_branch"));
    let default_tip = required("default_tip");
    let merged = match fields.optional("merged") {
        Some(section) => Some(merged(section, reader)?),
        None => None,
    };
    fields.finish(reader);
    Some(RecordedCommits {
        head: head?,
        base: base?,
        target_branch: target_branch?,
        default_branch: default_branch?,
        default_tip: default_tip?,
        merged,
    })
}

fn merged(field: Field<'_>, reader: &mut Reader<'_>) -> Option<RecordedMerge> {
    let mut fields = field.mapping(reader)?;
    let result = required_name(&mut fields, "result", reader);
    let compared_with = fields.optional("compared_with").and_then(|commit| name(commit, reader));
    fields.finish(reader);
    Some(RecordedMerge { result: result?, compared_with })
}

fn sources(field: Field<'_>, reader: &mut Reader<'_>) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    for (entry, source) in field.members(reader) {
        if entry.key.is_empty() {
            let found = Diagnostic::error("empty-name", entry.key_span, "empty", "the name of a fact is empty");
            reader.report(found.with_help("Write the fact as the file has it, such as `reviews`."));
        }
        sources.extend(name(source, reader).map(|source| (entry.key.clone(), source)));
    }
    sources
}

fn required_name(fields: &mut Fields<'_>, key: &'static str, reader: &mut Reader<'_>) -> Option<String> {
    fields.required(key, reader).and_then(|field| name(field, reader))
}

/// The section, which [`read`] reads back.
pub(super) fn write(recording: &Recording) -> Json {
    let Recording { request, at, commits, sources } = recording;
    let RecordedCommits { head, base, target_branch, default_branch, default_tip, merged } = commits;
    let mut commits = json!({
        "head": head,
        "base": base,
        "target_branch": target_branch,
        "default_branch": default_branch,
        "default_tip": default_tip,
    });
    if let (Some(RecordedMerge { result, compared_with }), Json::Object(commits)) = (merged, &mut commits) {
        commits.insert("merged".to_owned(), json!({ "result": result, "compared_with": compared_with }));
    }
    json!({ "request": request, "at": at, "commits": commits, "sources": sources })
}
