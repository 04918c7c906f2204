//! Jobs and what set them off.

use super::*;

const COMMIT: &str = "1111111111111111111111111111111111111111";

fn said(variables: &str, file: Option<&[u8]>) -> String {
    let env = |name: &str| {
        let value = variables.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    match read(&env, file) {
        Ok(event) => format!("{event:?}"),
        Err(Refusal { message, help }) => format!("refused: {message} | {help}"),
    }
}

fn hub(name: &str, file: &str) -> String {
    said(&format!("GITHUB_ACTIONS=true GITHUB_EVENT_NAME={name}"), Some(file.as_bytes()))
}

fn lab(variables: &str) -> String {
    said(&format!("GITLAB_CI=true CI_DEFAULT_BRANCH=main {variables}"), None)
}

fn comment(action: &str, issue: &str) -> String {
    format!(
        r#"{{"action": "{action}", "issue": {issue}, "comment": {{"id": 5, "body": "whomay apply"}}, "sender": 7}}"#
    )
}

#[test]
fn what_is_answered() {
    let of_pull = r#"{"number": 7, "pull_request": {"url": "x"}, "title": "\u0000"}"#;
    let push = format!(
        r#"{{"ref": "refs/heads/main", "after": "{COMMIT}", "deleted": false, "repository": {{"default_branch": "main"}}}}"#
    );
    let pull = r#"{"action": "anything", "number": 8, "pull_request": {"number": 7, "merged": true}}"#;
    let table = [
        (
            hub("issue_comment", &comment("created", of_pull)),
            r#"Comment { pull: 7, comment: 5, text: "whomay apply" }"#.to_owned(),
        ),
        (hub("issue_comment", &comment("created", r#"{"number": 7}"#)), "NotForUs".to_owned()),
        (hub("issue_comment", &comment("created", r#"{"number": 7, "pull_request": null}"#)), "NotForUs".to_owned()),
        (hub("pull_request", pull), "Request { pull: 7 }".to_owned()),
        (hub("pull_request_target", pull), "Request { pull: 7 }".to_owned()),
        (hub("pull_request_review", pull), "Request { pull: 7 }".to_owned()),
        (hub("push", &push), format!("Push {{ branch: \"main\", commit: \"{COMMIT}\", before: None }}")),
        (hub("workflow_dispatch", "not looked at"), r#"Unspecific { name: "workflow_dispatch" }"#.to_owned()),
        (hub("workflow_run", "{}"), r#"Unspecific { name: "workflow_run" }"#.to_owned()),
        (lab("CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=7"), "Request { pull: 7 }".to_owned()),
        (lab("CI_PIPELINE_SOURCE=parent_pipeline CI_MERGE_REQUEST_IID=7"), "Request { pull: 7 }".to_owned()),
        (lab("CI_PIPELINE_SOURCE=parent_pipeline"), r#"Unspecific { name: "parent_pipeline" }"#.to_owned()),
        (lab("CI_PIPELINE_SOURCE=web"), r#"Unspecific { name: "web" }"#.to_owned()),
        (lab("CI_PIPELINE_SOURCE=pipeline"), r#"Unspecific { name: "pipeline" }"#.to_owned()),
        (
            lab(&format!("CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main CI_COMMIT_SHA={COMMIT}")),
            format!("Push {{ branch: \"main\", commit: \"{COMMIT}\", before: None }}"),
        ),
    ];
    for (found, wanted) in table {
        assert_eq!(found, wanted);
    }
}

#[test]
fn what_is_refused_says_what_to_do() {
    let of_pull = r#"{"number": 7, "pull_request": {}}"#;
    let push = |reference: &str, after: &str, rest: &str| {
        hub(
            "push",
            &format!(
                r#"{{"ref": "{reference}", "after": "{after}", "repository": {{"default_branch": "main"}}{rest}}}"#
            ),
        )
    };
    let nothing = "0".repeat(40);
    let table = [
        (said("", None), "in no job", "simulate"),
        (said("GITHUB_ACTIONS=true GITLAB_CI=true", None), "in no job", "simulate"),
        (said("BITBUCKET_BUILD_NUMBER=1", None), "Bitbucket", "GitHub and GitLab"),
        (said("GITHUB_ACTIONS=true", None), "GITHUB_EVENT_NAME is not set", "leave"),
        (said("GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request", None), "there is no event file", "leave"),
        (hub("issue_comment", &comment("edited", of_pull)), "edited is not a command", "in a new comment"),
        (hub("issue_comment", &comment("deleted", of_pull)), "deleted is not a command", "in a new comment"),
        (hub("issue_comment", &comment("pinned", of_pull)), "not one that is answered", "created"),
        (hub("issue_comment", "{}"), "action is missing", "leave"),
        (hub("issue_comment", r#"{"action": "created"}"#), "issue is missing", "leave"),
        (hub("issue_comment", r#"{"action": "created", "issue": {"number": 7}}"#), "comment is missing", "leave"),
        (hub("issue_comment", r#"{"action": "created", "issue": {"number": "7"}}"#), "line 1", "leave"),
        (hub("issue_comment", r#"{"action": "created", "action": "created"}"#), "line 1", "leave"),
        (hub("issue_comment", &comment("created", r#"{"number": 0}"#)), "issue.number", "leave"),
        (hub("issue_comment", &comment("created", r#"{"number": -7}"#)), "line 1", "leave"),
        (hub("pull_request", "{}"), "pull_request.number", "leave"),
        (hub("pull_request", "[7]"), "no object", "leave"),
        (hub("pull_request", "{"), "line 1", "leave"),
        (hub("pull_request", ""), "no object", "leave"),
        (hub("pull_request", &"[".repeat(100_000)), "no object", "leave"),
        (hub("pull_request", &format!("{{\"a\": {}", "[".repeat(100_000))), "line 1", "leave"),
        (hub("pull_request_review_comment", "{}"), "lines of a diff", "conversation"),
        (hub("merge_group", "{}"), "merge queue", "after it"),
        (hub("schedule", "{}"), "nobody asks", "simulate"),
        (hub("release", "{}"), "not one that is answered", "workflow_dispatch"),
        (hub("", "{}"), "GITHUB_EVENT_NAME is not set", "leave"),
        (push("refs/heads/topic", COMMIT, ""), "another branch", "branches"),
        (push("refs/tags/main", COMMIT, ""), "something else than a branch", "branches"),
        (push("refs/heads/main", &nothing, r#", "deleted": true"#), "was deleted", "branches"),
        (push("refs/heads/main", &nothing, ""), "after is not a commit", "leave"),
        (push("refs/heads/main", "main", ""), "after is not a commit", "leave"),
        (hub("push", r#"{"ref": "refs/heads/main"}"#), "default_branch is missing", "leave"),
        (lab(""), "CI_PIPELINE_SOURCE is not set", "leave"),
        (lab("CI_PIPELINE_SOURCE=schedule"), "scheduled", "simulate"),
        (lab("CI_PIPELINE_SOURCE=external"), "not one that is answered", "--pull"),
        (lab("CI_PIPELINE_SOURCE=merge_request_event"), "CI_MERGE_REQUEST_IID is not set", "leave"),
        (lab("CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=x"), "is not a number", "leave"),
        (lab("CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=0"), "is not a number", "leave"),
        (
            lab(
                "CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_EVENT_TYPE=merge_train",
            ),
            "merge train",
            "after it",
        ),
        (lab("CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=topic"), "default branch", "rules"),
        (lab("CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v1"), "default branch", "rules"),
        (lab("CI_PIPELINE_SOURCE=push CI_COMMIT_BRANCH=main CI_COMMIT_SHA=x"), "CI_COMMIT_SHA", "leave"),
    ];
    for (found, wrong, help) in table {
        let (message, shown) = found.split_once(" | ").unwrap_or((&found, ""));
        assert!(message.starts_with("refused: ") && message.contains(wrong), "{found}: {wrong}");
        assert!(shown.contains(help), "{found}: {help}");
    }
    let large = vec![b' '; LARGEST_EVENT + 1];
    let found = said("GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push", Some(&large));
    assert!(found.contains("larger than the 25 MiB"), "{found}");
}

/// Comments quote whatever people write, so that nothing of an event is repeated.
#[test]
fn nothing_of_an_event_is_repeated() {
    let found = hub("issue_comment", r#"{"action": "created", "issue": {"number": "hunter2"}, "comment": "hunter2"}"#);
    assert!(!found.contains("hunter2"), "{found}");
}

proptest::proptest! {
    #[test]
    fn any_file_is_read(file in proptest::collection::vec(proptest::num::u8::ANY, 0..200), name in proptest::sample::select(vec!["issue_comment", "pull_request", "push", "workflow_run"])) {
        said(&format!("GITHUB_ACTIONS=true GITHUB_EVENT_NAME={name}"), Some(&file));
    }
}
