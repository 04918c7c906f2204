//! Every word of GitHub's enumerations has a meaning here. The lists are those of the official GraphQL schema
//! (`@octokit/graphql-schema` 15.26.1).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::{Value as Json, json};

use super::checks::{Own, checks};
use super::graphql::Reply;
use super::reviews::reviews;
use super::snapshot;
use crate::access::facts::{CheckState, Mergeable, Review, ReviewDecision, ReviewState};
use crate::access::spelling::Word as _;

fn words(list: &str) -> Vec<String> {
    let all: Json = serde_json::from_str(include_str!("words.json")).unwrap();
    serde_json::from_value(all.get(list).unwrap().clone()).unwrap()
}

/// The request, with one field.
fn reply(field: &str, word: &str) -> Reply {
    let answer = json!({"data": {"repository": {"pullRequest": {field: word}}}});
    Reply::read("POST /graphql", answer.to_string().as_bytes()).unwrap()
}

fn review(word: &str) -> Option<Vec<Review>> {
    let item = json!({
        "fullDatabaseId": "1", "state": word, "submittedAt": "2026-01-01T00:00:00Z", "commit": null,
        "author": {"__typename": "User", "login": "bob"},
    });
    reviews(&[item], None).ok()
}

fn check_run(status: &str, conclusion: Option<&str>) -> CheckState {
    let item = json!({
        "__typename": "CheckRun", "databaseId": 1, "name": "ci", "status": status, "conclusion": conclusion,
        "completedAt": null, "checkSuite": {"app": null, "workflowRun": null},
    });
    checks(&[item], &Own::default()).unwrap().0.remove(0).state
}

fn commit_status(word: &str) -> Option<CheckState> {
    let item = json!({
        "__typename": "StatusContext", "context": "ci", "state": word, "createdAt": "2026-01-01T00:00:00Z",
        "creator": null,
    });
    checks(&[item], &Own::default()).unwrap().0.pop().map(|check| check.state)
}

#[test]
fn reviews_decisions_and_mergeability() {
    for word in words("PullRequestReviewState") {
        let read = review(&word).unwrap();
        let wanted = ReviewState::from_word(&word.to_lowercase());
        assert_eq!(read.first().map(|review| review.state), wanted, "{word}");
        assert_eq!(read.is_empty(), word == "PENDING");
    }
    for word in words("PullRequestReviewDecision") {
        let read = snapshot::decision(&reply("reviewDecision", &word)).unwrap();
        assert_eq!(Some(read), ReviewDecision::from_word(&word.to_lowercase()), "{word}");
    }
    let read: Vec<Mergeable> =
        words("MergeableState").iter().map(|word| snapshot::mergeable(&reply("mergeable", word)).unwrap()).collect();
    assert_eq!(read, [Mergeable::No, Mergeable::Yes, Mergeable::Computing]);
}

#[test]
fn how_checks_end() {
    for word in words("CheckConclusionState") {
        let state = check_run("COMPLETED", Some(&word));
        let fits = match word.as_str() {
            "SUCCESS" => state == CheckState::Success,
            "SKIPPED" => state == CheckState::Skipped,
            "NEUTRAL" => state == CheckState::Neutral,
            // The server breaks on it.
            "STALE" => state == CheckState::Other("stale".to_owned()),
            _ => state == CheckState::Failed(word.to_lowercase()),
        };
        assert!(fits, "{word}: {state:?}");
    }
    for word in words("CheckStatusState").iter().filter(|word| *word != "COMPLETED") {
        assert_eq!(check_run(word, None), CheckState::Unfinished(word.to_lowercase()));
        assert_eq!(check_run(word, Some("SUCCESS")), CheckState::Unfinished(word.to_lowercase()), "not yet");
    }
    let read: Vec<Option<CheckState>> = words("StatusState").iter().map(|word| commit_status(word)).collect();
    let failed = |word: &str| Some(CheckState::Failed(word.to_owned()));
    let pending = CheckState::Unfinished("pending".to_owned());
    assert_eq!(read, [failed("error"), None, failed("failure"), Some(pending), Some(CheckState::Success)]);
}

#[test]
fn a_word_that_nobody_knows_is_never_good() {
    for word in ["", "success", "Approved", "APPROVED ", "NEW"] {
        assert_eq!(review(word), None, "{word}");
        assert!(snapshot::decision(&reply("reviewDecision", word)).is_err());
        assert!(snapshot::mergeable(&reply("mergeable", word)).is_err());
        if !word.is_empty() {
            for state in [check_run("COMPLETED", Some(word)), check_run(word, None), commit_status(word).unwrap()] {
                assert_eq!(state, CheckState::Other(word.to_lowercase()));
            }
        }
    }
}
