//! What would have to be true: the answer when facts are missing.
//!
//! A condition is built from exactly the facts that were asked for and not found, so that "allowed
//! if alice is in team:sre" can be printed instead of a guess.

use std::fmt;

use super::principal::PrincipalMatch;

/// A formula over missing facts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// A person matches an entry of a match list.
    Matches {
        /// Who: a login, or what stands for one ("the user").
        who: String,
        /// What they would have to match.
        entry: PrincipalMatch,
    },
    /// Anything else about the request, as a clause that can follow "allowed if": "the request is
    /// not a draft".
    Holds(String),
    /// At least one of these. Never empty.
    Any(Vec<Condition>),
    /// All of these. Never empty.
    All(Vec<Condition>),
}

impl Condition {
    /// At least one of `conditions`; flattened, without repetitions. `None` when there are none.
    pub fn any(conditions: impl IntoIterator<Item = Condition>) -> Option<Condition> {
        Self::combine(conditions, |condition| match condition {
            Condition::Any(inner) => Ok(inner),
            other => Err(other),
        })
        .map(|mut flat| if flat.len() == 1 { flat.remove(0) } else { Condition::Any(flat) })
    }

    /// All of `conditions`; flattened, without repetitions. `None` when there are none.
    pub fn all(conditions: impl IntoIterator<Item = Condition>) -> Option<Condition> {
        Self::combine(conditions, |condition| match condition {
            Condition::All(inner) => Ok(inner),
            other => Err(other),
        })
        .map(|mut flat| if flat.len() == 1 { flat.remove(0) } else { Condition::All(flat) })
    }

    fn combine(
        conditions: impl IntoIterator<Item = Condition>,
        open: impl Fn(Condition) -> Result<Vec<Condition>, Condition>,
    ) -> Option<Vec<Condition>> {
        let mut flat: Vec<Condition> = Vec::new();
        for condition in conditions {
            for part in open(condition).unwrap_or_else(|single| vec![single]) {
                if !flat.contains(&part) {
                    flat.push(part);
                }
            }
        }
        (!flat.is_empty()).then_some(flat)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Matches { who, entry } => write!(f, "{who} {}", Predicate(entry)),
            Condition::Holds(text) => f.write_str(text),
            Condition::Any(parts) => join(f, parts, " or ", |part| matches!(part, Condition::All(_))),
            Condition::All(parts) => join(f, parts, " and ", |part| matches!(part, Condition::Any(_))),
        }
    }
}

/// What is said of somebody who matches an entry: "is in team:sre".
struct Predicate<'a>(&'a PrincipalMatch);

impl fmt::Display for Predicate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            PrincipalMatch::Any => f.write_str("is anyone at all"),
            PrincipalMatch::User(login) => write!(f, "is user:{login}"),
            PrincipalMatch::Team(team) => write!(f, "is in team:{team}"),
            PrincipalMatch::Role(role) => write!(f, "has role {role} (or stronger)"),
        }
    }
}

/// Writes `parts` with `word` between them; a part that mixes words gets parentheses, and somebody of whom
/// several things are said in a row is named once.
fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Condition],
    word: &str,
    parenthesise: impl Fn(&Condition) -> bool,
) -> fmt::Result {
    let mut named = None;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        match part {
            Condition::Matches { who, entry } if named == Some(who) => write!(f, "{}", Predicate(entry))?,
            part if parenthesise(part) => write!(f, "({part})")?,
            part => write!(f, "{part}")?,
        }
        named = match part {
            Condition::Matches { who, .. } => Some(who),
            _ => None,
        };
    }
    Ok(())
}
