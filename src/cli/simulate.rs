//! `simulate`: who may do what to the dirspaces of a change, and why.
//!
//! Facts come from a file, from a forge, or are not known, and from there on there is one way to the answer: what a
//! forge said is decided on as it would be recorded, so that a recording decides the same.

mod advice;
mod pull;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::case::{add_newer_on_base, case, ground};
use super::facts::Given;
use super::failure::Failure;
use super::gather::{Asked, Gathered, gather};
use super::live::LiveArgs;
use super::people::{PeopleArgs, people};
use super::repository_args::RepositoryArgs;
use super::revisions::bare;
use super::strict_views::{StrictViews, strict_views, tags_in};
use super::terminal::Terminal;
use super::{Exit, facts};
use crate::access::assumption::Assumption;
use crate::access::case::{Case, Profile, Question, View};
use crate::access::decide::{Decision, decide};
use crate::access::facts::{Facts, Forge};
use crate::access::operation::Operation;
use crate::access::spelling::Word as _;
use crate::access::verdict::Verdict;
use crate::dirspace::layout::PlacedDirspace;
use crate::output::answer::{self, Answer, Warning};
use crate::output::dirspace_answer;
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
        Some(pull) => pull::ask(pull, args, &asked)?,
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
    let (mut answer, decision) = answer(&gathered, &facts, &question, asked.query.as_ref(), args);
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

/// A query that selects nothing is more often misspelt than meant, and nothing to decide is a success.
fn warn_of_no_match(query: &TagQuery, gathered: &mut Gathered) {
    let mut touched = gathered.touched.iter().filter_map(|(dirspace, _)| gathered.layout.get(dirspace)).peekable();
    if touched.peek().is_some() && !touched.any(|placed| query.matches(&placed.candidate())) {
        let text =
            "--query selects none of the dirspaces of the change; `whomay dirspaces` shows their tags".to_owned();
        gathered.warnings.push(Warning { text, place: None });
    }
}

fn answer(
    gathered: &Gathered,
    facts: &Facts,
    question: &Question,
    query: Option<&TagQuery>,
    args: &SimulateArgs,
) -> (Answer, Decision) {
    with_case(gathered, facts, question.profile, query, |case| {
        let decision = decide(case, question);
        let answer = Answer {
            format: answer::FORMAT,
            tool: concat!("whomay ", env!("CARGO_PKG_VERSION")).to_owned(),
            profile: question.profile.name(),
            vcs: facts.forge.word(),
            verdict: answer::verdict_name(decision.verdict()),
            request: None,
            commits: gathered.commits(),
            configs: gathered.rules.files.clone(),
            premises: premises(gathered),
            assumptions: args.question.assume.clone(),
            warnings: gathered.warnings.clone(),
            dirspaces: dirspace_answer::answers(&ground(gathered), case, args.question.explain),
            outcomes: answer::outcomes(case, question, &decision, &gathered.sources),
            runs: answer::runs(case, question, &decision),
            unclaimed: gathered.touched.orphans().to_vec(),
        };
        (answer, decision)
    })
}

/// Puts the case together, with everything that the profile asks about, and hands it to `use_it`.
fn with_case<T>(
    gathered: &Gathered,
    facts: &Facts,
    profile: Profile,
    query: Option<&TagQuery>,
    use_it: impl FnOnce(&Case<'_>) -> T,
) -> T {
    let selected: Vec<&PlacedDirspace> = gathered
        .touched
        .iter()
        .filter_map(|(dirspace, _)| gathered.layout.get(dirspace))
        .filter(|placed| query.is_none_or(|query| query.matches(&placed.candidate())))
        .collect();
    let mut case = case(gathered, facts, &selected);
    let views = (profile == Profile::Strict).then(|| strict_views(gathered));
    match &views {
        None => {}
        Some(Err(missing)) => case.views_missing = Some(missing.clone()),
        Some(Ok(views)) => add_views(&mut case, views),
    }
    if profile == Profile::Strict {
        add_newer_on_base(&mut case, gathered);
        // The script that builds the tree is the request's: what it hides is changed all the same.
        case.changes = &gathered.all_changes;
        let only_on_base = |builder: &&&str| !gathered.missing_builders.contains(*builder);
        case.missing_builders.extend(gathered.base_missing_builders.iter().filter(only_on_base));
    }
    use_it(&case)
}

fn add_views<'a>(case: &mut Case<'a>, views: &'a StrictViews) {
    let dirspaces: Vec<_> = case.subjects.iter().map(|subject| subject.dirspace).collect();
    let (access, requirements) = (&views.config.access_control, &views.config.apply_requirements);
    for (name, layout) in [
        ("the base configuration and the head's files", &views.head_files),
        ("the base configuration and the base's files", &views.base_files),
    ] {
        case.views.push(View { name, access, requirements, tags: tags_in(layout, &dirspaces) });
    }
}

/// What was taken for granted, so that nobody takes the answer for more than it is.
fn premises(gathered: &Gathered) -> Vec<String> {
    let mut premises =
        vec!["no lock, gate or run in progress stands in the way; only the server knows those".to_owned()];
    if gathered.revisions.target_branch.is_none() {
        let default = bare(&gathered.revisions.default_branch.name);
        premises.push(format!("the request goes to the default branch `{default}`"));
    }
    premises
}

/// The exit status that a decision comes to.
fn exit(decision: &Decision) -> Exit {
    match decision.verdict() {
        None | Some(Verdict::Allow) => Exit::Clean,
        Some(Verdict::Deny | Verdict::Pending) => Exit::Negative,
        Some(Verdict::Undetermined) => {
            let stuck = decision
                .outcomes
                .iter()
                .any(|outcome| outcome.verdict == Verdict::Undetermined && outcome.lacks_unavailable_fact());
            if stuck { Exit::Failed } else { Exit::Negative }
        }
    }
}
