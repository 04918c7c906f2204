//! The objects of GitHub's REST API, with every field that its description requires.
//!
//! The contract tests hold them against that description. Fields that nobody reads are there and say little.

use serde_json::{Map, Value as Json, json};

use super::world::{
    Activity, CheckRun, Comment, Commit, NAME, NUMBER, OWNER, Review, Status, WorkflowRun, World, time,
};

/// How the objects of a world look from one base URL.
pub(super) struct Shapes<'a> {
    pub(super) world: &'a World,
    pub(super) api: &'a str,
}

const REPOSITORY_ID: u64 = 1000;

/// An object whose fields are addresses below another one.
fn addresses(below: &str, names: &str) -> Map<String, Json> {
    names.split(' ').map(|name| (format!("{name}_url"), json!(format!("{below}/{name}")))).collect()
}

fn with(mut object: Map<String, Json>, fields: Json) -> Json {
    if let Json::Object(fields) = fields {
        object.extend(fields);
    }
    Json::Object(object)
}

/// The number of an object in GraphQL, which REST also gives.
fn node(kind: &str, id: u64) -> String {
    format!("{kind}_{id}")
}

impl Shapes<'_> {
    pub(super) fn repository_url(&self) -> String {
        format!("{}/repos/{OWNER}/{NAME}", self.api)
    }

    fn pull_url(&self) -> String {
        format!("{}/pulls/{NUMBER}", self.repository_url())
    }

    fn page(&self, rest: &str) -> String {
        format!("https://github.example/{OWNER}/{NAME}/{rest}")
    }

    pub(super) fn user(&self, login: Option<&str>) -> Json {
        let Some((login, account)) = login.and_then(|login| Some((login, self.world.accounts.get(login)?))) else {
            return Json::Null;
        };
        let url = format!("{}/users/{}", self.api, login.replace('[', "%5B").replace(']', "%5D"));
        let names =
            "avatar events followers following gists html organizations received_events repos starred subscriptions";
        with(
            addresses(&url, names),
            json!({
                "login": login, "id": account.id, "node_id": node("U", account.id), "gravatar_id": "", "url": url,
                "type": account.kind, "site_admin": false,
            }),
        )
    }

    /// What `/user` and `/users/…` give.
    pub(super) fn whole_user(&self, login: &str) -> Json {
        let Json::Object(user) = self.user(Some(login)) else { return Json::Null };
        with(
            user,
            json!({
                "name": null, "company": null, "blog": "", "location": null, "email": null, "hireable": null, "bio": null,
                "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "created_at": time(0), "updated_at": time(0),
            }),
        )
    }

    fn owner(&self) -> Json {
        let url = format!("{}/users/{OWNER}", self.api);
        let names =
            "avatar events followers following gists html organizations received_events repos starred subscriptions";
        with(
            addresses(&url, names),
            json!({
                "login": OWNER, "id": 999, "node_id": node("O", 999), "gravatar_id": "", "url": url, "type": "Organization", "site_admin": false,
            }),
        )
    }

    pub(super) fn repository(&self, full_name: &str) -> Json {
        let (id, name) =
            if full_name == format!("{OWNER}/{NAME}") { (REPOSITORY_ID, NAME) } else { (REPOSITORY_ID + 1, "fork") };
        let url = format!("{}/repos/{full_name}", self.api);
        let names = "archive assignees blobs branches collaborators comments commits compare contents contributors deployments \
            downloads events forks git_commits git_refs git_tags hooks html issue_comment issue_events issues keys labels \
            languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams \
            trees clone git ssh svn";
        with(
            addresses(&url, &names.split_whitespace().collect::<Vec<_>>().join(" ")),
            json!({
                "id": id, "node_id": node("R", id), "name": name, "full_name": full_name, "owner": self.owner(), "private": true,
                "visibility": "private", "description": null, "fork": id != REPOSITORY_ID, "url": url, "default_branch": "main",
                "forks": 0, "forks_count": 0, "has_downloads": true, "has_issues": true, "has_projects": false, "has_wiki": false,
                "has_pages": false, "has_discussions": false, "homepage": null, "language": "HCL", "archived": false, "disabled": false,
                "mirror_url": null, "open_issues": 1, "open_issues_count": 1, "license": null, "pushed_at": time(0), "size": 1,
                "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "created_at": time(0), "updated_at": time(0),
            }),
        )
    }

    pub(super) fn whole_repository(&self) -> Json {
        let mut repository = self.repository(&format!("{OWNER}/{NAME}"));
        repository["network_count"] = json!(0);
        repository["subscribers_count"] = json!(0);
        repository
    }

    pub(super) fn pull(&self) -> Json {
        let pull = &self.world.pull;
        let url = self.pull_url();
        let issue = format!("{}/issues/{NUMBER}", self.repository_url());
        let base = self.world.branches.get(&pull.base_branch).map(|branch| branch.tip.clone()).unwrap_or_default();
        let link = |url: &str| json!({"href": url});
        let side = |branch: &str, sha: &str, repository: Option<&str>| {
            json!({
                "label": format!("{OWNER}:{branch}"), "ref": branch, "sha": sha, "user": self.owner(),
                "repo": repository.map(|name| self.repository(name)),
            })
        };
        let names = "comments commits diff patch review_comment review_comments statuses html issue";
        let whole = format!("{OWNER}/{NAME}");
        let first_half = with(
            addresses(&url, names),
            json!({
                "url": url, "id": 70_007, "node_id": node("PR", 70_007), "number": NUMBER, "title": "Change the network", "body": null,
                "state": if pull.state == "OPEN" { "open" } else { "closed" }, "merged": pull.state == "MERGED", "draft": pull.draft, "locked": false,
                "user": self.user(pull.author.as_deref()), "labels": self.labels(),
                "head": side(&pull.head_branch, &pull.head, pull.head_repository.as_deref()),
                "base": side(&pull.base_branch, &base, Some(&whole)),
            }),
        );
        let Json::Object(first_half) = first_half else { return Json::Null };
        with(
            first_half,
            json!({
                "mergeable": pull.mergeable.front().copied().flatten(), "mergeable_state": pull.merge_state.to_lowercase(),
                "merge_commit_sha": pull.merge_commit, "merged_by": self.user(pull.merged_by.as_deref()),
                "merged_at": (pull.state == "MERGED").then(|| time(9)), "closed_at": (pull.state != "OPEN").then(|| time(9)),
                "created_at": time(1), "updated_at": time(2), "assignee": null, "milestone": null, "auto_merge": null,
                "author_association": "MEMBER", "additions": 1, "deletions": 1, "comments": self.world.comments.len(), "review_comments": 0,
                "commits": self.world.commits.len(), "changed_files": self.world.changed_files.unwrap_or(self.world.files.len()),
                "maintainer_can_modify": false, "requested_reviewers": self.requested_users(), "requested_teams": self.requested_teams(),
                "_links": {
                    "self": link(&url), "html": link(&self.page("pull/7")), "issue": link(&issue), "comments": link(&issue), "commits": link(&url),
                    "review_comments": link(&url), "review_comment": link(&url), "statuses": link(&url),
                },
            }),
        )
    }

    /// Lists say less of a request, and more of its teams.
    fn simple_pull(&self) -> Json {
        const UNSAID: [&str; 11] = [
            "additions",
            "changed_files",
            "comments",
            "commits",
            "deletions",
            "maintainer_can_modify",
            "mergeable",
            "mergeable_state",
            "merged",
            "merged_by",
            "review_comments",
        ];
        let mut pull = self.pull();
        pull.as_object_mut().into_iter().for_each(|fields| fields.retain(|name, _| !UNSAID.contains(&name.as_str())));
        let each = |list: &mut Json, field: &str, value: Json| {
            list.as_array_mut().into_iter().flatten().for_each(|item| item[field] = value.clone());
        };
        each(&mut pull["labels"], "description", json!(""));
        each(&mut pull["requested_teams"], "parent", Json::Null);
        pull
    }

    /// The requests that a commit came with.
    pub(super) fn pulls_of(&self, commit: &str) -> Vec<Json> {
        let pull = &self.world.pull;
        let is_merge = pull.merge_commit.as_deref() == Some(commit);
        let is_in_it = self.world.commits.iter().any(|known| known.sha == commit);
        let mut found: Vec<Json> = (is_merge || is_in_it).then(|| self.simple_pull()).into_iter().collect();
        for other in self.world.also_merged.iter().filter(|_| is_merge) {
            found.extend(found.first().cloned().map(|mut pull| {
                pull["number"] = json!(other);
                pull
            }));
        }
        found
    }

    /// Members of a team. An invitation that was not accepted is no membership.
    pub(super) fn members(&self, slug: &str) -> Vec<Json> {
        let team = self.world.teams.get(slug);
        let members = team.into_iter().flat_map(|team| &team.members);
        members.filter(|(_, (_, state))| *state == "active").map(|(login, _)| self.user(Some(login))).collect()
    }

    pub(super) fn requested_users(&self) -> Json {
        self.world.pull.requested_users.iter().map(|login| self.user(Some(login))).collect()
    }

    pub(super) fn requested_teams(&self) -> Json {
        self.world.pull.requested_teams.iter().filter_map(|slug| self.team(slug)).collect()
    }

    pub(super) fn team(&self, slug: &str) -> Option<Json> {
        let team = self.world.teams.get(slug)?;
        let url = format!("{}/orgs/{OWNER}/teams/{slug}", self.api);
        Some(with(
            addresses(&url, "members repositories html"),
            json!({
                "id": team.id, "node_id": node("T", team.id), "url": url, "name": slug.to_uppercase(), "slug": slug, "description": "",
                "privacy": if team.secret { "secret" } else { "closed" }, "permission": "push", "type": "organization",
            }),
        ))
    }

    pub(super) fn whole_team(&self, slug: &str) -> Option<Json> {
        let Json::Object(team) = self.team(slug)? else { return None };
        let url = format!("{}/orgs/{OWNER}", self.api);
        let organization = with(
            addresses(&url, "repos events hooks issues members public_members avatar html"),
            json!({
                "login": OWNER, "id": 999, "node_id": node("O", 999), "url": url, "description": "", "has_organization_projects": false,
                "has_repository_projects": false, "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "type": "Organization",
                "created_at": time(0), "updated_at": time(0), "archived_at": null,
            }),
        );
        Some(with(
            team,
            json!({
                "created_at": time(0), "updated_at": time(0), "members_count": 1, "repos_count": 1, "organization": organization,
            }),
        ))
    }

    pub(super) fn labels(&self) -> Json {
        self.world.pull.labels.iter().enumerate().map(|(index, name)| json!({
            "id": index + 1, "node_id": node("L", index as u64 + 1), "url": format!("{}/labels/{index}", self.repository_url()), "name": name,
            "description": null, "color": "ededed", "default": false,
        })).collect()
    }

    pub(super) fn review(&self, review: &Review) -> Json {
        let mut shape = json!({
            "id": review.id, "node_id": node("PRR", review.id), "user": self.user(review.login.as_deref()), "body": "", "state": review.state,
            "commit_id": review.commit, "html_url": self.page("pull/7#review"), "pull_request_url": self.pull_url(),
            "author_association": "MEMBER",
            "_links": {"html": {"href": self.page("pull/7#review")}, "pull_request": {"href": self.pull_url()}},
        });
        if let Some(submitted) = review.submitted {
            shape["submitted_at"] = json!(time(submitted));
        }
        shape
    }

    pub(super) fn files(&self) -> Vec<Json> {
        self.world.files.iter().map(|file| {
            let mut shape = with(addresses(&self.repository_url(), "blob raw contents"), json!({
                "sha": "e".repeat(40), "filename": file.path, "status": file.status, "additions": 1, "deletions": 1, "changes": 2, "patch": "",
            }));
            if let Some(previous) = &file.previous {
                shape["previous_filename"] = json!(previous);
            }
            shape
        }).collect()
    }

    pub(super) fn commit(&self, commit: &Commit) -> Json {
        let url = format!("{}/commits/{}", self.repository_url(), commit.sha);
        let author = commit.authors.first().cloned().unwrap_or_default();
        let person =
            |(email, _): &(String, Option<String>)| json!({"name": "Somebody", "email": email, "date": time(1)});
        with(
            addresses(&url, "html comments"),
            json!({
                "url": url, "sha": commit.sha, "node_id": "C_1",
                "author": self.user(author.1.as_deref()), "committer": self.user(commit.committer.1.as_deref()),
                "parents": [{"sha": "9".repeat(40), "url": url, "html_url": url}],
                "commit": {
                    "author": person(&author), "committer": person(&commit.committer), "message": commit.message, "comment_count": 0,
                    "tree": {"sha": "8".repeat(40), "url": url}, "url": url,
                    "verification": {"verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null},
                },
            }),
        )
    }

    /// One that is not of the request, with nobody's name on it.
    pub(super) fn other_commit(&self, sha: &str) -> Json {
        self.commit(&Commit {
            sha: sha.to_owned(),
            message: "Other".into(),
            authors: Vec::new(),
            committer: (String::new(), None),
        })
    }

    pub(super) fn check(&self, check: &CheckRun) -> Json {
        let url = format!("{}/check-runs/{}", self.repository_url(), check.id);
        json!({
            "id": check.id, "node_id": node("CR", check.id), "head_sha": check.commit, "name": check.name, "url": url, "html_url": null,
            "details_url": check.run.map(|run| self.page(&format!("actions/runs/{run}/job/{}", check.id))),
            "external_id": "", "status": check.status, "conclusion": check.conclusion, "started_at": time(check.id),
            "completed_at": check.conclusion.map(|_| time(check.id + 1)), "check_suite": {"id": check.suite}, "pull_requests": [],
            "app": check.app.map(|(id, slug)| self.app(id, slug)),
            "output": {"title": null, "summary": null, "text": null, "annotations_count": 0, "annotations_url": format!("{url}/annotations")},
        })
    }

    pub(super) fn app(&self, id: u64, slug: &str) -> Json {
        json!({
            "id": id, "node_id": node("A", id), "slug": slug, "name": slug, "owner": self.owner(), "description": null,
            "external_url": "https://ci.example", "html_url": format!("https://github.example/apps/{slug}"),
            "created_at": time(0), "updated_at": time(0), "permissions": {"checks": "write"}, "events": [],
        })
    }

    pub(super) fn status(&self, status: &Status) -> Json {
        json!({
            "id": status.id, "node_id": node("SC", status.id), "url": format!("{}/statuses/{}", self.repository_url(), status.commit),
            "avatar_url": null, "state": status.state, "description": status.description, "target_url": status.target_url,
            "context": status.context, "created_at": time(status.id), "updated_at": time(status.id), "creator": self.user(status.login.as_deref()),
        })
    }

    pub(super) fn branch(&self, name: &str) -> Option<Json> {
        let branch = self.world.branches.get(name)?;
        let url = format!("{}/branches/{name}", self.repository_url());
        let checks =
            branch.required.iter().map(|(context, app)| json!({"context": context, "app_id": app})).collect::<Json>();
        let contexts = branch.required.iter().map(|(context, _)| json!(context)).collect::<Json>();
        let level = if branch.required.is_empty() { "off" } else { "non_admins" };
        Some(json!({
            "name": name, "commit": self.other_commit(&branch.tip), "protected": branch.protected,
            "protection_url": format!("{url}/protection"), "_links": {"html": self.page(&format!("tree/{name}")), "self": url},
            "protection": {
                "enabled": branch.protected,
                "required_status_checks": {"enforcement_level": level, "contexts": contexts, "checks": checks},
            },
        }))
    }

    pub(super) fn run(&self, id: u64, attempt: u64, run: &WorkflowRun) -> Json {
        let url = format!("{}/actions/runs/{id}", self.repository_url());
        let repository = self.repository(&format!("{OWNER}/{NAME}"));
        with(
            addresses(&url, "html jobs logs check_suite cancel rerun artifacts workflow previous_attempt"),
            json!({
                "id": id, "node_id": node("WFR", id), "name": "plan", "head_branch": self.world.pull.head_branch, "head_sha": run.head, "path": run.path,
                "display_title": "plan", "run_number": 1, "run_attempt": attempt, "event": run.event, "status": "in_progress", "conclusion": null,
                "workflow_id": 1, "check_suite_id": 1, "url": url, "pull_requests": [], "created_at": time(3), "updated_at": time(3),
                "run_started_at": time(3), "actor": self.user(run.actor.as_deref()), "triggering_actor": self.user(run.triggering_actor.as_deref()),
                "head_commit": null, "repository": repository, "head_repository": repository,
            }),
        )
    }

    pub(super) fn jobs(&self, id: u64, run: &WorkflowRun) -> Vec<Json> {
        let url = format!("{}/actions/runs/{id}", self.repository_url());
        run.jobs.iter().map(|(job, name, runner)| json!({
            "id": job, "node_id": node("CR", *job), "run_id": id, "run_url": url, "run_attempt": run.attempt, "head_sha": run.head, "workflow_name": "plan",
            "head_branch": self.world.pull.head_branch, "name": name, "url": format!("{}/actions/jobs/{job}", self.repository_url()), "html_url": null,
            "status": "in_progress", "conclusion": null, "started_at": time(3), "completed_at": null, "created_at": time(3),
            "check_run_url": format!("{}/check-runs/{job}", self.repository_url()), "labels": ["ubuntu-latest"],
            "runner_id": 1, "runner_name": runner, "runner_group_id": 1, "runner_group_name": "GitHub Actions",
        })).collect()
    }

    pub(super) fn workflows(&self) -> Vec<Json> {
        let shape = |(index, (name, path)): (usize, &(String, String))| {
            let id = index as u64 + 1;
            let url = format!("{}/actions/workflows/{id}", self.repository_url());
            with(
                addresses(&url, "html badge"),
                json!({
                    "id": id, "node_id": node("W", id), "name": name, "path": path, "state": "active", "url": url,
                    "created_at": time(0), "updated_at": time(0),
                }),
            )
        };
        self.world.workflows.iter().enumerate().map(shape).collect()
    }

    pub(super) fn activity(&self, activity: &Activity) -> Json {
        json!({
            "id": activity.id, "node_id": node("PSH", activity.id), "before": activity.before, "after": activity.after, "ref": activity.branch,
            "timestamp": time(activity.id), "activity_type": activity.kind, "actor": self.user(activity.login.as_deref()),
        })
    }

    pub(super) fn reaction(&self, id: u64, login: &str, content: &str) -> Json {
        json!({
            "id": id, "node_id": node("REA", id), "user": self.user(Some(login)), "content": content, "created_at": time(id),
        })
    }

    pub(super) fn comment(&self, comment: &Comment) -> Json {
        json!({
            "id": comment.id, "node_id": node("IC", comment.id), "url": format!("{}/issues/comments/{}", self.repository_url(), comment.id),
            "html_url": self.page(&format!("pull/7#issuecomment-{}", comment.id)), "issue_url": format!("{}/issues/{}", self.repository_url(), comment.issue),
            "user": self.user(comment.login.as_deref()), "body": comment.body, "author_association": "NONE",
            "created_at": time(comment.id), "updated_at": time(comment.edited.unwrap_or(comment.id)), "performed_via_github_app": null,
        })
    }
}
