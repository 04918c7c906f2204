//! The list: everything that is ever said of the request, its checks and the run, and where it is from on each platform.

use super::shape::Shape;

/// One thing that may be known.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Where it is from in GitHub Actions, in GitLab CI and in Bitbucket Pipelines: the first place that has something
    /// of that shape. No place: it is never known there.
    pub sources: [&'static [Source]; 3],
}

/// A place where something may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// This word.
    Fixed(&'static str),
    /// A variable of the environment.
    Env(&'static str),
    /// Keys below `pull_request` in the event file.
    Event(&'static [&'static str]),
    /// A list below `pull_request` in the event file, and the key of its elements.
    Each(&'static str, &'static str),
    /// Put together of what has been accepted before it: `{repository}/pull/{request_number}`.
    Composed(&'static str),
}

use Source::{Composed, Each, Env, Event, Fixed};

const NOWHERE: &[Source] = &[];

const fn field(name: &'static str, about: &'static str, shape: Shape, sources: [&'static [Source]; 3]) -> Field {
    Field { name, about, shape, sources }
}

/// What the forge says of a request that could be merged, or not yet.
const MERGE_STATES: &[&str] = &["behind", "blocked", "clean", "dirty", "draft", "has_hooks", "unknown", "unstable"];

/// The whole list, in the order in which it is said. What is composed stands behind its parts.
pub const FIELDS: &[Field] = &[
    field(
        "platform",
        "The platform.",
        Shape::Word(&["github", "gitlab", "bitbucket"]),
        [&[Fixed("github")], &[Fixed("gitlab")], &[Fixed("bitbucket")]],
    ),
    field(
        "server_url",
        "The address of the forge.",
        Shape::Url,
        [&[Env("GITHUB_SERVER_URL")], &[Env("CI_SERVER_URL")], &[Fixed("https://bitbucket.org")]],
    ),
    field(
        "repository",
        "The repository.",
        Shape::Repository,
        [&[Env("GITHUB_REPOSITORY")], &[Env("CI_PROJECT_PATH")], &[Env("BITBUCKET_REPO_FULL_NAME")]],
    ),
    field(
        "repository_id",
        "The repository, as the forge counts.",
        Shape::Id,
        [&[Env("GITHUB_REPOSITORY_ID")], &[Env("CI_PROJECT_ID")], &[Env("BITBUCKET_REPO_UUID")]],
    ),
    field(
        "project_key",
        "The project that the repository is part of.",
        Shape::Slug,
        [NOWHERE, NOWHERE, &[Env("BITBUCKET_PROJECT_KEY")]],
    ),
    field(
        "project_id",
        "That project, as the forge counts.",
        Shape::Id,
        [NOWHERE, NOWHERE, &[Env("BITBUCKET_PROJECT_UUID")]],
    ),
    field(
        "head_commit",
        "The last commit of the request, or the commit that the run is of.",
        Shape::Commit,
        [
            // Of a pull request, `GITHUB_SHA` is a merge that nobody pushed: see [`super::head`].
            &[Event(&["head", "sha"]), Env("GITHUB_SHA")],
            &[Env("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"), Env("CI_COMMIT_SHA")],
            &[Env("BITBUCKET_COMMIT")],
        ],
    ),
    field(
        "base_commit",
        "The last commit of the branch that the request is for.",
        Shape::Commit,
        [
            &[Event(&["base", "sha"])],
            &[Env("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")],
            &[Env("BITBUCKET_PR_DESTINATION_COMMIT")],
        ],
    ),
    field(
        "merge_commit",
        "The merge of both, made to be tested or by merging.",
        Shape::Commit,
        [&[Event(&["merge_commit_sha"])], NOWHERE, NOWHERE],
    ),
    field(
        "request_number",
        "The number of the request.",
        Shape::Number,
        [&[Event(&["number"])], &[Env("CI_MERGE_REQUEST_IID")], &[Env("BITBUCKET_PR_ID")]],
    ),
    field(
        "request_id",
        "The request, as the forge counts.",
        Shape::Number,
        [&[Event(&["id"])], &[Env("CI_MERGE_REQUEST_ID")], NOWHERE],
    ),
    field(
        "request_url",
        "Its address.",
        Shape::Url,
        [
            &[Composed("{server_url}/{repository}/pull/{request_number}")],
            &[Composed("{server_url}/{repository}/-/merge_requests/{request_number}")],
            &[Composed("{server_url}/{repository}/pull-requests/{request_number}")],
        ],
    ),
    field(
        "request_state",
        "Whether it is open.",
        Shape::Word(&["open", "closed"]),
        [&[Event(&["state"])], NOWHERE, NOWHERE],
    ),
    field("request_merged", "Whether it is merged.", Shape::Boolean, [&[Event(&["merged"])], NOWHERE, NOWHERE]),
    field(
        "request_draft",
        "Whether it is a draft.",
        Shape::Boolean,
        [&[Event(&["draft"])], &[Env("CI_MERGE_REQUEST_DRAFT")], NOWHERE],
    ),
    field("request_author", "Who opened it.", Shape::Login, [&[Event(&["user", "login"])], NOWHERE, NOWHERE]),
    field(
        "request_author_id",
        "Who opened it, as the forge counts.",
        Shape::Number,
        [&[Event(&["user", "id"])], NOWHERE, NOWHERE],
    ),
    field(
        "request_source_branch",
        "The branch that it is of.",
        Shape::Branch,
        [&[Event(&["head", "ref"])], &[Env("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")], &[Env("BITBUCKET_BRANCH")]],
    ),
    field(
        "request_source_owner",
        "Whose repository that branch is in.",
        Shape::Login,
        [&[Event(&["head", "user", "login"])], NOWHERE, NOWHERE],
    ),
    field(
        "request_source_repository",
        "The repository that branch is in: another one for a fork.",
        Shape::Repository,
        [&[Event(&["head", "repo", "full_name"])], &[Env("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH")], NOWHERE],
    ),
    field(
        "request_target_branch",
        "The branch that it is for.",
        Shape::Branch,
        [
            &[Event(&["base", "ref"])],
            &[Env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")],
            &[Env("BITBUCKET_PR_DESTINATION_BRANCH")],
        ],
    ),
    field(
        "request_target_owner",
        "Whose repository that branch is in.",
        Shape::Login,
        [&[Event(&["base", "user", "login"])], NOWHERE, NOWHERE],
    ),
    field("request_created_at", "When it was opened.", Shape::Time, [&[Event(&["created_at"])], NOWHERE, NOWHERE]),
    field("request_updated_at", "When it changed last.", Shape::Time, [&[Event(&["updated_at"])], NOWHERE, NOWHERE]),
    field(
        "request_pushed_at",
        "When its repository was pushed to last.",
        Shape::Time,
        [&[Event(&["head", "repo", "pushed_at"])], NOWHERE, NOWHERE],
    ),
    field("request_closed_at", "When it was closed.", Shape::Time, [&[Event(&["closed_at"])], NOWHERE, NOWHERE]),
    field("request_merged_at", "When it was merged.", Shape::Time, [&[Event(&["merged_at"])], NOWHERE, NOWHERE]),
    field(
        "request_labels",
        "Its labels.",
        Shape::Lines,
        [&[Each("labels", "name")], &[Env("CI_MERGE_REQUEST_LABELS")], NOWHERE],
    ),
    field(
        "request_reviewers",
        "Who is asked to review it and has not yet.",
        Shape::Logins,
        [&[Each("requested_reviewers", "login")], NOWHERE, NOWHERE],
    ),
    field(
        "request_reviewer_teams",
        "Which teams are.",
        Shape::Slugs,
        [&[Each("requested_teams", "slug")], NOWHERE, NOWHERE],
    ),
    field(
        "request_assignees",
        "Who it is assigned to.",
        Shape::Logins,
        [&[Each("assignees", "login")], &[Env("CI_MERGE_REQUEST_ASSIGNEES")], NOWHERE],
    ),
    field(
        "request_approved",
        "Whether it has the approvals that the forge itself asks for.",
        Shape::Boolean,
        [NOWHERE, &[Env("CI_MERGE_REQUEST_APPROVED")], NOWHERE],
    ),
    field(
        "request_merge_state",
        "What the forge made of its checks, reviews and conflicts when it sent the event.",
        Shape::Word(MERGE_STATES),
        [&[Event(&["mergeable_state"])], NOWHERE, NOWHERE],
    ),
    field(
        "run_id",
        "The run.",
        Shape::Number,
        [&[Env("GITHUB_RUN_ID")], &[Env("CI_PIPELINE_ID")], &[Env("BITBUCKET_BUILD_NUMBER")]],
    ),
    field(
        "run_uuid",
        "The run, under its other name.",
        Shape::Id,
        [NOWHERE, NOWHERE, &[Env("BITBUCKET_PIPELINE_UUID")]],
    ),
    field(
        "run_attempt",
        "How often it has been started.",
        Shape::Number,
        [&[Env("GITHUB_RUN_ATTEMPT")], NOWHERE, NOWHERE],
    ),
    field(
        "run_url",
        "Its address.",
        Shape::Url,
        [
            &[Composed("{server_url}/{repository}/actions/runs/{run_id}")],
            &[Env("CI_PIPELINE_URL"), Composed("{server_url}/{repository}/-/pipelines/{run_id}")],
            &[Composed("{server_url}/{repository}/pipelines/results/{run_id}")],
        ],
    ),
    field(
        "run_name",
        "What the workflow or pipeline calls itself.",
        Shape::Line,
        [&[Env("GITHUB_WORKFLOW")], &[Env("CI_PIPELINE_NAME")], NOWHERE],
    ),
    field(
        "run_workflow",
        "The file of the workflow, and of which ref.",
        Shape::Workflow,
        [&[Env("GITHUB_WORKFLOW_REF")], NOWHERE, NOWHERE],
    ),
    field(
        "run_event",
        "What it was started by.",
        Shape::Slug,
        [&[Env("GITHUB_EVENT_NAME")], &[Env("CI_PIPELINE_SOURCE")], NOWHERE],
    ),
    field(
        "run_triggered",
        "Whether a trigger token started it.",
        Shape::Boolean,
        [NOWHERE, &[Env("CI_PIPELINE_TRIGGERED")], NOWHERE],
    ),
    field("run_created_at", "When it was made.", Shape::Time, [NOWHERE, &[Env("CI_PIPELINE_CREATED_AT")], NOWHERE]),
    field(
        "run_branch",
        "The branch that it runs on.",
        Shape::Branch,
        [
            &[Env("GITHUB_REF_NAME")],
            &[Env("CI_COMMIT_BRANCH"), Env("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")],
            &[Env("BITBUCKET_BRANCH")],
        ],
    ),
    field(
        "run_tag",
        "The tag that it runs on.",
        Shape::Branch,
        [NOWHERE, &[Env("CI_COMMIT_TAG")], &[Env("BITBUCKET_TAG")]],
    ),
    field("run_actor", "Who started it.", Shape::Login, [&[Env("GITHUB_ACTOR")], &[Env("GITLAB_USER_LOGIN")], NOWHERE]),
    field(
        "run_actor_id",
        "Who started it, as the forge counts.",
        Shape::Id,
        [&[Env("GITHUB_ACTOR_ID")], &[Env("GITLAB_USER_ID")], &[Env("BITBUCKET_STEP_TRIGGERER_UUID")]],
    ),
    field(
        "run_triggering_actor",
        "Who started it again.",
        Shape::Login,
        [&[Env("GITHUB_TRIGGERING_ACTOR")], NOWHERE, NOWHERE],
    ),
    field("job_id", "The job or step.", Shape::Id, [NOWHERE, &[Env("CI_JOB_ID")], &[Env("BITBUCKET_STEP_UUID")]]),
    field("job_name", "What it calls itself.", Shape::Line, [&[Env("GITHUB_JOB")], &[Env("CI_JOB_NAME")], NOWHERE]),
    field("job_started_at", "When it was started.", Shape::Time, [NOWHERE, &[Env("CI_JOB_STARTED_AT")], NOWHERE]),
    field(
        "job_manual",
        "Whether somebody started it by hand.",
        Shape::Boolean,
        [NOWHERE, &[Env("CI_JOB_MANUAL")], NOWHERE],
    ),
    field(
        "job_parallel",
        "Which of those that run at the same time.",
        Shape::Number,
        [NOWHERE, &[Env("CI_NODE_INDEX")], &[Env("BITBUCKET_PARALLEL_STEP")]],
    ),
    field(
        "job_parallel_count",
        "How many run at the same time.",
        Shape::Number,
        [NOWHERE, &[Env("CI_NODE_TOTAL")], &[Env("BITBUCKET_PARALLEL_STEP_COUNT")]],
    ),
    field(
        "deployment_environment",
        "What the job deploys to.",
        Shape::Line,
        [NOWHERE, &[Env("CI_ENVIRONMENT_NAME")], &[Env("BITBUCKET_DEPLOYMENT_ENVIRONMENT")]],
    ),
    field(
        "deployment_environment_id",
        "That, as the forge counts.",
        Shape::Id,
        [NOWHERE, NOWHERE, &[Env("BITBUCKET_DEPLOYMENT_ENVIRONMENT_UUID")]],
    ),
];
