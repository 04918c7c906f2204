//! The answer as every format shows it.
//!
//! An [`Answer`] is plain data and the contract of `--format json` (`schemas/answer.schema.json`): stable
//! names, stable order. The other formats are drawn from the same value, so that no two of them can say
//! different things. It is put together here and nowhere else; no format looks past it at the decision.

use serde::Serialize;

use super::explanation::{ApprovalAnswer, MissingAnswer};
use crate::access::case::{Case, Question};
use crate::access::decide::{Decision, Outcome, Run};
use crate::access::known::Missing;
use crate::access::reason::Reason;
use crate::access::verdict::Verdict;
use crate::dirspace::Dirspace;
use crate::source::{SourceMap, Span};

/// Version of the JSON contract. Raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// What is said where there was nothing to decide.
pub const NOTHING_TO_DECIDE: &str = "nothing-to-decide";

/// A whole answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// [`FORMAT`].
    pub format: u32,
    /// What answered, and its version.
    pub tool: String,
    /// By which rules: `terrateam` or `strict`.
    pub profile: &'static str,
    /// Whose rules: `github` or `gitlab`.
    pub vcs: &'static str,
    /// The worst verdict of all outcomes, or `nothing-to-decide`.
    pub verdict: &'static str,
    /// The request that a forge was asked about. `None` when none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestAnswer>,
    /// Which commits were compared.
    pub commits: Commits,
    /// Which configuration files had a say.
    pub configs: Vec<ConfigFile>,
    /// What was taken for granted.
    pub premises: Vec<String>,
    /// What was assumed on request.
    pub assumptions: Vec<String>,
    /// What is worth knowing before trusting the answer.
    pub warnings: Vec<Warning>,
    /// The dirspaces that were asked about.
    pub dirspaces: Vec<DirspaceAnswer>,
    /// One for each dirspace, user and operation.
    pub outcomes: Vec<OutcomeAnswer>,
    /// One for each user and operation: what asking for everything at once comes to.
    pub runs: Vec<RunAnswer>,
    /// Changed paths that belong to no dirspace.
    pub unclaimed: Vec<String>,
}

/// What a forge was asked about, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestAnswer {
    /// The request's page.
    pub url: String,
    /// The head that the facts are about.
    pub head: String,
    /// When the facts were gathered, by the forge's clock: the `Date` of an answer. `None` when it did not say.
    pub at: Option<String>,
}

/// Which commits were compared.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Commits {
    /// The branch or revision that the change is against.
    pub base: Option<Revision>,
    /// Where the change left it.
    pub merge_base: Option<String>,
    /// The head commit. `None` with `index` and `worktree`.
    pub head: Option<Revision>,
    /// What was compared with the merge base: `commit`, `index` or `worktree`.
    pub compared: &'static str,
    /// How many paths changed.
    pub changed_paths: usize,
}

/// A commit and the name that it was found by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// The name.
    pub name: String,
    /// The commit.
    pub commit: String,
}

/// A configuration file that had a say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigFile {
    /// What it was read as: `head`, `default-branch`, `global-defaults` and so on.
    pub role: &'static str,
    /// Its path.
    pub path: String,
    /// The name of the commit, `index` or `worktree` that it was read from. `None` for a file that was named on the
    /// command line.
    pub revision: Option<Revision>,
    /// Its git object id.
    pub blob: Option<String>,
    /// The root keys that it decided. Empty: whatever it says.
    pub decides: Vec<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// The bytes, for formats that show the text.
    #[serde(skip)]
    pub span: Span,
}

/// Something to know before trusting the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// One sentence.
    pub text: String,
    /// Where, if it is about a file.
    pub place: Option<Place>,
}

/// A policy or a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its number in the file, from 1. `None` for a built-in one.
    pub number: Option<usize>,
    /// Its tag query.
    pub tag_query: String,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A policy that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// The policy.
    pub policy: Rule,
    /// Why it does not match.
    pub why: String,
}

/// Why a dirspace is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Because {
    /// A changed path matches one of its patterns.
    Changed {
        /// The first such path.
        path: String,
        /// The pattern.
        pattern: String,
    },
    /// Another dirspace brought it in.
    PulledIn {
        /// Which.
        by: DirspaceName,
        /// How: `depends_on` or `modified_by`.
        via: &'static str,
    },
    /// A changed path belongs to it as the base has it, and not as the request has it.
    Erased {
        /// The path.
        path: String,
    },
    /// It was asked for, changed or not.
    Named,
}

/// A dirspace by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DirspaceName {
    /// The directory.
    pub dir: String,
    /// The workspace.
    pub workspace: String,
}

impl From<&Dirspace> for DirspaceName {
    fn from(dirspace: &Dirspace) -> Self {
        DirspaceName { dir: dirspace.dir.clone(), workspace: dirspace.workspace.clone() }
    }
}

/// One dirspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirspaceAnswer {
    /// The directory.
    pub dir: String,
    /// The workspace.
    pub workspace: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its stack.
    pub stack: String,
    /// The layer that it runs in, from 1. `None` when it is not part of the change.
    pub layer: Option<usize>,
    /// Whether it would run now.
    pub in_working_set: bool,
    /// Why it is asked about.
    pub because: Because,
    /// The policy that governs it.
    pub policy: Option<Rule>,
    /// The requirement that binds it.
    pub requirement: Option<Rule>,
    /// The policies before that one, when they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<PassedOver>,
}

/// One outcome.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeAnswer {
    /// The directory. `None` for what belongs to the request: `unlock`, and what stands against saying that there is
    /// nothing to decide.
    pub dir: Option<String>,
    /// The workspace. `None` with the directory.
    pub workspace: Option<String>,
    /// The operation.
    pub operation: &'static str,
    /// The login. `None` when nobody in particular asks.
    pub user: Option<String>,
    /// The verdict.
    pub verdict: &'static str,
    /// What would make it `allow`, to follow "allowed if".
    pub condition: Option<String>,
    /// Why.
    pub reasons: Vec<ReasonAnswer>,
    /// Every review as it was seen. `None` unless it was asked for, reviews have a say and are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approvals: Option<Vec<ApprovalAnswer>>,
    /// What is missing, and who could supply it. `None` unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<MissingAnswer>>,
}

/// One clause of an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonAnswer {
    /// The clause's stable name.
    pub clause: &'static str,
    /// What it says.
    pub verdict: &'static str,
    /// One sentence.
    pub text: String,
    /// What would make it `allow`.
    pub condition: Option<String>,
    /// Why a fact that it needs could not be had. `None` where nobody gave it, or none is missing.
    pub unavailable: Option<String>,
    /// The place that decided.
    pub place: Option<Place>,
}

/// What asking for everything at once comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunAnswer {
    /// The login.
    pub user: Option<String>,
    /// The operation.
    pub operation: &'static str,
    /// What would run.
    pub would_run: Vec<DirspaceName>,
    /// What keeps allowed dirspaces from running.
    pub held_back_by: Vec<DirspaceName>,
}

impl Answer {
    /// Why facts could not be had, where a page shows a condition in place of the sentence that says so. Each once.
    pub fn unsaid(&self) -> Vec<&str> {
        let mut unsaid: Vec<&str> = Vec::new();
        for outcome in self.outcomes.iter().filter(|outcome| outcome.condition.is_some()) {
            for why in outcome.reasons.iter().filter_map(|reason| reason.unavailable.as_deref()) {
                if !unsaid.contains(&why) {
                    unsaid.push(why);
                }
            }
        }
        unsaid
    }
}

/// Resolves a span for an answer.
pub fn place(sources: &SourceMap, span: Option<Span>) -> Option<Place> {
    let span = span?;
    let location = sources.locate(span)?;
    Some(Place {
        path: location.name.to_owned(),
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        span,
    })
}

/// The outcomes of a decision.
pub fn outcomes(case: &Case<'_>, question: &Question, decision: &Decision, sources: &SourceMap) -> Vec<OutcomeAnswer> {
    decision.outcomes.iter().map(|outcome| outcome_answer(case, question, outcome, sources)).collect()
}

fn outcome_answer(case: &Case<'_>, question: &Question, outcome: &Outcome, sources: &SourceMap) -> OutcomeAnswer {
    let dirspace = outcome.subject.and_then(|at| case.subjects.get(at)).map(|subject| subject.dirspace);
    OutcomeAnswer {
        dir: dirspace.map(|dirspace| dirspace.dir.clone()),
        workspace: dirspace.map(|dirspace| dirspace.workspace.clone()),
        operation: outcome.operation.name(),
        user: login(question, outcome.actor),
        verdict: outcome.verdict.name(),
        condition: outcome.condition().map(|condition| condition.to_string()),
        reasons: outcome.reasons().map(|reason| reason_answer(reason, sources)).collect(),
        approvals: None,
        missing: None,
    }
}

fn reason_answer(reason: &Reason, sources: &SourceMap) -> ReasonAnswer {
    ReasonAnswer {
        clause: reason.clause.name(),
        verdict: reason.verdict.name(),
        text: reason.text.clone(),
        condition: reason.condition.as_ref().map(ToString::to_string),
        unavailable: match &reason.missing {
            Some(Missing::Unavailable(why)) => Some(why.clone()),
            Some(Missing::NotGiven) | None => None,
        },
        place: place(sources, reason.place),
    }
}

/// The runs of a decision.
pub fn runs(case: &Case<'_>, question: &Question, decision: &Decision) -> Vec<RunAnswer> {
    let names = |subjects: &[usize]| -> Vec<DirspaceName> {
        subjects.iter().filter_map(|at| Some(DirspaceName::from(case.subjects.get(*at)?.dirspace))).collect()
    };
    decision
        .runs
        .iter()
        .map(|Run { actor, operation, would_run, held_back_by }| RunAnswer {
            user: login(question, *actor),
            operation: operation.name(),
            would_run: names(would_run),
            held_back_by: names(held_back_by),
        })
        .collect()
}

fn login(question: &Question, actor: usize) -> Option<String> {
    question.actors.get(actor)?.login.value().cloned()
}

/// The policy with that index, as it stands in the file.
pub fn policy_rule(case: &Case<'_>, at: usize, sources: &SourceMap) -> Option<Rule> {
    let policy = case.access.policies.get(at)?;
    Some(rule(policy.span, at, policy.tag_query.value.text(), sources))
}

/// The requirement with that index, as it stands in the file.
pub fn requirement_rule(case: &Case<'_>, at: usize, sources: &SourceMap) -> Option<Rule> {
    let check = case.requirements.checks.get(at)?;
    Some(rule(check.span, at, check.tag_query.value.text(), sources))
}

fn rule(span: Option<Span>, at: usize, tag_query: &str, sources: &SourceMap) -> Rule {
    Rule { number: span.map(|_| at + 1), tag_query: tag_query.to_owned(), place: place(sources, span) }
}

/// The word for the whole answer.
pub fn verdict_name(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or(NOTHING_TO_DECIDE, Verdict::name)
}
