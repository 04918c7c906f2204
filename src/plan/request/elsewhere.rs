//! What other collectors send of the request, its checks and the run, and what becomes of each of it here. A list to be
//! compared with, for whoever comes from one of them; nothing here reads anything.

/// Fields of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// What all of their names begin with.
    pub prefix: &'static str,
    /// The fields.
    pub fields: &'static [Elsewhere],
}

/// A field that another collector sends: its name behind the prefix, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere {
    /// The name, without the prefix.
    pub name: &'static str,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in these fields of ours.
    Kept(&'static [&'static str]),
    /// It is not said.
    Dropped(Why),
}

/// Why a field is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The name, e-mail address or picture of a person.
    Person,
    /// Text at the author's discretion.
    FreeText,
    /// It would have to be asked for.
    Ask,
    /// It stands in the repository.
    Repository,
    /// A number inside of the forge.
    Inner,
    /// It says how something looks.
    Looks,
}

impl Why {
    /// Every reason.
    pub const ALL: [Why; 6] = [Why::Person, Why::FreeText, Why::Ask, Why::Repository, Why::Inner, Why::Looks];

    /// One word for it.
    pub fn name(self) -> &'static str {
        match self {
            Why::Person => "person",
            Why::FreeText => "free text",
            Why::Ask => "not at hand",
            Why::Repository => "repository",
            Why::Inner => "inner",
            Why::Looks => "looks",
        }
    }

    /// The reason.
    pub fn about(self) -> &'static str {
        match self {
            Why::Person => {
                "The name, e-mail address or picture of a person. A login says who it is; nobody needs more of them in \
                 a report, which outlives the account."
            }
            Why::FreeText => {
                "Text of any length that whoever opens a request, or writes a commit or a label, chooses. It stands \
                 where the report is shown, and a report that repeats it is another place for it to pretend to be \
                 something else."
            }
            Why::Ask => {
                "It is neither in the event file nor in the environment, so that the forge would have to be asked, with \
                 a token. A report is made without one. Which reviews and checks are missing, `--decision` says."
            }
            Why::Repository => "The repository says it of the commit: `git show`.",
            Why::Inner => "A number inside of the forge that leads nowhere.",
            Why::Looks => "It says how something looks.",
        }
    }
}

use Fate::{Dropped, Kept};

const fn sent(name: &'static str, fate: Fate) -> Elsewhere {
    Elsewhere { name, fate }
}

/// Every field that is known to be sent by another collector.
pub const ELSEWHERE: &[Group] = &[
    Group {
        title: "The commit, from the repository",
        prefix: "git_commit_",
        fields: &[
            sent("sha", Kept(&["head_commit"])),
            sent("author_name", Dropped(Why::Person)),
            sent("author_email", Dropped(Why::Person)),
            sent("author_time", Dropped(Why::Repository)),
            sent("title", Dropped(Why::FreeText)),
            sent("description", Dropped(Why::FreeText)),
        ],
    },
    Group {
        title: "The request, on every platform",
        prefix: "",
        fields: &[
            sent("platform", Kept(&["platform"])),
            sent("repository", Kept(&["repository"])),
            sent("commit_sha", Kept(&["head_commit"])),
            sent("number", Kept(&["request_number"])),
            sent("title", Dropped(Why::FreeText)),
            sent("description", Dropped(Why::FreeText)),
            sent("url", Kept(&["request_url"])),
            sent("labels.name", Kept(&["request_labels"])),
            sent("labels.color", Dropped(Why::Looks)),
            sent("labels.description", Dropped(Why::FreeText)),
            sent("author.id", Kept(&["request_author_id"])),
            sent("author.login", Kept(&["request_author"])),
            sent("author.avatar_url", Dropped(Why::Person)),
            sent("reviewers", Kept(&["request_reviewers", "request_reviewer_teams"])),
            sent("status", Kept(&["request_state", "request_merged"])),
            sent("draft", Kept(&["request_draft"])),
            sent("review_decision", Dropped(Why::Ask)),
            sent("changes_requested_count", Dropped(Why::Ask)),
            sent("approved_count", Dropped(Why::Ask)),
            sent("checks_total_count", Dropped(Why::Ask)),
            sent("checks_failure_count", Dropped(Why::Ask)),
            sent("checks_success_count", Dropped(Why::Ask)),
            sent("created_at", Kept(&["request_created_at"])),
            sent("updated_at", Kept(&["request_updated_at"])),
            sent("pushed_at", Kept(&["request_pushed_at"])),
            sent("branch", Kept(&["request_source_branch"])),
            sent("base_branch", Kept(&["request_target_branch"])),
        ],
    },
    Group {
        title: "The run, in GitHub Actions",
        prefix: "github_actions_",
        fields: &[
            sent("deployment_actor_id", Kept(&["run_actor_id"])),
            sent("deployment_actor", Kept(&["run_actor"])),
            sent("triggered_by", Kept(&["run_triggering_actor"])),
            sent("deployment_branch", Kept(&["run_branch"])),
            sent("run_id", Kept(&["run_id"])),
            sent("run_attempt", Kept(&["run_attempt"])),
            sent("workflow_name", Kept(&["run_name"])),
            sent("workflow_ref", Kept(&["run_workflow"])),
            sent("server_url", Kept(&["server_url"])),
        ],
    },
    Group {
        title: "The commit, on GitHub",
        prefix: "github_commit_",
        fields: &[
            sent("verified", Dropped(Why::Ask)),
            sent("verified_reason", Dropped(Why::Ask)),
            sent("title", Dropped(Why::FreeText)),
            sent("description", Dropped(Why::FreeText)),
            sent("author_login", Dropped(Why::Ask)),
            sent("author_avatar_url", Dropped(Why::Person)),
            sent("author_gravatar_id", Dropped(Why::Person)),
            sent("author_git_name", Dropped(Why::Person)),
            sent("author_git_email", Dropped(Why::Person)),
            sent("author_git_date", Dropped(Why::Ask)),
            sent("committer_login", Dropped(Why::Ask)),
            sent("committer_avatar_url", Dropped(Why::Person)),
            sent("committer_gravatar_id", Dropped(Why::Person)),
            sent("committer_git_name", Dropped(Why::Person)),
            sent("committer_git_email", Dropped(Why::Person)),
            sent("committer_git_date", Dropped(Why::Ask)),
        ],
    },
    Group {
        title: "The request, on GitHub",
        prefix: "github_pull_request_",
        fields: &[
            sent("url", Kept(&["request_url"])),
            sent("number", Kept(&["request_number"])),
            sent("title", Dropped(Why::FreeText)),
            sent("description", Dropped(Why::FreeText)),
            sent("state", Kept(&["request_state"])),
            sent("merge_commit_sha", Kept(&["merge_commit"])),
            sent("head_label", Kept(&["request_source_owner", "request_source_branch"])),
            sent("head_ref", Kept(&["request_source_branch"])),
            sent("head_sha", Kept(&["head_commit"])),
            sent("head_author_login", Kept(&["request_source_owner"])),
            sent("head_author_avatar_url", Dropped(Why::Person)),
            sent("head_author_gravatar_id", Dropped(Why::Person)),
            sent("base_label", Kept(&["request_target_owner", "request_target_branch"])),
            sent("base_ref", Kept(&["request_target_branch"])),
            sent("base_sha", Kept(&["base_commit"])),
            sent("base_author_login", Kept(&["request_target_owner"])),
            sent("base_author_avatar_url", Dropped(Why::Person)),
            sent("base_author_gravatar_id", Dropped(Why::Person)),
            sent("author_login", Kept(&["request_author"])),
            sent("author_avatar_url", Dropped(Why::Person)),
            sent("author_gravatar_id", Dropped(Why::Person)),
            sent("created_at", Kept(&["request_created_at"])),
            sent("updated_at", Kept(&["request_updated_at"])),
            sent("closed_at", Kept(&["request_closed_at"])),
            sent("merged_at", Kept(&["request_merged_at"])),
        ],
    },
    Group {
        title: "The request, on GitHub, with its people",
        prefix: "github_pull_request.",
        fields: &[
            sent("user", Kept(&["request_author", "request_author_id"])),
            sent("head_user", Kept(&["request_source_owner"])),
            sent("base_user", Kept(&["request_target_owner"])),
            sent("requested_reviewers", Kept(&["request_reviewers"])),
            sent("requested_teams", Kept(&["request_reviewer_teams"])),
            sent("reviews.id", Dropped(Why::Ask)),
            sent("reviews.node_id", Dropped(Why::Inner)),
            sent("reviews.user", Dropped(Why::Ask)),
            sent("reviews.submitted_at", Dropped(Why::Ask)),
            sent("reviews.state", Dropped(Why::Ask)),
            sent("reviews.author_association", Dropped(Why::Ask)),
            sent("assignees", Kept(&["request_assignees"])),
        ],
    },
    Group {
        title: "The run, in GitLab CI",
        prefix: "gitlab_cicd_",
        fields: &[
            sent("job_manual", Kept(&["job_manual"])),
            sent("pipeline_id", Kept(&["run_id"])),
            sent("pipeline_source", Kept(&["run_event"])),
            sent("pipeline_url", Kept(&["run_url"])),
            sent("pipeline_name", Kept(&["run_name"])),
            sent("pipeline_created_at", Kept(&["run_created_at"])),
            sent("job_id", Kept(&["job_id"])),
            sent("job_name", Kept(&["job_name"])),
            sent("job_started_at", Kept(&["job_started_at"])),
            sent("user_email", Dropped(Why::Person)),
            sent("user_name", Dropped(Why::Person)),
            sent("user_id", Kept(&["run_actor_id"])),
            sent("user_login", Kept(&["run_actor"])),
            sent("commit_branch", Kept(&["run_branch"])),
            sent("branch", Kept(&["run_branch"])),
            sent("server_host", Kept(&["server_url"])),
            sent("server_url", Kept(&["server_url"])),
            sent("merge_request_approved", Kept(&["request_approved"])),
        ],
    },
    Group {
        title: "The run, in GitLab CI, under a misspelt name",
        prefix: "gitlan_cicd_",
        fields: &[sent("pipeline_triggered", Kept(&["run_triggered"]))],
    },
    Group {
        title: "The request, on GitLab",
        prefix: "gitlab_merge_request_",
        fields: &[
            sent("author_id", Dropped(Why::Ask)),
            sent("author_name", Dropped(Why::Person)),
            sent("author_username", Dropped(Why::Ask)),
            sent("author_avatar_url", Dropped(Why::Person)),
            sent("author_state", Dropped(Why::Ask)),
            sent("author_web_url", Dropped(Why::Ask)),
            sent("id", Kept(&["request_id"])),
            sent("iid", Kept(&["request_number"])),
            sent("state", Dropped(Why::Ask)),
            sent("created_at", Dropped(Why::Ask)),
            sent("updated_at", Dropped(Why::Ask)),
            sent("target_branch", Kept(&["request_target_branch"])),
            sent("source_branch", Kept(&["request_source_branch"])),
            sent("merge_status", Dropped(Why::Ask)),
            sent("web_url", Kept(&["request_url"])),
        ],
    },
    Group {
        title: "The request, on GitLab, with its people",
        prefix: "gitlab_merge_request.",
        fields: &[
            sent("user", Dropped(Why::Ask)),
            sent("detailed_merge_status", Dropped(Why::Ask)),
            sent("assignees", Kept(&["request_assignees"])),
            sent("reviewers.user", Dropped(Why::Ask)),
            sent("reviewers.created_at", Dropped(Why::Ask)),
            sent("reviewers.state", Dropped(Why::Ask)),
            sent("participants", Dropped(Why::Ask)),
        ],
    },
    Group {
        title: "The request, on GitLab, as its interface has it",
        prefix: "",
        fields: &[
            sent("gitlab.title", Dropped(Why::FreeText)),
            sent("gitlab.description", Dropped(Why::FreeText)),
            sent("gitlab.labels", Kept(&["request_labels"])),
            sent("gitlab.draft", Kept(&["request_draft"])),
            sent("gitlab.sha", Kept(&["head_commit"])),
        ],
    },
    Group {
        title: "The run, in Bitbucket Pipelines",
        prefix: "bitbucket_pipelines_",
        fields: &[
            sent("build_number", Kept(&["run_id"])),
            sent("pipeline_uuid", Kept(&["run_uuid"])),
            sent("commit", Kept(&["head_commit"])),
            sent("workspace", Kept(&["repository"])),
            sent("repo_slug", Kept(&["repository"])),
            sent("repo_uuid", Kept(&["repository_id"])),
            sent("repo_full_name", Kept(&["repository"])),
            sent("branch", Kept(&["run_branch", "request_source_branch"])),
            sent("destination_branch", Kept(&["request_target_branch"])),
            sent("tag", Kept(&["run_tag"])),
            sent("step_triggerer_uuid", Kept(&["run_actor_id"])),
            sent("parallel_step", Kept(&["job_parallel"])),
            sent("parallel_step_count", Kept(&["job_parallel_count"])),
            sent("pr_id", Kept(&["request_number"])),
            sent("step_uuid", Kept(&["job_id"])),
            sent("deployment_environment", Kept(&["deployment_environment"])),
            sent("deployment_environment_uuid", Kept(&["deployment_environment_id"])),
            sent("project_key", Kept(&["project_key"])),
            sent("project_uuid", Kept(&["project_id"])),
            sent("triggered_by_account_id", Dropped(Why::Ask)),
            sent("triggered_by_nickname", Dropped(Why::Ask)),
            sent("triggered_by_display_name", Dropped(Why::Person)),
            sent("triggered_by_avatar_url", Dropped(Why::Person)),
        ],
    },
    Group {
        title: "The request, on Bitbucket",
        prefix: "bitbucket_pull_request.",
        fields: &[
            sent("author", Dropped(Why::Ask)),
            sent("participants.type", Dropped(Why::Ask)),
            sent("participants.user", Dropped(Why::Ask)),
            sent("participants.role", Dropped(Why::Ask)),
            sent("participants.approved", Dropped(Why::Ask)),
            sent("participants.state", Dropped(Why::Ask)),
            sent("participants.participated_on", Dropped(Why::Ask)),
            sent("reviewers", Dropped(Why::Ask)),
            sent("review_decision", Dropped(Why::Ask)),
        ],
    },
];
