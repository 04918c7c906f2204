//! The table at the bottom of every rule: configurations, with marks under what the rule has to point at.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::levels::Levels;
use super::lint::Lint;
use super::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use super::repository::RepositoryFacts;
use super::rules;
use super::run::{Linted, Report, Surroundings, of_options, run, run_online};
use crate::access::gate::GateOptions;
use crate::config::gate::LintLevel;
use crate::dirspace::layout::PlacedDirspace;
use crate::source::{SourceMap, Span};

/// Checks cases of the file alone. `text` holds the cases, each behind a line `=== what it shows`. Under a line of a
/// case may stand a line of marks: `^` for the primary place of a finding and `~` for its other places; a place that
/// goes on in the next line is marked up to the end of its first one. A case without marks must not have findings.
pub(super) fn cases(lint: &Lint, text: &str) {
    repository_cases(lint, &[], text);
}

/// The same against a repository of `files`, each given as `path` or, with its text, as `path\ntext`.
pub(super) fn repository_cases(lint: &Lint, files: &[&str], text: &str) {
    let mut some = false;
    for case in text.split("\n=== ").skip(1) {
        let (name, marked) = case.split_once('\n').unwrap_or((case, ""));
        let (config, wanted) = unmarked(marked);
        some |= !wanted.is_empty();
        let found = places(lint, &config, files);
        assert_eq!(found, wanted, "{}, case `{name}` (line, from column, to column, mark):\n{config}", lint.code);
    }
    assert!(some, "{}: no case has a finding", lint.code);
}

/// What the lint alone finds in a configuration.
pub(super) fn findings(lint: &Lint, config: &str, files: &[&str]) -> Vec<Finding> {
    let (report, _) = report(lint, config, files);
    let own = report.findings.into_iter().filter(|found| found.diagnostic.code == lint.code);
    own.map(|found| Finding {
        message: found.diagnostic.message,
        labels: found.diagnostic.labels,
        help: found.diagnostic.help,
        fix: found.fix,
    })
    .collect()
}

/// Runs the lint alone, at level warn.
pub(super) fn report(lint: &Lint, config: &str, files: &[&str]) -> (Report, SourceMap) {
    let mut sources = SourceMap::new();
    let forge = forge(config);
    // A case that is about the name of the file says it in its first line.
    let named = config.lines().next().and_then(|line| line.strip_prefix("# file: "));
    let linted = Linted::read(&mut sources, named.unwrap_or("config.yml"), config.as_bytes(), None);
    let mut levels = Levels::default();
    rules::all().for_each(|other| levels.set(other.code, LintLevel::Allow));
    levels.set(lint.code, LintLevel::Warn);
    if named == Some(".whomay.yml") {
        let options = GateOptions::from_node(linted.document.as_ref().unwrap().root()).unwrap();
        let findings = of_options(&options, &forge.unwrap_or_default(), &levels);
        return (Report { findings, ..Report::default() }, sources);
    }
    let facts = linted.config.as_ref().filter(|_| !files.is_empty()).map(|config| {
        let pairs = files.iter().map(|file| file.split_once('\n').unwrap_or((file, "")));
        let (paths, contents): (Vec<_>, BTreeMap<_, _>) =
            pairs.map(|(path, text)| (path.to_owned(), (path.to_owned(), text.to_owned()))).unzip();
        RepositoryFacts::new(config, paths, contents).unwrap_or_else(|errors| panic!("{errors:?}"))
    });
    let surroundings = facts.as_ref().map_or(Surroundings::Unknown("no files were given"), Surroundings::Known);
    let report = match &forge {
        Some(forge) => run_online(&linted, &sources, surroundings, forge, &levels),
        None => run(&linted, &sources, surroundings, &levels),
    };
    (report, sources)
}

/// What comments `# forge: KIND:NAME ANSWER` say, as in `# forge: team:sre absent`. The default branch is `main`.
fn forge(config: &str) -> Option<ForgeAnswers> {
    let lines: Vec<&str> = config.lines().filter_map(|line| line.strip_prefix("# forge: ")).collect();
    let answers = lines.iter().map(|line| {
        let (name, answer) = line.split_once(' ').unwrap();
        let (answer, why) = answer.split_once(' ').unwrap_or((answer, ""));
        let (kind, name) = name.split_once(':').map(|(kind, name)| (kind, name.to_owned())).unwrap();
        let name = match kind {
            "user" => ForgeName::User(name),
            "team" => ForgeName::Team(name),
            "branch" => ForgeName::Branch(name),
            "app" => ForgeName::App(name),
            other => panic!("{other}"),
        };
        let answer = match answer {
            "there" => ForgeAnswer::There,
            "absent" => ForgeAnswer::Absent,
            "unfit" => ForgeAnswer::Unfit(why.to_owned()),
            "hidden" => ForgeAnswer::Hidden(why.to_owned()),
            other => panic!("{other}"),
        };
        (name, answer)
    });
    let forge = ForgeAnswers { answers: answers.collect(), default_branch: Some("main".to_owned()) };
    (!lines.is_empty()).then_some(forge)
}

/// The directories that have a dirspace, for tests of what a lint says about the server.
pub(super) fn planned(config: &str, files: &[&str]) -> Vec<String> {
    dirspaces(config, files, |_| true)
}

/// Those of a repository of one file that answer to a change of it.
pub(super) fn answering(config: &str, file: &str) -> Vec<String> {
    dirspaces(config, &[file], |placed| placed.answers_to(file))
}

fn dirspaces(config: &str, files: &[&str], counts: impl Fn(&PlacedDirspace) -> bool) -> Vec<String> {
    let config = Linted::read(&mut SourceMap::new(), "config.yml", config.as_bytes(), None).config.unwrap();
    let files = files.iter().map(|file| (*file).to_owned()).collect();
    let facts = RepositoryFacts::new(&config, files, BTreeMap::new()).unwrap();
    facts.dirspaces().filter(|placed| counts(placed)).map(|placed| placed.dirspace.dir.clone()).collect()
}

type Mark = (usize, usize, usize, char);

fn places(lint: &Lint, config: &str, files: &[&str]) -> Vec<Mark> {
    let (report, sources) = report(lint, config, files);
    let own = report.findings.iter().filter(|found| found.diagnostic.code == lint.code);
    let labels = own.flat_map(|found| found.diagnostic.labels.iter().enumerate());
    let mut marks: Vec<Mark> =
        labels.map(|(at, label)| mark(&sources, label.span, if at == 0 { '^' } else { '~' })).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn mark(sources: &SourceMap, span: Span, mark: char) -> Mark {
    let place = sources.locate(span).unwrap();
    let line = sources.get(span.source).unwrap().text().lines().nth(place.start.line - 1).unwrap_or_default();
    let end = if place.end.line == place.start.line { place.end.column } else { line.chars().count() + 1 };
    (place.start.line, place.start.column, end, mark)
}

/// The configuration without its lines of marks, and the marks.
fn unmarked(text: &str) -> (String, Vec<Mark>) {
    let mut config: Vec<&str> = Vec::new();
    let mut marks = Vec::new();
    for line in text.lines() {
        let only_marks = !line.trim().is_empty() && line.trim().chars().all(|c| "^~ ".contains(c));
        if !only_marks {
            config.push(line);
            continue;
        }
        let chars: Vec<char> = line.chars().chain([' ']).collect();
        let mut start = None;
        for (at, pair) in chars.windows(2).enumerate() {
            if pair[0] != ' ' && start.is_none() {
                start = Some(at);
            }
            if let (Some(first), true) = (start, pair[0] != pair[1]) {
                if pair[0] != ' ' {
                    marks.push((config.len(), first + 1, at + 2, pair[0]));
                }
                start = None;
            }
        }
    }
    marks.sort_unstable();
    (config.join("\n") + "\n", marks)
}
