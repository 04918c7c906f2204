//! `enforce`: the decision in the job that holds the credentials, on live facts and by the strict profile, failing closed.
//!
//! It is the code of `simulate` with other facts. What differs is who may say what: nothing but the forge, the repository and
//! the configuration on the default branch has a say in the decision. There is no flag for a fact, an assumption, a
//! profile or a user, and what a job says of itself in its environment is asked of the forge.

mod asked;
mod caller;
mod job;
mod outputs;
mod post;
mod reply;
mod status;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::ask_forge::{self, LiveQuestion};
use super::decision::{self, Selection, warn_of_no_match};
use super::failure::Failure;
use super::gather::Gathered;
use super::live::{Environment, LiveArgs};
use super::repository_args::RepositoryArgs;
use super::terminal::Terminal;
use super::{Exit, advice, facts, job_files, whole_file};
use crate::access::case::{Profile, Question};
use crate::access::facts::Facts;
use crate::access::operation::Operation;
use crate::output::enforcement::{self, AskerAnswer, Enforcement};
use crate::output::human::Detail;
use crate::output::json;
use crate::tag_query::TagQuery;
use asked::Asked;
use caller::{Call, Caller};
use outputs::{Decided, Outputs};
use post::{Post, PostArgs, Said};
use reply::Outcome;

/// Decide in the job that holds the credentials, on live facts, and stop it unless everything asked for is allowed
///
/// Runs in a job of the repository on GitHub or GitLab. Who asks is asked of the forge, the configuration is the one on the default
/// branch, and every clause of the strict profile has to hold.
#[derive(Args, Debug)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct EnforceArgs {
    /// What is asked for [default: what the comment says that set the job off]
    #[arg(long, value_enum)]
    operation: Option<OperationArg>,
    /// The request: a number, `#7`, `!7` or a URL [default: the one of the job's event]
    #[arg(long, value_name = "N|URL", allow_negative_numbers = true)]
    pull: Option<String>,
    /// Folder of the repository, or one inside it. The clone has to have the commits of the request
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".")]
    repository: PathBuf,
    /// Only the dirspaces that this tag query selects
    #[arg(long, value_name = "TAG_QUERY")]
    query: Option<String>,
    /// Only this dirspace; it has to be part of the change. May be repeated
    #[arg(long, value_name = "DIR:WORKSPACE")]
    dirspace: Vec<String>,
    /// Why an apply is forced; goes into every record of it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Folder of the owner's central configuration: holds `config/defaults.yml` and the rest
    #[arg(long, value_name = "DIR")]
    central: Option<PathBuf>,
    /// This repository's name in the central configuration [default: the name that origin has]
    #[arg(long, value_name = "NAME", requires = "central")]
    central_repo: Option<String>,
    /// Open a repository that belongs to another user
    #[arg(long)]
    trust_owner: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    post: PostArgs,
    #[command(flatten)]
    live: LiveArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show as well what was passed over and what allows
    #[arg(long)]
    explain: bool,
    /// Write the record as JSON to this file as well
    #[arg(long, value_name = "FILE")]
    json_file: Option<PathBuf>,
    /// Add the answer in Markdown to this file as well, such as "$GITHUB_STEP_SUMMARY"
    #[arg(long, value_name = "FILE")]
    summary_file: Option<PathBuf>,
    /// Add the lists of dirspaces to this file as NAME=JSON, such as "$GITHUB_OUTPUT" or a dotenv report of GitLab
    #[arg(long, value_name = "FILE")]
    outputs_file: Option<PathBuf>,
}

const EXIT_STATUS: &str = "\
Exit status: 0 everything asked for is allowed, or there is nothing to decide; 1 something is denied, pending, or undetermined for \
want of a fact that can still be given; 2 the job could not be done.";

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OperationArg {
    /// Plan
    Plan,
    /// Apply
    Apply,
    /// Apply without the apply requirements; takes a --reason
    ApplyForce,
}

/// Output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: schemas/enforcement.schema.json
    Json,
    /// For a job summary or a comment
    Markdown,
}

pub(super) fn run(args: &EnforceArgs, env: Environment<'_>, terminal: &Terminal) -> Result<Exit, Failure> {
    // Before anything can fail: whoever goes on in spite of the exit status finds nothing to go on with.
    let outputs = Outputs::begin(args.output.outputs_file.as_deref())?;
    job_files::apart(args.output.files(), job_files::APART)?;
    let post = Post::new(&args.post)?;
    match Caller::find(args, env)? {
        Call::Nothing(why) => {
            terminal.note(&format!("whomay: nothing to decide: {why}\n"));
            Ok(Exit::Clean)
        }
        Call::Help(talk) => {
            talk.tell(&post, &Outcome::Help, terminal);
            terminal.note("whomay: nothing to decide: the comment asks for help\n");
            Ok(Exit::Clean)
        }
        Call::Correct(talk, mistake) => {
            talk.tell(&post, &Outcome::Mistaken(&mistake), terminal);
            Err(Failure::with_help(mistake.message, mistake.help))
        }
        Call::Decide(caller) => {
            caller.talk.tell(&post, &Outcome::Begun, terminal);
            let decided = decide(&caller, args, &outputs, &post, terminal);
            if let Err(failure) = &decided {
                caller.talk.tell(&post, &Outcome::failed(failure), terminal);
            }
            decided
        }
    }
}

fn decide(
    caller: &Caller,
    args: &EnforceArgs,
    outputs: &Outputs,
    post: &Post<'_>,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    let Caller { asked, talk, .. } = caller;
    let (session, settings) = (&talk.session, &talk.settings);
    let repository = args.repository_args();
    let question = |facts: &Facts| Ok(question(asked, caller.asker(), facts));
    let selection = Selection { query: asked.query.as_ref(), named: &asked.dirspaces, every_layer: true };
    let live = LiveQuestion { repository: &repository, question: &question, selection, assumptions: &[] };
    let ask_forge::Answered { given, mut gathered, .. } = ask_forge::ask(session, settings, &live)?;
    caller.refuse_moved_head(given.record.as_ref())?;
    post.refuse_other_plans(given.record.as_ref())?;
    asked.refuse_unknown_dirspaces(&gathered)?;
    caller.warn_of_the_rest_of_the_push(&mut gathered);
    facts::warn_of_failed_lookups(&given, &mut gathered.warnings);
    let facts = facts::complete(given.facts, &mut gathered, &[]);
    if let Some(query) = &asked.query {
        warn_of_no_match(query, &mut gathered);
    }
    let wanted = decision::Detail { passed_over: args.output.explain, missing: true };
    let (mut answer, decision) = decision::answer(&gathered, &facts, &question(&facts)?, selection, wanted);
    answer.request = given.record.as_ref().map(facts::shown);
    let sources = given.record.as_ref().map(|record| record.sources.clone()).unwrap_or_default();
    let set_off_by = facts.request.triggering_actor.value().cloned().flatten();
    let set_off_by = set_off_by.filter(|login| login != caller.asker());
    let mut record = Enforcement {
        answer,
        operation: asked.operation.name(),
        asker: AskerAnswer { login: caller.asker().to_owned(), source: caller.source().to_owned(), set_off_by },
        forced: asked.reason.clone(),
        facts: enforcement::facts(&facts, &sources),
        posts: Vec::new(),
    };

    let (forge, number) = (settings.address.forge, settings.address.number);
    let lines = outputs.draw(&Decided { forge, number, operation: asked.operation, answer: &record.answer })?;
    caller.refuse_if_moved(given.record.as_ref())?;
    show(&record, &gathered, asked, args, terminal)?;
    terminal.warn(&lines.warnings);
    advice::next_steps(&decision).iter().for_each(|step| terminal.complain(step));
    let markdown = enforcement::markdown::render(&record);
    let files = &args.output;
    files.summary_file.iter().try_for_each(|path| job_files::append(path, &markdown))?;
    files.json_file.iter().try_for_each(|path| whole_file::write(path, &json::render(&record)))?;
    // Last of all files: from here on somebody may go on, and nothing that fails takes that back.
    outputs.write(&lines)?;
    let left_out = left_out(args, asked, &gathered, &facts);
    let said = Said { record: &record, markdown: &markdown, left_out };
    record.posts = post.post(session, settings, &said, terminal);
    if !record.posts.is_empty()
        && let Some(Err(failure)) = files.json_file.as_ref().map(|path| whole_file::write(path, &json::render(&record)))
    {
        terminal.complain(&failure);
    }
    talk.tell(post, &Outcome::decided(asked.operation, decision.verdict(), &record.answer), terminal);
    gathered.leave_to_exit();
    Ok(decision::exit(&decision))
}

/// How many dirspaces of the change nobody asked about, because a command chose some: those that it erases included. What the
/// job chooses is no part of a whole: whoever wrote it says what it is for.
fn left_out(args: &EnforceArgs, asked: &Asked, gathered: &Gathered, facts: &Facts) -> usize {
    let of_job = args.query.as_deref().and_then(|query| TagQuery::parse(query).ok());
    let count = |query| {
        let selection = Selection { query, named: &asked.dirspaces, every_layer: true };
        decision::with_case(gathered, facts, Profile::Strict, selection, |case| case.subjects.len())
    };
    match &asked.query {
        Some(query) if of_job.as_ref().is_none_or(|of_job| of_job.text() != query.text()) => {
            count(of_job.as_ref()).saturating_sub(count(Some(query)))
        }
        _ => 0,
    }
}

fn question(asked: &Asked, asker: &str, facts: &Facts) -> Question {
    Question { actors: vec![facts.person(asker)], operations: vec![asked.operation], profile: Profile::Strict }
}

fn show(
    record: &Enforcement,
    gathered: &Gathered,
    asked: &Asked,
    args: &EnforceArgs,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let detail = Detail { explain: args.output.explain, who: false, query: asked.query.is_some(), table: false };
    terminal.answer(&match args.output.format {
        Format::Human => enforcement::human::render(record, &gathered.sources, terminal.style(), detail),
        Format::Json => json::render(record),
        Format::Markdown => enforcement::markdown::render(record),
    })
}

impl OutputArgs {
    /// The files that are written.
    fn files(&self) -> impl Iterator<Item = &Path> {
        [&self.json_file, &self.summary_file, &self.outputs_file].into_iter().filter_map(|file| file.as_deref())
    }
}

impl OperationArg {
    fn operation(self) -> Operation {
        match self {
            OperationArg::Plan => Operation::Plan,
            OperationArg::Apply => Operation::Apply,
            OperationArg::ApplyForce => Operation::ApplyForce,
        }
    }
}

impl EnforceArgs {
    /// Whether this job answers commands for an operation.
    fn serves(&self, operation: Operation) -> bool {
        self.operation.is_none_or(|own| own.operation() == operation)
    }

    /// What the gate takes from the command line about the repository: where it is, and the owner's configuration.
    fn repository_args(&self) -> RepositoryArgs {
        RepositoryArgs {
            repository: self.repository.clone(),
            central: self.central.clone(),
            central_repo: self.central_repo.clone(),
            trust_owner: self.trust_owner,
            ..RepositoryArgs::default()
        }
    }
}
