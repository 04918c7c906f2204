//! Random plans with planted strings in them, as bytes.

use serde_json::{Map, Value, json};

use crate::drawn::Policy;
use crate::generator::{self, FORMATS, Position};
use crate::planted::{Planted, Pool};
use crate::random::Random;

/// The plans of one case. What is certain to be marked is marked in one of them.
pub(crate) fn written(
    pool: &Pool,
    twin: usize,
    policy: Policy,
    formats: &[usize],
    size: usize,
    random: &mut Random,
) -> Vec<Vec<u8>> {
    let mut planting = Planting { pool, twin, policy, random, number: 0 };
    let mut plans: Vec<Value> = formats.iter().map(|format| planting.plan(*format, size)).collect();
    for (number, planted) in pool.all().iter().enumerate() {
        let plan = planting.random.below(plans.len());
        if planted.marked {
            planting.mark(&mut plans[plan], planted.text(twin), number);
        } else {
            // Every one stands somewhere.
            plans[plan]["variables"][format!("v{number}")] = json!({"value": planted.text(twin)});
            plans[plan]["configuration"]["root_module"]["variables"][format!("v{number}")] =
                json!({"default": planted.text(twin)});
        }
    }
    plans.iter().map(|plan| encoded(plan, planting.random)).collect()
}

struct Planting<'p> {
    pool: &'p Pool,
    twin: usize,
    policy: Policy,
    random: &'p mut Random,
    /// Counts the names that are ours.
    number: usize,
}

/// Keys below which everything is a value.
const VALUES: [&str; 7] = ["before", "after", "value", "values", "default", "constant_value", "config_values"];

impl Planting<'_> {
    fn plan(&mut self, format: usize, size: usize) -> Value {
        let seed = self.random.next();
        let mut plan = generator::plan(FORMATS[format], seed, size, &mut |position| self.text(position));
        self.modules(&mut plan);
        self.replace(&mut plan, "", false);
        plan
    }

    /// What stands at a position: sometimes a planted string, else a word that may be shown.
    fn text(&mut self, position: Position) -> String {
        self.number += 1;
        let number = self.number;
        match position {
            Position::Value | Position::MapKey => self.any(),
            Position::Name if self.random.once_in(5) => self.within().unwrap_or_else(|| format!("name{number}")),
            Position::Name => format!("name{number}"),
            Position::InstanceKey => match self.policy {
                Policy::Keep if self.random.once_in(2) => format!("key {number}"),
                Policy::Keep => self.marked().unwrap_or_else(|| format!("key-{number}")),
                Policy::Hash => self.any(),
                Policy::Mask if self.random.once_in(3) => format!("key-{}", number % 40),
                Policy::Mask => self.within().unwrap_or_else(|| format!("key-{}", number % 40)),
            },
        }
    }

    fn any(&mut self) -> String {
        self.random.one_of(self.pool.all()).text(self.twin).to_owned()
    }

    /// One that may stand anywhere, or a longer word with it inside.
    fn within(&mut self) -> Option<String> {
        let planted = self.pool.anywhere(self.random)?;
        let text = planted.text(self.twin);
        Some(match self.random.below(4) {
            0 => format!("{text}_{}", self.number),
            1 => format!("the-{text}"),
            _ => text.to_owned(),
        })
    }

    fn marked(&mut self) -> Option<String> {
        let marked: Vec<&Planted> = self.pool.all().iter().filter(|planted| planted.marked).collect();
        let chosen = self.random.below(marked.len());
        marked.get(chosen).map(|planted| planted.text(self.twin).to_owned())
    }

    /// What the configuration says of modules and providers.
    fn modules(&mut self, plan: &mut Value) {
        let module = json!({
            "source": self.any(),
            "version_constraint": self.any(),
            "expressions": {"a": {"constant_value": self.any()}, "b": {"references": [self.any()]}},
            "for_each_expression": {"constant_value": [self.any()]},
            "module": {
                "variables": {"inner": {"default": self.any(), "description": self.any(), "sensitive": self.random.once_in(2)}},
                "resources": [{
                    "address": self.any(), "mode": "data", "type": "inner_type", "name": "inner",
                    "provisioners": [{"type": "local-exec", "expressions": {"command": {"constant_value": self.any()}}}],
                }],
            },
        });
        plan["configuration"]["root_module"]["module_calls"] = json!({ "inner": module });
        plan["configuration"]["provider_config"]["x"] =
            json!({"name": "x", "full_name": "x/y/z", "version_constraint": self.any(), "alias": self.any()});
    }

    /// Puts strings that may stand anywhere in the place of some strings and keys, and numbers in the place of digits.
    /// A number where the format asks for a text would be refused, so that they stand in values only.
    fn replace(&mut self, value: &mut Value, key: &str, in_value: bool) {
        // A whole state is called `values` as well.
        let is_state = value.get("outputs").is_some() || value.get("root_module").is_some();
        let in_value = in_value || VALUES.contains(&key) && !is_state;
        let numbers = self.pool.all().iter().filter(|planted| planted.is_number && in_value);
        let number = numbers.map(|planted| planted.text(self.twin)).find(|digits| *value == **digits);
        match value {
            Value::String(_) if key == "format_version" => {}
            Value::String(_)
                if matches!(key, "index" | "address" | "module_address") && self.policy == Policy::Keep => {}
            Value::String(_) if number.is_some() => {
                let is_replaced = self.random.once_in(2);
                if is_replaced {
                    *value = json!(number.and_then(|digits| digits.parse::<u64>().ok()));
                }
            }
            Value::String(text) if self.random.once_in(25) => {
                if let Some(planted) = self.within() {
                    *text = planted;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(item, key, in_value)),
            Value::Object(entries) => self.replace_within(entries, in_value),
            _ => {}
        }
    }

    fn replace_within(&mut self, entries: &mut Map<String, Value>, in_value: bool) {
        entries.iter_mut().for_each(|(key, value)| self.replace(value, key, in_value));
        if self.random.once_in(60)
            && let Some(planted) = self.within()
        {
            let mut keys = entries.keys().filter(|key| *key != "format_version").cloned().collect::<Vec<_>>();
            keys.truncate(8);
            let old = self.random.below(keys.len());
            if let Some(value) = keys.get(old).and_then(|key| entries.remove(key)) {
                entries.insert(planted, value);
            }
        }
    }

    /// Marks a string as sensitive, in one of the ways in which a plan does.
    fn mark(&mut self, plan: &mut Value, text: &str, number: usize) {
        let (value, marks) = match self.random.below(6) {
            0 => (json!({"a": text}), json!({"a": true})),
            1 => (json!({"a": [null, {"b": text}]}), json!({"a": [false, {"b": true}]})),
            2 => (json!({"a": {"b": text, "c": 1}}), json!({"a": true})),
            3 => (json!({"a": {text: 1}}), json!({"a": true})),
            4 => (json!({"a": text}), json!(true)),
            _ => (json!({"a": text}), json!({"a": true, "b": {}})),
        };
        let name = format!("v{number}");
        let resource = |change: Value| {
            json!({"address": format!("t.{name}"), "mode": "managed", "type": "t", "name": name,
                "provider_name": "x/y/z", "change": change})
        };
        let change = json!({"actions": ["update"], "before": {}, "after": value, "before_sensitive": {}, "after_sensitive": marks});
        let undone = json!({"actions": ["delete"], "before": value, "after": null, "before_sensitive": marks, "after_sensitive": false});
        match self.random.below(11) {
            0 => {
                plan["variables"][&name] = json!({ "value": value });
                plan["configuration"]["root_module"]["variables"][&name] = json!({"sensitive": true});
            }
            1 => {
                plan["configuration"]["root_module"]["variables"][&name] = json!({"sensitive": true, "default": value});
            }
            2 => plan["variables"][&name] = json!({ "value": value }),
            3 => {
                plan["output_changes"][&name] = json!({"actions": ["create"], "before": null, "after": value,
                    "before_sensitive": true, "after_sensitive": true});
            }
            4 => plan["planned_values"]["outputs"][&name] = json!({"sensitive": true, "value": value}),
            5 => {
                let resource =
                    json!({"mode": "data", "type": "t", "name": "n", "values": value, "sensitive_values": marks});
                let modules = &mut plan["prior_state"]["values"]["root_module"]["child_modules"];
                push(modules, json!({"resources": [resource]}));
            }
            6 => push(&mut plan["resource_drift"], resource(change)),
            7 => push(
                &mut plan["action_invocations"],
                json!({"address": format!("action.t.{name}"), "type": "t",
                "name": name, "config_values": value, "config_sensitive": marks}),
            ),
            8 => push(
                &mut plan["deferred_changes"],
                json!({"reason": "absent_prereq", "resource_change": resource(undone)}),
            ),
            9 => push(&mut plan["resource_changes"], resource(undone)),
            _ => push(&mut plan["resource_changes"], resource(change)),
        }
    }
}

fn push(list: &mut Value, item: Value) {
    if !list.is_array() {
        *list = json!([]);
    }
    list.as_array_mut().unwrap().push(item);
}

/// The plan with its keys in any order, pretty or not, with escapes that need not be, in an encoding that is read.
fn encoded(plan: &Value, random: &mut Random) -> Vec<u8> {
    let pretty = random.once_in(3);
    let (escapes, encoding) = (random.below(4), random.below(6));
    let mut entries: Vec<(&String, &Value)> = plan.as_object().unwrap().iter().collect();
    // Without the keys themselves: another one may stand there with another string planted.
    for at in (1..entries.len()).rev() {
        entries.swap(at, random.below(at + 1));
    }
    let write = |value: &Value| if pretty { format!("{value:#}") } else { value.to_string() };
    let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{}:{}", json!(key), write(value))).collect();
    let mut text = format!("{{{}}}", entries.join(",\n"));
    if escapes == 0 {
        text = escaped(&text, &mut Random::of(random.next()));
    }
    let units = |bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect();
    match encoding {
        0 => units(u16::to_le_bytes),
        1 => units(u16::to_be_bytes),
        2 => format!("\u{feff}{text}\r\n").into_bytes(),
        _ => text.into_bytes(),
    }
}

/// Writes some characters of strings and all that are not in ASCII as escapes.
fn escaped(json: &str, random: &mut Random) -> String {
    let (mut written, mut in_string, mut behind_backslash) = (String::new(), false, false);
    for next in json.chars() {
        let plain = next.is_ascii_alphabetic() && in_string && !behind_backslash && random.once_in(6);
        // An escape stays as it is: nothing in the five characters behind a backslash is changed. Versions have no letters.
        if !next.is_ascii() || plain && !written.ends_with_escape() {
            let mut units = [0; 2];
            written.extend(next.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            written.push(next);
        }
        in_string ^= next == '"' && !behind_backslash;
        behind_backslash = next == '\\' && !behind_backslash;
    }
    written
}

trait Escapes {
    fn ends_with_escape(&self) -> bool;
}

impl Escapes for String {
    /// Whether the last few characters are an escape that is not complete.
    fn ends_with_escape(&self) -> bool {
        self.as_bytes().iter().rev().take(5).any(|byte| *byte == b'\\')
    }
}
