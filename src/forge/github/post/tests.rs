//! The requests that writes become.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use super::*;
use crate::forge::address::RequestAddress;
use crate::forge::posting::Reaction;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::token::Tokens;

fn github(repository: &str) -> Github {
    let address = RequestAddress {
        forge: ForgeKind::Github,
        host: "github.com".to_owned(),
        root: String::new(),
        repository: repository.to_owned(),
        number: 7,
    };
    let settings = Settings {
        address,
        api: "http://127.0.0.1:9".to_owned(),
        graphql: Some("http://127.0.0.1:9/graphql".to_owned()),
        tokens: Tokens::default(),
        ca: None,
        budget: Duration::from_secs(1),
        job: None,
    };
    Github::new(settings).unwrap()
}

#[tokio::test]
async fn each_write_is_the_documented_request() {
    let commit = "a".repeat(40);
    let rows = [
        (
            Write::CreateComment { body: "b\"".to_owned() },
            "POST /repos/acme/infra/issues/7/comments",
            r#"{"body":"b\""}"#,
        ),
        (
            Write::UpdateComment { id: 12, body: "b".to_owned() },
            "PATCH /repos/acme/infra/issues/comments/12",
            r#"{"body":"b"}"#,
        ),
        (
            Write::React { comment: 12, reaction: Reaction::PlusOne },
            "POST /repos/acme/infra/issues/comments/12/reactions",
            r#"{"content":"+1"}"#,
        ),
        (Write::DeleteComment { id: 12 }, "DELETE /repos/acme/infra/issues/comments/12", ""),
        (
            Write::SetStatus {
                commit: commit.clone(),
                context: "whomay/report".to_owned(),
                state: StatusState::Error,
                description: "d".to_owned(),
            },
            &format!("POST /repos/acme/infra/statuses/{commit}"),
            r#"{"context":"whomay/report","description":"d","state":"error"}"#,
        ),
        (
            Write::AddLabel { label: "whomay: no changes".to_owned() },
            "POST /repos/acme/infra/issues/7/labels",
            r#"{"labels":["whomay: no changes"]}"#,
        ),
        (
            Write::RemoveLabel { label: "whomay: no changes".to_owned() },
            "DELETE /repos/acme/infra/issues/7/labels/whomay%3A%20no%20changes",
            "",
        ),
    ];
    for (write, line, body) in rows {
        let call = github("acme/infra").call(&write).unwrap();
        assert_eq!(format!("{} {}", call.method, call.target), line);
        assert_eq!(String::from_utf8(call.body.unwrap_or_default()).unwrap(), body, "{line}");
        assert!(!call.reads, "{line}");
        assert_eq!(call.purpose, Purpose::Write);
    }
    assert!(github("acme").call(&Write::DeleteComment { id: 1 }).is_err());
}

#[test]
fn comments_are_read_with_whoever_wrote_them() {
    let read = |json: serde_json::Value| comment(&Place::root(&json)).map_err(|misread| misread.to_string());
    let ours = |author: Option<u64>, body: &str| Comment { id: 3, author, body: body.to_owned() };
    assert_eq!(read(json!({"id": 3, "user": {"id": 9}, "body": "x"})), Ok(ours(Some(9), "x")));
    assert_eq!(read(json!({"id": 3, "user": null, "body": "x"})), Ok(ours(None, "x")));
    assert_eq!(read(json!({"id": 3, "user": {"id": 9}, "body": null})), Ok(ours(Some(9), "")));
    for wrong in [
        json!({"id": 3, "user": {"id": 9}}),
        json!({"id": 3, "body": "x"}),
        json!({"id": "3", "user": {"id": 9}, "body": "x"}),
        json!({"id": 3, "user": {"id": null}, "body": "x"}),
        json!({"id": 3, "user": {"login": "a"}, "body": "x"}),
        json!({"id": 3, "user": {"id": 9}, "body": 1}),
        json!([]),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}
