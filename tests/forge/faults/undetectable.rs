//! Damage that nobody can tell from the truth: the answer is well-formed and complete.

use whomay::forge::settings::ForgeKind;

use super::reads::Attempt;

/// One kind of it.
pub(super) struct Undetectable {
    pub(super) forge: ForgeKind,
    /// What the question's name begins with.
    pub(super) question: &'static str,
    pub(super) column: &'static str,
    /// The place in the answer; indices are `*`. Empty for all of the answer.
    pub(super) place: &'static str,
    pub(super) why: &'static str,
}

pub(super) const ALL: &[Undetectable] = &[
    Undetectable {
        forge: ForgeKind::Github,
        question: "GET /orgs/acme/teams/net/memberships/",
        column: "404",
        place: "",
        why: "the documented answer for somebody who is not in a team that the token can see; it takes away what they may give, and an objection of theirs only where a second answer agrees",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "GET /repos/acme/infra/collaborators/",
        column: "404",
        place: "",
        why: "the documented answer for an account that is nothing to the repository; it takes away what they may give, and an objection of theirs only where a second answer agrees",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "GET /repos/acme/infra/collaborators/",
        column: "unknown word",
        place: "/role_name",
        why: "an organisation makes up roles of any name; such a role satisfies no rule",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "GET /repos/acme/infra/rules/branches/main",
        column: "empty page",
        place: "",
        why: "a branch that no ruleset binds; the list announces no number of items",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "GET /repos/acme/infra/rules/branches/main",
        column: "no field",
        place: "/*/parameters/required_status_checks/*/integration_id",
        why: "optional, and a check without it may come from any source",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/head/nodes/*/commit/statusCheckRollup/contexts/nodes/*/checkSuite/app",
        why: "the schema lets it be null; the check then comes from no app that could be required",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/head/nodes/*/commit/statusCheckRollup/contexts/nodes/*/checkSuite/workflowRun",
        why: "a check that no workflow made",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/head/nodes/*/commit/statusCheckRollup/contexts/nodes/*/checkSuite/workflowRun/file",
        why: "a workflow whose file is not told",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/head/nodes/*/commit/statusCheckRollup/contexts/nodes/*/creator",
        why: "an account that is gone; the status is then nobody's, and not ours",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/people/nodes/*/commit/authors/nodes/*/user",
        why: "an address of no account; the commit is then nobody's",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/people/nodes/*/commit/committer",
        why: "a commit without a committer; it is then nobody's",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/people/nodes/*/commit/committer/user",
        why: "an address of no account; the commit is then nobody's",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/reviews/nodes/*/author",
        why: "an account that is gone",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/reviews/nodes/*/commit",
        why: "a commit that is gone; an approval of it is not of the head",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/head/nodes/*/commit/statusCheckRollup",
        why: "a commit that nothing has checked; what is required then counts as reported by nobody",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /groups/acme%2Fnet/members/",
        column: "404",
        place: "",
        why: "the documented answer for somebody who is not in a group that the token can see; it takes away what they may give, and an objection of theirs only where a second answer agrees",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/members/all/",
        column: "404",
        place: "",
        why: "the documented answer for somebody who is no member; it takes away what they may give, and an objection of theirs only where a second answer agrees",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /users/",
        column: "404",
        place: "",
        why: "the documented answer for an account that is gone; the commit is then nobody's, and the strict profile counts no approval of it as independent",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/merge_requests/7",
        column: "unknown word",
        place: "",
        why: "the server takes every word but three for a no, and so does the fact",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/merge_requests/7",
        column: "unknown word",
        place: "/detailed_merge_status",
        why: "the server takes every word but three for a no, and so does the fact",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/merge_requests/7/approvals",
        column: "no field",
        place: "/approved_by/*/approved_at",
        why: "older versions do not have it; the approval is then of no commit that is known",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/merge_requests/7/approvals",
        column: "null object",
        place: "/approved_by/*/user",
        why: "an account that is gone",
    },
    Undetectable {
        forge: ForgeKind::Gitlab,
        question: "GET /projects/:project/repository/commits/:head/statuses",
        column: "null object",
        place: "/*/author",
        why: "an account that is gone; the status is then nobody's, and not ours",
    },
    Undetectable {
        forge: ForgeKind::Github,
        question: "POST /graphql Snapshot",
        column: "null object",
        place: "/data/repository/pullRequest/headRepository",
        why: "a fork that is gone; a fork is what may do less",
    },
];

/// The entry for an attempt.
pub(super) fn entry(forge: ForgeKind, attempt: &Attempt) -> Option<usize> {
    ALL.iter().position(|entry| {
        entry.forge == forge
            && attempt.question.starts_with(entry.question)
            && attempt.column == entry.column
            && entry.place == place(&attempt.place)
    })
}

/// Without indices.
pub(super) fn place(pointer: &str) -> String {
    let part = |part: &str| if part.parse::<usize>().is_ok() { "*".to_owned() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}
