//! Whether git and the forge can be talking about the same change.
//!
//! What changed is git's to say: a forge cuts its list off. But git may be asked in a clone that is stale, or about
//! another base, and the forge's count is a second opinion that the author of a request has no hand in.

use std::ops::RangeInclusive;

use crate::dirspace::Change;

/// The counts that a forge can come to where git says `diff`.
///
/// A forge counts a move once, and which deletion and which addition it takes for a move is its own affair: as many as
/// can be paired at most, none at least.
pub fn possible_counts(diff: &[Change]) -> RangeInclusive<u64> {
    let (mut paths, mut added, mut removed) = (0_u64, 0_u64, 0_u64);
    for change in diff {
        match change {
            Change::Modified(_) => paths += 1,
            Change::Added(_) => (paths, added) = (paths + 1, added + 1),
            Change::Removed(_) => (paths, removed) = (paths + 1, removed + 1),
            Change::Moved { .. } => (paths, added, removed) = (paths + 2, added + 1, removed + 1),
        }
    }
    paths - added.min(removed)..=paths
}

/// What is wrong when the forge says `count` and git says `diff`, in one sentence that names both numbers; `None` when
/// both can be right.
pub fn disagreement(diff: &[Change], count: u64) -> Option<String> {
    let possible = possible_counts(diff);
    if possible.contains(&count) {
        return None;
    }
    let git = match (possible.start(), possible.end()) {
        (least, most) if least == most => most.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    Some(format!("the forge counts {count} changed files and git {git}; fetch the head and its target branch"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(added: usize, removed: usize, modified: usize, moved: usize) -> Vec<Change> {
        let path = |at: usize| format!("f{at}");
        let added = (0..added).map(|at| Change::Added(path(at)));
        let removed = (0..removed).map(|at| Change::Removed(path(at)));
        let modified = (0..modified).map(|at| Change::Modified(path(at)));
        let moved = (0..moved).map(|at| Change::Moved { from: path(at), to: path(at + 1) });
        added.chain(removed).chain(modified).chain(moved).collect()
    }

    #[test]
    fn a_move_may_be_counted_once_or_twice() {
        for (added, removed, modified, moved, possible) in [
            (0, 0, 0, 0, 0..=0),
            (0, 0, 3, 0, 3..=3),
            (2, 0, 1, 0, 3..=3),
            (0, 2, 1, 0, 3..=3),
            (1, 1, 0, 0, 1..=2),
            (1, 4, 2, 0, 6..=7),
            (4, 1, 2, 0, 6..=7),
            (3, 3, 0, 0, 3..=6),
            (0, 0, 0, 1, 1..=2),
            (1, 0, 0, 1, 2..=3),
        ] {
            let diff = diff(added, removed, modified, moved);
            assert_eq!(possible_counts(&diff), possible, "{diff:?}");
        }
    }

    #[test]
    fn a_disagreement_names_both_numbers() {
        let said = |diff: &[Change], count| disagreement(diff, count);
        let three = diff(2, 1, 0, 0);
        assert_eq!(said(&three, 2), None);
        assert_eq!(said(&three, 3), None);
        let text = "the forge counts 4 changed files and git 2 to 3; fetch the head and its target branch";
        assert_eq!(said(&three, 4).as_deref(), Some(text));
        let text = "the forge counts 0 changed files and git 1; fetch the head and its target branch";
        assert_eq!(said(&diff(1, 0, 0, 0), 0).as_deref(), Some(text));
        assert_eq!(said(&[], 0), None);
        assert!(said(&[], u64::MAX).is_some());
    }
}
