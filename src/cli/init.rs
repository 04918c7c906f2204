//! `init`: sets a repository up for whomay, without touching anything that is there.
//!
//! What is proposed is worked out in `setup`, from what `survey` finds. It is linted and laid over the repository before
//! anybody is asked, and what is confirmed is made file by file.

mod asking;
mod hooks;
mod pages;
mod rehearsal;
mod survey;
mod writing;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::lint::place::Place;
use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::git::{GitError, Repository, Snapshot};
use crate::output::escape;
use crate::output::new_file;
use crate::setup::{Forge, Proposal, ProposedFile, Purpose, propose_only};
use asking::Answer;
use rehearsal::rehearse;
use survey::Wishes;
use writing::Root;

/// Set a repository up: propose rules, jobs and hooks, show them, and write what is confirmed
///
/// Looks at the repository, proposes the narrowest rules that work and the files around them, lints and simulates them, shows
/// them, and asks about each. Files that are there are never changed. Without a terminal nothing is written unless --yes is
/// given.
#[derive(Args, Debug)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct InitArgs {
    /// Where requests are made [default: what the remotes say, else what the files say]
    #[arg(long, value_enum, value_name = "FORGE")]
    forge: Option<ForgeName>,
    /// Propose only files of these kinds; may be repeated
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KIND")]
    only: Vec<Kind>,
    /// Name the action in workflows by this commit instead of by its tag: forty hexadecimal digits
    #[arg(long, value_name = "COMMIT", value_parser = commit)]
    pin: Option<String>,
    /// Install git's own hooks pre-commit and pre-push into this clone, and do nothing else. To ask for them is to confirm
    /// them, unless `core.hooksPath` names a folder that is not of this clone alone. Hooks that are there stay
    #[arg(long, conflicts_with_all = ["only", "forge", "pin"])]
    hooks: bool,
    /// Write everything without asking
    #[arg(long)]
    yes: bool,
    /// Show what would be written as a difference that `git apply` takes, and nothing else; write nothing
    #[arg(long, conflicts_with = "yes")]
    diff: bool,
    /// Folder of the repository, or one inside it
    #[arg(short = 'C', long, value_name = "DIR", default_value = ".", help_heading = "Repository")]
    repository: PathBuf,
    /// Open a repository that belongs to another user
    #[arg(long, help_heading = "Repository")]
    trust_owner: bool,
}

const EXIT_STATUS: &str =
    "Exit status: 0 written, only shown, or nothing to do; 2 the job could not be done, or a file could not be made.";

/// The forges by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ForgeName {
    /// GitHub
    Github,
    /// GitLab
    Gitlab,
    /// Rules alone, no jobs
    None,
}

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The rules: .terrateam/config.yml
    Config,
    /// What that format cannot say: .whomay.yml
    Options,
    /// Jobs of GitHub or GitLab
    Workflows,
    /// The configuration of pre-commit; for git's own hooks see --hooks
    Hooks,
}

impl Kind {
    fn purpose(self) -> Purpose {
        match self {
            Kind::Config => Purpose::Config,
            Kind::Options => Purpose::Options,
            Kind::Workflows => Purpose::Workflows,
            Kind::Hooks => Purpose::Hooks,
        }
    }
}

/// A whole commit id: an abbreviation or a tag may stand for another commit tomorrow.
fn commit(text: &str) -> Result<String, String> {
    let is_whole = text.len() == 40 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    match is_whole {
        true if text.chars().all(|digit| digit == '0') => Err("zeros stand for a commit and are none".to_owned()),
        true => Ok(text.to_ascii_lowercase()),
        false => Err("a commit has forty hexadecimal digits".to_owned()),
    }
}

pub(super) fn run(args: &InitArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let place = Place::open(&args.repository, false, None, args.trust_owner)?;
    let (repository, root) = opened(args, &place)?;
    if args.hooks {
        hooks::install(repository, args.yes, args.diff, terminal)?;
        return Ok(Exit::Clean);
    }
    let surveyed = survey::survey(repository, wishes(args))?;
    let Proposal { files, notes } = propose_only(&surveyed.survey, &purposes(args));
    let (files, ignored) = missing(files, repository, &root)?;
    if args.diff {
        terminal.answer(&files.iter().map(|file| difference(file, terminal)).collect::<String>())?;
        return Ok(Exit::Clean);
    }
    let rehearsal = rehearse(&place, &surveyed.survey.files, &files)?;
    let page = pages::Page {
        surveyed: &surveyed,
        files: &files,
        notes: &notes,
        ignored: &ignored,
        rehearsal: &rehearsal,
        elsewhere: root.unless(&args.repository),
    };
    terminal.answer(&page.before(terminal.style()))?;
    let mut written = write(&files, args, &root, terminal)?;
    if !written.files.is_empty() && written.files.len() < files.len() {
        let files = repository.files(Snapshot::WorkTree)?.paths;
        written.findings = rehearse(&place, &files, &[])?.findings();
    }
    terminal.answer(&page.after(&written, terminal.style()))?;
    Ok(Exit::Clean)
}

/// The repository, and the top of its work tree.
fn opened<'p>(args: &InitArgs, place: &'p Place) -> Result<(&'p Repository, Root), Failure> {
    let Some(repository) = &place.repository else {
        let missing = GitError::NotARepository { start: args.repository.clone() };
        return Err(Failure::with_help(missing.to_string(), "Make one: `git init`. Then run `whomay init` again."));
    };
    let Some(folder) = repository.work_tree() else {
        let help = "Run `whomay init` in a clone with files, and push what it writes.";
        return Err(Failure::with_help(GitError::NoWorkTree.to_string(), help));
    };
    Ok((repository, Root::new(folder)))
}

/// The purposes that are asked for; all where none is named.
fn purposes(args: &InitArgs) -> Vec<Purpose> {
    let kinds: &[Kind] = if args.only.is_empty() { Kind::value_variants() } else { &args.only };
    kinds.iter().map(|kind| kind.purpose()).collect()
}

fn wishes(args: &InitArgs) -> Wishes {
    let forge = args.forge.map(|name| match name {
        ForgeName::Github => Some(Forge::GitHub),
        ForgeName::Gitlab => Some(Forge::GitLab),
        ForgeName::None => None,
    });
    Wishes { forge, pin: args.pin.clone() }
}

/// What of the proposal can be made, for some of it is there though git does not see it; and what git would not commit.
fn missing(
    proposed: Vec<ProposedFile>,
    repository: &Repository,
    root: &Root,
) -> Result<(Vec<ProposedFile>, Vec<String>), Failure> {
    let (mut files, mut ignored) = (Vec::new(), Vec::new());
    for file in proposed {
        if repository.ignores(&file.path)? {
            ignored.push(file.path.clone());
        }
        if root.look(&file.path)? == writing::Place::Free {
            files.push(file);
        }
    }
    Ok((files, ignored))
}

fn difference(file: &ProposedFile, terminal: &Terminal) -> String {
    new_file::render(&file.path, &file.text, false, terminal.style())
}

/// What became of the proposal.
struct Written<'p> {
    files: Vec<&'p ProposedFile>,
    /// There was nobody to ask.
    unasked: bool,
    /// What the linter finds, where some of the proposal was left out.
    findings: usize,
}

/// Shows each file, asks where somebody can be asked, and makes what is confirmed.
fn write<'p>(
    files: &'p [ProposedFile],
    args: &InitArgs,
    root: &Root,
    terminal: &Terminal,
) -> Result<Written<'p>, Failure> {
    let unasked = !args.yes && !asking::is_possible();
    let mut written = Written { files: Vec::new(), unasked, findings: 0 };
    let mut all = args.yes;
    for file in files {
        let path = escape::terminal(&file.path);
        if !all {
            let why = escape::terminal(&file.why);
            terminal.answer(&format!("{path}: {why}\n{}\n", difference(file, terminal)))?;
        }
        if unasked {
            continue;
        }
        let answer = if all { Answer::All } else { asking::ask(&format!("write {path}"), terminal)? };
        match answer {
            Answer::Quit => break,
            Answer::No => continue,
            Answer::All => all = true,
            Answer::Yes => {}
        }
        root.make(&file.path, &file.text)?;
        let space = if all { "" } else { "\n" };
        terminal.answer(&format!("wrote {path}\n{space}"))?;
        written.files.push(file);
    }
    Ok(written)
}

/// `1 file`, `2 files`.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
