//! How a report calls things: addresses and names of bounded length.
//!
//! An address is put together from its parts, each of them bounded, so that a name of a thousand letters can neither
//! break a page nor push the rest of an address out of it. Nothing here is escaped: that is for whoever shows it.

use std::borrow::Cow;

use crate::plan::Plan;
use crate::plan::address::{self, Address, InstanceKey, Mode, ModuleId, ModuleStep};
use crate::plan::change::{ActionInvocation, Check};
use crate::plan::words::{Shown, Word, Words};

/// Characters of a name, an instance key, a workspace or a login that are shown.
pub const NAME: usize = 64;

/// Characters of a directory that are shown. More than of a name, since the middle is what tells two paths apart.
pub const PATH: usize = 128;

/// Characters of a whole address that are shown.
pub const ADDRESS: usize = 320;

/// Characters of a sentence that are shown.
pub const SENTENCE: usize = 240;

/// The text, or its beginning and its end around a `…`, together `longest` characters.
pub fn elided(text: &str, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest {
        return Cow::Borrowed(text);
    }
    let characters = text.chars().count();
    if characters <= longest {
        return Cow::Borrowed(text);
    }
    let tail = longest / 2;
    let head = longest.saturating_sub(tail + 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(characters - tail).collect();
    Cow::Owned(format!("{start}…{end}"))
}

/// A word.
pub fn word(words: &Words, word: Word) -> String {
    elided(&address::word_text(words, word), NAME).into_owned()
}

/// An instance key in brackets. Its quotes are escaped, so that no key can look like the end of one.
pub fn key(words: &Words, key: InstanceKey) -> String {
    match key {
        InstanceKey::Text(word) => match words.shown(word) {
            Shown::Text(text) => {
                format!("[\"{}\"]", elided(text, NAME).replace('\\', "\\\\").replace('"', "\\\""))
            }
            _ => address::key_text(words, key),
        },
        _ => address::key_text(words, key),
    }
}

/// A module instance. Empty for the root.
pub fn module(plan: &Plan, id: ModuleId) -> String {
    let step = |step: &ModuleStep| {
        let key = step.key.map(|it| key(&plan.words, it)).unwrap_or_default();
        format!("module.{}{key}", word(&plan.words, step.name))
    };
    let steps: Vec<String> = plan.modules.path(id).iter().map(step).collect();
    elided(&steps.join("."), ADDRESS).into_owned()
}

/// A resource instance without its module.
pub fn resource(plan: &Plan, address: &Address) -> String {
    let mode = match address.mode {
        Mode::Managed => "",
        Mode::Data => "data.",
        Mode::Ephemeral => "ephemeral.",
        Mode::Other => "other.",
    };
    let key = address.key.map(|it| key(&plan.words, it)).unwrap_or_default();
    format!("{mode}{}.{}{key}", word(&plan.words, address.kind), word(&plan.words, address.name))
}

/// A resource instance with its module.
pub fn address(plan: &Plan, address: &Address) -> String {
    within(plan, address.module, &resource(plan, address))
}

/// An action with its module: `module.a.action.TYPE.NAME[KEY]`.
pub fn action(plan: &Plan, action: &ActionInvocation) -> String {
    let key = action.key.map(|it| key(&plan.words, it)).unwrap_or_default();
    let name = format!("action.{}.{}{key}", word(&plan.words, action.kind), word(&plan.words, action.name));
    within(plan, action.module, &name)
}

/// What a check is attached to, with its module.
pub fn check(plan: &Plan, check: &Check) -> String {
    let name = match check.resource {
        Some((mode, kind)) => {
            resource(plan, &Address { module: check.module, mode, kind, name: check.name, key: None })
        }
        None => word(&plan.words, check.name),
    };
    within(plan, check.module, &name)
}

fn within(plan: &Plan, id: ModuleId, name: &str) -> String {
    let module = module(plan, id);
    if module.is_empty() { name.to_owned() } else { elided(&format!("{module}.{name}"), ADDRESS).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(elided("short", 5), "short");
        assert_eq!(elided("longer", 5), "lo…er");
        assert_eq!(elided("äöüß", 4), "äöüß");
        assert_eq!(elided("äöüßx", 4), "ä…ßx");
        for longest in 1..12 {
            assert_eq!(elided(&"ä".repeat(40), longest).chars().count(), longest);
        }
    }

    #[test]
    fn no_key_looks_like_the_end_of_one() {
        let mut plan = Plan::default();
        let hostile = plan.words.undecided();
        plan.words.settle(hostile, Shown::Text("a\"].b[\"\\".into()));
        assert_eq!(key(&plan.words, InstanceKey::Text(hostile)), r#"["a\"].b[\"\\"]"#);
        let masked = plan.words.undecided();
        assert_eq!(key(&plan.words, InstanceKey::Text(masked)), "[…]");
    }

    #[test]
    fn an_address_is_bounded_however_deep_it_is() {
        let mut plan = Plan::default();
        let name = plan.words.name(&"n".repeat(128));
        let deep = plan.modules.id(&[ModuleStep { name, key: None }; 40]);
        let it = Address { module: deep, mode: Mode::Data, kind: name, name, key: Some(InstanceKey::Integer(7)) };
        assert_eq!(address(&plan, &it).chars().count(), ADDRESS);
        assert!(address(&plan, &it).ends_with("n[7]"));
        assert_eq!(resource(&plan, &it).chars().count(), "data.".len() + NAME + 1 + NAME + "[7]".len());
    }
}
