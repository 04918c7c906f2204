//! What GitLab's answers look like: the state of the world as the entities of the documentation.

use serde_json::{Value as Json, json};

use super::contract::Tier;
use super::world::{
    Commit, Group, Job, Membership, Note, Pipeline, Push, REQUEST_REF, Rule, Status, User, Version, World, at,
};

/// Entity of a paid tier: the free one with more fields.
fn extended(mut entity: Json, more: Json) -> Json {
    if let (Json::Object(fields), Json::Object(more)) = (&mut entity, more) {
        fields.extend(more);
    }
    entity
}

impl World {
    fn paid(&self) -> bool {
        self.tier == Tier::Premium
    }

    fn web(&self, path: &str) -> String {
        format!("https://gitlab.example.com{}/{path}", self.root)
    }

    pub(super) fn user_short(&self, id: u64) -> Json {
        let User { username, state, .. } = self.user(id);
        json!({
            "id": id,
            "username": username,
            "public_email": "",
            "name": format!("Name of {username}"),
            "state": state,
            "locked": false,
            "avatar_url": null,
            "web_url": self.web(username),
        })
    }

    fn users_short(&self, ids: &[u64]) -> Json {
        ids.iter().map(|id| self.user_short(*id)).collect()
    }

    pub(super) fn user_long(&self, id: u64) -> Json {
        let more = json!({
            "created_at": at("08:00"),
            "bio": "",
            "location": null,
            "linkedin": "",
            "twitter": "",
            "discord": "",
            "website_url": "",
            "github": "",
            "organization": null,
            "job_title": "",
            "pronouns": null,
            "bot": self.user(id).bot,
            "work_information": null,
            "local_time": null,
        });
        extended(self.user_short(id), more)
    }

    /// As the user itself sees it.
    pub(super) fn user_own(&self, id: u64) -> Json {
        let email = format!("{}@acme.example", self.user(id).username);
        extended(self.user_long(id), json!({"email": email, "commit_email": email, "two_factor_enabled": true}))
    }

    pub(super) fn project(&self) -> Json {
        let (group, name) = self.project_path.rsplit_once('/').unwrap();
        let free = json!({
            "id": self.project,
            "description": null,
            "name": name,
            "name_with_namespace": format!("{group} / {name}"),
            "path": name,
            "path_with_namespace": self.project_path,
            "created_at": at("08:00"),
            "updated_at": at("08:00"),
            "default_branch": self.default_branch,
            "web_url": self.web(&self.project_path),
            "namespace": {"id": 10, "name": group, "path": group, "kind": "group", "full_path": group, "parent_id": null},
            "visibility": "private",
            "archived": self.archived,
            "merge_method": "merge",
            "only_allow_merge_if_pipeline_succeeds": self.pipelines_must_succeed,
            "allow_merge_on_skipped_pipeline": false,
            "only_allow_merge_if_all_discussions_are_resolved": false,
            "ci_config_path": "",
        });
        if !self.paid() {
            return free;
        }
        let trains = json!({"merge_pipelines_enabled": self.merge_trains, "merge_trains_enabled": self.merge_trains});
        extended(free, trains)
    }

    pub(super) fn branch(&self, name: &str) -> Option<Json> {
        let tip = self.branches.get(name)?;
        Some(json!({
            "name": name,
            "commit": self.commit(&Commit::by("alice", tip)),
            "merged": false,
            "protected": self.protected_branches.iter().any(|protected| protected == name),
            "developers_can_push": false,
            "developers_can_merge": false,
            "can_push": false,
            "default": name == self.default_branch,
            "web_url": self.web(&format!("{}/-/tree/{name}", self.project_path)),
        }))
    }

    pub(super) fn protected_branch(&self, name: &str) -> Option<Json> {
        let index = self.protected_branches.iter().position(|protected| protected == name)?;
        let free = json!({"id": 1, "access_level": 40, "access_level_description": "Maintainers"});
        let level = if self.paid() { extended(free, json!({"user_id": null, "group_id": null})) } else { free };
        let branch = json!({
            "id": index + 1,
            "name": name,
            "push_access_levels": [level],
            "merge_access_levels": [level],
            "allow_force_push": false,
        });
        let more = json!({"unprotect_access_levels": [], "code_owner_approval_required": false});
        Some(if self.paid() { extended(branch, more) } else { branch })
    }

    pub(super) fn commit(&self, commit: &Commit) -> Json {
        let name = |email: &str| format!("Name of {}", email.split('@').next().unwrap_or_default());
        json!({
            "id": commit.id,
            "short_id": &commit.id[..8],
            "created_at": at("10:59"),
            "parent_ids": [],
            "title": commit.message.lines().next(),
            "message": commit.message,
            "author_name": name(&commit.author_email),
            "author_email": commit.author_email,
            "authored_date": at("10:59"),
            "committer_name": name(&commit.committer_email),
            "committer_email": commit.committer_email,
            "committed_date": at("10:59"),
            "trailers": {},
            "extended_trailers": {},
            "web_url": self.web(&format!("{}/-/commit/{}", self.project_path, commit.id)),
        })
    }

    /// A commit that is asked for alone.
    pub(super) fn commit_alone(&self, commit: &Commit) -> Json {
        let more = json!({"status": null, "project_id": self.project, "last_pipeline": null});
        extended(self.commit(commit), more)
    }

    /// Lists say less.
    pub(super) fn merge_request_of_commit(&self) -> Json {
        const SAID: &str = "id iid project_id title description state created_at updated_at target_branch source_branch author \
            source_project_id target_project_id labels draft sha merge_commit_sha squash_commit_sha web_url";
        let whole = self.merge_request("mergeable");
        SAID.split_whitespace()
            .map(|name| (name.to_owned(), whole[name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    pub(super) fn merge_request(&self, merge_status: &str) -> Json {
        let people = json!({
            "author": self.user_short(self.author),
            "assignees": [],
            "assignee": null,
            "reviewers": self.users_short(&self.reviewers.iter().map(|reviewer| reviewer.user).collect::<Vec<_>>()),
            "merge_user": (self.state == "merged").then(|| self.user_short(self.author)),
            "merged_by": (self.state == "merged").then(|| self.user_short(self.author)),
            "merged_at": (self.state == "merged").then(|| at("14:00")),
            "closed_by": (self.state == "closed").then(|| self.user_short(self.author)),
            "closed_at": (self.state == "closed").then(|| at("14:00")),
            "user": {"can_merge": false},
        });
        let git = json!({
            "target_branch": self.target_branch,
            "source_branch": self.source_branch,
            "source_project_id": self.source_project,
            "target_project_id": self.project,
            "sha": self.head,
            "merge_commit_sha": self.merge_commit,
            "squash_commit_sha": self.squash_commit,
            "changes_count": self.changes_count,
            "diff_refs": {"base_sha": self.base, "head_sha": self.head, "start_sha": super::sha('d')},
            "head_pipeline": self.pipelines.iter().find(|pipeline| pipeline.sha == self.head).map(|one| self.head_pipeline(one)),
            "pipeline": null,
        });
        let coarse =
            if matches!(merge_status, "conflict" | "need_rebase") { "cannot_be_merged" } else { "can_be_merged" };
        let status = json!({
            "state": self.state,
            "draft": self.draft,
            "work_in_progress": self.draft,
            "merge_status": coarse,
            "detailed_merge_status": merge_status,
            "has_conflicts": self.has_conflicts,
            "blocking_discussions_resolved": true,
            "merge_when_pipeline_succeeds": false,
            "merge_error": null,
            "prepared_at": at("11:01"),
        });
        let more = if self.paid() { json!({"approvals_before_merge": null}) } else { json!({}) };
        [people, git, status, more].into_iter().fold(self.request_frame(), extended)
    }

    fn request_frame(&self) -> Json {
        let short = format!("!{}", self.iid);
        json!({
            "id": 1007,
            "iid": self.iid,
            "project_id": self.project,
            "title": if self.draft { "Draft: Widen the network" } else { "Widen the network" },
            "description": "",
            "imported": false,
            "imported_from": "none",
            "created_at": at("11:00"),
            "updated_at": at("12:30"),
            "user_notes_count": self.notes.iter().filter(|note| !note.system).count(),
            "upvotes": 0,
            "downvotes": 0,
            "labels": self.labels,
            "milestone": null,
            "merge_after": null,
            "discussion_locked": null,
            "should_remove_source_branch": null,
            "force_remove_source_branch": false,
            "reference": short,
            "references": {"short": short, "relative": short, "full": format!("{}{short}", self.project_path)},
            "web_url": self.request_page(),
            "squash": false,
            "squash_on_merge": false,
            "task_completion_status": {"count": 0, "completed_count": 0},
            "subscribed": false,
            "latest_build_started_at": at("11:02"),
            "latest_build_finished_at": at("11:09"),
            "first_deployed_to_production_at": null,
            "first_contribution": false,
        })
    }

    fn request_page(&self) -> String {
        self.web(&format!("{}/-/merge_requests/{}", self.project_path, self.iid))
    }

    pub(super) fn pipeline(&self, pipeline: &Pipeline) -> Json {
        json!({
            "id": pipeline.id,
            "iid": pipeline.id,
            "project_id": self.project,
            "sha": pipeline.sha,
            "ref": pipeline.reference,
            "status": pipeline.state,
            "source": pipeline.source,
            "created_at": at("11:01"),
            "updated_at": at("11:09"),
            "web_url": self.web(&format!("{}/-/pipelines/{}", self.project_path, pipeline.id)),
            "name": null,
        })
    }

    fn head_pipeline(&self, pipeline: &Pipeline) -> Json {
        let mut short = self.pipeline(pipeline);
        short.as_object_mut().unwrap().remove("name");
        let more = json!({
            "before_sha": super::sha('0'),
            "tag": false,
            "yaml_errors": null,
            "user": self.user_short(self.author),
            "started_at": at("11:02"),
            "finished_at": at("11:09"),
            "committed_at": null,
            "duration": 400,
            "queued_duration": 3,
            "coverage": null,
            "detailed_status": {},
        });
        extended(short, more)
    }

    pub(super) fn version(&self, version: &Version) -> Json {
        json!({
            "id": version.id,
            "head_commit_sha": version.head,
            "base_commit_sha": self.base,
            "start_commit_sha": super::sha('d'),
            "created_at": version.at,
            "merge_request_id": 1007,
            "state": "collected",
            "real_size": self.changes_count.clone().unwrap_or_default(),
            "patch_id_sha": null,
        })
    }

    pub(super) fn approvals(&self) -> Json {
        let approved_by: Json = self
            .approvals
            .iter()
            .map(|approval| json!({"user": self.user_short(approval.user), "approved_at": approval.at}))
            .collect();
        let free = json!({
            "user_has_approved": false,
            "user_can_approve": false,
            "approved": !self.approvals.is_empty(),
            "approved_by": approved_by,
        });
        if !self.paid() {
            return free;
        }
        let left: Vec<Json> = self
            .rules
            .iter()
            .filter(|rule| (self.approvers(rule).len() as u64) < rule.required)
            .map(|rule| json!({"id": rule.id, "name": rule.name, "rule_type": rule.kind}))
            .collect();
        let more = json!({
            "id": 1007,
            "iid": self.iid,
            "project_id": self.project,
            "title": "Widen the network",
            "description": "",
            "state": self.state,
            "created_at": at("11:00"),
            "updated_at": at("12:30"),
            "merge_status": "can_be_merged",
            "approved": left.is_empty(),
            "approvals_required": self.rules.iter().map(|rule| rule.required).sum::<u64>(),
            "approvals_left": self.approvals_left(),
            "require_password_to_approve": false,
            "suggested_approvers": [],
            "approvers": [],
            "approver_groups": [],
            "approval_rules_left": left,
            "has_approval_rules": !self.rules.is_empty(),
            "merge_request_approvers_available": true,
            "multiple_approval_rules_available": true,
            "invalid_approvers_rules": [],
        });
        extended(free, more)
    }

    pub(super) fn approval_state(&self) -> Json {
        let rules: Json = self.rules.iter().map(|rule| self.rule(rule)).collect();
        json!({"approval_rules_overwritten": self.rules_overwritten, "rules": rules})
    }

    fn rule(&self, rule: &Rule) -> Json {
        let approvers = self.approvers(rule);
        json!({
            "id": rule.id,
            "name": rule.name,
            "rule_type": rule.kind,
            "report_type": null,
            "section": null,
            "eligible_approvers": self.users_short(&rule.eligible),
            "approvals_required": rule.required,
            "users": self.users_short(&rule.eligible),
            "groups": [],
            "contains_hidden_groups": rule.hidden_groups,
            "approved": approvers.len() as u64 >= rule.required,
            "approved_by": self.users_short(&approvers),
            "overridden": false,
            "code_owner": rule.kind == "code_owner",
            "source_rule": null,
        })
    }

    pub(super) fn approval_settings(&self) -> Json {
        json!({
            "approvers": [],
            "approver_groups": [],
            "approvals_before_merge": 0,
            "reset_approvals_on_push": self.reset_approvals_on_push,
            "selective_code_owner_removals": false,
            "disable_overriding_approvers_per_merge_request": self.overriding_rules_disabled,
            "merge_requests_author_approval": self.author_may_approve,
            "merge_requests_disable_committers_approval": false,
            "require_password_to_approve": false,
        })
    }

    pub(super) fn reviewers(&self) -> Vec<Json> {
        let all = self.reviewers.iter();
        all.map(|reviewer| json!({"user": self.user_short(reviewer.user), "state": reviewer.state, "created_at": at("11:05")}))
            .collect()
    }

    /// Whoever wrote, reviewed or approved.
    pub(super) fn participants(&self) -> Vec<Json> {
        let notes = self.notes.iter().map(|note| note.author);
        let approvals = self.approvals.iter().map(|approval| approval.user);
        let mut ids: Vec<u64> = [self.author].into_iter().chain(notes).chain(approvals).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.user_short(id)).collect()
    }

    pub(super) fn status(&self, status: &Status) -> Json {
        let ended = matches!(status.state.as_str(), "success" | "failed" | "canceled" | "skipped");
        json!({
            "id": status.id,
            "sha": status.sha,
            "ref": status.reference,
            "status": status.state,
            "name": status.name,
            "target_url": self.web(&format!("{}/-/jobs/{}", self.project_path, status.id)),
            "description": status.description,
            "created_at": at("11:02"),
            "started_at": at("11:03"),
            "finished_at": ended.then(|| at("11:09")),
            "allow_failure": status.allow_failure,
            "coverage": null,
            "pipeline_id": status.pipeline,
            "author": self.user_short(status.author),
        })
    }

    pub(super) fn job(&self, job: &Job) -> Option<Json> {
        let pipeline = self.pipelines.iter().find(|pipeline| pipeline.id == job.pipeline)?;
        let ended = matches!(job.state, "success" | "failed" | "canceled" | "skipped");
        Some(json!({
            "id": job.id,
            "status": job.state,
            "stage": "test",
            "name": job.name,
            "ref": REQUEST_REF,
            "tag": false,
            "coverage": null,
            "allow_failure": false,
            "created_at": at("11:02"),
            "started_at": at("11:03"),
            "finished_at": ended.then(|| at("11:09")),
            "erased_at": null,
            "duration": 30.5,
            "queued_duration": 0.2,
            "user": self.user_long(job.user),
            "commit": self.commit(&Commit::by("alice", &pipeline.sha)),
            "pipeline": self.pipeline(pipeline),
            "web_url": self.web(&format!("{}/-/jobs/{}", self.project_path, job.id)),
            "project": {"ci_job_token_scope_enabled": false},
            "artifacts": [],
            "runner": null,
            "runner_manager": null,
            "artifacts_expire_at": null,
            "archived": false,
            "source": "merge_request_event",
            "tag_list": [],
        }))
    }

    pub(super) fn member_entity(&self, member: &Membership) -> Json {
        let more = json!({"access_level": member.level, "created_at": at("08:00"), "expires_at": member.expires_at});
        let free = extended(self.user_short(member.user), more);
        if !self.paid() {
            return free;
        }
        let role = member
            .role
            .as_ref()
            .map(|name| json!({"id": 1, "group_id": 10, "name": name, "description": null, "base_access_level": member.level}));
        let state = if member.awaiting { "awaiting" } else { "active" };
        extended(free, json!({"group_saml_identity": null, "membership_state": state, "member_role": role}))
    }

    pub(super) fn group(&self, group: &Group, with_projects: bool) -> Json {
        let name = group.path.rsplit('/').next().unwrap_or_default();
        let above = group.path.rsplit_once('/').map(|(above, _)| above);
        let parent = self.groups.iter().find(|other| Some(other.path.as_str()) == above).map(|other| other.id);
        let alone = json!({
            "id": group.id,
            "web_url": self.web(&format!("groups/{}", group.path)),
            "name": name,
            "path": name,
            "description": "",
            "visibility": "private",
            "request_access_enabled": true,
            "avatar_url": null,
            "full_name": group.path.replace('/', " / "),
            "full_path": group.path,
            "parent_id": parent,
            "created_at": at("08:00"),
        });
        if with_projects { extended(alone, json!({"projects": [], "shared_projects": []})) } else { alone }
    }

    pub(super) fn note(&self, note: &Note) -> Json {
        json!({
            "id": note.id,
            "type": null,
            "body": note.body,
            "attachment": null,
            "author": self.user_short(note.author),
            "created_at": note.at,
            "updated_at": note.at,
            "system": note.system,
            "noteable_id": 1007,
            "noteable_type": "MergeRequest",
            "project_id": self.project,
            "resolvable": false,
            "confidential": false,
            "internal": false,
            "imported": false,
            "imported_from": "none",
            "noteable_iid": self.iid,
            "commands_changes": {},
        })
    }

    pub(super) fn push_event(&self, push: &Push) -> Json {
        let action = match (&push.from, &push.to) {
            (None, _) => "created",
            (_, None) => "removed",
            _ => "pushed",
        };
        let author = self.user_short(push.user);
        json!({
            "id": push.id,
            "project_id": self.project,
            "action_name": if action == "created" { "pushed new" } else { "pushed to" },
            "target_id": null,
            "target_iid": null,
            "target_type": null,
            "author_id": push.user,
            "target_title": null,
            "created_at": push.at,
            "author_username": author["username"],
            "author": author,
            "imported": false,
            "imported_from": "none",
            "push_data": {
                "commit_count": 1,
                "action": action,
                "ref_type": "branch",
                "commit_from": push.from,
                "commit_to": push.to,
                "ref": push.branch,
                "commit_title": "Widen the network",
                "ref_count": null,
            },
        })
    }

    pub(super) fn train_car(&self) -> Json {
        json!({
            "id": 1101,
            "merge_request": {
                "id": 1007,
                "iid": self.iid,
                "project_id": self.project,
                "title": "Widen the network",
                "description": "",
                "state": self.state,
                "created_at": at("11:00"),
                "updated_at": at("12:30"),
                "web_url": self.request_page(),
            },
            "user": self.user_short(self.author),
            "pipeline": null,
            "created_at": at("12:40"),
            "updated_at": at("12:40"),
            "target_branch": self.target_branch,
            "status": "fresh",
            "merged_at": null,
            "duration": null,
        })
    }
}
