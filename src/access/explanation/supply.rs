//! From a reason that does not allow to what would do away with it, and who could.

use super::approvals::{lacking, may_match_others, nobodys_commits, phrase};
use super::demand::demands;
use super::lack::{Kind, Lack, LackingCheck};
use super::{Ground, Grounds};
use crate::access::approval::Approvals;
use crate::access::case::{PolicyPresence, TargetPolicy};
use crate::access::facts::{Forge, Person, RequestState};
use crate::access::holds::{Holds, holds, is_unknown_role};
use crate::access::known::Missing;
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::access::reason::{Clause, Reason};
use crate::access::requirements_met::unwaived_reasons;
use crate::access::strict::{Outstanding, Situation, Wanting, asked_in_view, change_requests, outstanding, people};
use crate::access::verdict::Verdict;

/// Checks that are named in a sentence.
const NAMED: usize = 5;

/// What would do away with a reason. Never empty.
pub(super) fn of_reason(reason: &Reason, grounds: &Grounds<'_>) -> Vec<Lack> {
    let found = match reason.clause {
        Clause::EveryLayout => in_views(grounds),
        _ => on_ground(reason, &grounds.own),
    };
    if found.is_empty() { vec![unexplained(reason)] } else { found }
}

/// What each view asks for, as this clause: of the actor, and of whoever else set the run off.
fn in_views(grounds: &Grounds<'_>) -> Vec<Lack> {
    let approvals = grounds.own.approvals();
    let people = people(&grounds.own.situation);
    let mut lacks = Vec::new();
    for (ground, view) in grounds.views.iter().filter_map(|ground| Some((ground, ground.view?))) {
        for person in &people {
            let ground = Ground { situation: Situation { actor: person, ..ground.situation }, ..*ground };
            let asked = asked_in_view(&ground.situation, view, std::slice::from_ref(person), &approvals);
            for reason in asked.into_iter().filter(|reason| reason.verdict != Verdict::Allow) {
                let lack = |lack| Lack { clauses: vec![Clause::EveryLayout], view: ground.view_name(), ..lack };
                lacks.extend(of_somebody(&reason, &ground, grounds.own.situation.actor).into_iter().map(lack));
            }
        }
    }
    lacks
}

/// Of what is held against the ground's actor, who may be whoever set the run off for somebody else.
fn of_somebody(reason: &Reason, ground: &Ground<'_>, asker: &Person) -> Vec<Lack> {
    let is_other = ground.situation.actor.login != asker.login;
    if is_other && reason.verdict == Verdict::Deny && asked_list(reason, ground).is_some() {
        let text = format!("{} set the run off: {}", ground.situation.actor.name(), reason.text);
        let reason = &Reason { text, ..reason.clone() };
        return vec![without_the_other(
            reason,
            &Ground { situation: Situation { actor: asker, ..ground.situation }, ..*ground },
        )];
    }
    let found = on_ground(reason, ground);
    if found.is_empty() { vec![unexplained(reason)] } else { found }
}

fn on_ground(reason: &Reason, ground: &Ground<'_>) -> Vec<Lack> {
    if reason.verdict == Verdict::Undetermined {
        return of_unknown(reason, ground);
    }
    let clause = reason.clause;
    match clause {
        _ if is_about_approvals(clause) => lacking(clause, ground),
        Clause::Policy | Clause::ConfigUpdate | Clause::CiConfigUpdate | Clause::FileUpdate | Clause::Unlock => {
            another_asker(reason, ground).into_iter().collect()
        }
        Clause::BothActors => vec![without_the_other(reason, ground)],
        Clause::OpenRequest => of_open_request(reason, ground),
        Clause::ChangesRequested => change_requests(&ground.situation)
            .into_iter()
            .map(|request| taken_back(clause, request.reviewer, ground.facts().forge))
            .collect(),
        Clause::AllChecks => checks(clause, outstanding(&ground.situation)),
        Clause::StatusChecks if ground.is_strict() => checks(clause, as_the_server_asks(reason, ground)),
        _ => of_request(reason, ground).into_iter().collect(),
    }
}

/// Whether more approvals would do away with what the clause has against the request.
fn is_about_approvals(clause: Clause) -> bool {
    matches!(
        clause,
        Clause::Superapproval
            | Clause::ApprovedAllOf
            | Clause::ApprovedAnyOf
            | Clause::FreshApproval
            | Clause::IndependentApproval
            | Clause::ApproverRole
            | Clause::OneVote
    )
}

/// What takes somebody to do something to the request or to the configuration.
fn of_request(reason: &Reason, ground: &Ground<'_>) -> Option<Lack> {
    let (clause, text) = (reason.clause, reason.text.as_str());
    let lack = |kind, step: &str| Lack::new(clause, kind, text, step);
    let configured = |step: &str| lack(Kind::Configuration, step);
    Some(match clause {
        Clause::NoPolicy => {
            configured("Add a policy that matches the dirspace to `access_control.policies`, in a request of its own.")
        }
        Clause::NoRequirement => configured(
            "Add an entry that matches the dirspace to `apply_requirements.checks`, in a request of its own.",
        ),
        Clause::PolicyPresent => configured(presence_step(ground)),
        Clause::NoOrphans => configured(
            "Have a dirspace cover the file, by `when_modified` or a directory of its own, or leave the file out of the request.",
        ),
        Clause::DestinationBranch => {
            configured("Change the target of the request, or add its branches to `destination_branches`.")
        }
        Clause::Autoapprove => {
            lack(Kind::Request, "Nothing can supply it: ask for `apply` once the plan was looked at.").hopeless()
        }
        Clause::NoFork => lack(
            Kind::Request,
            "Nothing can supply it: push the branch to this repository, and open a request from there.",
        )
        .hopeless(),
        Clause::RequestClosed => closed(clause),
        Clause::MergeConflict | Clause::MergeConflicts if reason.verdict == Verdict::Pending => {
            lack(Kind::Time, "Ask again in a moment.")
        }
        Clause::MergeConflict => by_author(lack(Kind::Request, "Resolve the conflicts, and push."), ground),
        Clause::MergeConflicts => by_author(
            lack(
                Kind::Request,
                "Look at the request's page for what keeps it from being merged: conflicts, or a rule of its branch.",
            ),
            ground,
        ),
        Clause::UpToDate => by_author(lack(Kind::Request, &update_step(ground)), ground),
        Clause::Draft => by_author(lack(Kind::Request, "Mark the request as ready for review."), ground),
        Clause::ApplyAfterMerge => by_writers(Lack::new(
            clause,
            Kind::Request,
            "the merge: an apply comes after it",
            "Merge the request, and ask again.",
        )),
        Clause::CompletedReviews => reviews_outstanding(reason, ground),
        Clause::StatusChecks => lack(Kind::Check, check_step(reason.verdict)),
        Clause::CheckOrigin => lack(
            Kind::Check,
            "Have the check reported by the app that it is expected from, and change its workflow in a request of its own.",
        ),
        _ => return None,
    })
}

fn presence_step(ground: &Ground<'_>) -> &'static str {
    let case = ground.situation.case;
    match (&case.policy_presence, &case.target) {
        (PolicyPresence::Absent, _) => "Add `.terrateam/config.yml` to the default branch, in a request of its own.",
        (PolicyPresence::SwitchedOff { .. }, _) => {
            "Take `enabled: false` out of the configuration, in a request of its own."
        }
        (PolicyPresence::Present, TargetPolicy::Other { trouble: Some(_), .. }) => {
            "Give that branch a configuration that can be read, or have the request go to the default branch."
        }
        (PolicyPresence::Present, _) => {
            "Have the request go to the default branch, or protect the branch on the forge and name it in \
             `gate.protected_branches`."
        }
    }
}

fn check_step(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pending => "Wait until it has ended.",
        _ => "Look at what failed; push a fix, or run it again.",
    }
}

fn update_step(ground: &Ground<'_>) -> String {
    if ground.facts().request.state.value() == Some(&RequestState::Merged) {
        return "Apply by a newer request, which has what came after this one.".to_owned();
    }
    let target = ground.facts().request.target_branch.value().map_or("the target branch", String::as_str);
    let is_approved = !demands(ground).is_empty();
    let then = if is_approved { " What was approved before may not count then." } else { "" };
    format!("Update the branch with {target}, and push.{then}")
}

fn closed(clause: Clause) -> Lack {
    let step = "Nothing can supply it while the request is closed: open it again, or open another one.";
    Lack::new(clause, Kind::Request, "an open request; this one was closed without a merge", step).hopeless()
}

/// Of whoever may push to the request's branch the author comes to mind first.
fn by_author(lack: Lack, ground: &Ground<'_>) -> Lack {
    by_writers(lack).people(ground.facts().request.author.value().cloned())
}

fn by_writers(lack: Lack) -> Lack {
    lack.by([PrincipalMatch::Role(Role::Write.name().to_owned())])
}

fn of_open_request(reason: &Reason, ground: &Ground<'_>) -> Vec<Lack> {
    let clause = reason.clause;
    match ground.facts().request.state.value() {
        Some(RequestState::Open) => {
            let step = "Wait until the queue has merged it, or take it out of the queue.";
            vec![by_writers(Lack::new(clause, Kind::Time, "an end of its wait in the merge queue", step))]
        }
        Some(RequestState::Closed) => vec![closed(clause)],
        Some(RequestState::Merged) => {
            let asked = unwaived_reasons(ground.situation.requirement, ground.facts(), &Approvals::all(ground.facts()));
            let obstacles = asked.iter().filter(|reason| reason.verdict != Verdict::Allow);
            let waits = ground.situation.requirement.is_some_and(|check| check.apply_after_merge);
            if !waits {
                let step = "Nothing can supply it for this request: revert the merge and apply before it, or have the \
                            configuration ask for `apply_after_merge`, and open a request that touches the dirspace.";
                return vec![Lack::new(clause, Kind::Request, reason.text.as_str(), step).hopeless()];
            }
            let lacks = obstacles.flat_map(|reason| on_ground(reason, ground));
            lacks.map(|lack| Lack { clauses: vec![clause], ..lack }).collect()
        }
        None => Vec::new(),
    }
}

/// Somebody whom the list lets in.
fn another_asker(reason: &Reason, ground: &Ground<'_>) -> Option<Lack> {
    let (facts, actor) = (ground.facts(), ground.situation.actor);
    let list = asked_list(reason, ground)?;
    let operation = ground.situation.operation;
    if let Some(entry) = list.entries.iter().find(|entry| is_unknown_role(&entry.value)) {
        return Some(no_such_role(reason, &entry.value));
    }
    let by: Vec<PrincipalMatch> = list.entries.iter().map(|entry| entry.value.clone()).collect();
    if by.is_empty() {
        let step = format!(
            "Nobody may {operation} here: only a change of the list, on the branch whose configuration counts, lets anybody in."
        );
        return Some(Lack::new(reason.clause, Kind::Configuration, reason.text.as_str(), step).hopeless());
    }
    let named = phrase(&by);
    let is_in = |person: &&Person| matches!(holds(list, person, facts), Holds::Yes(_));
    let people: Vec<String> = facts.people.values().filter(is_in).map(|person| person.name().to_owned()).collect();
    let what = format!("somebody else who asks: {}", reason.text);
    let hopeless = people.is_empty() && !by.iter().any(|entry| may_match_others(entry, facts));
    let step = match reason.clause {
        _ if hopeless => {
            "Nobody matches the list: change it on the branch whose configuration counts, or who matches it.".to_owned()
        }
        Clause::Policy | Clause::Unlock => format!("Ask {named} to {operation}."),
        _ => format!("Ask {named} to {operation}, or leave the file out of the request."),
    };
    let not = actor.login.value().map(|login| (login.clone(), "is not in the list".to_owned()));
    let lack = Lack::new(reason.clause, Kind::Asker, what, step).by(by).people(people);
    Some(Lack { not: not.into_iter().collect(), hopeless, ..lack })
}

/// The list that a reason is about.
fn asked_list<'a>(reason: &Reason, ground: &Ground<'a>) -> Option<&'a MatchList> {
    let access = ground.access;
    match reason.clause {
        Clause::Policy => ground.situation.policy?.list(ground.situation.operation),
        Clause::ConfigUpdate => Some(&access.terrateam_config_update),
        Clause::CiConfigUpdate => Some(&access.ci_config_update),
        Clause::Unlock => Some(&access.unlock),
        Clause::FileUpdate => {
            let begins = |path: &str, after: char| {
                let said = reason.text.strip_prefix(path).and_then(|rest| rest.strip_prefix(" changes: `files."));
                said.and_then(|rest| rest.strip_prefix(path)).is_some_and(|rest| rest.starts_with(after))
            };
            let mut files = access.files.iter();
            files.find(|(path, _)| begins(path, ':') || begins(path, '`')).map(|(_, list)| list)
        }
        _ => None,
    }
}

/// Whoever asks can do without whoever set the run off by starting another one.
fn without_the_other(reason: &Reason, ground: &Ground<'_>) -> Lack {
    let actor = ground.situation.actor.name();
    let step = format!("Have {actor} start the run anew, and not somebody else again.");
    let lack = Lack::new(reason.clause, Kind::Asker, reason.text.as_str(), step);
    let other = ground.facts().request.triggering_actor.value().cloned().flatten();
    let not = other.map(|other| (other, "may not do it".to_owned())).into_iter().collect();
    Lack { not, ..lack.people(ground.situation.actor.login.value().cloned()) }
}

fn taken_back(clause: Clause, reviewer: Option<&str>, forge: Forge) -> Lack {
    let dismiss = match forge {
        Forge::Github => "dismiss the review",
        Forge::Gitlab => "take them off the reviewers",
    };
    let Some(reviewer) = reviewer else {
        let what = "an end of the changes that an account which no longer exists asks for";
        let step = format!("Have somebody who may write {dismiss}.");
        return by_writers(Lack::new(clause, Kind::Review, what, step));
    };
    let what = format!("{reviewer} no longer asks for changes");
    let step = format!("Ask {reviewer} to approve, or have somebody who may write {dismiss}.");
    by_writers(Lack::new(clause, Kind::Review, what, step)).people([reviewer.to_owned()])
}

/// The server asks less than the strict profile does of the checks that stand as badly, so that these say it all.
fn as_the_server_asks<'a>(reason: &Reason, ground: &Ground<'a>) -> Vec<Outstanding<'a>> {
    let state = if reason.verdict == Verdict::Deny { Wanting::Failed } else { Wanting::Unfinished };
    outstanding(&ground.situation).into_iter().filter(|check| check.state == state).collect()
}

/// One lack for the checks that failed, one for those that have not ended, one for those that never came.
fn checks(clause: Clause, all: Vec<Outstanding<'_>>) -> Vec<Lack> {
    let ways = [
        (Wanting::Failed, "success of what failed", check_step(Verdict::Deny)),
        (Wanting::Unfinished, "the end of what is running", check_step(Verdict::Pending)),
        (
            Wanting::Unreported,
            "a report of what is required",
            "Have it run for the head commit; a required check that never reports holds everything up.",
        ),
    ];
    let lacks = ways.into_iter().filter_map(|(state, what, step)| {
        let checks: Vec<LackingCheck> =
            all.iter().filter(|check| check.state == state).map(LackingCheck::from).collect();
        let names: Vec<&str> = checks.iter().take(NAMED).map(|check| check.title.as_str()).collect();
        let more = match checks.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let what = format!("{what}: {}{more}", names.join(", "));
        (!checks.is_empty()).then(|| Lack { checks, ..Lack::new(clause, Kind::Check, what, step) })
    });
    lacks.collect()
}

impl From<&Outstanding<'_>> for LackingCheck {
    fn from(check: &Outstanding<'_>) -> LackingCheck {
        LackingCheck {
            title: check.title.to_owned(),
            state: check.word.to_owned(),
            source: check.source.map(str::to_owned),
        }
    }
}

/// The forge's own rules, or reviews that were asked for.
fn reviews_outstanding(reason: &Reason, ground: &Ground<'_>) -> Lack {
    let requested = ground.facts().request.requested_reviewers.value().cloned().unwrap_or_default();
    let step = match ground.facts().forge {
        Forge::Github => "Get the reviews that the branch's rules and the request ask for.",
        Forge::Gitlab => {
            "Take the reviewers off the request once they have reviewed: the server waits until there are none."
        }
    };
    Lack::new(reason.clause, Kind::Review, reason.text.as_str(), step).people(requested)
}

fn no_such_role(reason: &Reason, entry: &PrincipalMatch) -> Lack {
    let step = format!("Correct {entry} in the configuration: roles are read, triage, write, maintain and admin.");
    Lack::new(reason.clause, Kind::Configuration, reason.text.as_str(), step).hopeless()
}

/// What hangs on a fact that is missing.
fn of_unknown(reason: &Reason, ground: &Ground<'_>) -> Vec<Lack> {
    if let Some(entry) = unknown_role(reason, ground) {
        return vec![no_such_role(reason, &entry)];
    }
    if !is_about_approvals(reason.clause) {
        return vec![if asked_list(reason, ground).is_some() { to_know(reason) } else { unexplained(reason) }];
    }
    let approvals = ground.approvals().list;
    let Some(approvals) = approvals.value() else { return vec![unexplained(reason)] };
    let in_doubt = approvals.iter().any(|approval| approval.doubt.is_some());
    match nobodys_commits(reason.clause, ground).filter(|_| in_doubt) {
        Some(lack) => vec![lack],
        None => std::iter::once(to_know(reason)).chain(lacking(reason.clause, ground)).collect(),
    }
}

/// The role that the reason breaks on, if it does.
fn unknown_role(reason: &Reason, ground: &Ground<'_>) -> Option<PrincipalMatch> {
    let Some(Missing::Unavailable(why)) = &reason.missing else { return None };
    let rule = ground.situation.requirement.map(|check| &check.approved);
    let policy = ground.situation.policy.map(|policy| [&policy.superapproval, &policy.apply_with_superapproval]);
    let lists = rule.map(|rule| [&rule.all_of, &rule.any_of]).into_iter().chain(policy).flatten();
    let entries = lists.chain(asked_list(reason, ground)).flat_map(|list| &list.entries);
    let mut unknown = entries.map(|entry| &entry.value).filter(|entry| is_unknown_role(entry));
    unknown.find(|entry| why.starts_with(&format!("there is no role in {entry};"))).cloned()
}

/// What is said where the condition says more than the reason does.
fn to_know(reason: &Reason) -> Lack {
    let plain = unexplained(reason);
    match &reason.condition {
        Some(condition) => Lack { what: format!("to know whether {condition}"), step: ask_again(reason), ..plain },
        None => plain,
    }
}

fn ask_again(reason: &Reason) -> String {
    match &reason.missing {
        Some(Missing::Unavailable(why)) => format!("Ask again once it can be found out: {why}."),
        _ => "Let it be found out, and ask again.".to_owned(),
    }
}

/// What is said of a reason that nothing more is known about.
fn unexplained(reason: &Reason) -> Lack {
    let (kind, step) = match (&reason.missing, reason.verdict) {
        // The reason says already what went wrong.
        (Some(Missing::Unavailable(why)), _) if reason.text.contains(why.as_str()) => {
            (Kind::Fact, "Ask again once it can be found out.".to_owned())
        }
        (_, Verdict::Undetermined) => (Kind::Fact, ask_again(reason)),
        _ => (Kind::Request, format!("`whomay explain {}` says what the clause asks for.", reason.clause.name())),
    };
    Lack::new(reason.clause, kind, reason.text.as_str(), step)
}
