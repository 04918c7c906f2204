//! `simulate`: who may do what to the dirspaces of a change, and why.
//!
//! Facts come from a file, from a forge, or are not known, and from there on there is one way to the answer: what a
//! forge said is decided on as it would be recorded, so that a recording decides the same.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::decision::{self, Selection, answer, exit, warn_of_no_match};
use super::facts::Given;
use super::failure::Failure;
use super::gather::{Asked, Gathered, gather, open};
use super::live::LiveArgs;
use super::people::{PeopleArgs, people};
use super::repository_args::RepositoryArgs;
use super::terminal::Terminal;
use super::{Exit, advice, ask_forge, facts, live, whole_file};
use crate::access::assumption::Assumption;
use crate::access::case::{Profile, Question};
use crate::access::facts::{Facts, Forge};
use crate::access::operation::Operation;
use crate::output::answer::Answer;
use crate::output::human::Detail;
use crate::output::{github_matrix, human, json, markdown};
use crate::source::SourceMap;
use crate::tag_query::TagQuery;

/// Say who may do what to the dirspaces of a change, and why
#[derive(Args, Debug)]
pub(super) struct SimulateArgs {
    #[command(flatten)]
    repository: RepositoryArgs,
    #[command(flatten)]
    people: PeopleArgs,
    #[command(flatten)]
    question: QuestionArgs,
    #[command(flatten)]
    pull: PullArgs,
    #[command(flatten)]
    live: LiveArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Forge")]
struct PullArgs {
    /// Ask the forge about this request, without changing anything: a number, `#7`, `!7` or a URL. The clone has to
    /// have its commits. Tokens: GITHUB_TOKEN or GITLAB_TOKEN, and WHOMAY_MEMBERS_TOKEN for teams
    #[arg(long, value_name = "N|URL", allow_negative_numbers = true, conflicts_with_all = [
        "facts", "vcs", "head", "base", "staged", "worktree", "target_branch", "source_branch", "default_branch",
    ])]
    pull: Option<String>,
    /// Write down what the forge said; --facts FILE then gives the same answer without it
    #[arg(long, value_name = "FILE", requires = "pull")]
    facts_out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Question and answer")]
struct QuestionArgs {
    /// What is known of users and the request: a YAML or JSON file, `-` for standard input
    #[arg(long, value_name = "FILE")]
    facts: Option<PathBuf>,
    /// Assume something about the request, such as `review:bob=approved`; may be repeated
    #[arg(long, value_name = "FACT=VALUE")]
    assume: Vec<String>,
    /// What to ask for: plan, apply, apply-force, apply-autoapprove, unlock or all; may be repeated
    /// [default: plan and apply; all with --who]
    #[arg(long, value_name = "OPERATION", value_delimiter = ',')]
    operation: Vec<String>,
    /// Only the dirspaces that this tag query selects, as in `terrateam apply QUERY`
    #[arg(long, value_name = "TAG_QUERY")]
    query: Option<String>,
    /// By which rules to decide
    #[arg(long, value_enum, default_value_t)]
    profile: ProfileName,
    /// Whose rules apply where the forges differ [default: what the facts say, else github]
    #[arg(long, value_enum)]
    vcs: Option<Vcs>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show as well what was passed over and what allows
    #[arg(long)]
    explain: bool,
    /// Exit with 0 also when something is denied, pending or undetermined
    #[arg(long)]
    exit_zero: bool,
}

/// The profiles by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// What the Terrateam server would decide
    #[default]
    Terrateam,
    /// That, and everything that a gate without a server has to ask
    Strict,
}

/// The forges by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Vcs {
    /// GitHub
    Github,
    /// GitLab
    Gitlab,
}

/// Output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: schemas/answer.schema.json
    Json,
    /// For a job summary or a comment
    Markdown,
    /// The matrix of a GitHub job: what would run
    GithubMatrix,
}

pub(super) fn run(args: &SimulateArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let asked = AskedFor {
        operations: operations(&args.question.operation, args.people.who)?,
        query: args.question.query.as_deref().map(parse_query).transpose()?,
        assumptions: facts::assumptions(&args.question.assume)?,
        profile: match args.question.profile {
            ProfileName::Terrateam => Profile::Terrateam,
            ProfileName::Strict => Profile::Strict,
        },
    };
    let (given, mut gathered) = match &args.pull.pull {
        Some(pull) => on_forge(pull, args, &asked)?,
        None => offline(args, &asked)?,
    };
    facts::warn_of_failed_lookups(&given, &mut gathered.warnings);
    let mut facts = facts::complete(given.facts, &mut gathered, &asked.assumptions);
    let granted = facts::take_for_granted(&mut facts, asked.profile);
    if let Some(query) = &asked.query {
        warn_of_no_match(query, &mut gathered);
    }
    if asked.profile == Profile::Strict {
        facts::warn_of_no_run(&facts, given.record.is_some(), &mut gathered.warnings);
    }
    facts::warn_of_other_count(&facts, &mut gathered, asked.profile);
    let actors = people(&args.people, &facts, &mut gathered.warnings)?;
    let question = Question { actors, operations: asked.operations.clone(), profile: asked.profile };
    let explain = args.question.explain;
    // Nobody in particular lacks nothing in particular.
    let is_of_somebody = !args.people.who && !args.people.all_users;
    let missing = explain && asked.profile == Profile::Strict && is_of_somebody;
    let wanted = decision::Detail { passed_over: explain, missing };
    let (mut answer, decision) = answer(&gathered, &facts, &question, asked.selection(), wanted);
    answer.assumptions.clone_from(&args.question.assume);
    answer.premises.extend(granted);
    answer.request = given.record.as_ref().map(facts::shown);
    show(&answer, &gathered, args, terminal)?;
    if args.pull.pull.is_some() {
        advice::next_steps(&decision).iter().for_each(|step| terminal.complain(step));
    }
    gathered.leave_to_exit();
    Ok(match exit(&decision) {
        Exit::Negative if args.question.exit_zero || args.people.who => Exit::Clean,
        exit => exit,
    })
}

/// What is asked, whoever asks.
struct AskedFor {
    operations: Vec<Operation>,
    query: Option<TagQuery>,
    assumptions: Vec<Assumption>,
    profile: Profile,
}

impl AskedFor {
    fn selection(&self) -> Selection<'_> {
        Selection { query: self.query.as_ref(), ..Selection::default() }
    }
}

/// The facts of a file, if one is given, and the repository.
fn offline(args: &SimulateArgs, asked: &AskedFor) -> Result<(Given, Gathered), Failure> {
    let mut sources = SourceMap::new();
    let forge = args.question.vcs.map(|vcs| match vcs {
        Vcs::Github => Forge::Github,
        Vcs::Gitlab => Forge::Gitlab,
    });
    let given = facts::given(args.question.facts.as_deref(), forge, &mut sources)?;
    let known = given.known_request(&asked.assumptions);
    let gathered = gather(&args.repository, &Asked::Difference, &known, sources)?;
    Ok((given, gathered))
}

/// What the forge and the repository say of the request.
fn on_forge(pull: &str, args: &SimulateArgs, asked: &AskedFor) -> Result<(Given, Gathered), Failure> {
    let settings = live::settings(pull, &args.live, &open(&args.repository)?, &live::environment)?;
    let session = ask_forge::session(&settings)?;
    // What is odd about an argument is said once, when the facts are there.
    let question = |facts: &Facts| -> Result<Question, Failure> {
        let actors = people(&args.people, facts, &mut Vec::new())?;
        Ok(Question { actors, operations: asked.operations.clone(), profile: asked.profile })
    };
    let live_question = ask_forge::LiveQuestion {
        repository: &args.repository,
        question: &question,
        selection: asked.selection(),
        assumptions: &asked.assumptions,
    };
    let answered = ask_forge::ask(&session, &settings, &live_question)?;
    if let Some(path) = &args.pull.facts_out {
        whole_file::write(path, &answered.text)?;
    }
    Ok((answered.given, answered.gathered))
}

fn show(answer: &Answer, gathered: &Gathered, args: &SimulateArgs, terminal: &Terminal) -> Result<(), Failure> {
    let detail = Detail {
        explain: args.question.explain,
        who: args.people.who,
        query: args.question.query.is_some(),
        table: args.people.all_users,
    };
    terminal.answer(&match args.question.format {
        Format::Human => human::render(answer, &gathered.sources, terminal.style(), detail),
        Format::Json => json::render(answer),
        Format::Markdown => markdown::render(answer),
        Format::GithubMatrix => {
            // A matrix has no room for warnings.
            terminal.warn(&answer.warnings);
            github_matrix::render(answer)
        }
    })
}

fn operations(names: &[String], who: bool) -> Result<Vec<Operation>, Failure> {
    if names.is_empty() {
        return Ok(if who { Operation::ALL.to_vec() } else { vec![Operation::Plan, Operation::Apply] });
    }
    let mut operations = Vec::new();
    for name in names {
        match (name.as_str(), Operation::from_name(name)) {
            ("all", _) => operations.extend(Operation::ALL),
            (_, Some(operation)) => operations.push(operation),
            _ => {
                return Err(no_such_operation(name));
            }
        }
    }
    operations.sort_unstable();
    operations.dedup();
    Ok(operations)
}

fn no_such_operation(name: &str) -> Failure {
    let mut names: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
    names.push("all");
    let similar = similar::get_close_matches(name, &names, 1, 0.6);
    let meant = similar.first().map(|similar| format!("Did you mean `{similar}`? ")).unwrap_or_default();
    Failure::with_help(
        format!("there is no operation `{name}`"),
        format!("{meant}Operations are {}.", names.join(", ")),
    )
}

fn parse_query(text: &str) -> Result<TagQuery, Failure> {
    TagQuery::parse(text).map_err(|error| Failure::with_help(format!("--query: {error}"), error.help()))
}
