//! What a proposal would come to: linted and laid over the repository as it would be, before anybody is asked.

use std::collections::BTreeMap;

use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::cli::lint::WHOMAY_PATH;
use crate::cli::lint::place::{File, Place};
use crate::cli::lint::surroundings::contents;
use crate::config::Config;
use crate::config::document::Document;
use crate::config::gate::WhomayConfig;
use crate::git::Snapshot;
use crate::lint::Report;
use crate::lint::codes::unknown_in_settings;
use crate::lint::levels::Levels;
use crate::lint::online::{ForgeName, names};
use crate::lint::repository::{RepositoryFacts, is_read};
use crate::lint::run::{Linted, Reported, Surroundings, run};
use crate::output::lint::{Answer, LintedFile};
use crate::setup::{ProposedFile, Purpose};
use crate::source::SourceMap;

/// What was found out.
pub(super) struct Rehearsal {
    /// All texts that findings point into.
    pub(super) sources: SourceMap,
    /// What is wrong with the proposal itself.
    pub(super) own: Answer,
    /// The configuration that is there already, by path, and how many findings it has.
    pub(super) existing: Option<(String, usize)>,
    /// The rules as they would be, and the repository under them. `None` where there are none, or they do not load or fit.
    pub(super) rules: Option<(Config, RepositoryFacts)>,
}

impl Rehearsal {
    /// How many findings the proposal has.
    pub(super) fn own_findings(&self) -> usize {
        self.own.files.iter().map(|file| file.report.findings.len()).sum()
    }

    /// Whether all of those are in the configuration that is there already.
    pub(super) fn finds_in_existing_alone(&self) -> bool {
        let mut found = self.own.files.iter().filter(|file| !file.report.findings.is_empty()).map(|file| &file.path);
        let existing = self.existing.as_ref().map(|(path, _)| path);
        found.all(|path| Some(path) == existing)
    }

    /// How many findings there are in all.
    pub(super) fn findings(&self) -> usize {
        self.own_findings() + self.existing.as_ref().map_or(0, |(_, count)| *count)
    }

    /// Teams that the rules speak of.
    pub(super) fn teams(&self) -> Vec<String> {
        let Some((config, _)) = &self.rules else { return Vec::new() };
        let team = |name| match name {
            ForgeName::Team(team) => Some(format!("team:{team}")),
            ForgeName::User(_) | ForgeName::Branch(_) | ForgeName::App(_) => None,
        };
        names(config).into_iter().filter_map(team).collect()
    }
}

/// Lints what there would be, and finds out what of it is new.
///
/// # Errors
///
/// What is there already cannot be read: the configuration, or `.whomay.yml`, without which no level is known.
pub(super) fn rehearse(place: &Place, files: &[String], proposed: &[ProposedFile]) -> Result<Rehearsal, Failure> {
    let mut sources = SourceMap::new();
    let there = place.config()?;
    let existing = there.as_ref().map(|file| file.name.clone());
    let options = options(place, proposed, &mut sources)?;
    let config = there.or_else(|| new(proposed, Purpose::Config));
    let mut rehearsal = Rehearsal { sources, own: Answer::default(), existing: None, rules: None };
    rehearsal.own.files.extend(options.own);
    let Some(config) = config else { return Ok(rehearsal) };
    let mut scene = Scene { config: &config, levels: &options.levels, sources: &mut rehearsal.sources };
    let (files, texts) = (files.to_vec(), place_texts(place, files));
    let before = match &existing {
        Some(_) => scene.lint(files.clone(), texts.clone()).report.findings,
        None => Vec::new(),
    };
    let (files, texts) = with(files, texts, proposed);
    let Linting { document, mut report, rules } = scene.lint(files, texts);
    report.findings.retain(|found| !before.iter().any(|known| is_same(known, found)));
    rehearsal.existing = existing.map(|path| (path, before.len() + options.existing));
    rehearsal.rules = rules;
    rehearsal.own.files.push(LintedFile { path: config.name.clone(), document, report, changes: None });
    Ok(rehearsal)
}

/// A configuration, and by which levels it is looked at.
struct Scene<'a> {
    config: &'a File,
    levels: &'a Levels,
    sources: &'a mut SourceMap,
}

/// What one look at it gave.
struct Linting {
    document: Option<Document>,
    report: Report,
    rules: Option<(Config, RepositoryFacts)>,
}

impl Scene<'_> {
    fn lint(&mut self, files: Vec<String>, texts: Texts) -> Linting {
        let File { name, bytes, origin, .. } = self.config;
        let linted = Linted::read(self.sources, name, bytes, origin.clone());
        let facts = linted.config.as_ref().map(|config| RepositoryFacts::new(config, files, texts.0));
        let facts = facts.map(|facts| facts.map(|facts| RepositoryFacts { contents_incomplete: texts.1, ..facts }));
        let surroundings = match &facts {
            None => Surroundings::Unknown("the configuration does not load"),
            Some(Ok(facts)) => Surroundings::Known(facts),
            Some(Err(errors)) => Surroundings::Refused(errors),
        };
        let report = run(&linted, self.sources, surroundings, self.levels);
        Linting { document: linted.document, report, rules: linted.config.zip(facts.and_then(Result::ok)) }
    }
}

/// Texts by path, and why they are not all.
type Texts = (BTreeMap<String, String>, Option<String>);

fn place_texts(place: &Place, files: &[String]) -> Texts {
    match &place.repository {
        Some(repository) => contents(repository, Snapshot::WorkTree, files),
        None => Texts::default(),
    }
}

/// The repository with the proposal carried out.
fn with(mut files: Vec<String>, mut texts: Texts, proposed: &[ProposedFile]) -> (Vec<String>, Texts) {
    files.extend(proposed.iter().map(|file| file.path.clone()));
    files.sort_unstable();
    files.dedup();
    let read = proposed.iter().filter(|file| is_read(&file.path));
    texts.0.extend(read.map(|file| (file.path.clone(), file.text.clone())));
    (files, texts)
}

/// Whether two runs found the same. Their places are in different readings of one text.
fn is_same(one: &Reported, other: &Reported) -> bool {
    let place = |found: &Reported| found.diagnostic.labels.first().map(|label| label.span.range());
    let (one_is, other_is) = (&one.diagnostic, &other.diagnostic);
    one_is.code == other_is.code && one_is.message == other_is.message && place(one) == place(other)
}

/// A proposed file, as one that was read.
fn new(proposed: &[ProposedFile], purpose: Purpose) -> Option<File> {
    let file = proposed.iter().find(|file| file.purpose == purpose)?;
    Some(File { name: file.path.clone(), bytes: file.text.clone().into_bytes(), origin: None, on_disk: None })
}

/// `.whomay.yml` as it would be.
#[derive(Default)]
struct Options {
    levels: Levels,
    /// What is wrong with it, where it is proposed.
    own: Option<LintedFile>,
    /// How many findings it has, where it is there already.
    existing: usize,
}

fn options(place: &Place, proposed: &[ProposedFile], sources: &mut SourceMap) -> Result<Options, Failure> {
    let there = place.file(WHOMAY_PATH)?;
    let is_new = there.is_none();
    let Some(file) = there.or_else(|| new(proposed, Purpose::Options)) else { return Ok(Options::default()) };
    let document = inputs::parse(WHOMAY_PATH, &file.bytes, file.origin, sources)?;
    let Some(document) = document else { return Ok(Options::default()) };
    let read = WhomayConfig::from_node(document.root()).map_err(|diagnostics| Failure::Diagnostics {
        message: format!("{WHOMAY_PATH} cannot be used"),
        diagnostics,
        sources: sources.clone(),
    })?;
    let levels = Levels::of(&read.lints);
    let findings = unknown_in_settings(&read.lints, &levels);
    let report = Report { findings, ..Report::default() };
    let own = LintedFile { path: WHOMAY_PATH.to_owned(), document: Some(document), report, changes: None };
    let existing = if is_new { 0 } else { own.report.findings.len() };
    Ok(Options { levels, own: is_new.then_some(own), existing })
}
