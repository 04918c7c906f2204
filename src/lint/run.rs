//! One run: a text is read as far as it can be, every lint that can be asked is asked, and levels and suppressions
//! are applied.

use std::collections::BTreeSet;

use super::finding::{Finding, Fix};
use super::fixes;
use super::levels::Levels;
use super::lint::{Check, Depth, Lint};
use super::online::ForgeAnswers;
use super::queries;
use super::repository::RepositoryFacts;
use super::rules;
use super::subject::{Answers, AsRead, AsWritten, InRepository, OnForge};
use super::suppression;
use crate::access::gate::GateOptions;
use crate::config::Config;
use crate::config::document::{Document, Reading};
use crate::config::gate::LintLevel;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dirspace::layout::Layout;
use crate::dirspace::layout_error::{LayoutError, LayoutErrorKind};
use crate::dirspace::spec::Index;
use crate::source::{SourceMap, Span};

/// A text, read as far as it can be.
#[derive(Clone, Debug)]
pub struct Linted {
    /// The document, unless no server would read the text.
    pub document: Option<Document>,
    /// The configuration, unless the document is none.
    pub config: Option<Config>,
    /// What the readers had to say. Holds an error exactly when there is no configuration.
    pub said: Vec<Diagnostic>,
}

impl Linted {
    /// Reads `bytes` as the server would; `name` and `origin` are those of
    /// [`Source`](crate::source::Source).
    pub fn read(sources: &mut SourceMap, name: &str, bytes: &[u8], origin: Option<String>) -> Linted {
        let document = match Document::read(sources, name, bytes, origin) {
            Err(said) => return Linted { document: None, config: None, said },
            Ok(Reading::Empty(source)) => {
                let said = Diagnostic::error(
                    "empty-file",
                    Span::new(source, 0, 0),
                    "nothing here",
                    "the file is empty, which counts as no file at all: everybody may then do everything",
                );
                let said = vec![said.with_help("Write a configuration, or delete the file.")];
                return Linted { document: None, config: None, said };
            }
            Ok(Reading::Document(document)) => document,
        };
        let mut said = document.warnings().to_vec();
        let config = match Config::from_node(document.root(), sources) {
            Ok(valid) => {
                said.extend(valid.warnings);
                Some(valid.config)
            }
            Err(found) => {
                said.extend(found);
                None
            }
        };
        Linted { document: Some(document), config, said }
    }
}

/// The repository around the text.
#[derive(Clone, Copy, Debug)]
pub enum Surroundings<'a> {
    /// Not looked at, and why, in words for people.
    Unknown(&'a str),
    /// Looked at.
    Known(&'a RepositoryFacts),
    /// Looked at, and the server refuses the configuration for it.
    Refused(&'a [LayoutError]),
}

/// Everything there is to say about one text.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// By place.
    pub findings: Vec<Reported>,
    /// How far the run could not look, and why.
    pub skipped: Vec<Skipped>,
    /// How many findings a comment kept from being shown.
    pub suppressed: usize,
}

/// A finding with its code and level: an error of the readers or a lint's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// What to show.
    pub diagnostic: Diagnostic,
    /// What to write instead, as edits.
    pub fix: Option<Fix>,
}

/// A depth that was not reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub depth: Depth,
    /// Why, in words for people.
    pub why: String,
}

impl Report {
    /// The worst severity of a finding.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|found| found.diagnostic.severity).max()
    }
}

/// Asks every lint, and leaves out what a comment suppresses.
pub fn run(linted: &Linted, sources: &SourceMap, surroundings: Surroundings<'_>, levels: &Levels) -> Report {
    run_with(&Asked { linted, sources, surroundings, forge: None, levels })
}

/// The same, with what a forge said of the names in the configuration.
pub fn run_online(
    linted: &Linted,
    sources: &SourceMap,
    surroundings: Surroundings<'_>,
    forge: &ForgeAnswers,
    levels: &Levels,
) -> Report {
    run_with(&Asked { linted, sources, surroundings, forge: Some(forge), levels })
}

/// What a forge said of the names in `.whomay.yml`, as findings.
pub fn of_options(gate: &GateOptions, forge: &ForgeAnswers, levels: &Levels) -> Vec<Reported> {
    let mut found = Vec::new();
    for lint in rules::all() {
        if let Check::Forge(check) = lint.check {
            found.extend(reported(lint, levels, || (check.options)(gate, forge)));
        }
    }
    put_in_order(&mut found);
    found
}

fn run_with(asked: &Asked<'_>) -> Report {
    let mut found = asked.findings();
    put_in_order(&mut found);
    let (mut findings, suppressed) = suppression::apply(asked, found);
    put_in_order(&mut findings);
    Report { findings, skipped: skipped(asked), suppressed }
}

/// By place, each finding once.
fn put_in_order(findings: &mut Vec<Reported>) {
    findings.sort_by(|one, other| {
        let key = |found: &Reported| (found.diagnostic.labels.first().map(|label| label.span), found.diagnostic.code);
        key(one).cmp(&key(other)).then_with(|| one.diagnostic.message.cmp(&other.diagnostic.message))
    });
    findings.dedup();
}

/// What a run is given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The text.
    pub(super) linted: &'a Linted,
    /// All texts.
    pub(super) sources: &'a SourceMap,
    /// The repository.
    pub(super) surroundings: Surroundings<'a>,
    /// What a forge said. `None` when none was asked.
    pub(super) forge: Option<&'a ForgeAnswers>,
    /// How loud each code is.
    pub(super) levels: &'a Levels,
}

impl Asked<'_> {
    /// What the readers said and what every lint finds.
    fn findings(&self) -> Vec<Reported> {
        let mut findings = self.of_the_readers();
        let Some(document) = &self.linted.document else { return findings };
        let written = AsWritten { sources: self.sources, document };
        let queries = self.linted.config.as_ref().map(|_| queries::all(&written)).unwrap_or_default();
        let answers = Answers::default();
        let read =
            self.linted.config.as_ref().map(|config| AsRead { written, config, queries: &queries, answers: &answers });
        let placed = match (read, self.surroundings) {
            (Some(read), Surroundings::Known(repository)) => Some(InRepository { read, repository }),
            _ => None,
        };
        let on_forge = read.zip(self.forge).map(|(read, forge)| OnForge { read, forge });
        let is_known = placed.is_some_and(|placed| placed.repository.incomplete.is_none());
        for lint in rules::all() {
            findings.extend(reported(lint, self.levels, || match lint.check {
                Check::Written(check) => check(&written),
                Check::Read(check) => read.as_ref().map(check).unwrap_or_default(),
                Check::Alone(_) if is_known => Vec::new(),
                Check::Alone(check) => read.as_ref().map(check).unwrap_or_default(),
                Check::Repository(check) => placed.as_ref().map(check).unwrap_or_default(),
                Check::Forge(check) => on_forge.as_ref().map(check.config).unwrap_or_default(),
                Check::Run => Vec::new(),
            }));
        }
        if let Surroundings::Refused(errors) = self.surroundings {
            let top = Span::new(document.source(), 0, 0);
            let circles: BTreeSet<Span> = errors.iter().filter_map(circle).collect();
            findings.retain(|found| !waits_for_itself(found).is_some_and(|span| circles.contains(&span)));
            findings.extend(errors.iter().map(|error| misfit(error, top)));
        }
        if let (Surroundings::Unknown(_), Some(config)) = (self.surroundings, &self.linted.config) {
            let top = Span::new(document.source(), 0, 0);
            findings.extend(unreadable_patterns(config).iter().map(|error| misfit(error, top)));
        }
        findings
    }

    fn of_the_readers(&self) -> Vec<Reported> {
        let fixes = fixes::of_readers(self.linted, self.sources);
        let said = self.linted.said.iter().zip(fixes);
        said.filter_map(|(said, fix)| of_a_reader(said, fix, self.levels)).collect()
    }

    /// Whether findings of that code could have been made: its level lets it be asked, and the run looks deep enough.
    /// Where the run sees only a part of the repository, nothing can be said of what it does not see.
    pub(super) fn could_find(&self, code: &str) -> bool {
        let Some(lint) = rules::of_code(code) else {
            return self.levels.of_code(code, LintLevel::Warn) != LintLevel::Allow;
        };
        let reached = match lint.check {
            Check::Written(_) | Check::Run => self.linted.document.is_some(),
            Check::Read(_) => self.linted.config.is_some(),
            Check::Alone(_) => match self.surroundings {
                Surroundings::Known(known) => self.linted.config.is_some() && known.incomplete.is_some(),
                _ => self.linted.config.is_some(),
            },
            Check::Repository(_) => match self.surroundings {
                Surroundings::Known(known) => known.incomplete.is_none() && known.contents_incomplete.is_none(),
                _ => false,
            },
            // What could not be asked, or is not to be seen, is no reason to take a comment out.
            Check::Forge(_) => false,
        };
        reached && self.levels.of_lint(lint) != LintLevel::Allow
    }
}

/// What a reader said. A level can silence a warning or make it an error, and can do nothing about an error: no
/// server reads such a file.
fn of_a_reader(said: &Diagnostic, fix: Option<Fix>, levels: &Levels) -> Option<Reported> {
    let diagnostic = match said.severity {
        Severity::Error => said.clone(),
        Severity::Warning => {
            Diagnostic { severity: severity(levels.of_code(said.code, LintLevel::Warn))?, ..said.clone() }
        }
    };
    Some(Reported { diagnostic, fix })
}

/// What a lint finds, with its code and level. It is not asked where its level is `allow`.
pub(super) fn reported(lint: &Lint, levels: &Levels, check: impl FnOnce() -> Vec<Finding>) -> Vec<Reported> {
    let Some(severity) = severity(levels.of_lint(lint)) else { return Vec::new() };
    let reported = |finding: Finding| {
        let Finding { message, labels, help, fix } = finding;
        Reported { diagnostic: Diagnostic { code: lint.code, severity, message, labels, help }, fix }
    };
    check().into_iter().map(reported).collect()
}

fn severity(level: LintLevel) -> Option<Severity> {
    match level {
        LintLevel::Allow => None,
        LintLevel::Warn => Some(Severity::Warning),
        LintLevel::Deny => Some(Severity::Error),
    }
}

/// Globs and file patterns that no server reads, whatever the files are. With the files known they are among the reasons why the
/// configuration does not fit.
fn unreadable_patterns(config: &Config) -> Vec<LayoutError> {
    const NO_FILES: [&str; 0] = [];
    let errors = Layout::derive(&config.layout, &NO_FILES, &Index::default(), "", "").err().unwrap_or_default();
    let is_pattern = |error: &LayoutError| {
        matches!(error.kind, LayoutErrorKind::DirsKey { .. } | LayoutErrorKind::FilePattern { .. })
    };
    errors.into_iter().filter(is_pattern).collect()
}

/// The query behind dirspaces that wait for each other.
fn circle(error: &LayoutError) -> Option<Span> {
    error.span.filter(|_| matches!(error.kind, LayoutErrorKind::DependencyCycle(_)))
}

/// The query of a dirspace that waits for itself: the shortest circle. Of the two the one that no comment and no level can
/// silence is said, because the server does not go on.
fn waits_for_itself(found: &Reported) -> Option<Span> {
    let label = found.diagnostic.labels.first().filter(|_| found.diagnostic.code == "depends-on-itself")?;
    Some(label.span)
}

fn misfit(error: &LayoutError, top: Span) -> Reported {
    let span = error.span.unwrap_or(top);
    let diagnostic = Diagnostic::error(error.code(), span, "", error.to_string()).with_help(error.help());
    Reported { diagnostic, fix: None }
}

fn skipped(asked: &Asked<'_>) -> Vec<Skipped> {
    let repository = match asked.surroundings {
        _ if asked.linted.config.is_none() => Some("the configuration does not load".to_owned()),
        Surroundings::Unknown(why) => Some(why.to_owned()),
        Surroundings::Refused(_) => Some("the configuration does not fit the files".to_owned()),
        Surroundings::Known(repository) => {
            let why = repository.incomplete.as_ref().or(repository.contents_incomplete.as_ref());
            why.map(|why| format!("only in part: {why}"))
        }
    };
    let forge = match asked.forge {
        None => Some("which teams, users and protections exist is not asked".to_owned()),
        Some(_) if asked.linted.config.is_none() => Some("the configuration does not load".to_owned()),
        Some(_) => None,
    };
    let skipped = |depth, why: Option<String>| why.map(|why| Skipped { depth, why });
    skipped(Depth::Repository, repository).into_iter().chain(skipped(Depth::Forge, forge)).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn codes(config: &str) -> Vec<&'static str> {
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "config.yml", config.as_bytes(), None);
        let report = run(&linted, &sources, Surroundings::Unknown("no files were given"), &Levels::default());
        report.findings.iter().map(|found| found.diagnostic.code).collect()
    }

    #[test]
    fn a_circle_is_said_once_and_cannot_be_silenced() {
        let mut sources = SourceMap::new();
        let text = "dirs:\n  a: {when_modified: {depends_on: ''}} # whomay: allow(depends-on-itself): test\n";
        let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
        let config = linted.config.as_ref().unwrap();
        let errors = RepositoryFacts::new(config, vec!["a/main.tf".to_owned()], BTreeMap::new()).unwrap_err();
        let report = run(&linted, &sources, Surroundings::Refused(&errors), &Levels::default());
        let codes: Vec<_> = report.findings.iter().map(|found| found.diagnostic.code).collect();
        assert_eq!(codes, ["dependency-cycle", "unused-suppression"]);
    }

    #[test]
    fn a_pattern_that_no_server_reads_is_an_error_without_files_too() {
        assert_eq!(codes("dirs: {'a**': {}}"), ["dirs-glob-syntax"]);
        assert_eq!(codes("when_modified: {file_patterns: ['${FOO}/*.tf']}"), ["file-pattern-syntax"]);
        // The stacks of a central file may be elsewhere.
        assert_eq!(codes("stacks: {names: {a: {stacks: [b]}}}"), Vec::<&str>::new());
    }
}
