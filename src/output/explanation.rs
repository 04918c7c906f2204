//! What an answer says beyond its reasons: every review as it was seen, and what is missing with who could supply it.
//!
//! Plain data, put together from the core's own explanation, and the lines that both terminal pages share.

use serde::Serialize;

use super::answer::{Answer, OutcomeAnswer};
use super::escape::terminal;
use super::page::Page;
use crate::access::decide::Decision;
use crate::access::explanation::{Explainer, Lack, SeenReview};
use crate::access::known::Known;
use crate::access::operation::Operation;
use crate::access::spelling::Word as _;

/// One review, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApprovalAnswer {
    /// The login. `None` for an account that no longer exists.
    pub reviewer: Option<String>,
    /// What the review says.
    pub state: &'static str,
    /// The commit that was reviewed, if the forge tells.
    pub commit: Option<String>,
    /// Whether it counts: `yes`, `no` or `in-doubt`.
    pub counted: &'static str,
    /// Why, to be read behind the reviewer's name.
    pub why: String,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingAnswer {
    /// What kind of thing it is.
    pub kind: &'static str,
    /// The clauses that it would satisfy.
    pub clauses: Vec<&'static str>,
    /// How many approvals. `None` for everything else.
    pub count: Option<usize>,
    /// What is missing.
    pub what: String,
    /// The next step.
    pub step: String,
    /// Entries of the rules: whoever matches one of them could supply it.
    pub by: Vec<String>,
    /// Logins of those who are known to be able to.
    pub people: Vec<String>,
    /// Those who are known not to be, and why.
    pub not: Vec<CannotAnswer>,
    /// The checks that it is about.
    pub checks: Vec<CheckAnswer>,
    /// Whether it is certain that nobody can.
    pub hopeless: bool,
    /// The view of the repository whose rules alone ask for it.
    pub view: Option<&'static str>,
}

/// Somebody who cannot supply what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CannotAnswer {
    /// The login.
    pub user: String,
    /// Why, to be read behind the name.
    pub why: String,
}

/// A check that has not succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckAnswer {
    /// Its name.
    pub name: String,
    /// How it stands, in the forge's word.
    pub state: String,
    /// The app or user that it comes from or has to come from.
    pub source: Option<String>,
}

impl From<SeenReview> for ApprovalAnswer {
    fn from(seen: SeenReview) -> Self {
        let SeenReview { reviewer, state, commit, counted, why } = seen;
        ApprovalAnswer { reviewer, state: state.word(), commit, counted: counted.name(), why }
    }
}

impl From<Lack> for MissingAnswer {
    fn from(lack: Lack) -> Self {
        MissingAnswer {
            kind: lack.kind.name(),
            clauses: lack.clauses.iter().map(|clause| clause.name()).collect(),
            count: lack.count,
            what: lack.what,
            step: lack.step,
            by: lack.by.iter().map(ToString::to_string).collect(),
            people: lack.people,
            not: lack.not.into_iter().map(|(user, why)| CannotAnswer { user, why }).collect(),
            checks: lack
                .checks
                .into_iter()
                .map(|check| CheckAnswer { name: check.title, state: check.state, source: check.source })
                .collect(),
            hopeless: lack.hopeless,
            view: lack.view,
        }
    }
}

/// Adds to the outcomes of an answer, which are those of `decision`, what explains them.
pub fn explain(answer: &mut Answer, decision: &Decision, explainer: &Explainer<'_>) {
    for (shown, outcome) in answer.outcomes.iter_mut().zip(&decision.outcomes) {
        shown.missing = Some(explainer.lacks(outcome).into_iter().map(MissingAnswer::from).collect());
        if outcome.operation == Operation::Apply
            && let Known::Known(reviews) = explainer.reviews(outcome)
        {
            shown.approvals = Some(reviews.into_iter().map(ApprovalAnswer::from).collect());
        }
    }
}

/// Names in one line.
const NAMED: usize = 8;
/// Reviews that are shown; those that count come first where there are more.
const REVIEWS: usize = 15;
/// Things missing that are shown.
const LACKS: usize = 20;

/// What is missing, each with its next step.
pub(super) fn draw_missing(page: &mut Page, indent: usize, outcome: &OutcomeAnswer) {
    let missing = outcome.missing.as_deref().unwrap_or_default();
    for lack in missing.iter().take(LACKS) {
        let mark = if lack.hopeless { "✗ nobody can supply" } else { "→" };
        let view = lack.view.map(|view| format!(" (with {})", terminal(view))).unwrap_or_default();
        page.line(indent, &format!("{mark} {}{view}", terminal(&lack.what)));
        page.line(indent + 4, &terminal(&lack.step));
        for (intro, names) in who(lack) {
            page.dim(indent + 4, &format!("{intro}: {names}"));
        }
    }
    if let Some(more) = missing.len().checked_sub(LACKS).filter(|more| *more > 0) {
        page.line(indent, &format!("and {more} more"));
    }
}

/// Who is known to be able to, who is not, and which checks.
fn who(lack: &MissingAnswer) -> Vec<(&'static str, String)> {
    let not = lack.not.iter().map(|it| format!("{} ({})", terminal(&it.user), terminal(&it.why)));
    let checks = lack.checks.iter().map(|check| {
        let source = check.source.as_deref().map(|source| format!(" from {}", terminal(source))).unwrap_or_default();
        format!("{} ({}{source})", terminal(&check.name), terminal(&check.state))
    });
    let could = if lack.hopeless { "could, and are too few" } else { "could" };
    let lines = [
        (could, first_of(lack.people.iter().map(|name| terminal(name).into_owned()))),
        ("could not", first_of(not)),
        ("checks", first_of(checks)),
    ];
    lines.into_iter().filter(|(_, names)| !names.is_empty()).collect()
}

/// The first few, and how many more.
fn first_of(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The reviews in one short list.
pub(super) fn draw_approvals(page: &mut Page, indent: usize, approvals: &[ApprovalAnswer]) {
    let (shown, more) = reviews_to_show(approvals, REVIEWS);
    for review in shown {
        let mark = match review.counted {
            "yes" => "✓",
            "in-doubt" => "?",
            _ => "·",
        };
        page.line(indent, &format!("{mark} {}: {}", terminal(reviewer(review)), terminal(&review.why)));
    }
    if more > 0 {
        page.line(indent, &format!("and {more} more that do not count"));
    }
}

/// As many as there is room for, in their order, and how many are left out: those that count for nothing go first.
pub(super) fn reviews_to_show(approvals: &[ApprovalAnswer], room: usize) -> (Vec<&ApprovalAnswer>, usize) {
    let weighty = approvals.iter().filter(|review| review.counted != "no").count();
    let mut room_for_others = room.saturating_sub(weighty);
    let shown = approvals.iter().filter(|review| {
        review.counted != "no" || {
            let fits = room_for_others > 0;
            room_for_others = room_for_others.saturating_sub(1);
            fits
        }
    });
    let shown: Vec<&ApprovalAnswer> = shown.collect();
    let more = approvals.len() - shown.len();
    (shown, more)
}

/// How to speak of whoever gave a review.
pub(super) fn reviewer(review: &ApprovalAnswer) -> &str {
    review.reviewer.as_deref().unwrap_or("an account that no longer exists")
}
