//! `planned_values` and `prior_state`: marked strings, and which data sources were read.

use serde_json::value::RawValue;

use super::json::{Text, decode, object};
use super::vocabulary;
use super::{Elements, Fault, StateOf};
use crate::plan::address::Mode;
use crate::plan::change::DataSource;

object! {
    /// A resource of a state.
    Resource<'a> {
        mode: Text<'a> = "mode",
        kind: Text<'a> = "type",
        name: Text<'a> = "name",
        values: &'a RawValue = "values",
        sensitive_values: &'a RawValue = "sensitive_values",
    }
}

object! {
    /// A root output of a state.
    Output<'a> {
        sensitive: bool = "sensitive",
        value: &'a RawValue = "value",
    }
}

impl Elements<'_> {
    pub(super) fn read_state_resource(&mut self, of: StateOf, value: &[u8]) -> Result<(), Fault> {
        let resource: Resource<'_> = decode(value)?;
        self.mark(value, resource.values, resource.sensitive_values)?;
        if of == StateOf::Prior {
            self.data_source(resource.mode.as_ref(), resource.kind.as_ref(), resource.name.as_ref());
        }
        Ok(())
    }

    pub(super) fn read_state_output(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        let output: Output<'_> = decode(value)?;
        let name = self.output(name);
        if output.sensitive == Some(true) {
            self.sensitive_outputs.insert(name);
            self.mark_whole(value, output.value)?;
        }
        Ok(())
    }

    /// Notes a data source, once for all of its instances.
    pub(super) fn data_source(&mut self, mode: Option<&Text<'_>>, kind: Option<&Text<'_>>, name: Option<&Text<'_>>) {
        if mode.map(|mode| vocabulary::mode(&mode.0)) != Some(Mode::Data) {
            return;
        }
        let words = &mut self.draft.plan.words;
        let mut word = |text: Option<&Text<'_>>| words.name(text.map_or("", |text| &text.0));
        let source = DataSource { kind: word(kind), name: word(name) };
        self.draft.plan.leaves.kept += [mode, kind, name].into_iter().flatten().count() as u64;
        if self.seen_data_sources.insert(source) {
            self.draft.plan.data_sources.push(source);
        }
    }
}
