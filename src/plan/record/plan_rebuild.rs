//! The plan of one dirspace out of a record: every name by the grammar of names, every key in a shape that a policy
//! for keys could have let through.

use std::collections::HashMap;

use super::fault::{Fault, Within, each, ensure};
use super::form::{
    ActionForm, AddressForm, AttributeForm, CheckForm, DataSourceForm, DeferredForm, OutputForm, PlanForm,
    ResourceForm, StepForm, VersionForm,
};
use super::rebuild::{LARGEST_COUNT, LARGEST_SUM};
use super::timestamp;
use super::word::{Hidden, Key, KeyKind, Name, Scalar, is_key, unhex};
use crate::plan::address::{Address, InstanceKey, ModuleId, ModuleStep};
use crate::plan::change::{
    ActionInvocation, AttributeChange, Attributes, Check, DataSource, DeferredChange, OutputChange, ResourceChange,
};
use crate::plan::summary::{Plan, Standing, Version};
use crate::plan::words::{Shown, Word, Words};

/// Modules below modules below modules.
const DEEPEST_MODULE: usize = 256;

/// The plan. What stands beside it in the record is handed in.
pub(super) fn plan(form: &PlanForm<'_>, standing: Standing, unchanged: u64) -> Result<Plan, Fault> {
    ensure(unchanged <= LARGEST_COUNT && form.unknown_keys <= LARGEST_COUNT, "a number is too large")?;
    let leaves = form.leaves;
    ensure(leaves.read <= LARGEST_SUM && leaves.kept <= leaves.read, "more was kept than read").within("leaves")?;
    let mut plan = Plan {
        format: form.format.map(format_version).transpose().within("format")?,
        engine: form.engine.map(|version| version.0),
        made_at: form.made_at.as_deref().map(made_at).transpose().within("made_at")?,
        standing,
        unchanged,
        unknown_keys: form.unknown_keys,
        leaves,
        ..Plan::default()
    };
    let mut filling = Filling { plan: &mut plan, hidden: HashMap::new() };
    filling.rows(form)?;
    filling.lists(form)?;
    Ok(plan)
}

fn format_version(form: VersionForm) -> Result<Version, Fault> {
    ensure(form.0.major <= 1, "this version of the plan format is not known")?;
    Ok(form.0)
}

fn made_at(text: &str) -> Result<i64, Fault> {
    let seconds = timestamp::parse(text).filter(|seconds| timestamp::format(*seconds).as_deref() == Some(text));
    seconds.ok_or_else(|| Fault::new("not a point in time as a report writes it"))
}

/// A plan that is being filled.
struct Filling<'a> {
    plan: &'a mut Plan,
    /// Words that are not names: keys, and what is hidden. Each is one word, so that what looks alike is alike.
    hidden: HashMap<Shown, Word>,
}

impl Filling<'_> {
    fn rows(&mut self, form: &PlanForm<'_>) -> Result<(), Fault> {
        self.plan.resources = each(&form.resources, "resources", |change| self.resource(change))?;
        self.plan.drift = each(&form.drift, "drift", |change| self.resource(change))?;
        self.plan.deferred = each(&form.deferred, "deferred", |deferred| self.deferred(deferred))?;
        self.plan.actions = each(&form.actions, "actions", |action| self.action(action))?;
        self.plan.outputs = each(&form.outputs, "outputs", |output| self.output(output))?;
        self.plan.checks = each(&form.checks, "checks", |check| self.check(check))?;
        Ok(())
    }

    fn lists(&mut self, form: &PlanForm<'_>) -> Result<(), Fault> {
        self.plan.providers = each(&form.providers, "providers", |name| self.word(name, Words::provider))?;
        self.plan.data_sources = each(&form.data_sources, "data_sources", |data| self.data_source(data))?;
        self.plan.variables = each(&form.variables, "variables", |name| self.name(name))?;
        self.plan.output_names = each(&form.output_names, "output_names", |name| self.name(name))?;
        Ok(())
    }

    fn resource(&mut self, form: &ResourceForm<'_>) -> Result<ResourceChange, Fault> {
        let moved_from = form.moved_from.as_deref().map(|from| self.address(from)).transpose().within("moved_from")?;
        Ok(ResourceChange {
            address: self.address(&form.address).within("address")?,
            deposed: form.deposed.as_deref().map(deposed).transpose().within("deposed")?,
            action: form.action.0,
            reason: form.reason.map(|reason| reason.0),
            moved_from,
            imported: form.imported,
            generated: form.generated,
            attributes: self.attributes(&form.attributes)?,
            sensitive_changed: form.sensitive_changed,
            sensitivity_changed: form.sensitivity_changed,
        })
    }

    fn attributes(&mut self, forms: &[AttributeForm<'_>]) -> Result<Attributes, Fault> {
        let attributes = each(forms, "attributes", |form| {
            Ok(AttributeChange {
                name: self.name(&form.name).within("name")?,
                forces_replacement: form.forces_replacement,
                sensitive: form.sensitive,
                only_sensitivity: form.only_sensitivity,
            })
        })?;
        if attributes.is_empty() {
            return Ok(Attributes::default());
        }
        let run = (u32::try_from(self.plan.attributes.len()), u32::try_from(attributes.len()));
        let (Ok(start), Ok(count)) = run else { return Err(Fault::new("more attributes than are read")) };
        self.plan.attributes.extend(attributes);
        Ok(Attributes { start, count })
    }

    fn address(&mut self, form: &AddressForm<'_>) -> Result<Address, Fault> {
        let address = Address {
            module: self.module(&form.module)?,
            mode: form.mode.0,
            kind: self.name(&form.kind).within("type")?,
            name: self.name(&form.name).within("name")?,
            key: self.key(form.key.as_ref())?,
        };
        let agrees = self.plan.address_text(&address) == form.text;
        ensure(agrees, "this is not the text of the parts beside it").within("text")?;
        Ok(address)
    }

    fn module(&mut self, forms: &[StepForm<'_>]) -> Result<ModuleId, Fault> {
        ensure(forms.len() <= DEEPEST_MODULE, "more modules in each other than are read").within("module")?;
        let step = |form: &StepForm<'_>| {
            Ok(ModuleStep { name: self.name(&form.name).within("name")?, key: self.key(form.key.as_ref())? })
        };
        let path = each(forms, "module", step)?;
        Ok(self.plan.modules.id(&path))
    }

    fn deferred(&mut self, form: &DeferredForm<'_>) -> Result<DeferredChange, Fault> {
        Ok(DeferredChange { reason: form.reason.0, change: self.resource(&form.change).within("change")? })
    }

    fn action(&mut self, form: &ActionForm<'_>) -> Result<ActionInvocation, Fault> {
        Ok(ActionInvocation {
            module: self.module(&form.module)?,
            kind: self.name(&form.kind).within("type")?,
            name: self.name(&form.name).within("name")?,
            key: self.key(form.key.as_ref())?,
            event: form.event.0,
            deferred: form.deferred.map(|reason| reason.0),
        })
    }

    fn output(&mut self, form: &OutputForm<'_>) -> Result<OutputChange, Fault> {
        Ok(OutputChange {
            name: self.name(&form.name).within("name")?,
            action: form.action.0,
            sensitive: form.sensitive,
            sensitivity_changed: form.sensitivity_changed,
        })
    }

    fn check(&mut self, form: &CheckForm<'_>) -> Result<Check, Fault> {
        let resource = match &form.resource {
            Some(checked) => Some((checked.mode.0, self.name(&checked.kind).within("type").within("resource")?)),
            None => None,
        };
        Ok(Check {
            kind: form.kind.0,
            module: self.module(&form.module)?,
            resource,
            name: self.name(&form.name).within("name")?,
            status: form.status.0,
            messages: form.messages,
        })
    }

    fn data_source(&mut self, form: &DataSourceForm<'_>) -> Result<DataSource, Fault> {
        Ok(DataSource { kind: self.name(&form.kind).within("type")?, name: self.name(&form.name).within("name")? })
    }

    fn name(&mut self, name: &Name<'_>) -> Result<Word, Fault> {
        self.word(name, Words::name)
    }

    fn word(&mut self, name: &Name<'_>, allowed: fn(&mut Words, &str) -> Word) -> Result<Word, Fault> {
        let text = match name {
            Name::Text(text) => text,
            Name::Hidden(Hidden::Masked) => return Ok(self.other(Shown::Masked)),
            Name::Hidden(Hidden::Invalid) => return Ok(self.other(Shown::Invalid)),
        };
        let word = allowed(&mut self.plan.words, text);
        let is_one = matches!(self.plan.words.shown(word), Shown::Text(_));
        ensure(is_one, "not a name of the configuration language").map(|()| word)
    }

    fn key(&mut self, key: Option<&Key<'_>>) -> Result<Option<InstanceKey>, Fault> {
        key.map(|key| self.said_key(key)).transpose().within("key")
    }

    fn said_key(&mut self, key: &Key<'_>) -> Result<InstanceKey, Fault> {
        let shown = match (key.kind.0, &key.value) {
            (KeyKind::Integer, Some(Scalar::Number(number))) => return Ok(InstanceKey::Integer(*number)),
            (KeyKind::Unknown, None) => return Ok(InstanceKey::Unknown),
            (KeyKind::Masked, None) => Shown::Masked,
            (KeyKind::Text, Some(Scalar::Text(text))) if is_key(text) => Shown::Text(text.as_ref().into()),
            (KeyKind::Hash, Some(Scalar::Text(text))) => match unhex(text) {
                Some(hash) => Shown::Hash(hash),
                None => return Err(Fault::new("not a hash of a key: eight hexadecimal digits in lower case")),
            },
            _ => return Err(Fault::new("the kind of key and what is said of it do not agree")),
        };
        Ok(InstanceKey::Text(self.other(shown)))
    }

    /// The one word of which this is shown.
    fn other(&mut self, shown: Shown) -> Word {
        if let Some(word) = self.hidden.get(&shown) {
            return *word;
        }
        let word = self.plan.words.undecided();
        self.plan.words.settle(word, shown.clone());
        self.hidden.insert(shown, word);
        word
    }
}

fn deposed(text: &str) -> Result<u32, Fault> {
    let key = unhex(text).map(u32::from_be_bytes);
    key.ok_or_else(|| Fault::new("not the key of a deposed object: eight hexadecimal digits in lower case"))
}
