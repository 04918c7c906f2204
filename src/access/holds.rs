//! Whether a person matches a list.
//!
//! The server walks a match list from left to right and stops at the first entry that holds. An entry
//! whose look-up fails, or that names a role which does not exist, stops the walk with an error; behind
//! an entry that holds, the same entry does no harm. That order is kept here exactly, with one more
//! outcome: an entry whose fact nobody gave is set aside as a condition, and the walk goes on.

use crate::source::Span;

use super::condition::Condition;
use super::facts::{Facts, Person};
use super::known::Known;
use super::principal::{MatchList, PrincipalMatch, Role};

/// Whether a person matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Yes, by the entry with that index.
    Yes(usize),
    /// No.
    No,
    /// Exactly if this is true.
    If(Condition),
    /// It cannot be found out.
    Broken(Breakage),
}

/// Why something cannot be found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakage {
    /// What went wrong, to follow "cannot tell: ".
    pub why: String,
    /// The entry that asked.
    pub place: Option<Span>,
    /// The entry names a role that does not exist: the configuration is at fault, not a look-up.
    pub unknown_role: bool,
}

/// Whether `person` matches any entry of `list`.
pub fn holds(list: &MatchList, person: &Person, facts: &Facts) -> Holds {
    let mut conditions = Vec::new();
    for (at, entry) in list.entries.iter().enumerate() {
        match matches(&entry.value, person, facts) {
            Match::Yes => return Holds::Yes(at),
            Match::No => {}
            Match::If => {
                conditions.push(Condition::Matches { who: person.name().to_owned(), entry: entry.value.clone() });
            }
            Match::Broken { why, unknown_role } => {
                return Holds::Broken(Breakage { why, place: entry.span, unknown_role });
            }
        }
    }
    Condition::any(conditions).map_or(Holds::No, Holds::If)
}

/// The same for a list of one entry, as `approved` counts them.
pub(super) fn holds_entry(list: &MatchList, at: usize, person: &Person, facts: &Facts) -> Holds {
    let entries = list.entries.get(at).cloned().into_iter().collect();
    holds(&MatchList { entries, span: list.span }, person, facts)
}

/// Whether an entry names a role that does not exist.
pub(super) fn is_unknown_role(entry: &PrincipalMatch) -> bool {
    matches!(entry, PrincipalMatch::Role(name) if Role::from_name(name).is_none())
}

enum Match {
    Yes,
    No,
    If,
    Broken { why: String, unknown_role: bool },
}

fn matches(entry: &PrincipalMatch, person: &Person, facts: &Facts) -> Match {
    // A role that does not exist breaks the server before it looks anybody up.
    if is_unknown_role(entry) {
        let why = format!("there is no role in {entry}; the server breaks when it gets here");
        return Match::Broken { why, unknown_role: true };
    }
    if let Some(settled) = person.settled.get(entry) {
        return if *settled { Match::Yes } else { Match::No };
    }
    if let Some(why) = facts.failed_lookups.get(entry) {
        return Match::Broken { why: format!("the look-up of {entry} failed: {why}"), unknown_role: false };
    }
    match entry {
        PrincipalMatch::Any => Match::Yes,
        PrincipalMatch::User(login) => settle(&person.login, entry, |own| own == login),
        PrincipalMatch::Team(team) => settle(&person.teams, entry, |teams| teams.contains(team)),
        PrincipalMatch::Role(name) => match Role::from_name(name) {
            Some(least) => settle(&person.standing, entry, |standing| standing.at_least(least)),
            None => Match::No,
        },
    }
}

fn settle<T>(fact: &Known<T>, entry: &PrincipalMatch, test: impl Fn(&T) -> bool) -> Match {
    match fact {
        Known::Known(value) if test(value) => Match::Yes,
        Known::Known(_) => Match::No,
        Known::NotGiven => Match::If,
        Known::Unavailable(why) => {
            Match::Broken { why: format!("the look-up for {entry} failed: {why}"), unknown_role: false }
        }
    }
}
