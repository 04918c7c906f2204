//! A world as GraphQL sees it: the tree that queries pick from. See [`crate::fake::graphql`] for how it is written.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::fake::graphql::merge;

use super::world::{CheckRun, Commit, Grant, NAME, NUMBER, OWNER, Review, Status, World, time};

fn paged(items: impl IntoIterator<Item = Json>) -> Json {
    json!({"$items": items.into_iter().collect::<Vec<_>>()})
}

/// What a query that this token sends can find.
pub(super) fn tree(world: &World, grant: &Grant) -> Json {
    let mut tree = json!({
        format!("repository({NAME}, {OWNER})"): if grant.read { world.repository() } else { Json::Null },
        format!("organization({OWNER})"): world.organization(grant),
        "viewer": viewer(world, grant),
        "rateLimit": {"__typename": "RateLimit", "cost": 1, "limit": 5000, "remaining": 4999, "used": 1, "nodeCount": 1, "resetAt": time(99)},
    });
    for (login, account) in &world.accounts {
        if account.kind == "User" {
            tree[format!("user({login})")] = world.actor(Some(login));
        }
    }
    tree
}

/// An installation is a user here, by its login with `[bot]`.
fn viewer(world: &World, grant: &Grant) -> Json {
    let id = world.accounts.get(&grant.login).map(|account| account.id);
    json!({"__typename": "User", "id": format!("U_{id:?}"), "login": grant.login, "databaseId": id, "name": null})
}

impl World {
    /// Somebody who does things. Bots are without `[bot]`.
    fn actor(&self, login: Option<&str>) -> Json {
        let Some((login, account)) = login.and_then(|login| Some((login, self.accounts.get(login)?))) else {
            return Json::Null;
        };
        json!({
            "__typename": account.kind, "id": format!("U_{}", account.id), "login": login.trim_end_matches("[bot]"),
            "databaseId": account.id, "url": format!("https://github.example/{login}"),
        })
    }

    /// The user behind an e-mail: never a bot.
    fn user(&self, login: Option<&str>) -> Json {
        let user = self.actor(login);
        if user["__typename"] == "User" { user } else { Json::Null }
    }

    fn organization(&self, grant: &Grant) -> Json {
        if !grant.members {
            return json!({"$error": {"type": "FORBIDDEN", "message": "Resource not accessible by integration"}});
        }
        let mut organization =
            json!({"__typename": "Organization", "login": OWNER, "databaseId": 999, "id": "O_999", "team()": null});
        for (slug, team) in &self.teams {
            if !team.secret || grant.secret_teams {
                organization[format!("team({slug})")] = self.team_node(slug);
            }
        }
        organization
    }

    fn team_node(&self, slug: &str) -> Json {
        let Some(team) = self.teams.get(slug) else { return Json::Null };
        let members = team.members.iter().filter(|(_, (_, state))| *state == "active").map(|(login, (role, _))| {
            let mut member = self.actor(Some(login));
            member["$edge"] = json!({"__typename": "TeamMemberEdge", "role": role.to_uppercase()});
            member
        });
        json!({
            "__typename": "Team", "id": format!("T_{}", team.id), "databaseId": team.id, "slug": slug, "name": slug.to_uppercase(), "combinedSlug": format!("{OWNER}/{slug}"),
            "privacy": if team.secret { "SECRET" } else { "VISIBLE" }, "members": paged(members),
            "organization": {"__typename": "Organization", "login": OWNER},
        })
    }

    fn repository(&self) -> Json {
        let full = format!("{OWNER}/{NAME}");
        let mut repository = json!({
            "__typename": "Repository", "id": "R_1000", "databaseId": 1000, "name": NAME, "nameWithOwner": full, "isPrivate": true, "isFork": false,
            "isArchived": false, "visibility": "PRIVATE", "url": format!("https://github.example/{full}"), "viewerPermission": "WRITE",
            "owner": {"__typename": "Organization", "id": "O_999", "login": OWNER},
            "defaultBranchRef": self.reference("main"),
            format!("pullRequest({NUMBER})"): self.pull_node(),
            "ref(no such ref)": null, "object(no such object)": null,
            "collaborators": paged(self.accounts.iter().filter_map(|(login, account)| {
                let mut node = self.actor(Some(login));
                let role = account.role.as_ref()?.0;
                node["$edge"] = json!({"__typename": "RepositoryCollaboratorEdge", "permission": role.to_uppercase()});
                Some(node)
            })),
        });
        for (name, branch) in &self.branches {
            let commit = json!({"__typename": "Commit", "oid": branch.tip, "id": format!("C_{}", branch.tip)});
            repository[format!("ref(refs/heads/{name})")] = self.reference(name);
            repository[format!("ref({name})")] = self.reference(name);
            repository[format!("object({name})")] = commit.clone();
            repository[format!("object(refs/heads/{name})")] = commit.clone();
            repository[format!("object({})", branch.tip)] = commit;
        }
        for commit in &self.commits {
            repository[format!("object({})", commit.sha)] = self.commit_node(commit);
        }
        repository
    }

    fn reference(&self, name: &str) -> Json {
        let Some(branch) = self.branches.get(name) else { return Json::Null };
        let app = |id: &Option<u64>| id.map(|id| json!({"__typename": "App", "databaseId": id, "slug": "ci"}));
        let required = branch.required.iter().map(
            |(context, id)| json!({"__typename": "RequiredStatusCheckDescription", "context": context, "app": app(id)}),
        );
        let protection = json!({
            "__typename": "BranchProtectionRule", "pattern": name, "requiresStatusChecks": !branch.required.is_empty(),
            "requiredStatusCheckContexts": branch.required.iter().map(|(context, _)| json!(context)).collect::<Json>(),
            "requiredStatusChecks": required.collect::<Json>(), "requiresApprovingReviews": true, "requiredApprovingReviewCount": 1,
            "dismissesStaleReviews": false, "requiresCodeOwnerReviews": false, "requireLastPushApproval": false,
        });
        json!({
            "__typename": "Ref", "id": format!("REF_{name}"), "name": name, "prefix": "refs/heads/",
            "target": {"__typename": "Commit", "oid": branch.tip, "id": format!("C_{}", branch.tip)},
            "branchProtectionRule": branch.protected.then_some(protection),
        })
    }

    fn pull_node(&self) -> Json {
        let pull = &self.pull;
        let base = self.branches.get(&pull.base_branch).map(|branch| branch.tip.clone());
        let mergeable = match pull.mergeable.front().copied().flatten() {
            Some(true) => "MERGEABLE",
            Some(false) => "CONFLICTING",
            None => "UNKNOWN",
        };
        let repository = |full: &String| json!({"__typename": "Repository", "nameWithOwner": full, "databaseId": 1000, "owner": {"__typename": "Organization", "login": OWNER}, "name": NAME});
        let same = pull.head_repository.as_deref() == Some(&format!("{OWNER}/{NAME}"));
        let mut node = json!({
            "__typename": "PullRequest", "id": "PR_70007", "databaseId": 70_007, "fullDatabaseId": "70007", "number": NUMBER, "title": "Change the network", "url": "https://github.example/acme/infra/pull/7",
            "state": pull.state, "isDraft": pull.draft, "merged": pull.state == "MERGED", "closed": pull.state != "OPEN", "locked": false,
            "isCrossRepository": !same, "headRefOid": pull.head, "headRefName": pull.head_branch,
            "headRef": self.reference(&pull.head_branch), "headRepository": pull.head_repository.as_ref().map(repository),
            "headRepositoryOwner": pull.head_repository.as_ref().map(|full| json!({"__typename": "Organization", "login": full.split('/').next()})),
            "baseRefOid": pull.compared_with.clone().or(base), "baseRefName": pull.base_branch, "baseRef": self.reference(&pull.base_branch),
            "changedFiles": self.changed_files.unwrap_or(self.files.len()), "mergeable": mergeable, "mergeStateStatus": pull.merge_state,
            "reviewDecision": pull.review_decision, "author": self.actor(pull.author.as_deref()), "authorAssociation": "MEMBER",
            "mergeCommit": pull.merge_commit.as_ref().map(|oid| json!({"__typename": "Commit", "oid": oid})), "mergedBy": self.actor(pull.merged_by.as_deref()),
            "createdAt": time(1), "updatedAt": time(2), "mergedAt": (pull.state == "MERGED").then(|| time(9)),
        });
        merge(&mut node, self.pull_lists());
        node
    }

    fn pull_lists(&self) -> Json {
        let pull = &self.pull;
        json!({
            "isInMergeQueue": pull.merge_queue.is_some(),
            "mergeQueueEntry": pull.merge_queue.as_ref().map(|entry| json!({
                "__typename": "MergeQueueEntry", "id": "MQE_1", "state": entry.state, "position": 1,
                "headCommit": entry.head.as_ref().map(|oid| json!({"__typename": "Commit", "oid": oid})),
            })),
            "timelineItems": paged(pull.retargeted.iter().map(|when| json!({
                "$type": "BASE_REF_CHANGED_EVENT", "__typename": "BaseRefChangedEvent", "id": format!("BRCE_{when}"), "createdAt": time(*when),
            }))),
            "labels": paged(pull.labels.iter().map(|name| json!({"__typename": "Label", "name": name}))),
            "reviews": paged(self.reviews.iter().map(|review| self.review_node(review))),
            "latestReviews": paged(self.latest_reviews(|_| true)),
            "latestOpinionatedReviews": paged(self.latest_reviews(|review| ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(&review.state))),
            "reviewRequests": paged(self.review_requests()),
            "files": paged(self.files.iter().take(3000).map(|file| json!({
                "__typename": "PullRequestChangedFile", "path": file.path, "additions": 1, "deletions": 1,
                "changeType": match file.status { "removed" => "DELETED".to_owned(), other => other.to_uppercase() },
            }))),
            "commits": paged(self.commits.iter().map(|commit| json!({
                "__typename": "PullRequestCommit", "id": format!("PRC_{}", commit.sha), "commit": self.commit_node(commit),
            }))),
            "comments": paged(self.comments.iter().map(|comment| json!({
                "__typename": "IssueComment", "id": format!("IC_{}", comment.id), "databaseId": comment.id, "fullDatabaseId": comment.id.to_string(), "body": comment.body,
                "author": self.actor(comment.login.as_deref()), "url": format!("https://github.example/acme/infra/pull/7#issuecomment-{}", comment.id),
                "createdAt": time(comment.id), "updatedAt": time(comment.id), "viewerDidAuthor": false, "isMinimized": false,
            }))),
            "statusCheckRollup": self.commits.last().map(|commit| self.rollup(&commit.sha)),
        })
    }

    fn review_node(&self, review: &Review) -> Json {
        json!({
            "__typename": "PullRequestReview", "id": format!("PRR_{}", review.id), "databaseId": review.id, "fullDatabaseId": review.id.to_string(), "state": review.state,
            "body": "", "author": self.actor(review.login.as_deref()), "authorAssociation": "MEMBER",
            "authorCanPushToRepository": review.login.as_ref().and_then(|login| self.accounts.get(login)?.role.as_ref()).is_some_and(|(role, _)| ["write", "admin"].contains(role)),
            "submittedAt": review.submitted.map(time), "createdAt": time(review.id), "lastEditedAt": null,
            "commit": review.commit.as_ref().map(|oid| json!({"__typename": "Commit", "oid": oid})),
            "onBehalfOf": paged(review.teams.iter().map(|slug| self.team_node(slug))),
        })
    }

    /// The last of each person.
    fn latest_reviews(&self, wanted: impl Fn(&Review) -> bool) -> Vec<Json> {
        let mut seen = BTreeSet::new();
        let mut latest: Vec<_> =
            self.reviews.iter().rev().filter(|review| wanted(review) && seen.insert(review.login.clone())).collect();
        latest.reverse();
        latest.into_iter().map(|review| self.review_node(review)).collect()
    }

    fn review_requests(&self) -> Vec<Json> {
        let users = self.pull.requested_users.iter().map(|login| self.actor(Some(login)));
        let teams = self.pull.requested_teams.iter().map(|slug| self.team_node(slug));
        users
            .chain(teams)
            .map(|reviewer| json!({"__typename": "ReviewRequest", "asCodeOwner": false, "requestedReviewer": reviewer}))
            .collect()
    }

    fn commit_node(&self, commit: &Commit) -> Json {
        let person = |(email, login): &(String, Option<String>)| {
            json!({
                "__typename": "GitActor", "name": "Somebody", "email": email, "date": time(1), "user": self.user(login.as_deref()),
            })
        };
        json!({
            "__typename": "Commit", "id": format!("C_{}", commit.sha), "oid": commit.sha, "message": commit.message, "messageHeadline": commit.message,
            "committedDate": time(1), "authoredDate": time(1), "committedViaWeb": false, "authoredByCommitter": true,
            "author": commit.authors.first().map(person), "committer": person(&commit.committer), "authors": paged(commit.authors.iter().map(person)),
            "parents": paged([json!({"__typename": "Commit", "oid": "9".repeat(40)})]),
            "statusCheckRollup": self.rollup(&commit.sha),
        })
    }

    /// Null when nothing has ever been reported.
    fn rollup(&self, sha: &str) -> Json {
        let checks = self.latest_checks(sha, false).into_iter().map(|check| self.check_node(check));
        let statuses = self.latest_statuses(sha).into_iter().map(|status| self.status_node(status));
        let contexts: Vec<_> = checks.chain(statuses).collect();
        if contexts.is_empty() {
            return Json::Null;
        }
        let (good, bad) = (
            ["SUCCESS", "NEUTRAL", "SKIPPED"],
            ["FAILURE", "ERROR", "TIMED_OUT", "CANCELLED", "ACTION_REQUIRED", "STARTUP_FAILURE"],
        );
        let word = |context: &Json, words: &[&str]| {
            words.iter().any(|word| context["conclusion"] == *word || context["state"] == *word)
        };
        let state = if contexts.iter().any(|context| word(context, &bad)) {
            "FAILURE"
        } else if contexts.iter().all(|context| word(context, &good)) {
            "SUCCESS"
        } else {
            "PENDING"
        };
        json!({"__typename": "StatusCheckRollup", "id": format!("SCR_{sha}"), "state": state, "contexts": paged(contexts)})
    }

    fn check_node(&self, check: &CheckRun) -> Json {
        let run = check.run.and_then(|id| Some((id, self.runs.get(&id)?)));
        let app =
            check.app.map(|(id, slug)| json!({"__typename": "App", "databaseId": id, "slug": slug, "name": slug}));
        json!({
            "__typename": "CheckRun", "id": format!("CR_{}", check.id), "databaseId": check.id, "name": check.name, "status": check.status.to_uppercase(),
            "conclusion": check.conclusion.map(str::to_uppercase), "startedAt": time(check.id), "completedAt": check.conclusion.map(|_| time(check.id + 1)),
            "detailsUrl": null, "url": "https://github.example/acme/infra/runs/1",
            "isRequired": self.is_required(&check.name, check.app.map(|(id, _)| id)),
            "checkSuite": {
                "__typename": "CheckSuite", "id": format!("CS_{}", check.suite), "databaseId": check.suite, "app": app, "commit": {"__typename": "Commit", "oid": check.commit},
                "createdAt": time(check.suite), "updatedAt": time(check.suite),
                "workflowRun": run.map(|(id, run)| json!({
                    "__typename": "WorkflowRun", "id": format!("WFR_{id}"), "databaseId": id, "runNumber": 1, "event": run.event, "url": "https://github.example/acme/infra/actions/runs/1",
                    "file": {"__typename": "WorkflowRunFile", "id": "WFRF_1", "path": run.path, "repositoryName": format!("{OWNER}/{NAME}")},
                    "workflow": {"__typename": "Workflow", "id": "W_1", "name": "plan", "databaseId": 1, "resourcePath": run.path},
                })),
            },
        })
    }

    fn status_node(&self, status: &Status) -> Json {
        json!({
            "__typename": "StatusContext", "id": format!("SC_{}", status.id), "context": status.context, "state": status.state.to_uppercase(),
            "description": status.description, "targetUrl": status.target_url, "createdAt": time(status.id),
            "creator": self.actor(status.login.as_deref()), "commit": {"__typename": "Commit", "oid": status.commit},
            "isRequired": self.is_required(&status.context, None),
        })
    }

    fn is_required(&self, name: &str, app: Option<u64>) -> bool {
        self.required().iter().any(|(context, wanted)| context == name && (wanted.is_none() || *wanted == app))
    }

    /// All check runs of a commit, the newest last; or of each suite and name only the newest.
    pub(super) fn latest_checks(&self, sha: &str, all: bool) -> Vec<&CheckRun> {
        let checks: Vec<_> = self.checks.iter().filter(|check| check.commit == sha).collect();
        let newer = |check: &CheckRun| {
            checks.iter().any(|other| (other.suite, &other.name) == (check.suite, &check.name) && other.id > check.id)
        };
        checks.iter().filter(|check| all || !newer(check)).copied().collect()
    }

    /// Of each context the newest.
    fn latest_statuses(&self, sha: &str) -> Vec<&Status> {
        let statuses: Vec<_> = self.statuses.iter().filter(|status| status.commit == sha).collect();
        let newer =
            |status: &Status| statuses.iter().any(|other| other.context == status.context && other.id > status.id);
        statuses.iter().filter(|status| !newer(status)).copied().collect()
    }
}
