//! Facts about a request, written down: by hand to ask "what if", or by a tool to replay a decision.
//!
//! A decision is a pure function of [`Facts`], so this file and the configuration are all that it takes to
//! have the same answer again. Everything is optional. What is left out, or left empty, is not known, and
//! nothing is guessed in its place; what was asked for and could not be had is written
//! `{unavailable: "why"}` where the fact would stand. A key that the format does not have is an error: it
//! would be a fact that somebody believes to have given.
//!
//! A file that a tool wrote says under `gathered` where its facts come from, which decides nothing.
//!
//! [`SCHEMA`] describes the format key by key. What a schema cannot say and the reader does: `teams` and
//! `users` must not contradict each other.

mod checks;
mod fact;
mod people;
mod recording;
mod request;
#[cfg(test)]
mod tests;
mod write;

use crate::access::facts::{CiConfig, Facts, Forge};
use crate::access::known::Known;
use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;

use super::fields::{Field, Fields, Format, Reader};
use super::node::{Node, Value};
use fact::{known, name, names, refuse_together, word};

pub use recording::{RecordedCommits, RecordedMerge, Recording};
pub use write::{write_facts, write_facts_file};

/// The JSON Schema of the format.
pub const SCHEMA: &str = include_str!("../../schemas/facts.schema.json");

const FORMAT: Format = Format {
    name: "the facts file",
    root_keys: &[
        "forge",
        "users",
        "teams",
        "everyone_listed",
        "failed_lookups",
        "pull_request",
        "merge_request",
        "ci_config",
        "gathered",
    ],
};

/// The two names of the request. Either will do for either forge.
const REQUEST_KEYS: [&str; 2] = ["pull_request", "merge_request"];

/// A file of facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactsFile {
    /// The facts.
    pub facts: Facts,
    /// How they were gathered, if a forge was asked for them.
    pub gathered: Option<Recording>,
}

/// Reads facts from a document, and how they were gathered. An empty document holds none.
///
/// `forge` is the one to take where the document names none: on which forge a check is seen decides what kind
/// of check it is.
///
/// # Errors
///
/// Everything that is wrong with it, in the order of the text. Half a file of facts is no facts: what a
/// mistake hides could be what the answer depends on.
pub fn read_facts_file(root: &Node, forge: Forge) -> Result<FactsFile, Vec<Diagnostic>> {
    let sources = SourceMap::new();
    let mut reader = Reader::of(&FORMAT, root, &sources);
    let mut file = FactsFile { facts: Facts { forge, ..Facts::default() }, gathered: None };
    if root.value != Value::Null
        && let Some(fields) = Field::root(root).mapping(&mut reader)
    {
        read_root(&mut file, fields, &mut reader);
    }
    reader.finish()?;
    Ok(file)
}

/// Reads the facts alone. How they were gathered is read as well, so that a file that one command takes is one
/// that all take.
///
/// # Errors
///
/// Those of [`read_facts_file`].
pub fn read_facts(root: &Node, forge: Forge) -> Result<Facts, Vec<Diagnostic>> {
    read_facts_file(root, forge).map(|file| file.facts)
}

fn read_root(file: &mut FactsFile, mut fields: Fields<'_>, reader: &mut Reader<'_>) {
    let facts = &mut file.facts;
    if let Some(forge) = fields.optional("forge") {
        facts.forge = word::<Forge>(forge, reader).unwrap_or(facts.forge);
    }
    people::read(facts, &mut fields, reader);
    refuse_together(&fields, REQUEST_KEYS, "They are two names for the same thing: write one of them.", reader);
    for key in REQUEST_KEYS {
        if let Some(section) = fields.optional(key) {
            facts.request = request::read(section, facts.forge, reader);
        }
    }
    if let Some(section) = fields.optional("ci_config") {
        facts.ci_config = match known(Some(section), reader, ci_config) {
            Known::Known(ci_config) => ci_config,
            Known::NotGiven => CiConfig::NotGiven,
            Known::Unavailable(why) => CiConfig::Unavailable(why),
        };
    }
    file.gathered = fields.optional("gathered").and_then(|section| recording::read(section, reader));
    fields.finish(reader);
}

/// Which file it is, which it can be, or only whether the change touches it.
fn ci_config(field: Field<'_>, reader: &mut Reader<'_>) -> Option<CiConfig> {
    const FORMS: [&str; 3] = ["path", "paths", "changed"];
    let mut fields = field.mapping(reader)?;
    let path = fields.defaulted("path").and_then(|field| name(field, reader));
    let paths = fields.defaulted("paths").and_then(|field| names(field, reader));
    let changed = fields.defaulted("changed").and_then(|field| field.boolean(reader));
    fields.leave(&[fact::UNAVAILABLE]);
    let written = FORMS.iter().filter(|key| fields.has(key)).count();
    fields.finish(reader);
    if written != 1 {
        let message = "`ci_config` needs exactly one of `path`, `paths` and `changed`".to_owned();
        reader.report(field.error_at_key("one-of", "not exactly one", message).with_help(
            "Write `path` for the file that runs the jobs, `paths` when it takes the forge to tell which of them does, \
             or `changed` when only that is known.",
        ));
        return None;
    }
    let candidates = path.map(|path| vec![path]).or(paths).map(CiConfig::Candidates);
    candidates.or(changed.map(CiConfig::Changed))
}
