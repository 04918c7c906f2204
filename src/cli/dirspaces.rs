//! `dirspaces`: which dirspaces a change touches, and which rules bind them.

use clap::{Args, ValueEnum};

use super::Exit;
use super::case::{case, ground};
use super::failure::Failure;
use super::gather::{Asked, Gathered, gather};
use super::repository_args::RepositoryArgs;
use super::revisions::KnownRequest;
use super::terminal::Terminal;
use crate::access::case::Profile;
use crate::access::facts::Facts;
use crate::access::verdict::Verdict;
use crate::dirspace::layout::PlacedDirspace;
use crate::output::answer::{self, Answer, Warning};
use crate::output::{dirspace_answer, human, json, listing};
use crate::source::SourceMap;
use crate::tag_query::TagQuery;

/// List the dirspaces that a change touches, with their tags and the rules that bind them
#[derive(Args, Debug)]
pub(super) struct DirspacesArgs {
    /// Take these files, and all files in these folders, for what changed, instead of comparing commits
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// List every dirspace, changed or not
    #[arg(long, conflicts_with = "paths")]
    all: bool,
    /// Only the dirspaces that this tag query selects
    #[arg(long, value_name = "TAG_QUERY")]
    query: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 0 also when what a builder produces was not given, so that the list is uncertain
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    repository: RepositoryArgs,
}

/// Output formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: schemas/answer.schema.json, without outcomes
    Json,
}

pub(super) fn run(args: &DirspacesArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let query = args.query.as_deref().map(TagQuery::parse).transpose();
    let query = query.map_err(|error| Failure::with_help(format!("--query: {error}"), error.help()))?;
    let asked = match args.paths.as_slice() {
        _ if args.all => Asked::Everything,
        [] => Asked::Difference,
        paths => Asked::Paths(paths),
    };
    let mut gathered = gather(&args.repository, &asked, &KnownRequest::default(), SourceMap::new())?;
    warn_of_missing_builders(&mut gathered);
    let selected: Vec<&PlacedDirspace> = gathered
        .layout
        .dirspaces()
        .iter()
        .filter(|placed| args.all || gathered.touched.reason(&placed.dirspace).is_some())
        .filter(|placed| query.as_ref().is_none_or(|query| query.matches(&placed.candidate())))
        .collect();
    let facts = Facts::default();
    let case = case(&gathered, &facts, &selected);
    let answer = Answer {
        format: answer::FORMAT,
        tool: concat!("whomay ", env!("CARGO_PKG_VERSION")).to_owned(),
        profile: Profile::Terrateam.name(),
        vcs: "github",
        verdict: match gathered.missing_builders.as_slice() {
            [] => answer::NOTHING_TO_DECIDE,
            _ => Verdict::Undetermined.name(),
        },
        request: None,
        commits: gathered.commits(),
        configs: gathered.rules.files.clone(),
        premises: Vec::new(),
        assumptions: Vec::new(),
        warnings: gathered.warnings.clone(),
        dirspaces: dirspace_answer::answers(&ground(&gathered), &case, false),
        outcomes: Vec::new(),
        runs: Vec::new(),
        unclaimed: gathered.touched.orphans().to_vec(),
    };
    terminal.answer(&match args.format {
        Format::Json => json::render(&answer),
        Format::Human => {
            let mut text = human::header(&answer, &gathered.sources, terminal.style());
            text.push_str(&listing::dirspaces(&answer));
            text
        }
    })?;
    let exit = if gathered.missing_builders.is_empty() || args.exit_zero { Exit::Clean } else { Exit::Negative };
    gathered.leave_to_exit();
    Ok(exit)
}

/// Without what a builder produces nobody knows which dirspaces there are.
fn warn_of_missing_builders(gathered: &mut Gathered) {
    for builder in &gathered.missing_builders {
        let text = format!(
            "`{builder}` is switched on, and what it produces was not given: the dirspaces may be others than these"
        );
        gathered.warnings.push(Warning { text, place: None });
    }
}
