//! `report`: what the plans of a change would do, and not one value of it.
//!
//! Plans are read one after the other, everything that is marked as sensitive is remembered, and only then is anything
//! drawn. Every text that leaves, whether to standard output or to a file, leaves through the second wall together
//! with the others, so that none can say what another had to leave out.

#![expect(clippy::disallowed_methods, reason = "reads plans and writes the files that the job asks for")]

mod fail_on;
mod job;
mod key_policy;
mod plans;
mod post;
mod step_outputs;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::live::Environment;
use super::terminal::Terminal;
use super::{Exit, inputs, job_files, summaries};
use crate::output::answer::Warning;
use crate::output::report::{Dialect, human, json, markdown};
use crate::plan::Refusal;
use crate::plan::decision::{self, DecisionError};
use crate::plan::read::{self, Draft};
use crate::plan::record::{self, MergeError, OlderError};
use crate::plan::report::{Dirspace, Outcome, Place, Report, SelfCheck};
use crate::plan::wall::{Marks, Wall, guard};
use fail_on::FailOn;
use key_policy::InstanceKeysArg;
use plans::PlanSource;
use post::{Desk, PostArgs};

/// Say what plans would change, without any value of them
///
/// A plan is what `terraform show -json tfplan` or `tofu show -json tfplan` prints. What is shown of it is built from a list of what
/// may be shown: names, kinds of changes and numbers. Everything else is dropped unread.
#[derive(Args, Debug)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct ReportArgs {
    /// Plans, each with the dirspace that it is of; `-` for the file is standard input
    #[arg(value_name = "DIR:WORKSPACE=FILE")]
    plans: Vec<String>,
    /// A YAML or JSON file that names plans: `{plans: [{dir: DIR, workspace: NAME, file: FILE}, …]}`; files relative to it
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Reports of other jobs for the same head commit, made with --format json, to join with this one
    #[arg(long, value_name = "SUMMARY.json", num_args = 1..)]
    merge: Vec<PathBuf>,
    /// Reports of older commits of the request, newest first: what they say of dirspaces that have no plan here is shown as stale
    #[arg(long, value_name = "SUMMARY.json", num_args = 1..)]
    older: Vec<PathBuf>,
    /// What `whomay simulate --format json` answered: adds who may apply, and what is missing
    #[arg(long, value_name = "FILE")]
    decision: Option<PathBuf>,
    /// The commit that the plans are of [default: what the job's event says]
    #[arg(long, value_name = "SHA")]
    head: Option<String>,
    /// Add what the job knows of the request and the run: exactly the list in docs/report-metadata.md
    #[arg(long)]
    metadata: bool,
    /// How instance keys (`for_each`) are shown [default: what `.whomay.yml` of the default branch says, else mask]
    #[arg(long, value_enum, value_name = "POLICY")]
    instance_keys: Option<InstanceKeysArg>,
    /// Folder of the repository whose default branch is asked for `.whomay.yml`, or one inside it
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".")]
    repository: PathBuf,
    /// Open a repository that belongs to another user
    #[arg(long)]
    trust_owner: bool,
    /// What ends with exit status 1; may be repeated or separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    fail_on: Vec<FailOn>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// Which platform's Markdown to write [default: that of the job, else github]
    #[arg(long, value_enum, value_name = "PLATFORM", help_heading = "Output")]
    dialect: Option<DialectArg>,
    /// The most bytes of Markdown [default: what a comment may have on the platform]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(2_000..), help_heading = "Output")]
    max_bytes: Option<u32>,
    /// Write the report as JSON to this file as well
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    json_file: Option<PathBuf>,
    /// Add the report in Markdown to this file as well, such as "$GITHUB_STEP_SUMMARY"
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    summary_file: Option<PathBuf>,
    /// Add the numbers to this file as NAME=NUMBER, such as "$GITHUB_OUTPUT" or a dotenv report of GitLab
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    outputs_file: Option<PathBuf>,
    /// Exit with 0 instead of 1
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    post: PostArgs,
}

const EXIT_STATUS: &str = "\
Exit status: 0 the report is written; 1 something that --fail-on names, or a report that had to be reduced to numbers; 2 a plan \
could not be used (the report says which), or the job could not be done, such as a post.";

/// Output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Human,
    /// For a comment
    Markdown,
    /// For programs: schemas/report.schema.json
    Json,
}

/// Platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DialectArg {
    /// Comments and job summaries of GitHub
    Github,
    /// Notes of GitLab
    Gitlab,
    /// Comments of Bitbucket
    Bitbucket,
}

impl From<DialectArg> for Dialect {
    fn from(dialect: DialectArg) -> Dialect {
        match dialect {
            DialectArg::Github => Dialect::Github,
            DialectArg::Gitlab => Dialect::Gitlab,
            DialectArg::Bitbucket => Dialect::Bitbucket,
        }
    }
}

/// The most bytes of a job summary: one more, and the runner drops it whole.
const SUMMARY_BYTES: usize = 1_000_000;

pub(super) fn run(args: &ReportArgs, env: Environment<'_>, terminal: &Terminal) -> Result<Exit, Failure> {
    let sources = plans::sources(&args.plans, args.manifest.as_deref())?;
    if sources.is_empty() && args.merge.is_empty() {
        let help =
            "Name plans as DIR:WORKSPACE=FILE, a --manifest, or reports to --merge; `whomay report --help` has more.";
        return Err(Failure::with_help("there is no plan to report on", help));
    }
    let files = [&args.json_file, &args.summary_file, &args.outputs_file];
    job_files::apart(files.into_iter().filter_map(|file| file.as_deref()), job_files::APART)?;
    args.post.key()?;
    let job = job::Job::of_the_environment(env, args.metadata)?;
    let (mut report, wall) = read_plans(&sources, args, terminal)?;
    report.head = head(args, &job)?;
    if args.metadata {
        report.metadata = job.metadata()?;
    }
    report = merged(report, args)?;
    add_older(&mut report, args)?;
    let clone = (args.repository.as_path(), args.trust_owner);
    let desk = args.post.is_asked().then(|| Desk::open(&args.post, clone, &job, &mut report));
    if let Some(path) = &args.decision {
        let warnings = join(&mut report, path)?;
        terminal.warn(&warnings);
    }
    let dialect = args.dialect.map(Dialect::from).or(job.dialect()).unwrap_or(Dialect::Github);
    let written =
        write(&mut report, &wall, dialect, desk.as_ref().and_then(|desk| desk.as_ref().ok()), args, terminal)?;
    let verdict = verdict(&report, written.fell_back, args);
    let verdict = match desk {
        None => verdict,
        Some(Ok(desk)) => desk.post(&report, &written.comment, verdict, terminal),
        Some(Err(failure)) => {
            terminal.complain(&failure);
            post::failed(verdict)
        }
    };
    Ok(if verdict == Exit::Negative && args.exit_zero { Exit::Clean } else { verdict })
}

/// Reads every plan. One that cannot be used is part of the report; a file that cannot be opened ends the run.
fn read_plans(sources: &[PlanSource], args: &ReportArgs, terminal: &Terminal) -> Result<(Report, Wall), Failure> {
    let mut marks = Marks::default();
    let mut drafts: Vec<(Place, Result<Draft, Refusal>)> = Vec::new();
    for source in sources {
        drafts.push((source.place.clone(), read_plan(&source.file, &mut marks)?));
    }
    let wall = marks.build();
    let policy = key_policy::of(args.instance_keys, &args.repository, args.trust_owner, terminal)?;
    let mut report = Report::default();
    for (place, draft) in drafts {
        let outcome = match draft {
            Ok(draft) => Outcome::Plan(Box::new(draft.settle(&policy, &wall))),
            Err(refusal) => Outcome::Refused(refusal),
        };
        report.self_check = with_leaves(report.self_check, &outcome);
        report.dirspaces.push(Dirspace { place, outcome, permissions: Vec::new() });
    }
    report.dirspaces.sort_by(|one, other| one.place.cmp(&other.place));
    Ok((report, wall))
}

fn read_plan(file: &Path, marks: &mut Marks) -> Result<Result<Draft, Refusal>, Failure> {
    if file == Path::new("-") {
        return Ok(read::read(std::io::stdin().lock(), marks));
    }
    let opened = std::fs::File::open(file).map_err(|error| {
        let help = "Make the file with `terraform show -json tfplan > FILE`.";
        Failure::with_help(format!("cannot read {}: {error}", file.display()), help)
    })?;
    Ok(read::read(opened, marks))
}

fn with_leaves(check: SelfCheck, outcome: &Outcome) -> SelfCheck {
    let Outcome::Plan(plan) = outcome else { return check };
    SelfCheck {
        kept: check.kept + plan.leaves.kept,
        dropped: check.dropped + plan.leaves.read.saturating_sub(plan.leaves.kept),
        ..check
    }
}

/// The head commit as it was asked for, else as the job knows it.
fn head(args: &ReportArgs, job: &job::Job) -> Result<Option<String>, Failure> {
    let Some(head) = &args.head else { return job.head() };
    let is_commit = matches!(head.len(), 40 | 64) && head.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_commit {
        let help = "Pass the whole commit id, of 40 or 64 hexadecimal digits: `--head \"$(git rev-parse HEAD)\"`.";
        return Err(Failure::with_help("--head is no commit id", help));
    }
    Ok(Some(head.to_ascii_lowercase()))
}

/// The report together with those of other jobs.
fn merged(report: Report, args: &ReportArgs) -> Result<Report, Failure> {
    if args.merge.is_empty() {
        return Ok(report);
    }
    let mut records = Vec::new();
    if !report.dirspaces.is_empty() {
        records.push(("the plans of this run".to_owned(), record::Record::of(&report)));
    }
    records.extend(summaries::read(&args.merge)?);
    let mut merged = summaries::join(&records)?;
    // What this job was asked to say of the request is not for the others to agree on.
    if !report.metadata.is_empty() {
        merged.metadata.clone_from(&report.metadata);
    }
    match (&report.head, &merged.head) {
        (Some(asked), Some(merged)) if asked != merged => {
            let help = "Merge reports of the commit that --head or the job's event names.";
            return Err(Failure::with_help(format!("the reports are of commit {merged}, and not of {asked}"), help));
        }
        // It may be of any commit, and would be taken for one of this.
        (Some(_), None) => {
            let file = args.merge.first().map(|path| inputs::name(path)).unwrap_or_default();
            return Err(summaries::not_joined(MergeError::NoHead { file }));
        }
        _ => {}
    }
    Ok(merged)
}

/// Rows of dirspaces that other runs planned, at older commits.
fn add_older(report: &mut Report, args: &ReportArgs) -> Result<(), Failure> {
    let failure = |error: OlderError| Failure::with_help(error.to_string(), error.next_step());
    let mut records = Vec::new();
    for path in &args.older {
        let file = inputs::name(path);
        let read = record::read(&summaries::bytes(path, record::LARGEST)?);
        let read = read.map_err(|fault| failure(OlderError::Invalid { file: file.clone(), fault }))?;
        records.push((file, read));
    }
    record::add_older(report, &records).map_err(failure)
}

/// Adds who may do it.
fn join(report: &mut Report, path: &Path) -> Result<Vec<Warning>, Failure> {
    let failure =
        |error: DecisionError| Failure::with_help(format!("{}: {error}", inputs::name(path)), error.next_step());
    let decision = decision::read(&summaries::bytes(path, decision::LARGEST)?).map_err(failure)?;
    let notes = decision::join(report, decision).map_err(failure)?;
    Ok(notes.into_iter().map(|text| Warning { text, place: None }).collect())
}

/// What was written.
struct Written {
    /// Only numbers were left.
    fell_back: bool,
    /// The comment, if one is to be posted.
    comment: String,
}

/// Draws everything that was asked for, through the second wall, and writes it.
fn write(
    report: &mut Report,
    wall: &Wall,
    dialect: Dialect,
    desk: Option<&Desk<'_>>,
    args: &ReportArgs,
    terminal: &Terminal,
) -> Result<Written, Failure> {
    let style = terminal.style();
    let budget = args.max_bytes.map_or(dialect.budget(), |bytes| bytes as usize);
    let answer = |report: &Report| match args.format {
        Format::Human => human::render(report, style),
        Format::Markdown => markdown::render(report, dialect, budget),
        Format::Json => json::render(report),
    };
    let summary = |report: &Report| markdown::render(report, dialect, SUMMARY_BYTES);
    // Only what is asked for: the JSON of a large report is larger than all else that is in memory.
    let mut draw: Vec<&dyn Fn(&Report) -> String> = vec![&answer];
    args.json_file.iter().for_each(|_| draw.push(&json::render));
    args.summary_file.iter().for_each(|_| draw.push(&summary));
    let comment =
        |report: &Report| desk.map_or_else(String::new, |desk| desk.draw(report, args.max_bytes.map(|it| it as usize)));
    draw.push(&comment);
    let guarded = guard(report, wall, &draw);
    let mut texts = guarded.texts.iter();
    let (answer, mut next) = (texts.next(), || texts.next().map_or("", String::as_str));
    if let Some(path) = &args.json_file {
        std::fs::write(path, next()).map_err(|error| job_files::cannot_write(path, &error))?;
    }
    if let Some(path) = &args.summary_file {
        job_files::append(path, next())?;
    }
    let comment = next().to_owned();
    if let Some(path) = &args.outputs_file {
        job_files::append(path, &step_outputs::lines(report))?;
    }
    terminal.answer(answer.map_or("", String::as_str))?;
    if guarded.fell_back {
        let text = "a string that a plan marks as sensitive was about to be shown: only numbers were left";
        terminal.warn(&[Warning { text: text.to_owned(), place: None }]);
    }
    Ok(Written { fell_back: guarded.fell_back, comment })
}

/// What the plans come to.
fn verdict(report: &Report, fell_back: bool, args: &ReportArgs) -> Exit {
    if report.dirspaces.iter().any(|dirspace| matches!(dirspace.outcome, Outcome::Refused(_))) {
        return Exit::Failed;
    }
    let negative = fell_back || args.fail_on.iter().any(|what| what.is_in(report));
    if negative { Exit::Negative } else { Exit::Clean }
}
