//! The request itself: its state, its branches, its people, its reviews.

use std::collections::BTreeSet;

use crate::access::facts::{Forge, Mergeable, Request, Review};
use crate::access::known::Known;
use crate::access::spelling::{Word, merge_status};
use crate::config::fields::{Field, Fields, Reader};
use crate::config::node::Value;

use super::checks;
use super::fact::{known, name, names, refuse_together, word};

/// The section `pull_request` or `merge_request`.
pub(super) fn read(field: Field<'_>, forge: Forge, reader: &mut Reader<'_>) -> Request {
    let Some(mut fields) = field.mapping(reader) else { return Request::default() };
    let (mergeable, in_conflict) = merging(&mut fields, reader);
    let request = Request {
        state: known(fields.optional("state"), reader, word),
        draft: known(fields.optional("draft"), reader, Field::boolean),
        mergeable,
        in_conflict,
        source_branch: known(fields.optional("source_branch"), reader, name),
        target_branch: known(fields.optional("target_branch"), reader, name),
        target_protected: known(fields.optional("target_protected"), reader, Field::boolean),
        author: known(fields.optional("author"), reader, name),
        contributors: known(fields.optional("contributors"), reader, names::<BTreeSet<String>>),
        unattributed: known(fields.optional("unattributed"), reader, names::<Vec<String>>),
        pushers: known(fields.optional("pushers"), reader, names::<BTreeSet<String>>),
        triggering_actor: known(fields.optional("triggering_actor"), reader, triggering_actor),
        from_fork: known(fields.optional("fork"), reader, Field::boolean),
        head: known(fields.optional("head"), reader, name),
        changed_files: known(fields.optional("changed_files"), reader, count),
        queued: known(fields.optional("queued"), reader, Field::boolean),
        reviews: known(fields.optional("reviews"), reader, reviews),
        review_decision: known(fields.optional("review_decision"), reader, word),
        requested_reviewers: known(fields.optional("requested_reviewers"), reader, names::<Vec<String>>),
        checks: known(fields.optional("checks"), reader, |field, reader| checks::read(field, forge, reader)),
        required_checks: known(fields.optional("required_checks"), reader, checks::required),
        changed_on_base: known(fields.optional("changed_on_base"), reader, names::<Vec<String>>),
    };
    fields.finish(reader);
    request
}

/// Two facts, or GitLab's one word for both.
fn merging(fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> (Known<Mergeable>, Known<bool>) {
    const HELP: &str = "`merge_status` says both whether the request is mergeable and whether it is in conflict.";
    for key in ["mergeable", "conflict"] {
        refuse_together(fields, [key, "merge_status"], HELP, reader);
    }
    let mergeable = known(fields.optional("mergeable"), reader, mergeable);
    let conflict = known(fields.optional("conflict"), reader, Field::boolean);
    let Some(status) = fields.optional("merge_status") else { return (mergeable, conflict) };
    match known(Some(status), reader, name) {
        Known::Known(word) => {
            let (mergeable, conflict) = merge_status(&word);
            (Known::Known(mergeable), conflict)
        }
        Known::NotGiven => (Known::NotGiven, Known::NotGiven),
        Known::Unavailable(why) => (Known::Unavailable(why.clone()), Known::Unavailable(why)),
    }
}

fn mergeable(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Mergeable> {
    match &field.node.value {
        Value::Bool(true) => Some(Mergeable::Yes),
        Value::Bool(false) => Some(Mergeable::No),
        Value::String(text) if text == Mergeable::Computing.word() => Some(Mergeable::Computing),
        _ => {
            field.refuse("`true`, `false` or the word `computing`", reader);
            None
        }
    }
}

/// A login, or `false` when nobody but the actor set the run off. A word in its place could be a login.
fn triggering_actor(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Option<String>> {
    match field.node.value {
        Value::Bool(false) => Some(None),
        Value::String(_) => name(field, reader).map(Some),
        _ => {
            field.refuse("a login, or `false` when nobody but the actor set the run off", reader);
            None
        }
    }
}

fn reviews(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Vec<Review>> {
    Some(field.list(reader).filter_map(|entry| review(entry, reader)).collect())
}

/// One review. The user has to be written, and is left empty for an account that no longer exists: a key
/// that was forgotten must not look like one.
fn review(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Review> {
    let mut fields = field.mapping(reader)?;
    let user = fields.required("user", reader);
    let reviewer = user.filter(|user| user.node.value != Value::Null).map(|user| name(user, reader));
    let state = fields.required("state", reader).and_then(|state| word(state, reader));
    let commit = fields.optional("commit").and_then(|commit| name(commit, reader));
    let before = fields.optional("before_retarget").map(|before| before.boolean(reader));
    fields.finish(reader);
    user?;
    let before_retarget = before.unwrap_or(Some(false))?;
    Some(Review { reviewer: reviewer.flatten(), state: state?, commit, before_retarget })
}

/// How many of something. Not negative.
fn count(field: Field<'_>, reader: &mut Reader<'_>) -> Option<u64> {
    let number = field.integer(reader)?;
    let count = u64::try_from(number).ok();
    if count.is_none() {
        let message = format!("{} is negative, and no number of files is", reader.subject(field.node));
        reader.report(field.error("number-out-of-range", "negative", message).with_help("Write 0 or more."));
    }
    count
}
