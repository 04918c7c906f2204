//! Who pushed to the branch, from the project's list of events.
//!
//! The list is long, of the whole project, and cut off after years; and a push of many branches at once is one event
//! that names none of them. So it counts only if it is a chain without a gap: the newest push leads to the head, each
//! one starts where the one before it ended, and the oldest made the branch.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::answer::Part;
use crate::forge::trouble::Trouble;

/// A push to the branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Push {
    id: u64,
    /// `None` for an account that no longer exists.
    by: Option<String>,
    /// Whether it made the branch.
    made: bool,
    from: Option<String>,
    to: Option<String>,
}

/// Reads a page of push events and keeps those of `branch`.
///
/// # Errors
///
/// It is not what is documented.
pub(super) fn page(asked: &str, items: &[Json], branch: &str) -> Result<Vec<Push>, Trouble> {
    let mut pushes = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let part = Part::item(asked, at, item);
        let data = part.field("push_data")?;
        // Null for a push of many branches at once.
        let name = data.nullable("ref")?.map(|name| name.text()).transpose()?;
        if name != Some(branch) || data.field("ref_type")?.text()? != "branch" {
            continue;
        }
        let commit = |name: &str| data.nullable(name)?.map(|at| at.commit()).transpose();
        pushes.push(Push {
            id: part.field("id")?.number()?,
            by: part.optional("author_username")?.map(|login| login.text()).transpose()?.map(str::to_owned),
            made: data.field("action")?.text()? == "created",
            from: commit("commit_from")?.map(str::to_owned),
            to: commit("commit_to")?.map(str::to_owned),
        });
    }
    Ok(pushes)
}

/// What the pushes that were read so far come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pushers {
    /// Everybody who pushed to the branch.
    All(BTreeSet<String>),
    /// The branch is older than the oldest push of these.
    More,
    /// There will be no answer, and why.
    Never(&'static str),
}

/// Follows the chain from the head to the push that made the branch.
///
/// Pushes to an earlier branch of that name count as well: more people than pushed is safe, fewer is not.
pub(super) fn pushers(pushes: &[Push], head: &str) -> Pushers {
    let mut newest_first: Vec<&Push> = pushes.iter().collect();
    newest_first.sort_by_key(|push| std::cmp::Reverse(push.id));
    newest_first.dedup_by_key(|push| push.id);
    let mut next = head;
    for (at, push) in newest_first.iter().enumerate() {
        match &push.from {
            _ if push.to.as_deref() != Some(next) && at == 0 => {
                return Pushers::Never("the last push to the branch did not lead to the head");
            }
            _ if push.to.as_deref() != Some(next) => {
                return Pushers::Never("a push to the branch is missing between two others");
            }
            _ if push.made => return everybody(&newest_first),
            None => return Pushers::Never("a push to the branch does not say where it started"),
            Some(from) => next = from,
        }
    }
    Pushers::More
}

fn everybody(pushes: &[&Push]) -> Pushers {
    match pushes.iter().map(|push| push.by.clone()).collect() {
        Some(logins) => Pushers::All(logins),
        None => Pushers::Never("an account that pushed no longer exists"),
    }
}
