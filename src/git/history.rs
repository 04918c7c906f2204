//! Ancestors: where two histories part, and who wrote what came after.
//!
//! A shallow clone ends in commits whose parents are not here. The library fails on them even when the
//! answer lies above, so a shallow history, which is small, is walked here with its ends known; an
//! answer that a commit behind an end could change is refused.

#![expect(clippy::disallowed_methods, reason = "reads where a shallow clone ends")]

use std::collections::{BTreeSet, HashMap, HashSet};

use git2::{ErrorCode, Oid};

use super::{Commit, GitError, ObjectId, Repository};

/// Commits that are read for their people before a branch is called too long.
const MAX_COMMITS: usize = 100_000;

/// What a person has to do with a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Wrote it.
    Author,
    /// Committed it: another than the author after a rebase, or the forge itself.
    Committer,
    /// Named by a `Co-authored-by` line.
    CoAuthor,
}

/// Somebody named in a commit. Anybody can write any name into a commit: this can be used against
/// somebody's vote and never for one. Not UTF-8 is replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// The name as written.
    pub name: String,
    /// The address as written.
    pub email: String,
    /// What the person has to do with the commit.
    pub role: Role,
}

impl Repository {
    /// The best common ancestor: what a request is compared with. Where there are several equally good
    /// ones, one of the newest.
    ///
    /// # Errors
    ///
    /// [`GitError::ShallowHistory`] when the clone ends too early to be certain,
    /// [`GitError::UnrelatedHistories`], [`GitError::PartialClone`], [`GitError::MissingObject`].
    pub fn merge_base(&self, one: Commit, other: Commit) -> Result<Commit, GitError> {
        self.loose.check_commits()?;
        let ends = self.shallow_ends()?;
        let found = if ends.is_empty() {
            self.inner.merge_base(one.id.0, other.id.0).map_err(|error| match error.code() {
                // Told apart by the class: a missing commit belongs to the object store.
                ErrorCode::NotFound if error.class() == git2::ErrorClass::Merge => {
                    GitError::UnrelatedHistories { one: one.id, other: other.id }
                }
                _ => self.explain(GitError::of("find the merge base", &error)),
            })?
        } else {
            self.shallow_merge_base(one.id.0, other.id.0, &ends)?
        };
        self.commit(ObjectId(found))
    }

    /// Whether `later` is `earlier` or has it among its ancestors.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::merge_base`], but for unrelated histories, which are an answer.
    pub fn contains(&self, later: Commit, earlier: Commit) -> Result<bool, GitError> {
        match self.merge_base(later, earlier) {
            Ok(base) => Ok(base.id == earlier.id),
            Err(GitError::UnrelatedHistories { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Everybody who is named in a commit that `head` has and `base` has not. Sorted, each once.
    ///
    /// A `Co-authored-by` line counts wherever it stands in the message, since leaving one out would give
    /// a vote to somebody who has none.
    ///
    /// # Errors
    ///
    /// [`GitError::ShallowHistory`], [`GitError::TooLarge`], and those of a damaged repository.
    pub fn people(&self, base: Commit, head: Commit) -> Result<Vec<Person>, GitError> {
        let mut people = BTreeSet::new();
        for id in self.commits_between(base.id.0, head.id.0)? {
            let commit = self.inner.find_commit(id).map_err(|error| self.explain(GitError::of_object(id, &error)))?;
            people.insert(person(&commit.author(), Role::Author));
            people.insert(person(&commit.committer(), Role::Committer));
            people.extend(co_authors(&String::from_utf8_lossy(commit.message_raw_bytes())));
        }
        Ok(people.into_iter().collect())
    }

    pub(super) fn commits_between(&self, base: Oid, head: Oid) -> Result<Vec<Oid>, GitError> {
        self.loose.check_commits()?;
        let ends = self.shallow_ends()?;
        let commits = if ends.is_empty() {
            self.walk_between(base, head).map_err(|error| self.explain(GitError::of("walk the history", &error)))?
        } else {
            let known = self.ancestors(base, &ends)?;
            let mut new: Vec<Oid> = self.ancestors(head, &ends)?.into_keys().collect();
            new.retain(|id| !known.contains_key(id));
            if new.iter().any(|id| ends.contains(id)) {
                return Err(GitError::ShallowHistory);
            }
            new
        };
        if commits.len() > MAX_COMMITS {
            return Err(GitError::TooLarge { what: "commits between base and head", limit: MAX_COMMITS, path: None });
        }
        Ok(commits)
    }

    fn walk_between(&self, base: Oid, head: Oid) -> Result<Vec<Oid>, git2::Error> {
        let mut walk = self.inner.revwalk()?;
        walk.push(head)?;
        walk.hide(base)?;
        walk.take(MAX_COMMITS + 1).collect()
    }

    /// The commits whose parents a shallow clone left out. Empty for a whole clone.
    pub(super) fn shallow_ends(&self) -> Result<HashSet<Oid>, GitError> {
        let doing = "read the ends of the shallow history";
        let text = match std::fs::read_to_string(self.inner.commondir().join("shallow")) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
            Err(error) => return Err(GitError::Library { doing, problem: error.to_string() }),
        };
        let parse = |line: &str| ObjectId::from_hex(line).map(|id| id.0);
        let ends: Option<HashSet<Oid>> = text.lines().map(parse).collect();
        ends.ok_or(GitError::Library { doing, problem: "a line is not an object id".to_owned() })
    }

    fn shallow_merge_base(&self, one: Oid, other: Oid, ends: &HashSet<Oid>) -> Result<Oid, GitError> {
        let of_one = self.ancestors(one, ends)?;
        let of_other = self.ancestors(other, ends)?;
        // A commit behind an end that only one side has could belong to the other side as well, and be nearer
        // than everything in sight. Behind a common end there are only ancestors of a common commit.
        let on_one_side = |id: &Oid| of_one.contains_key(id) != of_other.contains_key(id);
        if ends.iter().any(on_one_side) {
            return Err(GitError::ShallowHistory);
        }
        let common = || of_one.iter().filter(|(id, _)| of_other.contains_key(id));
        let parents: HashSet<Oid> = common().flat_map(|(_, ancestor)| ancestor.parents.iter().copied()).collect();
        let best = common().filter(|(id, _)| !parents.contains(id)).max_by_key(|(id, ancestor)| (ancestor.time, **id));
        best.map(|(id, _)| *id).ok_or(GitError::ShallowHistory)
    }

    /// `start` and every ancestor that is here.
    fn ancestors(&self, start: Oid, ends: &HashSet<Oid>) -> Result<HashMap<Oid, Ancestor>, GitError> {
        let mut seen = HashMap::new();
        let mut waiting = vec![start];
        while let Some(id) = waiting.pop() {
            if seen.contains_key(&id) {
                continue;
            }
            let commit = self.inner.find_commit(id).map_err(|error| self.explain(GitError::of_object(id, &error)))?;
            let parents = if ends.contains(&id) { Vec::new() } else { commit.parent_ids().collect() };
            waiting.extend(&parents);
            seen.insert(id, Ancestor { time: commit.time().seconds(), parents });
        }
        Ok(seen)
    }
}

/// What is kept of a commit of a shallow history.
struct Ancestor {
    /// When it was committed, in seconds since 1970.
    time: i64,
    /// Empty for an end.
    parents: Vec<Oid>,
}

fn person(signature: &git2::Signature<'_>, role: Role) -> Person {
    Person {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
        role,
    }
}

/// The people of `Co-authored-by: Name <address>` lines, in any case.
fn co_authors(message: &str) -> Vec<Person> {
    message.lines().filter_map(co_author).collect()
}

fn co_author(line: &str) -> Option<Person> {
    let (key, value) = line.split_once(':')?;
    if !key.trim().eq_ignore_ascii_case("co-authored-by") {
        return None;
    }
    let (name, rest) = value.split_once('<').unwrap_or((value, ""));
    let email = rest.split('>').next().unwrap_or_default();
    Some(Person { name: name.trim().to_owned(), email: email.trim().to_owned(), role: Role::CoAuthor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn co_authors_are_found_however_they_are_written() {
        let found = |message: &str| -> Vec<(String, String)> {
            co_authors(message).into_iter().map(|person| (person.name, person.email)).collect()
        };
        let pair = |name: &str, email: &str| vec![(name.to_owned(), email.to_owned())];
        assert_eq!(found("x\n\nCo-authored-by: Bob B <bob@example.com>\n"), pair("Bob B", "bob@example.com"));
        assert_eq!(found("CO-AUTHORED-BY:<bob@example.com>"), pair("", "bob@example.com"));
        assert_eq!(found("  co-authored-by : Bob\r\n\ntext after"), pair("Bob", ""));
        assert_eq!(found("Co-authored-by: Bob <bob@example.com"), pair("Bob", "bob@example.com"));
        assert_eq!(found("Signed-off-by: Bob <bob@example.com>\nCo-authored-by\n"), []);
    }
}
