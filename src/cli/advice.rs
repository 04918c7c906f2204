//! What to do when a forge did not say what the decision needs, or nothing at all.
//!
//! The answer on standard output holds what was gathered, and is the same when it is replayed. What can be done about a
//! fact that is missing is for whoever runs this now, so it goes to standard error, each step once.

use std::collections::BTreeMap;

use crate::access::decide::Decision;
use crate::access::known::Missing;
use crate::access::verdict::Verdict;
use crate::cli::failure::Failure;
use crate::forge::address::RequestAddress;
use crate::forge::token::{TokenName, Tokens};
use crate::forge::trouble::Trouble;

/// The next steps for facts that could not be had and that an answer depends on.
pub(super) fn next_steps(decision: &Decision) -> Vec<Failure> {
    let undetermined = decision.outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Undetermined);
    let missing = undetermined.flat_map(|outcome| outcome.reasons()).filter_map(|reason| reason.missing.as_ref());
    let mut steps: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for missing in missing {
        if let Missing::Unavailable(why) = missing
            && let Some(step) = trouble(why).and_then(|trouble| trouble.next_step())
        {
            let whys = steps.entry(step).or_default();
            if !whys.contains(&why.as_str()) {
                whys.push(why);
            }
        }
    }
    steps.into_iter().map(|(step, whys)| Failure::with_help(said(&whys), step)).collect()
}

/// The trouble at the end of a reason: what the core looks up of people stands in front of it.
fn trouble(why: &str) -> Option<Trouble> {
    let words = why.split_once(" failed: ").map_or(why, |(_, words)| words);
    Trouble::with_words(words)
}

/// One of the troubles; the answer has them all.
fn said(whys: &[&str]) -> String {
    let first = whys.first().copied().unwrap_or_default();
    match whys.len() {
        0 | 1 => first.to_owned(),
        2 => format!("{first}, and 1 more like it"),
        more => format!("{first}, and {} more like it", more - 1),
    }
}

/// The request could not be read.
pub(super) fn unreadable(address: &RequestAddress, tokens: &Tokens, trouble: &Trouble) -> Failure {
    let (name, host) = (address.name(), &address.host);
    let token = tokens.read.as_ref().map(|(_, token)| *token);
    let message = match trouble {
        Trouble::NotFound { .. } => {
            let whom =
                token.map_or_else(|| "a run without a token".to_owned(), |token| format!("the token in {token}"));
            format!("{name} is not on {host}, or not visible to {whom}")
        }
        _ => format!("{name} cannot be read from {host}: {trouble}"),
    };
    Failure::Plain { message, help: help(token, trouble) }
}

fn help(token: Option<TokenName>, trouble: &Trouble) -> Option<String> {
    match (trouble, token) {
        // What hides a request may be the token alone, so that is the first thing to look at.
        (Trouble::NotFound { .. } | Trouble::Forbidden { .. }, None | Some("CI_JOB_TOKEN")) => {
            Trouble::BadToken { token }.next_step()
        }
        _ => trouble.next_step(),
    }
}
