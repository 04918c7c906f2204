//! Where each fact was read.

use std::collections::BTreeMap;

use super::Github;
use super::snapshot::Snapshot;
use crate::access::facts::{CiConfig, Facts, Person};
use crate::access::known::Known;
use crate::access::principal::PrincipalMatch;
use crate::forge::gather::Source;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

/// The source of every fact that was asked for, whatever came of it, by its name in a facts file.
pub(super) fn of(github: &Github, first: &Snapshot, facts: &Facts) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    let mut put = |name: &str, source: Source| drop(sources.insert(name.to_owned(), source));
    for (name, field) in of_snapshot(facts) {
        put(name, format!("POST /graphql repository.pullRequest.{field}"));
    }
    let request = &facts.request;
    if is_asked(&request.required_checks) {
        let branch = &first.commits.target_branch;
        put("required_checks", both(github.ask_rules(branch), github.ask_branch(branch)));
    }
    if is_asked(&request.target_protected) {
        let branch = &first.commits.target_branch;
        put("target_protected", both(github.ask_rules(branch), github.ask_branch(branch)));
    }
    if let (true, Ok(Some(repository)), Ok(branch)) =
        (is_asked(&request.pushers), &first.head_repository, request.source_branch.get())
    {
        put("pushers", one(github.ask_activity(repository, branch)));
    }
    if let (true, Some(job)) = (is_asked(&request.triggering_actor), &github.settings.job) {
        put("triggering_actor", one(github.ask_run(job)));
    }
    if facts.ci_config != CiConfig::NotGiven {
        put("ci_config", one(github.ask_workflows()));
    }
    for (login, person) in &facts.people {
        of_person(github, login, person, &mut put);
    }
    for entry in facts.failed_lookups.keys() {
        if let PrincipalMatch::Team(team) = entry {
            put(&format!("failed_lookups.{entry}"), one(github.ask_team(team)));
        }
    }
    sources
}

fn of_person(github: &Github, login: &str, person: &Person, put: &mut impl FnMut(&str, Source)) {
    if is_asked(&person.standing) {
        put(&format!("users.{login}.role"), one(github.ask_standing(login)));
    }
    for entry in person.settled.keys() {
        if let PrincipalMatch::Team(team) = entry {
            put(&format!("users.{login}.matches.{entry}"), one(github.ask_membership(team, login)));
        }
    }
}

/// The facts that the snapshot holds, and their fields.
fn of_snapshot(facts: &Facts) -> impl Iterator<Item = (&'static str, &'static str)> {
    let request = &facts.request;
    let rows = [
        ("state", "state", is_asked(&request.state)),
        ("draft", "isDraft", is_asked(&request.draft)),
        ("mergeable", "mergeable", is_asked(&request.mergeable)),
        ("conflict", "mergeable", is_asked(&request.in_conflict)),
        ("source_branch", "headRefName", is_asked(&request.source_branch)),
        ("target_branch", "baseRefName", is_asked(&request.target_branch)),
        ("author", "author", is_asked(&request.author)),
        ("contributors", "commits", is_asked(&request.contributors)),
        ("unattributed", "commits", is_asked(&request.unattributed)),
        ("fork", "isCrossRepository", is_asked(&request.from_fork)),
        ("head", "headRefOid", is_asked(&request.head)),
        ("changed_files", "changedFiles", is_asked(&request.changed_files)),
        ("queued", "isInMergeQueue", is_asked(&request.queued)),
        ("reviews", "reviews", is_asked(&request.reviews)),
        ("review_decision", "reviewDecision", is_asked(&request.review_decision)),
        ("requested_reviewers", "reviewRequests", is_asked(&request.requested_reviewers)),
        ("checks", "commits.statusCheckRollup", is_asked(&request.checks)),
    ];
    rows.into_iter().filter(|(_, _, asked)| *asked).map(|(name, field, _)| (name, field))
}

fn is_asked<T>(fact: &Known<T>) -> bool {
    !matches!(fact, Known::NotGiven)
}

fn one(call: Result<Call, Trouble>) -> Source {
    call.map_or_else(|trouble| trouble.to_string(), |call| call.asked())
}

fn both(call: Result<Call, Trouble>, other: Result<Call, Trouble>) -> Source {
    format!("{} and {}", one(call), one(other))
}
