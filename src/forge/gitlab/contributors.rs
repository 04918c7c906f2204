//! Who wrote the commits: accounts behind the names and e-mail addresses that commits carry.
//!
//! GitLab's REST pages name no accounts for commits, and anybody can write any name into one. Two kinds of addresses
//! say whose they are: the private ones that GitLab makes from an account's number, and public ones of accounts that
//! were looked up for another reason. Everything else is a commit of which nobody can say who wrote it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::answer::Part;
use crate::forge::trouble::Trouble;

/// A commit and the addresses of everybody who had a part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    /// Its full name.
    pub(super) id: String,
    /// Addresses of its author, its committer and everybody whom its message names as a co-author.
    pub(super) addresses: BTreeSet<String>,
}

/// Reads the pages of commits of the request with the head `head`.
///
/// # Errors
///
/// They are not what is documented, or the head is not among them: then they are those of an earlier state.
pub(super) fn commits(asked: &str, items: &[Json], head: &str) -> Result<Vec<Commit>, Trouble> {
    let read = |(at, item)| commit(&Part::item(asked, at, item));
    let commits: Vec<Commit> = items.iter().enumerate().map(read).collect::<Result<_, Trouble>>()?;
    if commits.iter().any(|commit| commit.id == head) {
        return Ok(commits);
    }
    let why = "the head is not among the commits".to_owned();
    Err(Trouble::Partial { asked: asked.to_owned(), why })
}

fn commit(part: &Part<'_>) -> Result<Commit, Trouble> {
    let address = |name: &str| Ok::<_, Trouble>(part.field(name)?.text_or_empty()?.to_ascii_lowercase());
    let mut addresses = BTreeSet::from([address("author_email")?, address("committer_email")?]);
    addresses.extend(part.field("message")?.text_or_empty()?.lines().filter_map(co_author));
    Ok(Commit { id: part.field("id")?.commit()?.to_owned(), addresses })
}

/// The address in a line that names a co-author, wherever in the message it stands: better one too many. A line
/// without an address gives an empty one, which belongs to nobody.
fn co_author(line: &str) -> Option<String> {
    const KEY: &str = "co-authored-by:";
    let (key, rest) = line.trim().split_at_checked(KEY.len())?;
    if !key.eq_ignore_ascii_case(KEY) {
        return None;
    }
    let address = rest.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    Some(address.map_or("", |(address, _)| address).trim().to_ascii_lowercase())
}

/// The number in a private address of the server `host`. The login in it is the one of the day on which the commit was
/// made, so that only the number counts, as it does for GitLab itself.
fn private_id(address: &str, host: &str) -> Option<u64> {
    let (name, server) = address.split_once('@')?;
    let (id, login) = name.split_once('-')?;
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let is_private = server.strip_prefix("users.noreply.")?.eq_ignore_ascii_case(name) && !login.is_empty();
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
    id.parse().ok().filter(|_| is_private && is_number)
}

/// Numbers of all accounts behind private addresses.
pub(super) fn private_ids(commits: &[Commit], host: &str) -> BTreeSet<u64> {
    let addresses = commits.iter().flat_map(|commit| &commit.addresses);
    addresses.filter_map(|address| private_id(address, host)).collect()
}

/// What is known of accounts.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    /// Logins by number.
    pub(super) by_id: BTreeMap<u64, String>,
    /// Logins by public address, in lower case.
    pub(super) by_address: BTreeMap<String, String>,
}

/// Logins of everybody who is known to have a part in the commits, and the commits in which somebody has a part of
/// whom it is not known who that is.
pub(super) fn attribute(commits: &[Commit], directory: &Directory, host: &str) -> (BTreeSet<String>, Vec<String>) {
    let (mut known, mut unattributed) = (BTreeSet::new(), Vec::new());
    for commit in commits {
        let login = |address: &String| match private_id(address, host) {
            Some(id) => directory.by_id.get(&id),
            None => directory.by_address.get(address),
        };
        let people: Vec<Option<&String>> = commit.addresses.iter().map(login).collect();
        if people.contains(&None) {
            unattributed.push(commit.id.clone());
        }
        known.extend(people.into_iter().flatten().cloned());
    }
    (known, unattributed)
}
