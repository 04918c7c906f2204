//! Any bytes → a comment, and the event file of a job → what is asked for.
//!
//! Held: neither panics nor hangs; only the first line of a comment counts; what is forced has a reason, and a query reads
//! back as itself; nothing of an event file is repeated where it is refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whomay::call::command::{self, Reading};
use whomay::call::event;
use whomay::{access, tag_query};

fuzz_target!(|bytes: &[u8]| {
    let comment = String::from_utf8_lossy(bytes);
    let read = command::read(&comment);
    let line = comment.split('\n').next().unwrap_or_default();
    assert_eq!(read, command::read(line));
    match read {
        Reading::Command(command) => {
            assert!(command.operation != access::operation::Operation::ApplyForce || command.reason.is_some());
            if let Some(query) = command.query {
                assert_eq!(tag_query::TagQuery::parse(query.text()), Ok(query));
            }
        }
        Reading::Mistake(mistake) => assert!(!mistake.help.is_empty()),
        Reading::Help | Reading::NoCommand => {}
    }

    for name in ["issue_comment", "pull_request", "push", "workflow_dispatch"] {
        let env = |variable: &str| match variable {
            "GITHUB_ACTIONS" => Some("true".to_owned()),
            "GITHUB_EVENT_NAME" => Some(name.to_owned()),
            _ => None,
        };
        if let Err(refusal) = event::read(&env, Some(bytes)) {
            assert!(refusal.message.len() < 200 && !refusal.help.is_empty(), "{refusal}");
        }
    }
});
