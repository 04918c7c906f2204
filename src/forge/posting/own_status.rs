//! The names of the commit statuses that carry a decision, and which statuses are taken for one.
//!
//! A decision waits for the checks of the head, and would wait for itself if its own status were one of them. So statuses of
//! exactly these names are no checks where our own account posted them; a name that only begins like one is somebody
//! else's, and so is one of these names by anybody else. One pipeline's decision does not wait for another's either: two
//! that did would wait for each other.

use super::marker::Key;
use crate::access::operation::Operation;
use crate::forge::settings::OWN_STATUS;

/// What the command is called, behind the tool's name.
const COMMAND: &str = "enforce";

/// The operations that are decided.
const DECIDED: [Operation; 3] = [Operation::Plan, Operation::Apply, Operation::ApplyForce];

/// The name of the status for an operation: `whomay/enforce/apply`, and `whomay/enforce/apply/prod` with a key.
pub fn context(operation: &str, key: &Key) -> String {
    let key = key.in_marker().map(|key| format!("/{key}")).unwrap_or_default();
    format!("{OWN_STATUS}/{COMMAND}/{operation}{key}")
}

/// Whether a status of this name is one of a decision, if we are the one who posted it.
pub fn is_context(name: &str) -> bool {
    let mut words = name.splitn(4, '/');
    let begins = words.next() == Some(OWN_STATUS) && words.next() == Some(COMMAND);
    let operation = words.next().and_then(|word| DECIDED.into_iter().find(|operation| operation.name() == word));
    let key = words.next().map_or(Ok(Key::default()), str::parse::<Key>);
    match (begins, operation, key) {
        // What is not spelled as we spell it is not ours.
        (true, Some(operation), Ok(key)) => context(operation.name(), &key) == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_posted_is_recognised_and_no_other() {
        for operation in DECIDED {
            for key in ["default", "prod", "eu-west-1", "0"] {
                let name = context(operation.name(), &key.parse().unwrap_or_default());
                assert!(is_context(&name), "{name}");
            }
        }
        let others = [
            "",
            "whomay",
            "whomay/report",
            "whomay/report/prod",
            "whomay/enforce",
            "whomay/enforce/",
            "whomay/enforce/apply/",
            "whomay/enforce/apply/default",
            "whomay/enforce/apply/prod/x",
            "whomay/enforce/apply/Prod",
            "whomay/enforce/apply-extra",
            "whomay/enforce/applyx",
            "whomay/enforce/unlock",
            "whomay/enforce/apply-autoapprove",
            "Whomay/enforce/apply",
            "whomay/enforce/apply ",
            " whomay/enforce/apply",
            "x/whomay/enforce/apply",
            "whomay//enforce/apply",
        ];
        for name in others {
            assert!(!is_context(name), "{name:?}");
        }
    }
}
