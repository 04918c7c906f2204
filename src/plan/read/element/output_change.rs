//! `output_changes.NAME` → [`OutputChange`], and the names of all root outputs.

use serde_json::value::RawValue;

use super::json::{decode, object};
use super::tokens::holds_true;
use super::vocabulary::Actions;
use super::{Elements, Fault};
use crate::plan::change::{Action, OutputChange};

object! {
    /// What happens to an output. Both engines write one boolean for each mark, and the same one twice; older ones wrote
    /// none.
    Change<'a> {
        actions: Actions = "actions",
        before: &'a RawValue = "before",
        after: &'a RawValue = "after",
        before_sensitive: &'a RawValue = "before_sensitive",
        after_sensitive: &'a RawValue = "after_sensitive",
    }
}

impl Elements<'_> {
    pub(super) fn read_output_change(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        let change: Change<'_> = decode(value)?;
        let (before, after) = ((change.before, change.before_sensitive), (change.after, change.after_sensitive));
        self.mark_sides(value, before, after)?;
        let marked = |marks: Option<&RawValue>| marks.map(|marks| holds_true(marks.get()));
        let (was, is) = (marked(change.before_sensitive), marked(change.after_sensitive));
        let sensitivity_changed = was.is_some() && is.is_some() && was != is;
        let action = change.actions.map_or(Action::Other, |actions| actions.action);
        self.draft.plan.leaves.kept += change.actions.map_or(0, |actions| actions.words);
        let name = self.output(name);
        if action != Action::NoOp || sensitivity_changed {
            self.draft.plan.leaves.kept += u64::from(was.is_some()) + u64::from(is.is_some());
            let sensitive = was == Some(true) || is == Some(true);
            self.draft.plan.outputs.push(OutputChange { name, action, sensitive, sensitivity_changed });
        }
        Ok(())
    }

    /// Notes that there is an output of that name.
    pub(super) fn output(&mut self, name: &str) -> crate::plan::words::Word {
        let word = self.draft.plan.words.name(name);
        if self.seen_outputs.insert(word) {
            self.draft.plan.output_names.push(word);
        }
        word
    }
}
