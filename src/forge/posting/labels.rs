//! Labels of ours on a request, for those who sort requests by them.
//!
//! The names are fixed, so that nobody else's label is ever taken away, and so that repositories can give them a colour.

use super::Write;

/// A label of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Something is destroyed, and nothing takes its place.
    Destroy,
    /// Something is replaced.
    Replace,
    /// Something is no longer managed.
    Forget,
    /// Something changed outside.
    Drift,
    /// Planning failed on the way, or a plan could not be used.
    Errored,
    /// Nothing would change, and all was planned.
    NoChanges,
}

impl Label {
    /// All of them.
    pub const ALL: [Label; 6] =
        [Label::Destroy, Label::Replace, Label::Forget, Label::Drift, Label::Errored, Label::NoChanges];

    /// Its name, to the letter.
    pub fn name(self) -> &'static str {
        match self {
            Label::Destroy => "whomay: destroy",
            Label::Replace => "whomay: replace",
            Label::Forget => "whomay: forget",
            Label::Drift => "whomay: drift",
            Label::Errored => "whomay: errored",
            Label::NoChanges => "whomay: no changes",
        }
    }
}

/// What to write so that exactly those of our labels are there that hold. Labels of other names are not looked at.
pub fn changes(present: &[String], holding: &[Label]) -> Vec<Write> {
    let is_present = |label: &Label| present.iter().any(|name| name == label.name());
    let changed = Label::ALL.into_iter().filter(|label| is_present(label) != holding.contains(label));
    changed
        .map(|label| match is_present(&label) {
            true => Write::RemoveLabel { label: label.name().to_owned() },
            false => Write::AddLabel { label: label.name().to_owned() },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_what_holds_is_there_afterwards_and_nothing_else_is_touched() {
        let others = ["bug", "whomay", "whomay: Destroy", "whomay: something", "whomay: destroy "];
        for bits in 0..1_u32 << (2 * Label::ALL.len()) {
            let pick = |shift: usize| -> Vec<Label> {
                Label::ALL
                    .into_iter()
                    .enumerate()
                    .filter(|(at, _)| bits >> (at + shift) & 1 == 1)
                    .map(|(_, it)| it)
                    .collect()
            };
            let (before, holding) = (pick(0), pick(Label::ALL.len()));
            let mut present: Vec<String> = before.iter().map(|label| label.name().to_owned()).collect();
            present.extend(others.map(str::to_owned));
            for write in changes(&present.clone(), &holding) {
                match write {
                    Write::AddLabel { label } => {
                        assert!(!present.contains(&label));
                        present.push(label);
                    }
                    Write::RemoveLabel { label } => {
                        assert!(present.contains(&label));
                        present.retain(|other| *other != label);
                    }
                    other => assert_eq!(format!("{other:?}"), "a label"),
                }
            }
            let mut expected: Vec<&str> = holding.iter().map(|label| label.name()).chain(others).collect();
            present.sort();
            expected.sort_unstable();
            assert_eq!(present, expected);
        }
    }
}
