//! Who pushed to the head's branch: the repository's activity.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::actor::whole_login_in;
use super::answer::{Misread, Place};

/// What is done to a branch when it is made and when it is taken away.
const CREATION: &str = "branch_creation";
const DELETION: &str = "branch_deletion";

/// Logins of everybody who ever moved the branch, from its activity, newest first.
///
/// A branch that was taken away and made again counts as one: what was pushed before is still in it.
///
/// # Errors
///
/// An item does not fit or has no actor; the items are not one unbroken story from the branch's creation to `head`.
pub(super) fn pushers(items: &[Json], branch: &str, head: &str) -> Result<BTreeSet<String>, Misread> {
    let mut pushers = BTreeSet::new();
    let mut later: Option<String> = None;
    let mut kind = "";
    for (at, item) in items.iter().enumerate() {
        let item = Place::at(item, &format!("[{at}]"));
        let reference = item.field("ref")?;
        if reference.text()? != format!("refs/heads/{branch}") {
            return Err(reference.not("the branch that was asked for"));
        }
        kind = item.field("activity_type")?.text()?;
        let (before, after) = (item.field("before")?, item.field("after")?);
        let meets = match &later {
            Some(later) => after.commit()? == *later,
            // The branch may be gone, after a merge.
            None => after.commit()? == head || (kind == DELETION && before.commit()? == head),
        };
        if !meets {
            return Err(after.not("where the next change begins"));
        }
        match whole_login_in(&item, "actor")? {
            Some(login) => pushers.insert(login),
            None => return Err(item.field("actor")?.not("somebody")),
        };
        later = Some(before.commit()?);
    }
    if kind == CREATION { Ok(pushers) } else { Err(Misread::new("it does not reach back to the branch's creation")) }
}
