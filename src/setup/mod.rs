//! What a repository needs to be set up: from what is there to files that could be written.
//!
//! Pure: it is told what the repository holds and gives back texts. It reads nothing, writes nothing and decides nothing
//! about access; what it proposes is linted and simulated by the command before anybody is asked (`src/cli/init.rs`).
//! What it cannot know it does not guess: it proposes the narrowest rule that works, and says what to fill in.

mod approvals;
mod dirs;
mod engine;
mod environments;
mod existing;
mod hcl;
mod hooks;
mod jobs;
mod layout;
mod owners;
mod query;
mod rules;
mod sums;
mod variables;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

pub use jobs::sources as shipped_sources;
pub use sums::without_sum;

use layout::Layout;
use owners::Owners;

/// Where requests are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forge {
    /// GitHub, or GitHub Enterprise Server.
    GitHub,
    /// GitLab, of any tier.
    GitLab,
}

/// What is known of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Where its requests are made; `None` where nothing tells, or nobody wants files for one.
    pub forge: Option<Forge>,
    /// Whose repositories its remotes are, in lower case; empty where no remote tells. A team of somebody else's is none here.
    pub organisations: BTreeSet<String>,
    /// The name of the default branch, without a remote.
    pub default_branch: Option<String>,
    /// Every file that git tracks or would, from the root, with forward slashes, sorted.
    pub files: Vec<String>,
    /// The text of the files for which [`wanted`] says yes, as far as they are text and within the limit of the reader.
    pub texts: BTreeMap<String, String>,
    /// The texts of the jobs that this program ships, by their paths in its sources, which [`shipped_sources`] lists.
    pub shipped: BTreeMap<String, String>,
    /// The version of this program, as `0.1.0`.
    pub version: String,
    /// The public address of this program, as `OWNER/whomay`.
    pub address: String,
    /// The commit of the action that workflows are to name: forty hexadecimal digits.
    pub pin: Option<String>,
}

/// What a proposed file is for; the order is the order of the proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The rules: `.terrateam/config.yml`.
    Config,
    /// What that format cannot say: `.whomay.yml`.
    Options,
    /// Jobs of GitHub or GitLab.
    Workflows,
    /// pre-commit.
    Hooks,
}

/// A file that is not there and could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedFile {
    /// From the root, with forward slashes.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Why, in a sentence without a full stop.
    pub why: String,
}

/// Something that was seen, or has to be done by hand because nothing that is there is ever changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is so.
    pub about: String,
    /// What to do, or to add and where; may have several lines.
    pub next: String,
}

/// What could be written, and what could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Files, in the order of their purposes. None of them is among the files of the survey.
    pub files: Vec<ProposedFile>,
    /// Everything else, the most urgent first.
    pub notes: Vec<Note>,
}

/// Whether the text of a file is needed for a proposal.
pub fn wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_fetched = path
        .split('/')
        .any(|segment| matches!(segment, ".terraform" | ".terragrunt-cache" | "node_modules" | "vendor"));
    let is_read = layout::is_code(name) || name == "terragrunt.hcl" || name == ".pre-commit-config.yaml";
    !is_fetched && (is_read || owners::is_owners_file(path) || existing::is_pipeline(path))
}

/// Proposes what is missing. The same survey gives the same proposal; with the proposal carried out, the next one has no files.
pub fn propose(survey: &Survey) -> Proposal {
    propose_only(survey, &[Purpose::Config, Purpose::Options, Purpose::Workflows, Purpose::Hooks])
}

/// The same for files of some purposes alone: rules that are proposed speak of no file that is neither there nor proposed.
pub fn propose_only(survey: &Survey, purposes: &[Purpose]) -> Proposal {
    let is_wanted = |purpose: Purpose| purposes.contains(&purpose);
    let is_there = |path: &str| survey.files.iter().any(|file| file == path);
    let mut proposal = Proposal { notes: existing::notes(survey), ..Proposal::default() };
    let Proposal { files, notes } = &mut proposal;
    let layout = Layout::of(survey);
    if is_wanted(Purpose::Config) && !existing::CONFIG.into_iter().any(is_there) {
        let options = [OPTIONS].into_iter().filter(|path| is_wanted(Purpose::Options) || is_there(path));
        let jobs = jobs::paths(survey).into_iter().filter(|path| is_wanted(Purpose::Workflows) || is_there(path));
        let mut guarded: Vec<&str> = options.chain(jobs).collect();
        let more: Vec<&str> = existing::asking(survey).filter(|path| !guarded.contains(path)).collect();
        guarded.extend(more);
        let owners = Owners::of(survey);
        let text = rules::config(survey, &guarded, &layout, &owners, notes);
        let [path, _] = existing::CONFIG.map(str::to_owned);
        let why = "says who may plan and who may apply what".to_owned();
        files.push(ProposedFile { path, text, purpose: Purpose::Config, why });
    }
    files.extend(options(survey).filter(|_| is_wanted(Purpose::Options)));
    if is_wanted(Purpose::Workflows) {
        jobs::propose(survey, &layout, files, notes);
    }
    if is_wanted(Purpose::Hooks) {
        hooks::propose(survey, files, notes);
    }
    proposal
}

/// Where options lie.
const OPTIONS: &str = ".whomay.yml";

/// `.whomay.yml`, if it is not there.
fn options(survey: &Survey) -> Option<ProposedFile> {
    if survey.files.iter().any(|file| file == OPTIONS) {
        return None;
    }
    let mut text = String::from(
        "# What the format of Terrateam cannot say. `whomay enforce` reads it from the default branch; every default is the strict one.\n\
         version: \"1\"\n",
    );
    let version = survey.version.split(['-', '+']).next().unwrap_or_default();
    let is_number = |part: &str| matches!(part.len(), 1..=9) && part.bytes().all(|byte| byte.is_ascii_digit());
    if version.split('.').count() == 3 && version.split('.').all(is_number) {
        text.push_str("# An older whomay stops, instead of reading newer rules more leniently.\n");
        text.push_str(&format!("min_version: {}\n", yaml::quoted(version)));
    }
    let why = "says how strictly `whomay enforce` decides, and from which version on".to_owned();
    Some(ProposedFile { path: OPTIONS.to_owned(), text, purpose: Purpose::Options, why })
}
