//! Random plans of every version of the format, for tests.
//!
//! The shape comes from a seed and every text from the test: what stands at a name, at a key or in a value is its choice, so
//! that it knows what may come out again.

#![expect(clippy::indexing_slicing, reason = "builds JSON by key, and takes from its own tables")]

use serde_json::{Map, Value, json};

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The name of a type, resource, module, attribute, output, variable or check.
    Name,
    /// The key of an instance.
    InstanceKey,
    /// The key of an object within a value.
    MapKey,
    /// A value.
    Value,
}

/// A version of the format and what its writers put in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    pub(crate) version: &'static str,
    pub(crate) engine: &'static str,
    marks: bool,
    drift: bool,
    checks: bool,
    conditions: bool,
    imports: bool,
    standing: bool,
    deferred: bool,
    actions: bool,
}

const NEW: Format = Format {
    version: "1.2",
    engine: "1.14.0",
    marks: true,
    drift: true,
    checks: true,
    conditions: false,
    imports: true,
    standing: true,
    deferred: true,
    actions: true,
};
const OLD: Format = Format {
    version: "0.1",
    engine: "0.12.31",
    marks: false,
    drift: false,
    checks: false,
    conditions: false,
    imports: false,
    standing: false,
    deferred: false,
    actions: false,
};

/// Every version, from the first to the last, with the OpenTofu of its time.
pub(crate) const FORMATS: [Format; 8] = [
    OLD,
    Format { engine: "0.15.0", marks: true, ..OLD },
    Format { version: "0.2", engine: "1.0.1", marks: true, drift: true, ..OLD },
    Format { version: "1.0", engine: "1.1.0", marks: true, drift: true, ..OLD },
    Format { version: "1.1", engine: "1.3.0", marks: true, drift: true, checks: true, conditions: true, ..OLD },
    Format { engine: "1.5.7", standing: false, deferred: false, actions: false, ..NEW },
    Format { engine: "1.12.0", standing: false, deferred: false, actions: false, ..NEW },
    NEW,
];

const ACTIONS: [&[&str]; 12] = [
    &["no-op"],
    &["create"],
    &["read"],
    &["update"],
    &["delete"],
    &["delete", "create"],
    &["create", "delete"],
    &["forget"],
    &["create", "forget"],
    &["forget", "create"],
    &["open"],
    &["explode", "create"],
];

/// A plan of a shape that follows from the seed, with lists of at most `size`.
pub(crate) fn plan(format: Format, seed: u64, size: usize, text: &mut dyn FnMut(Position) -> String) -> Value {
    Builder { format, state: seed, size, text }.plan()
}

struct Builder<'t> {
    format: Format,
    state: u64,
    size: usize,
    text: &'t mut dyn FnMut(Position) -> String,
}

impl Builder<'_> {
    /// A number below `bound`, by the splitmix generator.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % bound.max(1) as u64) as usize
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn text(&mut self, position: Position) -> String {
        (self.text)(position)
    }

    fn name(&mut self) -> String {
        self.text(Position::Name)
    }

    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Value) -> Value {
        let count = self.below(self.size + 1);
        (0..count).map(|_| item(self)).collect()
    }

    /// An object of which each key is a name.
    fn named(&mut self, mut item: impl FnMut(&mut Self) -> Value) -> Value {
        let count = self.below(self.size + 1);
        (0..count).map(|_| (self.name(), item(self))).collect::<Map<_, _>>().into()
    }

    fn plan(&mut self) -> Value {
        let format = self.format;
        let mut plan = json!({
            "format_version": format.version,
            "terraform_version": format.engine,
            "variables": self.named(|to| json!({"value": to.value(2)})),
            "planned_values": self.state_values(),
            "prior_state": {"format_version": "1.0", "values": self.state_values()},
            "configuration": self.configuration(),
            "relevant_attributes": self.list(|to| json!({"resource": to.text(Position::Value), "attribute": [to.text(Position::MapKey)]})),
            "unknown": self.value(2),
        });
        if !self.once_in(4) {
            plan["resource_changes"] = self.list(Self::resource);
        }
        plan["output_changes"] = self.named(Self::output_change);
        if format.drift {
            plan["resource_drift"] = self.list(Self::resource);
        }
        if format.checks {
            plan["checks"] = self.list(Self::check);
        }
        if format.conditions {
            plan["condition_results"] = self.list(Self::condition);
        }
        if format.imports {
            plan["timestamp"] = json!("2026-11-22T05:43:45Z");
            plan["errored"] = json!(self.once_in(4));
        }
        if format.standing {
            plan["complete"] = json!(!self.once_in(4));
            plan["applyable"] = json!(!self.once_in(4));
        }
        if format.deferred {
            plan["deferred_changes"] =
                self.list(|to| json!({"reason": to.deferred_reason(), "resource_change": to.resource()}));
        }
        if format.actions {
            plan["action_invocations"] = self.list(Self::invocation);
            plan["deferred_action_invocations"] =
                self.list(|to| json!({"reason": to.deferred_reason(), "action_invocation": to.invocation()}));
        }
        plan
    }

    fn deferred_reason(&mut self) -> Value {
        let known = ["instance_count_unknown", "absent_prereq", "deferred_prereq", "something_new"];
        known[self.below(known.len())].into()
    }

    fn key(&mut self) -> Option<Value> {
        match self.below(4) {
            0 | 1 => None,
            2 => Some(json!(self.below(1000))),
            _ => Some(json!(self.text(Position::InstanceKey))),
        }
    }

    fn module_address(&mut self) -> String {
        let steps: Vec<String> = (0..self.below(4))
            .map(|_| {
                let name = self.name();
                format!("module.{name}{}", in_brackets(self.key().as_ref()))
            })
            .collect();
        steps.join(".")
    }

    fn resource(&mut self) -> Value {
        let (module, kind, name, key) = (self.module_address(), self.name(), self.name(), self.key());
        let (mode, prefix) =
            [("managed", ""), ("managed", ""), ("data", "data."), ("ephemeral", "ephemeral.")][self.below(4)];
        let dot = if module.is_empty() { "" } else { "." };
        let mut resource = json!({
            "address": format!("{module}{dot}{prefix}{kind}.{name}{}", in_brackets(key.as_ref())),
            "mode": mode,
            "type": kind,
            "name": name,
            "provider_name": "registry.terraform.io/hashicorp/null",
        });
        if !module.is_empty() {
            resource["module_address"] = json!(module);
        }
        if let Some(key) = key {
            resource["index"] = key;
        }
        if self.once_in(6) {
            let (kind, key) = (self.name(), self.key());
            resource["previous_address"] = json!(format!("{kind}.old{}", in_brackets(key.as_ref())));
        }
        if self.once_in(6) {
            resource["deposed"] = json!(format!("{:08x}", self.below(usize::MAX) as u32));
        }
        if self.once_in(3) {
            let reasons =
                ["replace_because_tainted", "delete_because_no_module", "delete_because_enabled_false", "because"];
            resource["action_reason"] = reasons[self.below(reasons.len())].into();
        }
        resource["change"] = self.change();
        resource
    }

    fn change(&mut self) -> Value {
        let actions = ACTIONS[self.below(ACTIONS.len())];
        let names: Vec<String> = (0..self.below(6)).map(|_| self.name()).collect();
        let side = |to: &mut Self| names.iter().map(|name| (name.clone(), to.value(2))).collect::<Map<_, _>>();
        let before = side(self);
        let mut after = side(self);
        // Most attributes stay as they are.
        for (name, value) in &before {
            if !self.once_in(3) {
                after.insert(name.clone(), value.clone());
            }
        }
        let mut change = json!({"actions": actions, "before": before, "after": after, "after_unknown": {}});
        if let Some(name) = names.first().filter(|_| self.once_in(3)) {
            change["after_unknown"] = json!({ name: true });
            change["after"].as_object_mut().map(|after| after.remove(name));
        }
        if self.format.marks {
            change["before_sensitive"] = self.marks(&change["before"].clone());
            change["after_sensitive"] = self.marks(&change["after"].clone());
            change["replace_paths"] = names.iter().map(|name| json!([name, self.text(Position::MapKey)])).collect();
        }
        if self.format.imports && self.once_in(5) {
            change["importing"] = json!({"id": self.text(Position::Value)});
            change["generated_config"] = json!(self.text(Position::Value));
        }
        change
    }

    fn output_change(&mut self) -> Value {
        let actions = ACTIONS[self.below(5)];
        let mut change = json!({"actions": actions, "before": self.value(2), "after": self.value(2)});
        if self.format.marks {
            let sensitive = self.once_in(2);
            change["before_sensitive"] = json!(sensitive);
            change["after_sensitive"] = json!(sensitive != self.once_in(5));
        }
        change
    }

    fn check(&mut self) -> Value {
        let kinds = ["resource", "output_value", "check", "var", "something_new"];
        let statuses = ["pass", "fail", "error", "unknown", "something_new"];
        json!({
            "//": "EXPERIMENTAL: see docs for details",
            "address": {
                "kind": kinds[self.below(kinds.len())],
                "mode": "managed",
                "type": self.name(),
                "name": self.name(),
                "to_display": self.text(Position::Value),
            },
            "status": statuses[self.below(statuses.len())],
            "instances": self.list(|to| json!({
                "address": {"to_display": to.text(Position::Value), "instance_key": to.text(Position::InstanceKey)},
                "status": "fail",
                "problems": to.list(|to| json!({"message": to.text(Position::Value)})),
            })),
        })
    }

    fn condition(&mut self) -> Value {
        let (kind, name, key) = (self.name(), self.name(), self.key());
        json!({
            "address": format!("{kind}.{name}{}", in_brackets(key.as_ref())),
            "condition_type": "ResourcePostcondition",
            "result": self.once_in(2),
            "unknown": self.once_in(4),
            "error_message": self.text(Position::Value),
        })
    }

    fn invocation(&mut self) -> Value {
        let (module, kind, name, key) = (self.module_address(), self.name(), self.name(), self.key());
        let dot = if module.is_empty() { "" } else { "." };
        let values = self.value(2);
        json!({
            "address": format!("{module}{dot}action.{kind}.{name}{}", in_brackets(key.as_ref())),
            "type": kind,
            "name": name,
            "config_sensitive": self.marks(&values),
            "config_values": values,
            "lifecycle_action_trigger": {
                "triggering_resource_address": self.text(Position::Value),
                "action_trigger_event": "AfterCreate",
            },
        })
    }

    fn state_values(&mut self) -> Value {
        json!({
            "outputs": self.named(|to| json!({"sensitive": to.once_in(2), "value": to.value(2)})),
            "root_module": {"resources": self.list(Self::state_resource)},
        })
    }

    fn state_resource(&mut self) -> Value {
        let values = self.value(2);
        json!({
            "address": self.text(Position::Value),
            "mode": if self.once_in(2) { "data" } else { "managed" },
            "type": self.name(),
            "name": self.name(),
            "index": self.key(),
            "sensitive_values": self.marks(&values),
            "values": values,
        })
    }

    fn configuration(&mut self) -> Value {
        json!({
            "provider_config": self.named(|to| json!({
                "name": "null",
                "full_name": "registry.terraform.io/hashicorp/null",
                "expressions": to.value(2),
            })),
            "root_module": {
                "variables": self.named(|to| json!({"default": to.value(2), "sensitive": to.once_in(2), "description": to.text(Position::Value)})),
                "outputs": self.named(|to| json!({"sensitive": to.once_in(2), "expression": to.value(2), "description": to.text(Position::Value)})),
                "resources": self.list(|to| json!({"mode": "data", "type": to.name(), "name": to.name(), "expressions": to.value(2)})),
            },
        })
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 4 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.once_in(2)),
            2 => json!(self.below(1_000_000)),
            3 => json!(self.text(Position::Value)),
            4 => (0..self.below(3)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let entries = (0..self.below(3)).map(|_| (self.text(Position::MapKey), self.value(depth - 1)));
                entries.collect::<Map<_, _>>().into()
            }
        }
    }

    /// Marks of the shape that the engine gives them: `false` in lists, nothing in objects, nothing for `null`.
    fn marks(&mut self, value: &Value) -> Value {
        match value {
            Value::Null => json!(false),
            _ if self.once_in(6) => json!(true),
            Value::Object(entries) => {
                let marked = entries.iter().map(|(key, value)| (key.clone(), self.marks(value)));
                marked.filter(|(_, marks)| *marks != json!(false)).collect::<Map<_, _>>().into()
            }
            Value::Array(items) => items.iter().map(|item| self.marks(item)).collect(),
            _ => json!(false),
        }
    }
}

fn in_brackets(key: Option<&Value>) -> String {
    // The quoting of JSON is that of the engine for what tests put in keys: letters, digits and plain punctuation.
    key.map(|key| format!("[{key}]")).unwrap_or_default()
}
