//! `configuration`: of all that is in it, provider addresses, data sources and which names are sensitive.

use super::json::{Text, decode, object};
use super::{Elements, Fault};

object! {
    /// A configured provider. Before 0.13 it had no address but only a name.
    Provider<'a> {
        name: Text<'a> = "name",
        full_name: Text<'a> = "full_name",
    }
}

object! {
    /// A resource block.
    Resource<'a> {
        mode: Text<'a> = "mode",
        kind: Text<'a> = "type",
        name: Text<'a> = "name",
    }
}

object! {
    /// A root output.
    Output<'a> {
        sensitive: bool = "sensitive",
        ephemeral: bool = "ephemeral",
    }
}

impl Elements<'_> {
    pub(super) fn read_configured_provider(&mut self, value: &[u8]) -> Result<(), Fault> {
        let provider: Provider<'_> = decode(value)?;
        if let Some(Text(name)) = provider.full_name.or(provider.name) {
            self.provider(&name);
        }
        Ok(())
    }

    pub(super) fn read_configured_resource(&mut self, value: &[u8]) -> Result<(), Fault> {
        let resource: Resource<'_> = decode(value)?;
        self.data_source(resource.mode.as_ref(), resource.kind.as_ref(), resource.name.as_ref());
        Ok(())
    }

    /// A root output that nothing changes, or that an old engine wrote no mark for beside its change, is known from here.
    pub(super) fn read_configured_output(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        let output: Output<'_> = decode(value)?;
        let name = self.output(name);
        if output.sensitive == Some(true) || output.ephemeral == Some(true) {
            self.sensitive_outputs.insert(name);
        }
        Ok(())
    }

    /// Notes a provider, once.
    pub(super) fn provider(&mut self, address: &str) {
        let word = self.draft.plan.words.provider(address);
        self.draft.plan.leaves.kept += 1;
        if self.seen_providers.insert(word) {
            self.draft.plan.providers.push(word);
        }
    }
}
