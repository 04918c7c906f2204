//! Which part of the world an endpoint answers with, and what a write does to it.

use serde_json::{Value as Json, json};

use super::contract::{Endpoint, Variables};
use super::listing;
use super::world::{Commit, Group, Note, Pipeline, Status, World, at};
use super::{Access, refusal};
use crate::fake::server::{Reply, Request};

/// A request that has been let through.
struct Asked<'a> {
    variables: &'a Variables,
    request: &'a Request,
    access: Access,
}

impl Asked<'_> {
    fn variable(&self, name: &str) -> &str {
        &self.variables[name]
    }

    fn number(&self) -> u64 {
        self.variables["number"].parse().unwrap_or(u64::MAX)
    }

    /// GitLab repeats in the links of a list what the path says, under these names.
    fn page(&self, items: Vec<Json>) -> Reply {
        let name = |variable: &str| match variable {
            "project" | "group" => Some("id"),
            "iid" if self.request.path.ends_with("/notes") => Some("noteable_id"),
            "iid" => Some("merge_request_iid"),
            "sha" => Some("sha"),
            "number" => Some("pipeline_id"),
            _ => None,
        };
        let said = self.variables.iter().filter_map(|(variable, value)| Some((name(variable)?, value.as_str())));
        listing::page(items, self.request, &said.collect::<Vec<_>>())
    }
}

pub(super) fn reply(
    world: &mut World,
    endpoint: &Endpoint,
    variables: &Variables,
    request: &Request,
    access: Access,
) -> Reply {
    let asked = Asked { variables, request, access };
    if let Some(refusal) = unseen(world, &asked) {
        return refusal;
    }
    match endpoint.name.as_str() {
        "user of the token" => match access.user() {
            Some(user) => found(world.user_own(user)),
            None => refusal(401, "401 Unauthorized"),
        },
        "user" => {
            let user = world.users.iter().find(|user| user.id == asked.number());
            or_not_found(user.map(|user| world.user_long(user.id)), "User ")
        }
        "users by name" => users(world, &asked),
        "job of the job token" => match access {
            Access::Job { job, .. } => job_alone(world, job),
            _ => refusal(400, "400 Bad request"),
        },
        name if name.ends_with(" of a group") || name == "group" => of_group(world, name, &asked),
        name if variables.contains_key("iid") => of_request(world, name, &asked),
        name => of_project(world, name, &asked),
    }
}

fn found(entity: Json) -> Reply {
    Reply::json(200, &entity)
}

fn not_found(what: &str) -> Reply {
    refusal(404, &format!("404 {what}Not Found"))
}

fn or_not_found(entity: Option<Json>, what: &str) -> Reply {
    entity.map_or_else(|| not_found(what), found)
}

/// Projects and groups that are not there for whoever asks.
fn unseen(world: &World, asked: &Asked<'_>) -> Option<Reply> {
    let project = asked.variables.get("project");
    if project.is_some_and(|name| *name != world.project_path && *name != world.project.to_string()) {
        return Some(not_found("Project "));
    }
    if project.is_some() && asked.access == Access::Nobody {
        return Some(not_found("Project "));
    }
    let iid = asked.variables.get("iid");
    iid.is_some_and(|iid| *iid != world.iid.to_string()).then(|| not_found(""))
}

fn users(world: &World, asked: &Asked<'_>) -> Reply {
    let Some(username) = asked.request.param("username") else {
        // Everybody may look up one name; only who is signed in gets the list.
        return refusal(403, "403 Forbidden");
    };
    let user = world.user_named(username);
    asked.page(user.map(|user| world.user_short(user.id)).into_iter().collect())
}

fn of_group(world: &World, name: &str, asked: &Asked<'_>) -> Reply {
    let group = world.groups.iter().find(|group| is_named(group, asked.variable("group")));
    let Some(group) = group.filter(|group| sees(world, asked.access, group)) else { return not_found("Group ") };
    let entity = |member| world.member_entity(member);
    match name {
        "group" => found(world.group(group, asked.request.param("with_projects") != Some("false"))),
        "direct member of a group" => {
            or_not_found(group.members.iter().find(|member| member.user == asked.number()).map(entity), "")
        }
        "direct members of a group" => {
            let members = group.members.iter().filter(|member| wanted(asked.request, member.user));
            asked.page(members.map(entity).collect())
        }
        "member of a group" => or_not_found(world.group_member(group, asked.number()).map(entity), ""),
        _ => {
            let users = world.users.iter().filter(|user| wanted(asked.request, user.id));
            asked.page(users.filter_map(|user| world.group_member(group, user.id)).map(entity).collect())
        }
    }
}

fn is_named(group: &Group, name: &str) -> bool {
    group.path.eq_ignore_ascii_case(name) || group.id.to_string() == name
}

/// Private groups are seen by their members; the fake's tokens say whether they are.
fn sees(world: &World, access: Access, group: &Group) -> bool {
    let member = || access.user().is_some_and(|user| world.group_member(group, user).is_some());
    match access {
        Access::Nobody => false,
        Access::Read { hidden_groups, .. } => !group.hidden || hidden_groups || member(),
        Access::Write { .. } | Access::Job { .. } => !group.hidden || member(),
    }
}

fn wanted(request: &Request, user: u64) -> bool {
    let wanted: Vec<&str> = request
        .query
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "user_ids" | "user_ids[]"))
        .flat_map(|(_, value)| value.split(','))
        .collect();
    wanted.is_empty() || wanted.contains(&user.to_string().as_str())
}

fn of_project(world: &mut World, name: &str, asked: &Asked<'_>) -> Reply {
    match name {
        "project" => found(world.project()),
        "branch" => or_not_found(world.branch(asked.variable("branch")), "Branch "),
        "protected branches" => {
            let search = asked.request.param("search").unwrap_or_default();
            let names = world.protected_branches.iter().filter(|name| name.contains(search));
            asked.page(names.filter_map(|name| world.protected_branch(name)).collect())
        }
        "protected branch" => or_not_found(world.protected_branch(asked.variable("branch")), ""),
        "approval settings" => found(world.approval_settings()),
        "commit" => commit(world, asked.variable("sha")),
        "merge requests of a commit" => {
            let sha = asked.variable("sha");
            let is_made = world.merge_commit.as_deref() == Some(sha);
            if !is_made && !is_known(world, sha) {
                return not_found("Commit ");
            }
            let is_in_it = is_made || world.commits.iter().any(|commit| commit.id == sha);
            asked.page(is_in_it.then(|| world.merge_request_of_commit()).into_iter().collect())
        }
        "statuses of a commit" => statuses(world, asked),
        "new status of a commit" => post_status(world, asked),
        "job" => job_alone(world, asked.number()),
        "jobs of a pipeline" => jobs(world, asked),
        "member of a project" => {
            or_not_found(world.member(asked.number()).map(|member| world.member_entity(member)), "")
        }
        "direct member of a project" => {
            let member = world.members.iter().find(|member| member.user == asked.number());
            or_not_found(member.map(|member| world.member_entity(member)), "")
        }
        "members of a project" => {
            let users = world.users.iter().filter(|user| wanted(asked.request, user.id));
            let members = users.filter_map(|user| world.member(user.id));
            asked.page(members.map(|member| world.member_entity(member)).collect())
        }
        "events of a project" => events(world, asked),
        other => unreachable!("{other} has a schema and no answer"),
    }
}

fn of_request(world: &mut World, name: &str, asked: &Asked<'_>) -> Reply {
    match name {
        "merge request" => {
            let status = if world.merge_status.len() > 1 { world.merge_status.pop_front() } else { None };
            let status = status.unwrap_or_else(|| world.merge_status.front().copied().unwrap_or("mergeable"));
            let diverged = asked.request.param("include_diverged_commits_count") == Some("true");
            let mut entity = world.merge_request(status);
            if diverged {
                entity["diverged_commits_count"] = json!(0);
            }
            found(entity)
        }
        "edit of a merge request" => edit_labels(world, asked),
        "approvals" => found(world.approvals()),
        "approval state" => found(world.approval_state()),
        "reviewers of a merge request" => asked.page(world.reviewers()),
        "participants of a merge request" => asked.page(world.participants()),
        "commits of a merge request" => {
            // The newest first.
            asked.page(world.commits.iter().rev().map(|commit| world.commit(commit)).collect())
        }
        "versions of a merge request" => {
            asked.page(world.versions.iter().rev().map(|version| world.version(version)).collect())
        }
        "pipelines of a merge request" => {
            asked.page(world.pipelines.iter().rev().map(|pipeline| world.pipeline(pipeline)).collect())
        }
        "place on a merge train" if !world.merge_trains => refusal(403, "403 Forbidden"),
        "place on a merge train" if !world.on_merge_train => not_found(""),
        "place on a merge train" => found(world.train_car()),
        "notes" => notes(world, asked),
        "new note" => create_note(world, asked),
        "edit of a note" => edit_note(world, asked),
        "deletion of a note" => delete_note(world, asked),
        other => unreachable!("{other} has a schema and no answer"),
    }
}

fn commit(world: &World, sha: &str) -> Reply {
    let known = world.commits.iter().find(|commit| commit.id == sha).cloned();
    let tip = || world.branches.values().find(|tip| *tip == sha).map(|tip| Commit::by("alice", tip));
    or_not_found(known.or_else(tip).map(|commit| world.commit_alone(&commit)), "Commit ")
}

fn is_known(world: &World, sha: &str) -> bool {
    world.commits.iter().any(|commit| commit.id == sha) || world.branches.values().any(|tip| tip == sha)
}

fn statuses(world: &World, asked: &Asked<'_>) -> Reply {
    let sha = asked.variable("sha");
    if !is_known(world, sha) {
        return not_found("Commit ");
    }
    let param = |name: &str| asked.request.param(name);
    let fits = |status: &&Status| {
        status.sha == sha
            && (param("all") == Some("true") || !status.retried)
            && param("ref").is_none_or(|reference| reference == status.reference)
            && param("name").is_none_or(|name| name == status.name)
            && param("pipeline_id").is_none_or(|pipeline| pipeline == status.pipeline.to_string())
    };
    let mut found: Vec<&Status> = world.statuses.iter().filter(fits).collect();
    let by_pipeline = param("order_by") == Some("pipeline_id");
    found.sort_by_key(|status| (if by_pipeline { status.pipeline } else { 0 }, status.id));
    if param("sort") == Some("desc") {
        found.reverse();
    }
    asked.page(found.into_iter().map(|status| world.status(status)).collect())
}

/// A status goes from one state to the next and never from a state to itself; one that has ended is followed by another.
fn post_status(world: &mut World, asked: &Asked<'_>) -> Reply {
    let (sha, body) = (asked.variable("sha").to_owned(), asked.request.json());
    let text = |field: &str| body[field].as_str().map(str::to_owned);
    let user = asked.access.user().unwrap_or_default();
    if world.archived || world.member(user).is_none_or(|member| member.level < 30) {
        return refusal(403, "403 Forbidden");
    }
    if !is_known(world, &sha) {
        return not_found("Commit ");
    }
    let name = text("name").or_else(|| text("context")).unwrap_or_else(|| "default".to_owned());
    let reference = text("ref").unwrap_or_else(|| world.source_branch.clone());
    let pipeline = match body["pipeline_id"].as_u64().or_else(|| body["pipeline_id"].as_str()?.parse().ok()) {
        Some(id) if world.pipelines.iter().any(|pipeline| pipeline.id == id && pipeline.sha == sha) => id,
        Some(_) => return not_found("Pipeline for pipeline_id, sha and ref "),
        None => pipeline_for(world, &sha, &reference),
    };
    let state = text("state").unwrap_or_default();
    let same = |status: &&mut Status| status.pipeline == pipeline && status.name == name && !status.retried;
    let id = world.statuses.iter().map(|status| status.id).max().unwrap_or(600) + 1;
    let existing = world.statuses.iter_mut().find(same);
    let under_way = existing.as_ref().is_some_and(|status| matches!(status.state.as_str(), "pending" | "running"));
    if let Some(status) = existing {
        if under_way {
            if let Err(refusal) = moved(status, &state) {
                return refusal;
            }
            status.description = text("description").or_else(|| status.description.clone());
            let entity = world
                .statuses
                .iter()
                .find(|status| status.name == name && status.pipeline == pipeline && !status.retried);
            return Reply::json(201, &world.status(entity.unwrap()));
        }
        status.retried = true;
    }
    let status = Status {
        id,
        sha,
        pipeline,
        reference,
        name,
        state,
        allow_failure: false,
        author: user,
        description: text("description"),
        retried: false,
    };
    let reply = Reply::json(201, &world.status(&status));
    world.statuses.push(status);
    reply
}

fn moved(status: &mut Status, state: &str) -> Result<(), Reply> {
    let event = match state {
        "pending" => "enqueue",
        "running" => "run",
        "success" => "success",
        "failed" => "drop",
        "canceled" => "cancel",
        _ => "skip",
    };
    let possible = status.state != state && !(state == "pending" && status.state == "running");
    if !possible {
        let from = &status.state;
        let why = format!(
            "Cannot transition status via :{event} from :{from} (Reason(s): Status cannot transition via \"{event}\")"
        );
        return Err(refusal(400, &why));
    }
    state.clone_into(&mut status.state);
    Ok(())
}

/// The pipeline that a status without one goes to: one of its commit and ref, or a new one of external statuses.
fn pipeline_for(world: &mut World, sha: &str, reference: &str) -> u64 {
    let fits = |pipeline: &&Pipeline| pipeline.sha == sha && pipeline.reference == reference;
    if let Some(pipeline) = world.pipelines.iter().rev().find(fits) {
        return pipeline.id;
    }
    let id = world.pipelines.iter().map(|pipeline| pipeline.id).max().unwrap_or(500) + 1;
    world.pipelines.push(Pipeline {
        id,
        sha: sha.to_owned(),
        reference: reference.to_owned(),
        source: "external",
        state: "running".to_owned(),
    });
    id
}

fn job_alone(world: &World, id: u64) -> Reply {
    let job = world.jobs.iter().find(|job| job.id == id);
    or_not_found(job.and_then(|job| world.job(job)), "")
}

fn jobs(world: &World, asked: &Asked<'_>) -> Reply {
    if !world.pipelines.iter().any(|pipeline| pipeline.id == asked.number()) {
        return not_found("");
    }
    let retried = asked.request.param("include_retried") == Some("true");
    let jobs = world.jobs.iter().filter(|job| job.pipeline == asked.number() && (retried || !job.retried));
    asked.page(jobs.filter_map(|job| world.job(job)).collect())
}

fn events(world: &World, asked: &Asked<'_>) -> Reply {
    let param = |name: &str| asked.request.param(name);
    if param("action").is_some_and(|action| action != "pushed") {
        return asked.page(Vec::new());
    }
    // Days, not moments; the day itself is not among them.
    let within = |time: &str| {
        param("after").is_none_or(|day| &time[..10] > day) && param("before").is_none_or(|day| &time[..10] < day)
    };
    let mut events: Vec<_> = world.pushes.iter().filter(|push| within(&push.at)).collect();
    if param("sort") != Some("asc") {
        events.reverse();
    }
    asked.page(events.into_iter().map(|push| world.push_event(push)).collect())
}

/// The newest first, if nobody asks for another order.
fn notes(world: &World, asked: &Asked<'_>) -> Reply {
    let kind = asked.request.param("activity_filter").unwrap_or("all_notes");
    let fits = |note: &&Note| match kind {
        "only_comments" => !note.system,
        "only_activity" => note.system,
        _ => true,
    };
    let mut notes: Vec<&Note> = world.notes.iter().filter(fits).collect();
    notes.sort_by_key(|note| (&note.at, note.id));
    if asked.request.param("sort") != Some("asc") {
        notes.reverse();
    }
    asked.page(notes.into_iter().map(|note| world.note(note)).collect())
}

fn body_text(asked: &Asked<'_>) -> String {
    asked.request.json()["body"].as_str().unwrap_or_default().to_owned()
}

fn create_note(world: &mut World, asked: &Asked<'_>) -> Reply {
    let id = world.notes.iter().map(|note| note.id).max().unwrap_or(900) + 1;
    let author = asked.access.user().unwrap_or_default();
    let note = Note { id, author, body: body_text(asked), system: false, at: at("15:00") };
    let reply = Reply::json(201, &world.note(&note));
    world.notes.push(note);
    reply
}

/// Where a note of one's own is; others are edited by maintainers only.
fn own_note(world: &World, asked: &Asked<'_>) -> Result<usize, Reply> {
    let index = world.notes.iter().position(|note| note.id == asked.number());
    let index = index.ok_or_else(|| not_found("Note "))?;
    let own = Some(world.notes[index].author) == asked.access.user();
    if own { Ok(index) } else { Err(refusal(403, "403 Forbidden")) }
}

fn edit_note(world: &mut World, asked: &Asked<'_>) -> Reply {
    match own_note(world, asked) {
        Ok(index) => {
            world.notes[index].body = body_text(asked);
            found(world.note(&world.notes[index]))
        }
        Err(refusal) => refusal,
    }
}

fn delete_note(world: &mut World, asked: &Asked<'_>) -> Reply {
    match own_note(world, asked) {
        Ok(index) => {
            world.notes.remove(index);
            Reply::nothing()
        }
        Err(refusal) => refusal,
    }
}

/// Labels are named in one text, with commas between them.
fn edit_labels(world: &mut World, asked: &Asked<'_>) -> Reply {
    let body = asked.request.json();
    let named = |field: &str| -> Vec<String> {
        let names = body[field].as_str().unwrap_or_default().split(',');
        names.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let user = asked.access.user().unwrap_or_default();
    if world.member(user).is_none_or(|member| member.level < 20) {
        return refusal(403, "403 Forbidden");
    }
    world.labels.extend(named("add_labels"));
    for label in named("remove_labels") {
        world.labels.remove(&label);
    }
    found(world.merge_request(world.merge_status.front().copied().unwrap_or("mergeable")))
}
