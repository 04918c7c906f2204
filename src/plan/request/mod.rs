//! What is known of the request, its checks and the run, without asking anybody: from the event file and from the
//! environment of the job.
//!
//! Both hold text of whoever opens a request. Only what is in [`FIELDS`] is looked at, and only what has the shape
//! that the list gives it is believed; all else is not known. Addresses are put together of accepted parts.

mod elsewhere;
mod fields;
mod shape;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub use elsewhere::{ELSEWHERE, Elsewhere, Fate, Group, Why};
pub use fields::{FIELDS, Field, Source};
pub use shape::{Shape, is_commit};

use crate::plan::report::Datum;

#[cfg(test)]
mod tests;

/// The most bytes of an event file that are read: the most that a forge sends.
pub const LARGEST_EVENT: usize = 25 * 1024 * 1024;

/// Whose job it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Bitbucket Pipelines.
    Bitbucket,
}

impl Platform {
    /// Every one, in the order of [`Field::sources`].
    pub const ALL: [Platform; 3] = [Platform::Github, Platform::Gitlab, Platform::Bitbucket];

    /// The platform whose job has such an environment. `None` outside of one, and where two say that it is theirs.
    pub fn of(env: &dyn Fn(&str) -> Option<String>) -> Option<Platform> {
        let is_set = |name: &str| env(name).is_some_and(|value| !value.is_empty() && value != "false");
        let signs = ["GITHUB_ACTIONS", "GITLAB_CI", "BITBUCKET_BUILD_NUMBER"];
        let mut found = Platform::ALL.into_iter().zip(signs).filter(|(_, sign)| is_set(sign));
        let (platform, _) = found.next()?;
        found.next().is_none().then_some(platform)
    }

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Platform::Github => "GitHub",
            Platform::Gitlab => "GitLab",
            Platform::Bitbucket => "Bitbucket",
        }
    }
}

/// Why an event file cannot be used. Says nothing that stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventError {
    /// It is larger than [`LARGEST_EVENT`].
    TooLarge,
    /// It is not a JSON object.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventError::TooLarge => f.write_str("the event file is larger than the 25 MiB that a forge sends"),
            EventError::Malformed { line, column } => {
                write!(f, "the event file is not the JSON of an event: line {line}, column {column}")
            }
        }
    }
}

impl std::error::Error for EventError {}

/// The part of an event that is looked at.
#[derive(Debug, Default, Deserialize)]
struct Event {
    /// Null for events that are about no request.
    #[serde(default)]
    pull_request: Value,
}

impl Event {
    fn read(text: Option<&[u8]>) -> Result<Event, EventError> {
        let Some(text) = text else { return Ok(Event::default()) };
        if text.len() > LARGEST_EVENT {
            return Err(EventError::TooLarge);
        }
        if text.trim_ascii_start().first() != Some(&b'{') {
            return Err(EventError::Malformed { line: 1, column: 1 });
        }
        let malformed = |error: serde_json::Error| EventError::Malformed { line: error.line(), column: error.column() };
        serde_json::from_slice(text).map_err(malformed)
    }
}

/// Everything that is known, in the order of [`FIELDS`]. `event` is the file that `GITHUB_EVENT_PATH` names.
///
/// # Errors
///
/// The event file is not one. A value in it that has not its shape is no error: it is not known.
pub fn gather(
    platform: Platform,
    event: Option<&[u8]>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<Datum>, EventError> {
    let event = Event::read(event)?;
    let mut known: Vec<Datum> = Vec::new();
    for field in FIELDS {
        // Of which request would it be? In a job for a branch there is a source branch too.
        let is_of_request = field.name.starts_with("request_") && field.name != "request_number";
        if is_of_request && !known.iter().any(|datum| datum.name == "request_number") {
            continue;
        }
        let value = match field.name {
            "head_commit" => head_of(platform, &event, env),
            _ => value(field, platform, &event, env, &known),
        };
        known.extend(value.map(|value| Datum { name: field.name, value }));
    }
    Ok(known)
}

/// The commit that the plans of this job are of: of a request its last commit, and never the merge that was made of it
/// to be tested, which has another name with every push to the other branch.
///
/// # Errors
///
/// The event file is not one.
pub fn head(
    platform: Platform,
    event: Option<&[u8]>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<String>, EventError> {
    Ok(head_of(platform, &Event::read(event)?, env))
}

fn head_of(platform: Platform, event: &Event, env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let field = FIELDS.iter().find(|field| field.name == "head_commit")?;
    let of_request = env("GITHUB_EVENT_NAME").is_some_and(|name| name.starts_with("pull_request"));
    let is_merge = platform == Platform::Github && (of_request || !event.pull_request.is_null());
    let mut sources = field.sources_on(platform).iter();
    let allowed = sources.by_ref().filter(|source| !(is_merge && matches!(source, Source::Env(_))));
    allowed.into_iter().find_map(|source| field.shape.accept(&source.text(event, env, &[])?))
}

fn value(
    field: &Field,
    platform: Platform,
    event: &Event,
    env: &dyn Fn(&str) -> Option<String>,
    known: &[Datum],
) -> Option<String> {
    let sources = field.sources_on(platform).iter();
    sources.into_iter().find_map(|source| field.shape.accept(&source.text(event, env, known)?))
}

/// A datum out of a record: its name is in the list, and its value is written as it would be here.
pub fn datum(name: &str, value: &str) -> Option<Datum> {
    let field = FIELDS.iter().find(|field| field.name == name)?;
    let value = field.shape.accept(value).filter(|accepted| accepted == value)?;
    Some(Datum { name: field.name, value })
}

impl Field {
    /// Where it is from on a platform.
    pub fn sources_on(&self, platform: Platform) -> &'static [Source] {
        let [github, gitlab, bitbucket] = self.sources;
        match platform {
            Platform::Github => github,
            Platform::Gitlab => gitlab,
            Platform::Bitbucket => bitbucket,
        }
    }
}

impl Source {
    /// What stands there, of whatever shape.
    fn text(self, event: &Event, env: &dyn Fn(&str) -> Option<String>, known: &[Datum]) -> Option<String> {
        match self {
            Source::Fixed(text) => Some(text.to_owned()),
            // The environment has lists in the form of a sentence: `ada, grace, and joan`.
            Source::Env("CI_MERGE_REQUEST_ASSIGNEES") => Some(sentence_as_list(&env("CI_MERGE_REQUEST_ASSIGNEES")?)),
            Source::Env(name) => env(name),
            Source::Event(keys) => scalar(keys.iter().try_fold(&event.pull_request, |value, key| value.get(key))?),
            Source::Each(list, key) => {
                let list = event.pull_request.get(list)?.as_array()?.iter();
                let texts: Option<Vec<String>> = list.map(|element| single(element.get(key)?)).collect();
                texts.map(|texts| texts.join(","))
            }
            Source::Composed(template) => composed(template, known),
        }
    }
}

/// A text, a number or a boolean as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::Bool(answer) => Some(answer.to_string()),
        _ => None,
    }
}

/// A text that can be an element of a list: in one with a comma there would be two.
fn single(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.contains(',')).map(str::to_owned)
}

fn sentence_as_list(text: &str) -> String {
    text.replace(", and ", ",").replace(" and ", ",")
}

/// A template with every `{name}` in it replaced by what is known of that name. `None` if one of them is not known.
fn composed(template: &str, known: &[Datum]) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&known.iter().find(|datum| datum.name == name)?.value);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}
