//! `lint`: what is wrong with a configuration, and what does something else than its author meant.

mod also;
mod levels;
mod online;
pub(super) mod place;
mod rewrite;
pub(super) mod surroundings;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Exit;
use super::failure::Failure;
use super::gains::staged_table;
use super::inputs;
use super::live::LiveArgs;
use super::terminal::Terminal;
use crate::access::repository::CONFIG_PATHS;
use crate::config::document::Document;
use crate::config::gate::{LintLevel, WhomayConfig};
use crate::diagnostic::Severity;
use crate::git::Repository;
use crate::lint::fixes::Fixed;
use crate::lint::levels::Levels;
use crate::lint::online::{names, names_in_options};
use crate::lint::run::{Linted, of_options as forge_on_options, run as ask, run_online};
use crate::lint::{Report, codes, fixes, rules};
use crate::output::diagnostics::Style;
use crate::output::lint::{Answer, Changes, LintedFile, diff, github, gitlab, human, json, junit, sarif};
use crate::source::SourceMap;
use levels::LevelArgs;
use online::Online;
use place::{File, Place};
use surroundings::Found;

/// Levels, and options of the gate.
pub(super) const WHOMAY_PATH: &str = ".whomay.yml";

/// Find what is wrong with a configuration, and what does something else than was meant
///
/// Without a path the configuration of the repository is found, and looked at together with the files that it governs.
/// A file that is named is looked at alone, unless it is that configuration.
#[derive(Args, Debug)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct LintArgs {
    /// Files to look at; `-` is standard input [default: .terrateam/config.yml or .yaml of the repository]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What the file on standard input is called, and where it lies
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the same findings to a file as well, in one of the forms of --format, such as `sarif=whomay.sarif`; may be
    /// repeated. Where the forge did not say all, no `sarif` is written
    #[arg(long, value_name = "FORMAT=FILE", conflicts_with = "diff")]
    also: Vec<OsString>,
    /// From which severity on findings make the exit status 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Exit with 0 also when there are findings
    #[arg(long)]
    exit_zero: bool,
    /// Make the fixes that change no decision, in the files on disk
    #[arg(long, conflicts_with_all = ["staged", "reference", "diff"])]
    fix: bool,
    /// Show what --fix would make, and behind it fixes that change decisions; exit with 1 when there is any
    #[arg(long, conflicts_with = "format")]
    diff: bool,
    /// Ask the forge as well, without changing anything: whether the users, teams, apps and branches that are named
    /// exist, and whether the branches that decide are protected. Tokens: GITHUB_TOKEN or GITLAB_TOKEN, and
    /// WHOMAY_MEMBERS_TOKEN for teams
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "Forge")]
    online: bool,
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    levels: LevelArgs,
    /// Folder of the repository, or one inside it; paths begin here
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".", help_heading = "Repository")]
    repository: PathBuf,
    /// Look at what is staged instead of at the files on disk, and do nothing when no configuration is; what is in other
    /// files is then not read
    #[arg(long, conflicts_with = "reference", help_heading = "Repository")]
    staged: bool,
    /// Look at a commit instead of at the files on disk
    #[arg(long = "ref", value_name = "REV", id = "reference", help_heading = "Repository")]
    reference: Option<String>,
    /// Open a repository that belongs to another user
    #[arg(long, help_heading = "Repository")]
    trust_owner: bool,
}

const EXIT_STATUS: &str = "\
Exit status: 0 no findings from --fail-on on; 1 findings, of which a file that no server reads is one; 2 the job could \
not be done.";

/// Output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: schemas/lint.schema.json
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// Annotations of a GitHub Actions job
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// Test results in JUnit's XML
    Junit,
}

/// The severity that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors and warnings
    #[default]
    Warning,
    /// Errors only
    Error,
}

pub(super) fn run(args: &LintArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    check(args)?;
    let also = also::read(&args.also)?;
    let place = Place::open(&args.repository, args.staged, args.reference.as_deref(), args.trust_owner)?;
    let mut sources = SourceMap::new();
    let mut online = if args.online { Some(Online::open(&args.live, &place)?) } else { None };
    let looked = look(args, &place, &mut sources, online.as_mut());
    let found = looked.as_ref().map_or(&[][..], |(_, found)| found);
    let gains_in = |format, style| gains(args, format, &place, found, style);
    let gains = gains_in(args.format, terminal.style());
    let of_files =
        also.iter().map(|also| gains_in(also.format, Terminal::style_of_files())).collect::<Result<Vec<_>, _>>();
    let (mut answer, found) = match looked {
        Ok(looked) => looked,
        Err(failure) => {
            // Whoever takes the configuration away is told what that does, and then that there is none.
            terminal.note(&gains.unwrap_or_default());
            return Err(failure);
        }
    };
    // The program is about to end: nobody needs the memory of a hundred thousand names back.
    std::mem::forget(found);
    let (gains, of_files) = (gains?, of_files?);
    if args.diff {
        let text = diff::render(&answer, &sources, terminal.style());
        terminal.answer(&text)?;
        return Ok(if text.is_empty() || args.exit_zero { Exit::Clean } else { Exit::Negative });
    }
    if args.levels.deny_warnings {
        deny_warnings(&mut answer);
    }
    let exit = exit(&answer, args);
    let draw = |format: Format, style, gains: &str| format.draw(&answer, &sources, style) + gains;
    let whole = online.as_ref().is_none_or(Online::is_whole);
    let mut not_written = Vec::new();
    for (also, gains) in also.iter().zip(&of_files) {
        match also.write(whole, || draw(also.format, Terminal::style_of_files(), gains)) {
            Err(failure) if !whole => not_written.push(failure),
            written => written?,
        }
    }
    terminal.answer(&draw(args.format, terminal.style(), &gains))?;
    online.iter().for_each(|online| online.complain(terminal));
    not_written.iter().for_each(|failure| terminal.complain(failure));
    Ok(if whole { exit } else { Exit::Failed })
}

impl Format {
    fn draw(self, answer: &Answer, sources: &SourceMap, style: Style) -> String {
        match self {
            Format::Human => human::render(answer, sources, style),
            Format::Json => json::render(answer, sources),
            Format::Sarif => sarif::render(answer, sources),
            Format::Github => github::render(answer, sources),
            Format::Gitlab => gitlab::render(answer, sources),
            Format::Junit => junit::render(answer, sources),
        }
    }
}

/// Everything that was asked about, and what was found around it. Nothing at all where it is asked what is staged and neither a configuration nor
/// `.whomay.yml` is: a hook has to be through before anybody notices, and is as quiet as `git diff --staged`.
fn look(
    args: &LintArgs,
    place: &Place,
    sources: &mut SourceMap,
    mut online: Option<&mut Online>,
) -> Result<(Answer, Vec<Found>), Failure> {
    let (mut answer, mut around) = (Answer::default(), Vec::new());
    let [first, second] = CONFIG_PATHS;
    if let Some(repository) = of_the_commit(args, place)
        && args.paths.is_empty()
        && repository.staged(&[first, second, WHOMAY_PATH])?.is_empty()
    {
        return Ok((answer, around));
    }
    let (levels, options) = levels(args, place, sources)?;
    for (file, alone) in subjects(args, place)? {
        let (linted, found) = lint(file, alone, args, place, &levels, sources, online.as_deref_mut())?;
        answer.files.push(linted);
        around.push(found);
    }
    answer.files.extend(options.and_then(|(options, document)| of_options(&options, document, &levels, online)));
    Ok((answer, around))
}

/// The repository, where it is asked what the commit in the making does to it.
fn of_the_commit<'p>(args: &LintArgs, place: &'p Place) -> Option<&'p Repository> {
    place.repository.as_ref().filter(|_| args.staged)
}

/// Who gains and who loses what by the commit in the making, for people. Empty where no configuration is staged.
fn gains(args: &LintArgs, format: Format, place: &Place, found: &[Found], style: Style) -> Result<String, Failure> {
    let named = |path: &PathBuf| place.inside(path).is_some_and(|path| CONFIG_PATHS.contains(&path.as_str()));
    let asked = args.paths.is_empty() || args.paths.iter().any(named);
    match of_the_commit(args, place) {
        Some(repository) if asked && format == Format::Human && !args.diff => {
            // Of the files that are asked about one at most is the configuration of the repository, and has facts.
            let known = found.iter().find_map(|found| match found {
                Found::Facts(facts) => Some(&**facts),
                Found::Nothing(_) | Found::Refused(_) => None,
            });
            let table = staged_table(repository, known, style.width)?;
            Ok(table.map(|table| format!("\n{table}")).unwrap_or_default())
        }
        _ => Ok(String::new()),
    }
}

/// What clap cannot say.
fn check(args: &LintArgs) -> Result<(), Failure> {
    let streams = args.paths.iter().filter(|path| is_stdin(path)).count();
    if streams > 1 {
        return Err(Failure::with_help("standard input was named twice", "It can be read once: write `-` once."));
    }
    if streams == 0 && args.stdin_filename.is_some() {
        let help = "Write `-` for the path: `whomay lint - --stdin-filename .terrateam/config.yml`.";
        return Err(Failure::with_help("--stdin-filename names a file that is not read", help));
    }
    if streams > 0 && args.fix {
        let help = "Pass --diff to see what would be made, or name the file.";
        return Err(Failure::with_help("--fix writes files, and standard input is none", help));
    }
    Ok(())
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn exit(answer: &Answer, args: &LintArgs) -> Exit {
    let least = match args.fail_on {
        FailOn::Warning => Severity::Warning,
        FailOn::Error => Severity::Error,
    };
    let found = answer.worst().is_some_and(|worst| worst >= least);
    if found && !args.exit_zero { Exit::Negative } else { Exit::Clean }
}

fn deny_warnings(answer: &mut Answer) {
    for found in answer.files.iter_mut().flat_map(|file| &mut file.report.findings) {
        found.diagnostic.severity = Severity::Error;
    }
}

/// The files to look at, each with why it is looked at alone, if it is.
fn subjects(args: &LintArgs, place: &Place) -> Result<Vec<(File, Option<String>)>, Failure> {
    if args.paths.is_empty() {
        let never_there = || match of_the_commit(args, place) {
            Some(repository) => Ok(repository.staged(&CONFIG_PATHS)?.is_empty()),
            None => Ok::<bool, Failure>(false),
        };
        return match place.config()? {
            Some(config) => Ok(vec![(config, None)]),
            // Only `.whomay.yml` is staged.
            None if never_there()? => Ok(Vec::new()),
            None => Err(no_config(place)),
        };
    }
    // `.whomay.yml` is looked at in every run, and is no configuration.
    let configurations = args.paths.iter().filter(|path| place.inside(path).as_deref() != Some(WHOMAY_PATH));
    configurations.map(|path| subject(path, args, place)).collect()
}

fn subject(path: &Path, args: &LintArgs, place: &Place) -> Result<(File, Option<String>), Failure> {
    let file = if is_stdin(path) {
        let name = args.stdin_filename.as_deref();
        let shown = name.map(|name| place.inside(name).unwrap_or_else(|| inputs::name(name)));
        let name = shown.unwrap_or_else(|| inputs::name(path));
        File { name, bytes: inputs::bytes(path)?, origin: None, on_disk: None }
    } else {
        place.named(path)?
    };
    let alone = why_alone(&file, place)?;
    Ok((file, alone))
}

/// A configuration governs a repository because it lies at a certain place of it.
fn why_alone(file: &File, place: &Place) -> Result<Option<String>, Failure> {
    let [first, second] = CONFIG_PATHS;
    if place.repository.is_none() {
        return Ok(Some("there is no repository around the file".to_owned()));
    }
    if file.name == second && place.config()?.is_some_and(|config| config.name == first) {
        return Ok(Some(format!("the server reads {first}, and not this file")));
    }
    if !CONFIG_PATHS.contains(&file.name.as_str()) {
        return Ok(Some(format!("the file is not {first}, which is the configuration of the repository")));
    }
    Ok(None)
}

fn no_config(place: &Place) -> Failure {
    let [first, second] = CONFIG_PATHS;
    let at = if place.repository.is_some() { place.state() } else { "this folder" };
    Failure::with_help(
        format!(
            "there is no {first} and no {second} in {at}: the server's defaults apply, and they let everyone plan and apply"
        ),
        "`whomay init` proposes a configuration; or name the file to look at: `whomay lint PATH`.",
    )
}

fn lint(
    file: File,
    alone: Option<String>,
    args: &LintArgs,
    place: &Place,
    levels: &Levels,
    sources: &mut SourceMap,
    online: Option<&mut Online>,
) -> Result<(LintedFile, Found), Failure> {
    let linted = Linted::read(sources, &file.name, &file.bytes, file.origin);
    let found = match (&alone, &linted.config) {
        (Some(why), _) => Found::Nothing(why.clone()),
        (None, None) => Found::Nothing("the configuration does not load".to_owned()),
        (None, Some(config)) => surroundings::surroundings(place, config)?,
    };
    let surroundings = found.known();
    let report = match online {
        None => ask(&linted, sources, surroundings, levels),
        Some(online) => {
            let names = linted.config.as_ref().map(names).unwrap_or_default();
            run_online(&linted, sources, surroundings, online.ask(names), levels)
        }
    };
    if !(args.fix || args.diff) {
        let linted = LintedFile { path: file.name, document: linted.document, report, changes: None };
        return Ok((linted, found));
    }
    let did_load = linted.config.is_some();
    let mut fixed = fixes::fix(sources, linted, report, surroundings, levels);
    if let (false, None, Some(config)) = (did_load, &alone, &fixed.linted.config) {
        fixed = in_repository(&surroundings::surroundings(place, config)?, fixed, levels);
    }
    if args.fix && !fixed.made.is_empty() {
        rewrite::rewrite(file.on_disk.as_deref(), &file.bytes, &fixed.text)?;
    }
    let before = String::from_utf8_lossy(&file.bytes).into_owned();
    *sources = fixed.sources;
    let changes = Changes { before, after: fixed.text, made: fixed.made };
    let document = fixed.linted.document;
    Ok((LintedFile { path: file.name, document, report: fixed.report, changes: Some(changes) }, found))
}

/// What loads only since it was fixed, looked at together with the repository.
fn in_repository(found: &Found, before: Fixed, levels: &Levels) -> Fixed {
    let Fixed { mut made, linted, sources, .. } = before;
    let report = ask(&linted, &sources, found.known(), levels);
    let fixed = fixes::fix(&sources, linted, report, found.known(), levels);
    made.extend(fixed.made);
    Fixed { made, ..fixed }
}

/// The levels of the run, and `.whomay.yml`, if there is one.
///
/// # Errors
///
/// `.whomay.yml` cannot be read or is not valid: a level that is not known may not be guessed.
fn levels(
    args: &LintArgs,
    place: &Place,
    sources: &mut SourceMap,
) -> Result<(Levels, Option<(WhomayConfig, Document)>), Failure> {
    let mut levels = Levels::default();
    if args.levels.all {
        let silent = rules::all().filter(|lint| lint.level == LintLevel::Allow);
        silent.for_each(|lint| levels.set(lint.code, LintLevel::Warn));
    }
    let mut options = None;
    if let Some(file) = place.file(WHOMAY_PATH)?
        && let Some(document) = inputs::parse(WHOMAY_PATH, &file.bytes, file.origin, sources)?
    {
        let read = WhomayConfig::from_node(document.root()).map_err(|diagnostics| Failure::Diagnostics {
            message: format!("{WHOMAY_PATH} cannot be used"),
            diagnostics,
            sources: sources.clone(),
        })?;
        read.lints.iter().for_each(|(code, setting)| levels.set(code, setting.level));
        options = Some((read, document));
    }
    args.levels.said.iter().for_each(|(level, code)| levels.set(code, *level));
    Ok((levels, options))
}

/// What is wrong with `.whomay.yml`: codes that there are not, since a level for nothing silences nobody and nobody notices,
/// and names that the forge does not know. `None` where nothing is.
fn of_options(
    options: &WhomayConfig,
    document: Document,
    levels: &Levels,
    online: Option<&mut Online>,
) -> Option<LintedFile> {
    let mut findings = codes::unknown_in_settings(&options.lints, levels);
    if let Some(online) = online {
        findings.extend(forge_on_options(&options.gate, online.ask(names_in_options(&options.gate)), levels));
    }
    let report = Report { findings, ..Report::default() };
    let file = LintedFile { path: WHOMAY_PATH.to_owned(), document: Some(document), report, changes: None };
    (!file.report.findings.is_empty()).then_some(file)
}
