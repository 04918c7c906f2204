//! What GitHub says of runs, comments and pushes, and what is made of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::json;

use super::*;

fn somebody(id: u64, login: &str) -> Json {
    json!({"id": id, "login": login, "type": if login.ends_with("[bot]") { "Bot" } else { "User" }})
}

fn changed(mut answer: Json, fields: Json) -> Json {
    for (name, value) in fields.as_object().unwrap() {
        answer.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    answer
}

#[test]
fn whoever_pressed_the_button_is_told_apart() {
    let job = Job { id: 5, attempt: Some(2), ..Job::default() };
    let run = |fields: Json| {
        let run = json!({
            "id": 5, "run_attempt": 2, "head_sha": "a".repeat(40), "event": "issue_comment", "status": "in_progress",
            "actor": somebody(1, "alice"), "triggering_actor": somebody(4, "dave"),
        });
        asker_in(&changed(run, fields), &job)
    };
    let asker = run(json!({})).unwrap();
    assert_eq!((asker.actor.login.as_str(), asker.set_off_by.login.as_str()), ("alice", "dave"));
    assert_eq!((asker.actor.id, asker.set_off_by.id, asker.event.as_deref()), (1, 4, Some("issue_comment")));
    assert!(!run(json!({"actor": somebody(9, "x[bot]")})).unwrap().actor.is_person);
    assert!(run(json!({"status": null})).is_ok());
    let wrong = [
        json!({"id": 6}),
        json!({"run_attempt": 1}),
        json!({"actor": null}),
        json!({"triggering_actor": null}),
        json!({"triggering_actor": {"login": "dave"}}),
        json!({"status": "completed"}),
        json!({"event": null}),
        json!({"actor": {"login": "alice", "type": "User"}}),
    ];
    for fields in wrong {
        assert!(run(fields.clone()).is_err(), "{fields}");
    }
    let first = json!({
        "id": 5, "run_attempt": 1, "head_sha": "a".repeat(40), "event": "push", "status": "queued",
        "actor": somebody(1, "alice"),
    });
    let asker = asker_in(&first, &Job { id: 5, ..Job::default() }).unwrap();
    assert_eq!(asker.set_off_by, asker.actor, "the first attempt was set off by its actor");
}

#[test]
fn a_comment_has_to_be_of_this_request_and_as_it_was_written() {
    let read = |fields: Json| {
        let comment = json!({
            "id": 5, "issue_url": "https://api.github.com/repos/o/r/issues/7", "user": somebody(3, "carol"), "body": "x",
            "created_at": "2026-01-01T08:00:00Z", "updated_at": "2026-01-01T08:00:00Z",
        });
        comment_said(&changed(comment, fields))
    };
    assert_eq!(read(json!({})), "carol: x");
    assert_eq!(read(json!({"body": ""})), "carol: ");
    let table = [
        (json!({"issue_url": "https://api.github.com/repos/o/r/issues/8"}), "belongs to another request"),
        (json!({"issue_url": "https://api.github.com/repos/o/r/issues/17"}), "belongs to another request"),
        (json!({"updated_at": "2026-01-01T08:00:01Z"}), "was edited"),
        (json!({"user": null}), "no account any more"),
        (json!({"user": somebody(3, "renovate[bot]")}), "renovate[bot], who wrote the command, is no person"),
        (json!({"user": {"id": 3, "login": "carol", "type": "Mannequin"}}), "is no person"),
        (json!({"user": {"id": 3, "login": "carol", "type": "Organization"}}), "is no person"),
        (json!({"id": 6}), "? id is not the comment that was asked for"),
        (json!({"issue_url": "x"}), "? issue_url is not the URL of an issue"),
        (json!({"user": {"id": 3, "login": "carol"}}), "? user.type is missing"),
        (json!({"body": null}), "? "),
        (json!({"updated_at": "now"}), "? updated_at is not a time"),
    ];
    for (fields, wanted) in table {
        let said = read(fields);
        assert!(said.contains(wanted), "{said}: {wanted}");
    }
}

fn comment_said(answer: &Json) -> String {
    match comment(answer, 5, 7) {
        Ok(Ok(comment)) => format!("{}: {}", comment.author.login, comment.text),
        Ok(Err(refusal)) => refusal.to_string(),
        Err(misread) => format!("? {misread}"),
    }
}

#[test]
fn the_newest_change_of_the_branch_made_the_head() {
    let [a, b, zero] = ["a", "b", "0"].map(|letter| letter.repeat(40));
    let change = |kind: &str, before: &str, after: &str, second: u32| {
        let timestamp = format!("2026-01-01T08:00:{second:02}Z");
        json!({"ref": "refs/heads/topic", "activity_type": kind, "before": before, "after": after, "timestamp": timestamp})
    };
    let made = change("branch_creation", &zero, &a, 1);
    let gone = change("branch_deletion", &a, &zero, 9);
    let when = |items: Vec<Json>| pushed(&Json::Array(items), "topic", &a).ok();
    let at = |second: u32| Some(format!("2026-01-01T08:00:{second:02}.000000000"));
    assert_eq!(when(vec![made.clone()]), at(1));
    assert_eq!(when(vec![gone.clone(), made.clone()]), at(1));
    let back = change("force_push", &b, &a, 5);
    assert_eq!(when(vec![back, change("push", &a, &b, 4), made.clone()]), at(5), "a head may come back");
    for unknown in [
        vec![],
        vec![change("push", &a, &b, 4), made.clone()],
        vec![gone],
        vec![change("branch_deletion", &b, &zero, 9), made],
        vec![json!({"ref": "refs/heads/other"})],
    ] {
        assert_eq!(when(unknown.clone()), None, "{unknown:?}");
    }
}

#[test]
fn the_head_and_where_it_lies() {
    let head = "a".repeat(40);
    let pull = |fields: Json| {
        let side = changed(json!({"sha": head, "ref": "topic", "repo": {"full_name": "o/fork"}}), fields);
        head_branch(&json!({ "head": side }), &head).ok()
    };
    assert_eq!(pull(json!({})), Some(("topic".to_owned(), "o/fork".to_owned())));
    assert_eq!(pull(json!({"repo": null})), None);
    assert_eq!(pull(json!({"sha": "b".repeat(40)})), None);
}

#[test]
fn requests_that_were_merged_as_a_commit() {
    let commit = "a".repeat(40);
    let pull = |number: u64, fields: Json| {
        changed(
            json!({
                "number": number, "merged_at": "2026-01-01T08:00:00Z", "merge_commit_sha": commit,
                "base": {"ref": "main", "repo": {"full_name": "O/r"}},
            }),
            fields,
        )
    };
    let found = |pulls: &[Json]| merged_as(pulls, "o/R", &commit, "main").ok();
    assert_eq!(found(&[]), Some(vec![]));
    assert_eq!(found(&[pull(8, json!({})), pull(7, json!({})), pull(7, json!({}))]), Some(vec![7, 8]));
    let others = [
        pull(1, json!({"merged_at": null})),
        pull(2, json!({"merge_commit_sha": "b".repeat(40)})),
        pull(3, json!({"merge_commit_sha": null})),
        pull(4, json!({"base": {"ref": "rel", "repo": {"full_name": "o/r"}}})),
        pull(5, json!({"base": {"ref": "main", "repo": {"full_name": "x/r"}}})),
    ];
    assert_eq!(found(&others), Some(vec![]));
    assert_eq!(found(&[json!({"number": 1})]), None);
}
