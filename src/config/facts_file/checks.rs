//! Checks of the head commit, and those that are required.

use crate::access::facts::{Check, CheckOrigin, CheckState, Forge, RequiredCheck};
use crate::config::fields::{Field, Fields, Reader};
use crate::config::node::Value;

use super::fact::{name, refuse_together};

/// The two kinds of checks.
pub(super) const CHECK_RUN: &str = "check_run";
pub(super) const STATUS: &str = "status";

/// Keys of a state that says for itself what its word means.
pub(super) const FAILED: &str = "failed";
pub(super) const UNFINISHED: &str = "unfinished";
pub(super) const OTHER: &str = "other";

/// A list of checks.
pub(super) fn read(field: Field<'_>, forge: Forge, reader: &mut Reader<'_>) -> Option<Vec<Check>> {
    Some(field.list(reader).filter_map(|entry| check(entry, forge, reader)).collect())
}

fn check(field: Field<'_>, forge: Forge, reader: &mut Reader<'_>) -> Option<Check> {
    let mut fields = field.mapping(reader)?;
    let title = fields.required("name", reader).and_then(|title| name(title, reader));
    let state = fields.required("state", reader).and_then(|field| state(field, reader));
    let origin = origin(&mut fields, forge, reader);
    let workflow = fields.optional("workflow").and_then(|workflow| name(workflow, reader));
    let own = fields.optional("own").and_then(|own| own.boolean(reader)).unwrap_or(false);
    fields.finish(reader);
    Some(Check { title: title?, state: state?, origin: origin?, workflow, own })
}

/// The forge's word. One that the forges are not known to use, and that a record has to tell apart, is
/// written `{failed: WORD}`, `{unfinished: WORD}` or `{other: WORD}`.
fn state(field: Field<'_>, reader: &mut Reader<'_>) -> Option<CheckState> {
    if let Value::String(word) = &field.node.value {
        return Some(CheckState::from_word(word));
    }
    if field.node.entries().is_none() {
        field.refuse("the forge's word, such as `success`", reader);
        return None;
    }
    let mut fields = field.mapping(reader)?;
    let mut meant = Vec::new();
    type Make = fn(String) -> CheckState;
    let forms: [(&'static str, Make); 3] =
        [(FAILED, CheckState::Failed), (UNFINISHED, CheckState::Unfinished), (OTHER, CheckState::Other)];
    for (key, make) in forms {
        if let Some(word) = fields.defaulted(key) {
            meant.push(word.text(reader).map(|word| make(word.to_owned())));
        }
    }
    fields.finish(reader);
    if meant.len() != 1 {
        let subject = reader.subject(field.node);
        let message = format!("{subject} needs exactly one of `failed`, `unfinished` and `other`");
        let found = field.error_at_key("one-of", "not exactly one", message);
        reader.report(found.with_help("Write the forge's word as it is, such as `state: success`."));
    }
    meant.pop().flatten()
}

/// Where a check comes from. What is not said is a check run on GitHub and a status on GitLab, the only
/// ones there.
fn origin(fields: &mut Fields<'_>, forge: Forge, reader: &mut Reader<'_>) -> Option<CheckOrigin> {
    let help = "A check run has an `app` and a status has a `creator`: write one of them.";
    refuse_together(fields, ["app", "creator"], help, reader);
    let kind = fields.optional("kind");
    let word = kind.and_then(|kind| kind.word(&[CHECK_RUN, STATUS], reader));
    let app = fields.optional("app").and_then(|app| name(app, reader));
    let creator = fields.optional("creator").and_then(|creator| name(creator, reader));
    let (app_written, creator_written) = (fields.has("app"), fields.has("creator"));
    let misfit = match word {
        Some(CHECK_RUN) if creator_written => Some("a check run has an `app` and no `creator`"),
        Some(STATUS) if app_written => Some("a status has a `creator` and no `app`"),
        _ => None,
    };
    if let (Some(misfit), Some(kind)) = (misfit, kind) {
        let found = kind.error("given-twice", "of another kind", misfit.to_owned());
        reader.report(found.with_help("Leave `kind` out; the other key says it."));
        return None;
    }
    let is_status = match word {
        Some(word) => word == STATUS,
        None => creator_written || (!app_written && forge == Forge::Gitlab),
    };
    Some(if is_status { CheckOrigin::Status(creator) } else { CheckOrigin::CheckRun(app) })
}

/// A list of names, or of names together with the app that has to report them.
pub(super) fn required(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Vec<RequiredCheck>> {
    Some(field.list(reader).filter_map(|entry| required_check(entry, reader)).collect())
}

fn required_check(field: Field<'_>, reader: &mut Reader<'_>) -> Option<RequiredCheck> {
    if let Value::String(_) = field.node.value {
        return Some(RequiredCheck { title: name(field, reader)?, app: None });
    }
    if field.node.entries().is_none() {
        field.refuse("the name of a check, or a mapping with `name` and `app`", reader);
        return None;
    }
    let mut fields = field.mapping(reader)?;
    let title = fields.required("name", reader).and_then(|title| name(title, reader));
    let app = fields.optional("app").and_then(|app| name(app, reader));
    fields.finish(reader);
    Some(RequiredCheck { title: title?, app })
}
