//! `--format sarif`: SARIF 2.1.0, which code scanning and editors read.
//!
//! Only what we say is modelled, so the structures are our own. The schema in the tests is the one of the standard.

use std::collections::BTreeMap;

use serde::Serialize;

use super::identity::{Identity, identities};
use super::place::{Place, place};
use super::{Answer, LintedFile, explanation, severity};
use crate::config::gate::LintLevel;
use crate::diagnostic::Diagnostic;
use crate::lint::Fix;
use crate::lint::codes::{self, Known};
use crate::lint::run::Reported;
use crate::output::json;
use crate::source::{SourceMap, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Under which name our fingerprint stands. Not `primaryLocationLineHash`: GitHub works that one out itself, from lines.
const FINGERPRINT: &str = "whomay/v1";

/// Where relative paths begin, in the word that GitHub has for the root of the repository.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

/// What was not looked at.
#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    locations: [Location; 1],
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// The answer as one SARIF log with one run.
pub fn render(answer: &Answer, sources: &SourceMap) -> String {
    let rules = Rules::of(answer);
    let results = answer.files.iter().flat_map(|file| {
        let found = file.report.findings.iter().zip(identities(file));
        found.map(|(found, identity)| result(found, identity, file, &rules, sources)).collect::<Vec<_>>()
    });
    json::render(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: answer.files.iter().flat_map(notifications).collect(),
            }],
            results: results.collect(),
            tool: Tool {
                driver: Driver {
                    name: "whomay",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.described(),
                },
            },
        }],
    })
}

/// The codes that were found, in byte order: those of the log's rules.
struct Rules<'a>(BTreeMap<&'a str, &'a Diagnostic>);

impl<'a> Rules<'a> {
    fn of(answer: &'a Answer) -> Rules<'a> {
        let found = answer.files.iter().flat_map(|file| &file.report.findings);
        Rules(found.map(|found| (found.diagnostic.code, &found.diagnostic)).collect())
    }

    fn position(&self, code: &str) -> usize {
        self.0.keys().position(|known| *known == code).unwrap_or_default()
    }

    fn described(&self) -> Vec<Rule<'a>> {
        self.0.iter().map(|(code, example)| rule(code, example)).collect()
    }
}

/// A rule as it is documented.
fn rule<'a>(code: &'a str, example: &Diagnostic) -> Rule<'a> {
    let known = codes::of_code(code);
    let about = known.map(explanation::about);
    Rule {
        id: code,
        short_description: Message { text: about.map_or_else(|| code.replace('-', " "), explanation::summary) },
        help: about.map(|about| Help { text: plain(about), markdown: plain(about) }),
        default_configuration: Configuration {
            level: match known {
                Some(Known::Lint(lint)) if lint.level == LintLevel::Allow => "none",
                Some(Known::Lint(lint)) if lint.level == LintLevel::Warn => "warning",
                Some(Known::Lint(_)) => "error",
                Some(Known::Reader(code)) => severity(code.severity),
                None => severity(example.severity),
            },
        },
    }
}

/// A doc comment keeps the blank between its slashes and its text.
fn plain(about: &str) -> String {
    about.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn notifications(file: &LintedFile) -> impl Iterator<Item = Notification> {
    file.report.skipped.iter().map(|skipped| Notification {
        level: "note",
        message: Message { text: format!("not looked at: {}", skipped.why) },
        locations: [Location {
            id: None,
            physical_location: PhysicalLocation { artifact_location: artifact(&file.path), region: None },
            message: None,
        }],
    })
}

fn result<'a>(
    found: &'a Reported,
    identity: Identity,
    file: &LintedFile,
    rules: &Rules<'_>,
    sources: &SourceMap,
) -> SarifResult<'a> {
    let Diagnostic { code, severity: level, message, labels, help } = &found.diagnostic;
    let text = match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.clone(),
    };
    let located = |at: usize, label: &crate::diagnostic::Label| Location {
        id: Some(at).filter(|at| *at > 0),
        message: Some(Message { text: label.text.clone() }).filter(|message| !message.text.is_empty()),
        ..location(&place(sources, label.span, &file.path))
    };
    let mut locations: Vec<Location> = labels.iter().enumerate().map(|(at, label)| located(at, label)).collect();
    if locations.is_empty() {
        locations.push(location(&place(sources, Span::default(), &file.path)));
    }
    let related_locations = locations.split_off(1);
    SarifResult {
        rule_id: code,
        rule_index: rules.position(code),
        level: severity(*level),
        message: Message { text },
        locations,
        related_locations,
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, identity.fingerprint)]),
        fixes: found.fix.iter().filter_map(|fix| of_fix(fix, file, sources)).collect(),
    }
}

fn location(place: &Place) -> Location {
    let physical_location = PhysicalLocation { artifact_location: artifact(&place.path), region: Some(region(place)) };
    Location { id: None, physical_location, message: None }
}

fn region(place: &Place) -> Region {
    Region {
        start_line: place.line,
        start_column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    }
}

fn of_fix(fix: &Fix, file: &LintedFile, sources: &SourceMap) -> Option<SarifFix> {
    let mut changes: BTreeMap<String, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        let place = place(sources, edit.span, &file.path);
        let inserted_content = Message { text: edit.replacement.clone() };
        changes
            .entry(place.path.clone())
            .or_default()
            .push(Replacement { deleted_region: region(&place), inserted_content });
    }
    let artifact_changes: Vec<ArtifactChange> = changes
        .into_iter()
        .map(|(path, replacements)| ArtifactChange { artifact_location: artifact(&path), replacements })
        .collect();
    // The standard wants at least one change in a fix.
    (!artifact_changes.is_empty())
        .then(|| SarifFix { description: Message { text: fix.message.clone() }, artifact_changes })
}

fn artifact(path: &str) -> ArtifactLocation {
    match path.strip_prefix('/') {
        Some(absolute) => ArtifactLocation { uri: format!("file:///{}", encoded(absolute)), uri_base_id: None },
        None => ArtifactLocation { uri: encoded(path), uri_base_id: Some(ROOT) },
    }
}

/// A path as part of an address: everything but letters, digits, `-._~` and slashes as the bytes that it is.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
