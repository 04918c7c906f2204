//! GitHub's REST API on a world: routes, pages, and what each token may.

use serde_json::{Value as Json, json};

use super::shapes::Shapes;
use super::world::{Comment, Grant, Links, NAME, NUMBER, OWNER, Status, World};
use crate::fake::server::{Reply, Request};

/// An answer to whoever may ask; `segments` is the path below the base of the API.
pub(super) fn answer(world: &mut World, grant: &Grant, request: &Request, segments: &[String]) -> Reply {
    let prefix = if request.path.starts_with("/api/v3/") { "/api/v3" } else { "" };
    let api = format!("{}{prefix}", request.origin);
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let call = Call { grant, request, api: &api };
    match parts.as_slice() {
        ["user"] if grant.installation => forbidden(),
        ["user"] => Reply::json(200, &Shapes { world, api: &api }.whole_user(&grant.login)),
        ["users", login] => found(Some(Shapes { world, api: &api }.whole_user(login)).filter(|user| !user.is_null())),
        ["apps", slug] => found(world.apps.get(slug).map(|id| Shapes { world, api: &api }.app(*id, slug))),
        ["orgs", OWNER, rest @ ..] => call.organization(world, rest),
        ["repos", OWNER, NAME, rest @ ..] | ["repositories", "1000", rest @ ..] if grant.read => {
            call.repository(world, rest)
        }
        // The activity of a fork is the fork's; there is nothing else to see of it here.
        ["repos", owner, name, "activity"]
            if grant.read && world.pull.head_repository.as_deref() == Some(&format!("{owner}/{name}")) =>
        {
            call.activity(&Shapes { world, api: &api })
        }
        _ => not_found(),
    }
}

struct Call<'a> {
    grant: &'a Grant,
    request: &'a Request,
    api: &'a str,
}

impl Call<'_> {
    fn organization(&self, world: &World, rest: &[&str]) -> Reply {
        if !self.grant.members {
            return forbidden();
        }
        let shapes = Shapes { world, api: self.api };
        let visible = |slug: &str| world.teams.get(slug).filter(|team| !team.secret || self.grant.secret_teams);
        match rest {
            ["teams", slug] => found(visible(slug).and_then(|_| shapes.whole_team(slug))),
            ["teams", slug, "members"] if visible(slug).is_some() => self.page(world, shapes.members(slug)),
            ["teams", slug, "memberships", login] => {
                let member = visible(slug)
                    .and_then(|team| team.members.iter().find(|(member, _)| member.eq_ignore_ascii_case(login)));
                found(member.map(|(_, (role, state))| {
                    json!({"role": role, "state": state, "url": format!("{}/orgs/{OWNER}/teams/{slug}/memberships/{login}", self.api)})
                }))
            }
            _ => not_found(),
        }
    }

    fn repository(&self, world: &mut World, rest: &[&str]) -> Reply {
        if self.request.method != "GET" {
            return self.write(world, rest);
        }
        let shapes = Shapes { world, api: self.api };
        let number = NUMBER.to_string();
        match rest {
            [] => Reply::json(200, &shapes.whole_repository()),
            ["pulls", pull] if *pull == number => {
                let shape = shapes.pull();
                world.looked_at();
                Reply::json(200, &shape)
            }
            ["pulls", pull, part] if *pull == number => self.pull_request(&shapes, part),
            ["issues", issue, "comments"] if *issue == number => {
                let here = world.comments.iter().filter(|comment| comment.issue == NUMBER);
                self.page(world, here.map(|comment| shapes.comment(comment)).collect())
            }
            ["issues", issue, "labels"] if *issue == number => self.page(world, listed(&shapes.labels())),
            ["issues", "comments", id] => found(
                world
                    .comments
                    .iter()
                    .find(|comment| comment.id.to_string() == *id)
                    .map(|comment| shapes.comment(comment)),
            ),
            ["commits", commit] => found(self.known_commit(world, commit).map(|sha| shapes.other_commit(&sha))),
            ["commits", commit, part] => self.commit(&shapes, commit, part),
            ["rules", "branches", _] => self.page(world, world.rules.clone()),
            ["branches", name] => found(shapes.branch(name)),
            ["collaborators", login, "permission"] => collaborator(&shapes, login),
            ["actions", "workflows"] => self.counted(world, "workflows", shapes.workflows()),
            ["actions", "runs", id, rest @ ..] => self.run(&shapes, id, rest),
            ["activity"] => self.activity(&shapes),
            _ => not_found(),
        }
    }

    fn pull_request(&self, shapes: &Shapes<'_>, part: &str) -> Reply {
        let world = shapes.world;
        match part {
            "reviews" => self.page(world, shapes.all(&world.reviews, Shapes::review)),
            // GitHub lists no more, and says nothing of it.
            "files" => self.page(world, shapes.files().into_iter().take(3000).collect()),
            "commits" => self.page(world, shapes.all(&world.commits, Shapes::commit).into_iter().take(250).collect()),
            "requested_reviewers" => {
                let mut teams = shapes.requested_teams();
                teams.as_array_mut().into_iter().flatten().for_each(|team| team["parent"] = Json::Null);
                Reply::json(200, &json!({"users": shapes.requested_users(), "teams": teams}))
            }
            _ => not_found(),
        }
    }

    fn known_commit(&self, world: &World, reference: &str) -> Option<String> {
        let tip = world.branches.get(reference).map(|branch| branch.tip.clone());
        tip.or_else(|| world.commits.iter().map(|commit| &commit.sha).find(|sha| *sha == reference).cloned())
            .or_else(|| world.branches.values().map(|branch| &branch.tip).find(|sha| *sha == reference).cloned())
            .or_else(|| world.pull.merge_commit.clone().filter(|sha| sha == reference))
    }

    fn commit(&self, shapes: &Shapes<'_>, commit: &str, part: &str) -> Reply {
        let world = shapes.world;
        let Some(sha) = self.known_commit(world, commit) else { return refused("No commit found for SHA") };
        let statuses = || world.statuses.iter().rev().filter(|status| status.commit == sha);
        match part {
            "check-runs" => {
                let checks: Vec<_> = world.latest_checks(&sha, self.request.param("filter") == Some("all"));
                let app = self.request.param("app_id");
                let checks = checks
                    .into_iter()
                    .filter(|check| app.is_none_or(|app| check.app.is_some_and(|(id, _)| id.to_string() == app)));
                self.counted(world, "check_runs", checks.map(|check| shapes.check(check)).collect())
            }
            "statuses" => self.page(world, statuses().map(|status| shapes.status(status)).collect()),
            "pulls" => self.page(world, shapes.pulls_of(&sha)),
            _ => not_found(),
        }
    }

    fn run(&self, shapes: &Shapes<'_>, id: &str, rest: &[&str]) -> Reply {
        let Some((id, run)) = id.parse().ok().and_then(|id: u64| Some((id, shapes.world.runs.get(&id)?))) else {
            return not_found();
        };
        let there = |attempt: &str| attempt.parse().is_ok_and(|attempt: u64| (1..=run.attempt).contains(&attempt));
        match rest {
            [] => Reply::json(200, &shapes.run(id, run.attempt, run)),
            ["attempts", attempt] if there(attempt) => {
                Reply::json(200, &shapes.run(id, attempt.parse().unwrap_or(1), run))
            }
            ["jobs"] => self.counted(shapes.world, "jobs", shapes.jobs(id, run)),
            ["attempts", attempt, "jobs"] if there(attempt) => self.counted(shapes.world, "jobs", shapes.jobs(id, run)),
            _ => not_found(),
        }
    }

    /// The newest first, paged with cursors.
    fn activity(&self, shapes: &Shapes<'_>) -> Reply {
        let wanted = |activity: &&super::world::Activity| {
            let branch = self
                .request
                .param("ref")
                .is_none_or(|name| activity.branch == name || activity.branch == format!("refs/heads/{name}"));
            let kind = self.request.param("activity_type").is_none_or(|kind| activity.kind == kind);
            branch && kind
        };
        let items: Vec<_> =
            shapes.world.activity.iter().rev().filter(wanted).map(|activity| shapes.activity(activity)).collect();
        let start =
            self.request.param("after").and_then(|cursor| cursor.strip_prefix("cursor-")?.parse().ok()).unwrap_or(0);
        let end = items.len().min(start + self.per_page(shapes.world));
        let page = Reply::json(200, &items.get(start..end).unwrap_or_default().into());
        if end < items.len() {
            page.with("link", self.link(shapes.world, "next", "after", &format!("cursor-{end}")))
        } else {
            page
        }
    }

    fn per_page(&self, world: &World) -> usize {
        let asked = self.request.param("per_page").and_then(|size| size.parse().ok()).unwrap_or(30);
        asked.clamp(1, 100).min(world.page_size)
    }

    /// The page that is asked for, and where the pages around it are.
    fn cut<T: Clone>(&self, world: &World, items: &[T]) -> (Vec<T>, Option<String>) {
        let size = self.per_page(world);
        let page: usize = self.request.param("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
        let last = items.len().div_ceil(size).max(1);
        let start = (size * (page - 1)).min(items.len());
        let items = items[start..(start + size).min(items.len())].to_vec();
        let mut links = Vec::new();
        if page > 1 {
            links.push(self.link(world, "prev", "page", &(page - 1).to_string()));
        }
        if page < last {
            links.push(self.link(world, "next", "page", &(page + 1).to_string()));
            links.push(self.link(world, "last", "page", &last.to_string()));
        }
        if page > 1 {
            links.push(self.link(world, "first", "page", "1"));
        }
        (items, (!links.is_empty()).then(|| links.join(", ")))
    }

    fn link(&self, world: &World, relation: &str, parameter: &str, value: &str) -> String {
        let below = self.request.path.split_once(&format!("/repos/{OWNER}/{NAME}")).map(|(_, rest)| rest);
        let path = match (world.links, below) {
            (Links::Repositories, Some(rest)) => format!("{}/repositories/1000{rest}", self.api),
            _ => format!("{}{}", self.request.origin, self.request.path),
        };
        let kept = self.request.query.iter().filter(|(name, _)| name != parameter);
        let query: Vec<_> = kept.map(|(name, value)| format!("{name}={}", value.replace('/', "%2F"))).collect();
        let query = query.into_iter().chain([format!("{parameter}={value}")]).collect::<Vec<_>>().join("&");
        format!("<{path}?{query}>; rel=\"{relation}\"")
    }

    fn page(&self, world: &World, items: Vec<Json>) -> Reply {
        let (page, links) = self.cut(world, &items);
        let reply = Reply::json(200, &page.into());
        if let Some(links) = links { reply.with("link", links) } else { reply }
    }

    fn counted(&self, world: &World, name: &str, items: Vec<Json>) -> Reply {
        let (page, links) = self.cut(world, &items);
        let reply = Reply::json(200, &json!({"total_count": items.len(), name: page}));
        if let Some(links) = links { reply.with("link", links) } else { reply }
    }

    fn write(&self, world: &mut World, rest: &[&str]) -> Reply {
        if !self.grant.write {
            return forbidden();
        }
        let reply = self.written(world, rest);
        if reply.status < 300 {
            world.writes.push(format!("{} {}", self.request.method, self.request.path));
        }
        reply
    }

    fn written(&self, world: &mut World, rest: &[&str]) -> Reply {
        let body = self.request.json();
        let number = NUMBER.to_string();
        match (self.request.method.as_str(), rest) {
            ("POST", ["issues", issue, "comments"]) if *issue == number => self.commented(world, None, &body),
            ("PATCH", ["issues", "comments", id]) => self.commented(world, Some(id), &body),
            ("DELETE", ["issues", "comments", id]) => {
                let before = world.comments.len();
                world.comments.retain(|comment| comment.id.to_string() != *id);
                if world.comments.len() < before { Reply::nothing() } else { not_found() }
            }
            ("POST", ["issues", "comments", id, "reactions"]) => self.reacted(world, id, &body),
            ("POST", ["statuses", commit]) => self.status_set(world, commit, &body),
            ("POST", ["issues", issue, "labels"]) if *issue == number => {
                let Some(names) = body["labels"].as_array() else { return refused("Invalid request.") };
                for name in names.iter().filter_map(Json::as_str) {
                    if !world.pull.labels.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                        world.pull.labels.push(name.to_owned());
                    }
                }
                Reply::json(200, &Shapes { world, api: self.api }.labels())
            }
            ("DELETE", ["issues", issue, "labels", name]) if *issue == number => {
                let before = world.pull.labels.len();
                world.pull.labels.retain(|known| !known.eq_ignore_ascii_case(name));
                if world.pull.labels.len() == before {
                    return not_found();
                }
                Reply::json(200, &Shapes { world, api: self.api }.labels())
            }
            _ => not_found(),
        }
    }

    fn commented(&self, world: &mut World, id: Option<&str>, body: &Json) -> Reply {
        let Some(text) = body["body"].as_str().filter(|text| !text.is_empty() && text.chars().count() <= 65_536) else {
            return refused("Validation Failed");
        };
        let id = match id {
            Some(id) => {
                let Some(comment) = world.comments.iter_mut().find(|comment| comment.id.to_string() == id) else {
                    return not_found();
                };
                text.clone_into(&mut comment.body);
                comment.edited = Some(comment.id + 1);
                comment.id
            }
            None => {
                let id = world.id();
                world.comments.push(Comment::on(NUMBER, id, &self.grant.login, text));
                id
            }
        };
        let created = self.request.method == "POST";
        let comment = world.comments.iter().find(|comment| comment.id == id);
        let shape = comment.map(|comment| Shapes { world, api: self.api }.comment(comment));
        Reply::json(if created { 201 } else { 200 }, &shape.unwrap_or_default())
    }

    /// 201 for a new one, 200 for one that is there.
    fn reacted(&self, world: &mut World, id: &str, body: &Json) -> Reply {
        let words = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
        let Some(content) = body["content"].as_str().filter(|content| words.contains(content)) else {
            return refused("Validation Failed");
        };
        let new = world.id();
        let Some(comment) = world.comments.iter_mut().find(|comment| comment.id.to_string() == id) else {
            return not_found();
        };
        let reaction = (self.grant.login.clone(), content.to_owned());
        let is_there = comment.reactions.contains(&reaction);
        if !is_there {
            comment.reactions.push(reaction);
        }
        let shape = Shapes { world, api: self.api }.reaction(new, &self.grant.login, content);
        Reply::json(if is_there { 200 } else { 201 }, &shape)
    }

    fn status_set(&self, world: &mut World, commit: &str, body: &Json) -> Reply {
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let state = text("state").filter(|state| ["error", "failure", "pending", "success"].contains(&state.as_str()));
        let fits = text("description").is_none_or(|description| description.chars().count() <= 140);
        let (Some(state), true) = (state, fits) else { return refused("Validation Failed") };
        if self.known_commit(world, commit).is_none() {
            return refused("No commit found for SHA");
        }
        let status = Status {
            id: world.id(),
            context: text("context").unwrap_or_else(|| "default".into()),
            commit: commit.to_owned(),
            state,
            description: text("description"),
            target_url: text("target_url"),
            login: Some(self.grant.login.clone()),
        };
        let shape = Shapes { world, api: self.api }.status(&status);
        world.statuses.push(status);
        Reply::json(201, &shape)
    }
}

impl Shapes<'_> {
    fn all<T>(&self, items: &[T], shape: fn(&Self, &T) -> Json) -> Vec<Json> {
        items.iter().map(|item| shape(self, item)).collect()
    }
}

/// Everybody with an account who is no collaborator has the permission `none`; bots have no place here.
fn collaborator(shapes: &Shapes<'_>, login: &str) -> Reply {
    let known = shapes
        .world
        .accounts
        .iter()
        .find(|(known, account)| known.eq_ignore_ascii_case(login) && account.kind == "User");
    let Some((login, account)) = known else { return says(404, &format!("{login} is not a user")) };
    let (permission, role_name) = account.role.clone().unwrap_or(("none", "none".to_owned()));
    let mut user = shapes.user(Some(login));
    let at_least = |levels: &[&str]| levels.contains(&permission);
    user["permissions"] = json!({
        "pull": at_least(&["read", "write", "admin"]), "triage": at_least(&["write", "admin"]), "push": at_least(&["write", "admin"]),
        "maintain": at_least(&["admin"]), "admin": at_least(&["admin"]),
    });
    user["role_name"] = json!(role_name);
    Reply::json(200, &json!({"permission": permission, "role_name": role_name, "user": user}))
}

fn listed(array: &Json) -> Vec<Json> {
    array.as_array().cloned().unwrap_or_default()
}

fn found(shape: Option<Json>) -> Reply {
    shape.map_or_else(not_found, |shape| Reply::json(200, &shape))
}

fn says(status: u16, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string()}),
    )
}

fn not_found() -> Reply {
    says(404, "Not Found")
}

fn forbidden() -> Reply {
    says(403, "Resource not accessible by integration")
}

fn refused(message: &str) -> Reply {
    says(422, message)
}
