//! The requests that writes become.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value as Json, json};

use super::*;
use crate::forge::address::RequestAddress;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::token::Tokens;

fn gitlab() -> Gitlab {
    let address = RequestAddress {
        forge: ForgeKind::Gitlab,
        host: "git.example.com".to_owned(),
        root: "gitlab".to_owned(),
        repository: "acme/net/infra".to_owned(),
        number: 7,
    };
    let settings = Settings {
        address,
        api: "http://127.0.0.1:9/gitlab/api/v4".to_owned(),
        graphql: None,
        tokens: Tokens::default(),
        ca: None,
        budget: Duration::from_secs(1),
        job: None,
    };
    Gitlab::new(settings).unwrap()
}

#[tokio::test]
async fn each_write_is_the_documented_request() {
    let commit = "a".repeat(40);
    let status = |state| Write::SetStatus {
        commit: commit.clone(),
        context: "whomay/report".to_owned(),
        state,
        description: "1 to destroy".to_owned(),
    };
    let set = |state| json!({"state": state, "name": "whomay/report", "description": "1 to destroy"});
    let to_status = format!("POST /projects/acme%2Fnet%2Finfra/statuses/{commit}");
    let rows = [
        (Write::CreateComment { body: "b & c".to_owned() }, "POST …/notes", json!({"body": "b & c"})),
        (Write::UpdateComment { id: 12, body: "b".to_owned() }, "PUT …/notes/12", json!({"body": "b"})),
        (Write::DeleteComment { id: 12 }, "DELETE …/notes/12", Json::Null),
        (status(StatusState::Success), &to_status, set("success")),
        (status(StatusState::Failure), &to_status, set("failed")),
        (status(StatusState::Error), &to_status, set("failed")),
        (status(StatusState::Pending), &to_status, set("pending")),
        (Write::AddLabel { label: "whomay: drift".to_owned() }, "PUT …", json!({"add_labels": "whomay: drift"})),
        (Write::RemoveLabel { label: "whomay: drift".to_owned() }, "PUT …", json!({"remove_labels": "whomay: drift"})),
    ];
    for (write, line, body) in rows {
        let call = gitlab().call(&write).unwrap();
        let line = line.replace('…', "/projects/acme%2Fnet%2Finfra/merge_requests/7");
        assert_eq!(format!("{} {}", call.method, call.target), line);
        let sent = call.body.map_or(Json::Null, |body| serde_json::from_slice(&body).unwrap());
        assert_eq!(sent, body, "{line}");
        assert!(!call.reads, "{line}");
        assert_eq!(call.purpose, Purpose::Write);
    }
}

#[test]
fn what_gitlab_itself_noted_is_no_comment() {
    let read = |json: Json| comment(&Part::whole("GET /notes", &json));
    let note = |author: Option<u64>| Comment { id: 3, author, body: "x".to_owned() };
    assert_eq!(read(json!({"id": 3, "system": true})), Ok(None));
    assert_eq!(read(json!({"id": 3, "system": false, "author": {"id": 9}, "body": "x"})), Ok(Some(note(Some(9)))));
    assert_eq!(read(json!({"id": 3, "system": false, "author": null, "body": "x"})), Ok(Some(note(None))));
    for wrong in [
        json!({"id": 3, "author": {"id": 9}, "body": "x"}),
        json!({"id": 3, "system": "false", "author": {"id": 9}, "body": "x"}),
        json!({"id": 3, "system": false, "body": "x"}),
        json!({"id": 3, "system": false, "author": {"id": 9}, "body": null}),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}
