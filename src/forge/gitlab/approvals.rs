//! Approvals and reviews: who gave one, of which commit, and what GitLab makes of them.
//!
//! GitLab binds no approval to a commit, and its Free tier has no rules: there `approved` means that anybody approved,
//! the author included, and the fields that count what is left are missing. Missing is not zero.

use serde_json::Value as Json;

use super::answer::Part;
use super::merge_request::{Account, account};
use super::moment::Moment;
use crate::access::facts::{Review, ReviewDecision, ReviewState};
use crate::access::known::Known;
use crate::forge::trouble::Trouble;

/// Who approved, and how many approvals GitLab still wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Approvals {
    /// In GitLab's order.
    pub(super) given: Vec<Approval>,
    /// `None` in editions that have no approval rules.
    pub(super) rules: Option<Count>,
}

/// One approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Approval {
    /// Who gave it. `None` for an account that no longer exists.
    pub(super) by: Option<Account>,
    /// When, where this GitLab tells.
    pub(super) at: Option<Moment>,
}

/// What GitLab's approval rules come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// Whether all of them are met.
    pub(super) approved: bool,
    /// How many approvals they want.
    pub(super) required: u64,
    /// How many are missing.
    pub(super) left: u64,
}

impl Approvals {
    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// It is not what is documented.
    pub(super) fn read(asked: &str, answer: &Json) -> Result<Approvals, Trouble> {
        let whole = Part::whole(asked, answer);
        let given = whole.field("approved_by")?.items()?;
        Ok(Approvals { given: given.iter().map(approval).collect::<Result<_, _>>()?, rules: count(&whole)? })
    }
}

fn approval(part: &Part<'_>) -> Result<Approval, Trouble> {
    let by = part.nullable("user")?.map(|user| account(&user)).transpose()?;
    let at = part.optional("approved_at")?.map(|at| moment(&at)).transpose()?;
    Ok(Approval { by, at })
}

fn moment(part: &Part<'_>) -> Result<Moment, Trouble> {
    Moment::parse(part.text()?).ok_or_else(|| part.wrong("is not a point in time"))
}

/// Both numbers are missing in editions without rules; only one of them is missing in none.
fn count(whole: &Part<'_>) -> Result<Option<Count>, Trouble> {
    if whole.lacks("approvals_left")? && whole.lacks("approvals_required")? {
        return Ok(None);
    }
    let number = |name: &str| whole.field(name)?.number();
    Ok(Some(Count {
        approved: whole.field("approved")?.flag()?,
        required: number("approvals_required")?,
        left: number("approvals_left")?,
    }))
}

/// What the approval rules of a request come to, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RuleStates {
    /// Whether somebody edited the rules on the request.
    pub(super) overwritten: bool,
    /// Whether each rule says of itself that it is met. Who could meet it is not worked out again here: a rule with
    /// hidden groups does not show everybody who may.
    pub(super) all_approved: bool,
    /// Whether no rule wants an approval.
    pub(super) none_required: bool,
}

impl RuleStates {
    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// It is not what is documented.
    pub(super) fn read(asked: &str, answer: &Json) -> Result<RuleStates, Trouble> {
        let whole = Part::whole(asked, answer);
        let mut states = RuleStates {
            overwritten: whole.field("approval_rules_overwritten")?.flag()?,
            all_approved: true,
            none_required: true,
        };
        for rule in whole.field("rules")?.items()? {
            states.all_approved &= rule.field("approved")?.flag()?;
            states.none_required &= rule.field("approvals_required")?.number()? == 0;
        }
        Ok(states)
    }
}

/// A reviewer and what they have done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reviewer {
    /// Who. `None` for an account that no longer exists.
    pub(super) who: Option<Account>,
    /// GitLab's word for it.
    pub(super) state: String,
}

/// Reads the pages of reviewers.
///
/// # Errors
///
/// They are not what is documented.
pub(super) fn reviewers(asked: &str, items: &[Json]) -> Result<Vec<Reviewer>, Trouble> {
    let read = |(at, item)| {
        let part = Part::item(asked, at, item);
        let who = part.nullable("user")?.map(|user| account(&user)).transpose()?;
        Ok(Reviewer { who, state: part.field("state")?.text()?.to_owned() })
    };
    items.iter().enumerate().map(read).collect()
}

/// One state of the request's diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Its head. `None` for one that was never filled.
    pub(super) head: Option<String>,
    /// When GitLab made it, a moment after the push.
    pub(super) at: Moment,
}

/// Reads the pages of versions of the request with the head `head`; the result is oldest first.
///
/// # Errors
///
/// They are not what is documented, or the newest is not the one of the head.
pub(super) fn versions(asked: &str, items: &[Json], head: &str) -> Result<Vec<Version>, Trouble> {
    let read = |(at, item)| {
        let part = Part::item(asked, at, item);
        let head = part.nullable("head_commit_sha")?.map(|head| head.commit()).transpose()?.map(str::to_owned);
        Ok((part.field("id")?.number()?, Version { head, at: moment(&part.field("created_at")?)? }))
    };
    let mut versions: Vec<(u64, Version)> = items.iter().enumerate().map(read).collect::<Result<_, Trouble>>()?;
    versions.sort_by_key(|(id, _)| *id);
    if versions.last().and_then(|(_, newest)| newest.head.as_deref()) != Some(head) {
        let why = "the newest version is not the one of the head".to_owned();
        return Err(Trouble::Partial { asked: asked.to_owned(), why });
    }
    Ok(versions.into_iter().map(|(_, version)| version).collect())
}

/// The head of the version that was the newest at a time: what somebody saw who approved then. `None` at the very
/// moment in which a version was made, because nobody can say which side of it the approval is on.
fn head_at(versions: &[Version], at: Moment) -> Option<String> {
    if versions.iter().any(|version| version.at == at) {
        return None;
    }
    let before = versions.iter().filter(|version| version.at < at);
    before.max_by_key(|version| version.at)?.head.clone()
}

/// Whether the request was compared anew with a target branch after a time. GitLab makes a version of the same head when
/// a request is retargeted, and when the target branch is made to be another one by force: what was reviewed before is
/// another change either way.
fn is_before_retarget(versions: &[Version], at: Moment) -> bool {
    let mut newer = versions.iter().zip(versions.iter().skip(1));
    newer.any(|(before, after)| before.head == after.head && after.at >= at)
}

/// Every review, oldest first as far as GitLab tells. `versions` matter only where approvals have a time.
///
/// Approvals come first and what reviewers said after them: somebody who approved and asks for changes asks for
/// changes. `reviewed` is a review without an approval; the server counts it as one, and that is the server's business.
///
/// # Errors
///
/// The versions are needed and could not be had, or a reviewer's state is a word that is not known.
pub(super) fn reviews(
    approvals: &Approvals,
    reviewers: &[Reviewer],
    versions: Result<&[Version], &Trouble>,
) -> Result<Vec<Review>, Trouble> {
    let mut given: Vec<&Approval> = approvals.given.iter().collect();
    given.sort_by_key(|approval| approval.at);
    let mut reviews = Vec::new();
    for approval in given {
        let (commit, before_retarget) = match approval.at {
            Some(at) => {
                let versions = versions.map_err(Clone::clone)?;
                (head_at(versions, at), is_before_retarget(versions, at))
            }
            None => (None, false),
        };
        let reviewer = approval.by.as_ref().map(|by| by.login.clone());
        reviews.push(Review { reviewer, state: ReviewState::Approved, commit, before_retarget });
    }
    for reviewer in reviewers {
        if let Some(state) = said(&reviewer.state)? {
            let login = reviewer.who.as_ref().map(|who| who.login.clone());
            reviews.push(Review { reviewer: login, state, commit: None, before_retarget: false });
        }
    }
    Ok(reviews)
}

/// What a reviewer's state says. An approval is among the approvals, and `approved` here adds nothing to that.
fn said(state: &str) -> Result<Option<ReviewState>, Trouble> {
    match state {
        "reviewed" => Ok(Some(ReviewState::Reviewed)),
        "requested_changes" => Ok(Some(ReviewState::ChangesRequested)),
        "unreviewed" | "review_started" | "approved" | "unapproved" => Ok(None),
        _ => Err(Trouble::Unreadable {
            asked: "the reviewers".to_owned(),
            why: "a reviewer's state is a word that is not known".to_owned(),
        }),
    }
}

/// Everybody who was asked for a review, whatever they answered: that is the list that the server looks at.
pub(super) fn requested(reviewers: &[Reviewer]) -> Known<Vec<String>> {
    let logins: Option<Vec<String>> =
        reviewers.iter().map(|reviewer| reviewer.who.as_ref().map(|who| who.login.clone())).collect();
    match logins {
        Some(logins) => Known::Known(logins),
        None => Known::Unavailable("a reviewer's account no longer exists".to_owned()),
    }
}

/// GitLab's own verdict. A rule that is not met outweighs any sum.
pub(super) fn decision(
    approvals: &Approvals,
    states: Result<&RuleStates, &Trouble>,
    reviewers: Result<&[Reviewer], &Trouble>,
) -> Known<ReviewDecision> {
    let Some(count) = approvals.rules else {
        return Known::Unavailable("this edition of GitLab has no approval rules".to_owned());
    };
    let (states, reviewers) = match (states, reviewers) {
        (Ok(states), Ok(reviewers)) => (states, reviewers),
        (Err(trouble), _) | (_, Err(trouble)) => return Known::Unavailable(trouble.to_string()),
    };
    let said: Result<Vec<_>, Trouble> = reviewers.iter().map(|reviewer| said(&reviewer.state)).collect();
    match said {
        Ok(said) if said.contains(&Some(ReviewState::ChangesRequested)) => {
            return Known::Known(ReviewDecision::ChangesRequested);
        }
        Ok(_) => {}
        Err(trouble) => return Known::Unavailable(trouble.to_string()),
    }
    if !count.approved || count.left > 0 || !states.all_approved {
        return Known::Known(ReviewDecision::ReviewRequired);
    }
    // What is met then is what the author may have made of the rules.
    if states.overwritten {
        return Known::Unavailable("the approval rules were edited on the request".to_owned());
    }
    let none_required = count.required == 0 && states.none_required;
    Known::Known(if none_required { ReviewDecision::NoneRequired } else { ReviewDecision::Approved })
}

/// What the project does with approvals, for whoever reads where a fact comes from. `None` in tiers without settings.
///
/// # Errors
///
/// The answer is not what is documented.
pub(super) fn settings(asked: &str, answer: &Json) -> Result<String, Trouble> {
    let whole = Part::whole(asked, answer);
    let words = [
        ("reset_approvals_on_push", "a push takes approvals away", "a push leaves approvals alone"),
        ("merge_requests_author_approval", "authors may approve", "authors may not approve"),
        ("merge_requests_disable_committers_approval", "committers may not approve", "committers may approve"),
        (
            "disable_overriding_approvers_per_merge_request",
            "rules cannot be edited on a request",
            "rules can be edited on a request",
        ),
    ];
    let mut said = Vec::new();
    for (name, yes, no) in words {
        // Fields came one by one over the years.
        if let Some(flag) = whole.optional(name)? {
            said.push(if flag.flag()? { yes } else { no });
        }
    }
    Ok(said.join(", "))
}
