//! What can be different on GitLab: the vocabulary of the rows.

use std::collections::VecDeque;

use serde::Deserialize;

use crate::fake::gitlab::{Approval, Membership, Reviewer, Rule, Status, Version, World};
use crate::scene::Lab;

/// One thing that is different. They happen in the order in which they stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Change {
    /// Who started the job.
    Asks(String),
    NoApprovals,
    /// `at`: `12:30`, on the day on which all happens.
    Approval {
        by: String,
        at: String,
    },
    AuthorMayApprove,
    NoRules,
    Rule {
        name: String,
        kind: String,
        required: u64,
        eligible: Vec<String>,
    },
    RulesOverwritten,
    /// Whoever opened the request may change its rules.
    OverridingRulesAllowed,
    NoReviewers,
    Reviewer {
        by: String,
        state: String,
    },
    /// One answer for each look.
    MergeStatus(Vec<String>),
    HasConflicts,
    /// The number of the access level; nothing for somebody who is no member.
    Member {
        login: String,
        level: Option<u64>,
    },
    /// `active`, `blocked`, …
    Account {
        login: String,
        state: String,
    },
    /// The result of a job, in place of the one there is.
    Status {
        name: String,
        state: String,
        #[serde(default)]
        allow_failure: bool,
        reference: Option<String>,
    },
    NoStatuses,
    KeepsApprovalsOnPush,
    /// The head was pushed at this time.
    PushedAt(String),
    Draft,
    State(String),
    SourceProject(Option<u64>),
}

/// Worlds take words that live as long as the program.
fn fixed(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

fn number(world: &World, login: &str) -> u64 {
    world.user_named(login).unwrap_or_else(|| panic!("nobody is called {login}")).id
}

fn at(time: &str) -> String {
    format!("2026-11-20T{time}:00.000Z")
}

impl Change {
    pub(super) fn make(&self, lab: &mut Lab) {
        let mut world = lab.world();
        match self {
            Change::Asks(login) => world.jobs[0].user = number(&world, login),
            Change::NoApprovals => {
                world.approvals.clear();
                world.reviewers.clear();
                world.notes.clear();
            }
            Change::Approval { by, at: time } => {
                let user = number(&world, by);
                world.approvals.push(Approval { user, at: at(time) });
            }
            Change::AuthorMayApprove => world.author_may_approve = true,
            Change::NoRules => world.rules.clear(),
            Change::Rule { name, kind, required, eligible } => {
                let eligible = eligible.iter().map(|login| number(&world, login)).collect();
                let id = 300 + world.rules.len() as u64;
                let (name, kind) = (name.clone(), fixed(kind));
                world.rules.push(Rule { id, name, kind, required: *required, eligible, hidden_groups: false });
            }
            Change::RulesOverwritten => world.rules_overwritten = true,
            Change::OverridingRulesAllowed => world.overriding_rules_disabled = false,
            Change::NoReviewers => world.reviewers.clear(),
            Change::Reviewer { by, state } => {
                let user = number(&world, by);
                world.reviewers.push(Reviewer { user, state: fixed(state) });
            }
            Change::Member { login, level } => {
                let user = number(&world, login);
                world.members.retain(|member| member.user != user);
                world.members.extend(level.map(|level| Membership::of(user, level)));
            }
            Change::Account { login, state } => {
                let found = world.users.iter_mut().find(|user| user.username == *login).unwrap();
                found.state = fixed(state);
            }
            _ => self.in_request(&mut world),
        }
    }

    fn in_request(&self, world: &mut World) {
        match self {
            Change::MergeStatus(looks) => {
                world.merge_status = looks.iter().map(|word| fixed(word)).collect::<VecDeque<_>>()
            }
            Change::HasConflicts => world.has_conflicts = true,
            Change::NoStatuses => world.statuses.clear(),
            Change::Status { name, state, allow_failure, reference } => {
                let id = 650 + world.statuses.len() as u64;
                let mut status =
                    Status { allow_failure: *allow_failure, ..Status::of(id, name, state, &world.head.clone()) };
                if let Some(reference) = reference {
                    status.reference.clone_from(reference);
                }
                world.statuses.retain(|other| other.name != *name);
                world.statuses.push(status);
            }
            Change::KeepsApprovalsOnPush => world.reset_approvals_on_push = false,
            Change::PushedAt(time) => {
                let head = world.head.clone();
                world.versions = vec![Version { id: 302, head, at: at(time) }];
                world.pushes.iter_mut().for_each(|push| push.at = at(time));
            }
            Change::Draft => world.draft = true,
            Change::State(state) => world.state = fixed(state),
            Change::SourceProject(project) => world.source_project = *project,
            other => panic!("{other:?} is not made anywhere"),
        }
    }
}
