//! Jobs of each platform, and what is known of them.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;

const HEAD: &str = "1111111111111111111111111111111111111111";
const BASE: &str = "2222222222222222222222222222222222222222";
const MERGE: &str = "3333333333333333333333333333333333333333";

fn github() -> Vec<(&'static str, &'static str)> {
    vec![
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "octo/infra"),
        ("GITHUB_REPOSITORY_ID", "1296269"),
        ("GITHUB_SHA", MERGE),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_REF_NAME", "17/merge"),
        ("GITHUB_RUN_ID", "9001"),
        ("GITHUB_RUN_ATTEMPT", "2"),
        ("GITHUB_WORKFLOW", "Plan & report"),
        ("GITHUB_WORKFLOW_REF", "octo/infra/.github/workflows/plan.yml@refs/pull/17/merge"),
        ("GITHUB_ACTOR", "ada"),
        ("GITHUB_ACTOR_ID", "7"),
        ("GITHUB_TRIGGERING_ACTOR", "grace"),
        ("GITHUB_JOB", "plan"),
    ]
}

fn event() -> serde_json::Value {
    json!({
        "action": "synchronize",
        "number": 17,
        "pull_request": {
            "id": 4711, "number": 17, "state": "open", "merged": false, "draft": true,
            "title": "::error::hello", "body": "# hi",
            "user": {"login": "ada", "id": 7, "avatar_url": "https://example.com/a.png", "email": "ada@example.com"},
            "head": {
                "ref": "feature/x", "sha": HEAD, "label": "ada:feature/x",
                "user": {"login": "ada"}, "repo": {"full_name": "ada/infra", "pushed_at": "2026-01-02T03:04:05Z"},
            },
            "base": {"ref": "main", "sha": BASE, "user": {"login": "octo"}, "repo": {"full_name": "octo/infra"}},
            "merge_commit_sha": MERGE,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-02T00:00:00+01:00",
            "closed_at": null, "merged_at": null,
            "labels": [{"name": "needs review", "color": "ff0000"}, {"name": "infra"}],
            "requested_reviewers": [{"login": "grace"}, {"login": "joan"}],
            "requested_teams": [{"slug": "sre"}],
            "assignees": [],
            "mergeable_state": "blocked",
        },
    })
}

fn known(platform: Platform, event: Option<&serde_json::Value>, variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let event = event.map(|event| event.to_string().into_bytes());
    let env = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let data = gather(platform, event.as_deref(), &env).unwrap();
    assert_eq!(
        head(platform, event.as_deref(), &env).unwrap(),
        data.iter().find(|datum| datum.name == "head_commit").map(|datum| datum.value.clone())
    );
    data.into_iter().map(|datum| (datum.name.to_owned(), datum.value)).collect()
}

fn lines(data: &[(String, String)]) -> String {
    data.iter().map(|(name, value)| format!("{name}={value}\n")).collect()
}

#[test]
fn a_pull_request_on_github() {
    let expected = format!(
        "platform=github\nserver_url=https://github.com\nrepository=octo/infra\nrepository_id=1296269\n\
         head_commit={HEAD}\nbase_commit={BASE}\nmerge_commit={MERGE}\nrequest_number=17\nrequest_id=4711\n\
         request_url=https://github.com/octo/infra/pull/17\nrequest_state=open\nrequest_merged=false\n\
         request_draft=true\nrequest_author=ada\nrequest_author_id=7\nrequest_source_branch=feature/x\n\
         request_source_owner=ada\nrequest_source_repository=ada/infra\nrequest_target_branch=main\n\
         request_target_owner=octo\nrequest_created_at=2026-01-01T00:00:00Z\n\
         request_updated_at=2026-01-01T23:00:00Z\nrequest_pushed_at=2026-01-02T03:04:05Z\n\
         request_labels=needs review, infra\nrequest_reviewers=grace, joan\nrequest_reviewer_teams=sre\n\
         request_merge_state=blocked\nrun_id=9001\nrun_attempt=2\n\
         run_url=https://github.com/octo/infra/actions/runs/9001\nrun_name=Plan & report\n\
         run_workflow=octo/infra/.github/workflows/plan.yml@refs/pull/17/merge\nrun_event=pull_request\n\
         run_branch=17/merge\nrun_actor=ada\nrun_actor_id=7\nrun_triggering_actor=grace\njob_name=plan\n"
    );
    assert_eq!(lines(&known(Platform::Github, Some(&event()), &github())), expected);
}

#[test]
fn the_head_of_a_pull_request_is_never_the_merge_that_was_made_of_it() {
    let mut without = event();
    without["pull_request"]["head"]["sha"] = json!("main");
    let head_of = |event: Option<&serde_json::Value>, variables: &[(&str, &str)]| {
        let data = known(Platform::Github, event, variables);
        data.into_iter().find(|(name, _)| name == "head_commit").map(|(_, value)| value)
    };
    assert_eq!(head_of(Some(&event()), &github()).as_deref(), Some(HEAD));
    assert_eq!(head_of(Some(&without), &github()), None);
    assert_eq!(head_of(None, &github()), None);
    let push = [("GITHUB_EVENT_NAME", "push"), ("GITHUB_SHA", BASE)];
    assert_eq!(head_of(Some(&json!({"after": BASE})), &push).as_deref(), Some(BASE));
    assert_eq!(head_of(Some(&without), &push), None, "whatever the event calls itself");
}

#[test]
fn a_merge_request_on_gitlab() {
    let variables = [
        ("GITLAB_CI", "true"),
        ("CI_SERVER_URL", "https://gitlab.example.com"),
        ("CI_PROJECT_PATH", "group/sub/infra"),
        ("CI_PROJECT_ID", "42"),
        ("CI_COMMIT_SHA", MERGE),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", HEAD),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", BASE),
        ("CI_MERGE_REQUEST_IID", "3"),
        ("CI_MERGE_REQUEST_ID", "900"),
        ("CI_MERGE_REQUEST_DRAFT", "false"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "topic"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_LABELS", "a b,c"),
        ("CI_MERGE_REQUEST_ASSIGNEES", "ada, grace, and joan"),
        ("CI_MERGE_REQUEST_APPROVED", "true"),
        ("CI_MERGE_REQUEST_TITLE", "/merge"),
        ("CI_PIPELINE_ID", "77"),
        ("CI_PIPELINE_URL", "https://gitlab.example.com/group/sub/infra/-/pipelines/77"),
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_PIPELINE_CREATED_AT", "2026-01-02T03:04:05Z"),
        ("CI_JOB_ID", "88"),
        ("CI_JOB_NAME", "plan: [prod]"),
        ("CI_JOB_STARTED_AT", "yesterday"),
        ("GITLAB_USER_LOGIN", "ada"),
        ("GITLAB_USER_ID", "7"),
        ("GITLAB_USER_EMAIL", "ada@example.com"),
        ("GITLAB_USER_NAME", "Ada L."),
    ];
    let expected = format!(
        "platform=gitlab\nserver_url=https://gitlab.example.com\nrepository=group/sub/infra\nrepository_id=42\n\
         head_commit={HEAD}\nbase_commit={BASE}\nrequest_number=3\nrequest_id=900\n\
         request_url=https://gitlab.example.com/group/sub/infra/-/merge_requests/3\nrequest_draft=false\n\
         request_source_branch=topic\nrequest_target_branch=main\nrequest_labels=a b, c\n\
         request_assignees=ada, grace, joan\nrequest_approved=true\nrun_id=77\n\
         run_url=https://gitlab.example.com/group/sub/infra/-/pipelines/77\nrun_event=merge_request_event\n\
         run_created_at=2026-01-02T03:04:05Z\nrun_branch=topic\nrun_actor=ada\nrun_actor_id=7\njob_id=88\n\
         job_name=plan: [prod]\n"
    );
    assert_eq!(lines(&known(Platform::Gitlab, None, &variables)), expected);
    let push = known(Platform::Gitlab, None, &[("CI_COMMIT_SHA", BASE)]);
    assert_eq!(lines(&push), format!("platform=gitlab\nhead_commit={BASE}\n"));
}

#[test]
fn a_pull_request_on_bitbucket() {
    let uuid = "{61fb0d2a-7b5c-4e0e-9d5e-0123456789ab}";
    let variables = [
        ("BITBUCKET_BUILD_NUMBER", "12"),
        ("BITBUCKET_REPO_FULL_NAME", "team/infra"),
        ("BITBUCKET_REPO_UUID", uuid),
        ("BITBUCKET_COMMIT", HEAD),
        ("BITBUCKET_PR_ID", "5"),
        ("BITBUCKET_BRANCH", "topic"),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ("BITBUCKET_STEP_TRIGGERER_UUID", uuid),
        ("BITBUCKET_PARALLEL_STEP", "0"),
        ("BITBUCKET_PARALLEL_STEP_COUNT", "2"),
    ];
    let expected = format!(
        "platform=bitbucket\nserver_url=https://bitbucket.org\nrepository=team/infra\nrepository_id={uuid}\n\
         head_commit={HEAD}\nrequest_number=5\nrequest_url=https://bitbucket.org/team/infra/pull-requests/5\n\
         request_source_branch=topic\nrequest_target_branch=main\nrun_id=12\n\
         run_url=https://bitbucket.org/team/infra/pipelines/results/12\nrun_branch=topic\nrun_actor_id={uuid}\n\
         job_parallel=0\njob_parallel_count=2\n"
    );
    assert_eq!(lines(&known(Platform::Bitbucket, None, &variables)), expected);
}

#[test]
fn what_has_not_its_shape_is_not_known() {
    let mut odd = event();
    let request = odd["pull_request"].as_object_mut().unwrap();
    for (key, value) in [
        ("draft", json!("maybe")),
        ("state", json!("open\n::error::")),
        ("created_at", json!("soon")),
        ("user", json!({"login": "ada <ada@example.com>"})),
        ("labels", json!([{"name": "a,b"}])),
        ("requested_reviewers", json!([{"login": "grace"}, {}])),
        ("requested_teams", json!("sre")),
        ("mergeable_state", json!("wonderful")),
    ] {
        request.insert(key.to_owned(), value);
    }
    let data = known(Platform::Github, Some(&odd), &[("GITHUB_SERVER_URL", "https://a:b@e.vil")]);
    let names: Vec<&str> = data.iter().map(|(name, _)| name.as_str()).collect();
    for lost in [
        "request_url",
        "request_draft",
        "request_state",
        "request_created_at",
        "request_author",
        "request_labels",
        "request_reviewers",
        "request_reviewer_teams",
        "request_merge_state",
        "server_url",
    ] {
        assert!(!names.contains(&lost), "{lost}");
    }
    assert!(names.contains(&"request_merged"));
}

#[test]
fn of_a_request_without_a_number_nothing_is_known() {
    let mut odd = event();
    odd["pull_request"]["number"] = json!("17](https://e.vil)");
    let data = known(Platform::Github, Some(&odd), &github());
    assert!(data.iter().all(|(name, _)| !name.starts_with("request_")), "{data:?}");
    let branch = known(Platform::Bitbucket, None, &[("BITBUCKET_BRANCH", "main")]);
    assert_eq!(lines(&branch), "platform=bitbucket\nserver_url=https://bitbucket.org\nrun_branch=main\n");
}

#[test]
fn an_event_file_that_is_none_is_an_error_without_a_word_of_it() {
    let env = |_: &str| None;
    let error = gather(Platform::Github, Some(b"{\"pull_request\": hunter2"), &env).unwrap_err();
    assert_eq!(error.to_string(), "the event file is not the JSON of an event: line 1, column 18");
    let large = vec![b' '; LARGEST_EVENT + 1];
    assert_eq!(gather(Platform::Github, Some(&large), &env).unwrap_err(), EventError::TooLarge);
    assert!(gather(Platform::Github, Some(b"[1]"), &env).is_err());
    let deep = format!("{{\"pull_request\": {}", "[".repeat(100_000));
    assert!(gather(Platform::Github, Some(deep.as_bytes()), &env).is_err());
}

#[test]
fn the_platform_is_known_by_its_environment_and_never_guessed() {
    let of = |set: &'static [(&str, &str)]| {
        Platform::of(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    assert_eq!(of(&[("GITHUB_ACTIONS", "true")]), Some(Platform::Github));
    assert_eq!(of(&[("GITLAB_CI", "true")]), Some(Platform::Gitlab));
    assert_eq!(of(&[("BITBUCKET_BUILD_NUMBER", "1")]), Some(Platform::Bitbucket));
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[("GITHUB_ACTIONS", "false")]), None);
    assert_eq!(of(&[("GITHUB_ACTIONS", "true"), ("GITLAB_CI", "true")]), None);
}

#[test]
fn every_name_stands_once_and_what_is_composed_is_of_what_stands_before() {
    let mut before = HashSet::new();
    for field in FIELDS {
        for source in field.sources.iter().copied().flatten() {
            let Source::Composed(template) = source else { continue };
            for part in template.split('{').skip(1) {
                let name = part.split('}').next().unwrap();
                assert!(before.contains(name), "{}: {name}", field.name);
            }
        }
        assert!(before.insert(field.name), "{}", field.name);
    }
}

#[test]
fn what_others_send_is_kept_under_names_that_there_are() {
    for group in ELSEWHERE {
        for field in group.fields {
            let Fate::Kept(names) = field.fate else { continue };
            assert!(!names.is_empty());
            for name in names {
                assert!(FIELDS.iter().any(|field| field.name == *name), "{}{}: {name}", group.prefix, field.name);
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_event_and_the_environment_say_what_is_known_can_be_read_again(
        texts in proptest::collection::vec("\\PC{0,20}|[a-z/:.,0-9-]{0,20}", 1..8),
    ) {
        let at = |index: usize| texts[index % texts.len()].clone();
        let env = |name: &str| Some(at(name.len()));
        let event = json!({"pull_request": {
            "number": at(0), "state": at(1), "user": {"login": at(2)}, "labels": [{"name": at(3)}, {"name": at(4)}],
            "head": {"ref": at(5), "sha": at(6), "repo": {"full_name": at(7)}}, "created_at": at(8),
        }}).to_string();
        for platform in Platform::ALL {
            for known in gather(platform, Some(event.as_bytes()), &env).unwrap() {
                prop_assert_eq!(datum(known.name, &known.value), Some(known));
            }
        }
    }
}
