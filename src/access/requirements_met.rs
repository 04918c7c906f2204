//! Whether the apply requirements are met.
//!
//! This is the server's reading, with its surprises: a merge waives everything, every review that says
//! "approved" counts, and the approval lists are evaluated whether or not approvals are asked for.

use super::approval::{Approval, Approvals, Tally, approved_by_entry, enough_of_any};
use super::condition::Condition;
use super::facts::{Facts, Forge, Mergeable, RequestState, ReviewDecision};
use super::holds::{Breakage, is_unknown_role};
use super::known::{Known, Missing};
use super::reason::{Clause, Reason};
use super::requirement::{Approved, RequirementCheck};
use super::status_check::status_check_reason;

/// What the requirements say of an apply to a dirspace that `check` binds.
///
/// One reason for each part that is not met; a single allowing one when all are. Once a request is merged
/// the server asks for nothing. `approvals` are the ones that count.
pub fn requirement_reasons(check: Option<&RequirementCheck>, facts: &Facts, approvals: &Approvals) -> Vec<Reason> {
    let Some(check) = check else {
        return vec![no_requirement()];
    };
    if let Some(broken) = unknown_role_reason(&check.approved, approvals) {
        return vec![broken.at(check.span)];
    }
    let state = &facts.request.state;
    if state.value() == Some(&RequestState::Merged) {
        return vec![
            Reason::allow(Clause::Merged, "the request is merged, and nothing more is required").at(check.span),
        ];
    }
    let unmet = unmet_before_merge(check, facts, approvals);
    match state.missing() {
        // Merged, none of it would matter.
        Some(missing) if !unmet.is_empty() => vec![unless_merged(missing, unmet).at(check.span)],
        _ => or_met(check, unmet),
    }
}

/// The same without the waiver: approvals and checks are asked for after a merge as before it.
pub(super) fn unwaived_reasons(check: Option<&RequirementCheck>, facts: &Facts, approvals: &Approvals) -> Vec<Reason> {
    match check {
        Some(check) if facts.request.state.value() == Some(&RequestState::Merged) => {
            or_met(check, unmet_ever(check, facts, approvals))
        }
        _ => requirement_reasons(check, facts, approvals),
    }
}

fn no_requirement() -> Reason {
    let text = "no entry of `apply_requirements.checks` matches the dirspace, so it cannot be applied";
    Reason::deny(Clause::NoRequirement, text)
}

fn or_met(check: &RequirementCheck, unmet: Vec<Reason>) -> Vec<Reason> {
    if unmet.is_empty() {
        vec![Reason::allow(Clause::RequirementsMet, "the apply requirements are met").at(check.span)]
    } else {
        unmet
    }
}

/// Everything that is asked of a request that is not merged and not met.
fn unmet_before_merge(check: &RequirementCheck, facts: &Facts, approvals: &Approvals) -> Vec<Reason> {
    let mut unmet = unmet_ever(check, facts, approvals);
    if check.merge_conflicts {
        unmet.extend(mergeable_reason(facts));
    }
    if check.apply_after_merge {
        let merged = Condition::Holds("the request is merged".to_owned());
        unmet.push(Reason::pending(Clause::ApplyAfterMerge, "an apply has to wait for the merge", merged));
    }
    if check.require_ready_for_review_pr {
        unmet.extend(draft_reason(facts));
    }
    unmet.into_iter().map(|reason| reason.at(check.span)).collect()
}

/// Of that, what a merge does not settle by itself.
fn unmet_ever(check: &RequirementCheck, facts: &Facts, approvals: &Approvals) -> Vec<Reason> {
    let mut unmet = Vec::new();
    if check.approved.enabled {
        unmet.extend(approval_reasons(&check.approved, facts, approvals));
        if check.approved.require_completed_reviews {
            unmet.extend(completed_reviews_reason(facts).map(|reason| reason.at(check.approved.span)));
        }
    }
    unmet.extend(status_check_reason(&check.status_checks, facts));
    unmet.into_iter().map(|reason| reason.at(check.span)).collect()
}

/// The requirements are not met, and whether the request is merged, so that they need not be, is unknown.
fn unless_merged(missing: Missing, reasons: Vec<Reason>) -> Reason {
    let text = reasons.iter().map(|reason| reason.text.as_str()).collect::<Vec<_>>().join("; ");
    let merged = Condition::Holds("the request is merged".to_owned());
    let denied = reasons.iter().any(|reason| reason.condition.is_none());
    let rest = if denied { None } else { Condition::all(reasons.into_iter().filter_map(|reason| reason.condition)) };
    let condition = Condition::any(std::iter::once(merged).chain(rest));
    Reason::unknown(
        Clause::Merged,
        missing,
        format!("{text}; and it is not known whether the request is merged"),
        condition,
    )
}

/// A role that does not exist, in a list of approvers. The server looks every approver up under every entry,
/// whether or not approvals are asked for or the request is merged, so that one approval is enough to break
/// it on every apply, by force too.
pub(super) fn unknown_role_reason(rule: &Approved, approvals: &Approvals) -> Option<Reason> {
    let lists = [(Clause::ApprovedAllOf, &rule.all_of), (Clause::ApprovedAnyOf, &rule.any_of)];
    let mut entries =
        lists.into_iter().flat_map(|(clause, list)| list.entries.iter().map(move |entry| (clause, entry)));
    let (clause, entry) = entries.find(|(_, entry)| is_unknown_role(&entry.value))?;
    let why = format!("there is no role in {}; the server breaks when somebody approves", entry.value);
    let reason = match &approvals.list {
        Known::Known(approvals) if approvals.iter().all(|approval| approval.person.is_none()) => return None,
        Known::Known(_) => Reason::broken(clause, Breakage { why, place: entry.span, unknown_role: true }),
        unknown => {
            let condition = Condition::Holds("nobody has approved".to_owned());
            Reason::unknown(clause, unknown.missing()?, format!("{why}, and reviews are not known"), condition)
        }
    };
    Some(reason.at(entry.span))
}

/// What the lists of `approved` say, one reason for each part that is not met.
pub(super) fn approval_reasons(rule: &Approved, facts: &Facts, approvals: &Approvals) -> Vec<Reason> {
    let all_of = rule.all_of.entries.iter().enumerate().filter_map(|(at, entry)| {
        let asked = format!("an approval by {}", entry.value);
        let tally = |list: &[Approval]| approved_by_entry(&rule.all_of, at, list, facts);
        approval_reason(Clause::ApprovedAllOf, ("is", &asked), approvals, tally).map(|reason| reason.at(entry.span))
    });
    let any_of = (rule.any_of_count > 0).then(|| {
        let number = rule.any_of_count;
        let (verb, approval) = if number == 1 { ("is", "approval") } else { ("are", "approvals") };
        let asked = if rule.any_of.entries.is_empty() {
            format!("{number} {approval}")
        } else {
            format!("{number} {approval} from {}", rule.any_of)
        };
        let tally = |list: &[Approval]| enough_of_any(rule, approvals.counted_once, list, facts);
        approval_reason(Clause::ApprovedAnyOf, (verb, &asked), approvals, tally)
            .map(|reason| reason.at(rule.any_of.span))
    });
    all_of.chain(any_of.flatten()).map(|reason| reason.at(rule.span)).collect()
}

fn approval_reason(
    clause: Clause,
    (verb, asked): (&str, &str),
    approvals: &Approvals,
    tally: impl Fn(&[Approval]) -> Tally,
) -> Option<Reason> {
    let condition = Condition::Holds(format!("there {verb} {asked}"));
    match &approvals.list {
        Known::NotGiven => {
            Some(Reason::unknown(clause, Missing::NotGiven, format!("needs {asked}; reviews are not known"), condition))
        }
        Known::Unavailable(why) => {
            let text = format!("needs {asked}; reviews could not be had: {why}");
            Some(Reason::unknown(clause, Missing::Unavailable(why.clone()), text, condition))
        }
        Known::Known(approvals) => match tally(approvals) {
            Tally::Enough => None,
            Tally::Short { found } => {
                let text = format!(
                    "needs {asked}; {}",
                    if found == 0 { "none yet".to_owned() } else { format!("{found} so far") }
                );
                Some(Reason::pending(clause, text, condition))
            }
            Tally::Depends { missing, condition } => {
                let text = format!("needs {asked}, and it is not known whether the ones there are count");
                Some(Reason::unknown(clause, missing, text, condition))
            }
            Tally::Broken(breakage) => Some(Reason::broken(clause, breakage)),
        },
    }
}

/// The forge's own verdict. GitLab has none that the server reads: there, only a request without any
/// reviewer passes.
fn completed_reviews_reason(facts: &Facts) -> Option<Reason> {
    let clause = Clause::CompletedReviews;
    let request = &facts.request;
    let outstanding = |what: &str, wanted: &str| match request.requested_reviewers.get() {
        Ok(reviewers) if reviewers.is_empty() => None,
        Ok(reviewers) => {
            let text = format!("{what}: {}", reviewers.join(", "));
            Some(Reason::pending(clause, text, Condition::Holds(wanted.to_owned())))
        }
        Err(missing) => Some(Reason::missing(clause, missing, "who was asked for a review", wanted)),
    };
    if facts.forge == Forge::Gitlab {
        let what = "reviews are complete for the server only when the request has no reviewers; it has";
        return outstanding(what, "the request has no reviewers");
    }
    let pending = |text: &str| {
        let condition = Condition::Holds("the branch's review rules are met".to_owned());
        Some(Reason::pending(clause, text, condition))
    };
    match request.review_decision.get() {
        Ok(ReviewDecision::Approved) => None,
        Ok(ReviewDecision::NoneRequired) => {
            outstanding("asked for a review that has not been given", "no requested review is outstanding")
        }
        Ok(ReviewDecision::ChangesRequested) => pending("a review asks for changes"),
        Ok(ReviewDecision::ReviewRequired) => pending("the branch's review rules are not met yet"),
        Err(missing) => Some(Reason::missing(
            clause,
            missing,
            "the forge's verdict on the reviews",
            "the branch's review rules are met",
        )),
    }
}

fn mergeable_reason(facts: &Facts) -> Option<Reason> {
    let clause = Clause::MergeConflicts;
    let could = "the request is mergeable";
    match facts.request.mergeable.get() {
        Ok(Mergeable::Yes) => None,
        Ok(Mergeable::No) => Some(Reason::deny(clause, "the request is not mergeable")),
        Ok(Mergeable::Computing) => {
            let text = "the forge has not said yet whether the request is mergeable, and the server takes that for no";
            Some(Reason::pending(clause, text, Condition::Holds(could.to_owned())))
        }
        Err(missing) => Some(Reason::missing(clause, missing, "whether the request is mergeable", could)),
    }
}

fn draft_reason(facts: &Facts) -> Option<Reason> {
    let condition = "the request is not a draft";
    match facts.request.draft.get() {
        Ok(false) => None,
        Ok(true) => {
            Some(Reason::pending(Clause::Draft, "the request is a draft", Condition::Holds(condition.to_owned())))
        }
        Err(missing) => Some(Reason::missing(Clause::Draft, missing, "whether the request is a draft", condition)),
    }
}
