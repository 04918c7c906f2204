//! The people behind the commits of a request.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::answer::{Misread, Place};

/// Who commits what is done on GitHub's pages.
const WEB: &str = "web-flow";

/// The people behind the commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct People {
    /// Logins of authors, co-authors and committers.
    pub(super) contributors: BTreeSet<String>,
    /// Commits of which somebody belongs to no account.
    pub(super) unattributed: Vec<String>,
}

/// People from the items of [`super::list::PEOPLE`].
///
/// # Errors
///
/// An item does not fit, has more authors than are given, or the last commit is not `head`: then it is not known who
/// wrote it.
pub(super) fn people(items: &[Json], head: &str) -> Result<People, Misread> {
    let mut people = People::default();
    let mut last = None;
    for (at, item) in items.iter().enumerate() {
        let commit = Place::at(item, &format!("people.nodes[{at}]")).field("commit")?;
        let oid = commit.field("oid")?.commit()?;
        if !add(&mut people.contributors, &commit)? {
            people.unattributed.push(oid.clone());
        }
        last = Some(oid);
    }
    match last {
        Some(last) if last == head => Ok(people),
        _ => Err(Misread::new("the last commit that came is not the head")),
    }
}

/// Adds who is behind a commit. Whether that is everybody.
fn add(contributors: &mut BTreeSet<String>, commit: &Place<'_>) -> Result<bool, Misread> {
    let authors = commit.field("authors")?;
    let nodes = authors.field("nodes")?.items()?;
    if authors.field("totalCount")?.count()? != nodes.len() as u64 {
        return Err(authors.not("all authors of the commit"));
    }
    let mut logins = nodes.iter().map(user).collect::<Result<Vec<Option<String>>, _>>()?;
    let has_author = !logins.is_empty();
    let committer = commit.nullable("committer")?.map(|committer| user(&committer)).transpose()?.flatten();
    // Whoever did that on GitHub's pages is the author.
    let by_web = commit.field("committedViaWeb")?.boolean()?;
    match committer {
        Some(login) if login == WEB => {}
        None if by_web => {}
        committer => logins.push(committer),
    }
    let whole = has_author && logins.iter().all(Option::is_some);
    contributors.extend(logins.into_iter().flatten());
    Ok(whole)
}

fn user(actor: &Place<'_>) -> Result<Option<String>, Misread> {
    actor.nullable("user")?.map(|user| Ok(user.field("login")?.text()?.to_owned())).transpose()
}
