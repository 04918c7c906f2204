//! From facts and the repository to a decision and its answer: the same code for a question and for the gate.

use super::Exit;
use super::case::{add_newer_on_base, case, ground};
use super::gather::Gathered;
use super::revisions::bare;
use super::same_diff::add_same_diff;
use super::strict_views::{StrictViews, look_from_everywhere, strict_views};
use crate::access::case::{Case, Profile, Question};
use crate::access::decide::{Decision, decide};
use crate::access::explanation::Explainer;
use crate::access::facts::Facts;
use crate::access::spelling::Word as _;
use crate::access::verdict::Verdict;
use crate::dirspace::Dirspace;
use crate::dirspace::layout::PlacedDirspace;
use crate::output::answer::{self, Answer, ConfigFile, Warning};
use crate::output::{dirspace_answer, explanation};
use crate::tag_query::TagQuery;

/// Which dirspaces of a change are meant.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Selection<'a> {
    /// Those that a query selects.
    pub(super) query: Option<&'a TagQuery>,
    /// These by name; none for all.
    pub(super) named: &'a [Dirspace],
    /// Those of every layer may run, in order. The server waits until a layer is applied; the gate has nothing that says so,
    /// and leaves the order to whoever runs them.
    pub(super) every_layer: bool,
}

impl Selection<'_> {
    /// Whether a dirspace of the change is meant.
    pub(super) fn selects(&self, placed: &PlacedDirspace) -> bool {
        self.query.is_none_or(|query| query.matches(&placed.candidate()))
            && (self.named.is_empty() || self.named.contains(&placed.dirspace))
    }
}

/// A query that selects nothing is more often misspelt than meant, and nothing to decide is a success.
pub(super) fn warn_of_no_match(query: &TagQuery, gathered: &mut Gathered) {
    let mut touched = gathered.touched.iter().filter_map(|(dirspace, _)| gathered.layout.get(dirspace)).peekable();
    if touched.peek().is_some() && !touched.any(|placed| query.matches(&placed.candidate())) {
        let text =
            "the query selects none of the dirspaces of the change; `whomay dirspaces` shows their tags".to_owned();
        gathered.warnings.push(Warning { text, place: None });
    }
}

/// What to put into an answer beyond the decision.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Detail {
    /// The policies that were passed over.
    pub(super) passed_over: bool,
    /// What is missing, who could supply it, and every review as it was seen.
    pub(super) missing: bool,
}

/// Decides, and draws up the answer.
pub(super) fn answer(
    gathered: &Gathered,
    facts: &Facts,
    question: &Question,
    selection: Selection<'_>,
    detail: Detail,
) -> (Answer, Decision) {
    with_case(gathered, facts, question.profile, selection, |case| {
        let decision = decide(case, question);
        let mut answer = Answer {
            format: answer::FORMAT,
            tool: concat!("whomay ", env!("CARGO_PKG_VERSION")).to_owned(),
            profile: question.profile.name(),
            vcs: facts.forge.word(),
            verdict: answer::verdict_name(decision.verdict()),
            request: None,
            commits: gathered.commits(),
            configs: configs(gathered, question.profile),
            premises: premises(gathered),
            assumptions: Vec::new(),
            warnings: gathered.warnings.clone(),
            dirspaces: dirspace_answer::answers(&ground(gathered), case, detail.passed_over),
            outcomes: answer::outcomes(case, question, &decision, &gathered.sources),
            runs: answer::runs(case, question, &decision),
            unclaimed: gathered.touched.orphans().to_vec(),
        };
        if detail.missing {
            explanation::explain(&mut answer, &decision, &Explainer::new(case, question));
        }
        (answer, decision)
    })
}

/// Puts the case together, with everything that the profile asks about, and hands it to `use_it`.
pub(super) fn with_case<T>(
    gathered: &Gathered,
    facts: &Facts,
    profile: Profile,
    selection: Selection<'_>,
    use_it: impl FnOnce(&Case<'_>) -> T,
) -> T {
    let selected: Vec<&PlacedDirspace> = gathered
        .touched
        .iter()
        .filter_map(|(dirspace, _)| gathered.layout.get(dirspace))
        .filter(|placed| selection.selects(placed))
        .collect();
    let views = (profile == Profile::Strict).then(|| strict_views(gathered));
    let mut case = case(gathered, facts, &selected);
    if selection.every_layer {
        case.subjects.iter_mut().for_each(|subject| (subject.in_working_set, subject.apply_waits) = (true, false));
    }
    if let Some(views) = &views {
        look_from_everywhere(&mut case, views, gathered, selection);
        add_newer_on_base(&mut case, gathered, views.iter().flat_map(StrictViews::layouts));
        // The script that builds the tree is the request's: what it hides is changed all the same.
        case.changes = &gathered.all_changes;
        add_same_diff(&mut case, gathered, views);
        let only_on_base = |builder: &&&str| !gathered.missing_builders.contains(*builder);
        case.missing_builders.extend(gathered.base_missing_builders.iter().filter(only_on_base));
    }
    use_it(&case)
}

/// The files that had a say.
fn configs(gathered: &Gathered, profile: Profile) -> Vec<ConfigFile> {
    let others = gathered.rules.others.iter().filter(|_| profile == Profile::Strict);
    let others = others.filter_map(|other| other.file.clone());
    gathered.rules.files.iter().cloned().chain(others).collect()
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
pub(super) fn exit(decision: &Decision) -> Exit {
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
