//! Which top-level attributes change, by name, and whether what is marked as sensitive in them does.
//!
//! Values are compared as the tokens that they are written in and not decoded. What lies below the top level is not
//! named: without the provider's schema, an attribute cannot be told from the key of a map, which is a value.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::json::{Entries, Text, decode_part};
use super::tokens::{holds_true, same};
use super::{Elements, Fault};
use crate::plan::change::{AttributeChange, Attributes};

/// The sides of a change.
pub(super) struct Sides<'a> {
    pub(super) before: Option<&'a RawValue>,
    pub(super) after: Option<&'a RawValue>,
    pub(super) after_unknown: Option<&'a RawValue>,
    pub(super) before_sensitive: Option<&'a RawValue>,
    pub(super) after_sensitive: Option<&'a RawValue>,
    pub(super) replace_paths: Option<&'a RawValue>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Changed {
    pub(super) attributes: Attributes,
    pub(super) sensitive: bool,
    pub(super) sensitivity: bool,
    /// How many strings of the paths are in the model.
    pub(super) kept: u64,
}

/// A tree of `true` beside a value.
enum Tree<'a> {
    Nothing,
    Whole,
    Parts(Entries<'a>),
}

impl<'a> Tree<'a> {
    fn of(whole: &[u8], tree: Option<&'a RawValue>) -> Result<Tree<'a>, Fault> {
        match tree {
            Some(tree) if tree.get() == "true" => Ok(Tree::Whole),
            Some(tree) if holds_true(tree.get()) => decode_part(whole, tree).map(Tree::Parts),
            _ => Ok(Tree::Nothing),
        }
    }

    /// What it holds for an attribute, if there is a `true` in that.
    fn get(&self, name: &str) -> Option<&'a str> {
        match self {
            Tree::Nothing => None,
            Tree::Whole => Some("true"),
            Tree::Parts(parts) => parts.get(name).filter(|part| holds_true(part)),
        }
    }
}

struct Object<'a> {
    before: Entries<'a>,
    after: Entries<'a>,
    unknown: Tree<'a>,
    before_marks: Tree<'a>,
    after_marks: Tree<'a>,
    /// The attributes that force a replacement, in order.
    forcing: Vec<Cow<'a, str>>,
}

impl<'a> Object<'a> {
    fn of(whole: &[u8], sides: &Sides<'a>) -> Result<Object<'a>, Fault> {
        let entries = |side: Option<&'a RawValue>| side.map_or(Ok(Entries::default()), |side| decode_part(whole, side));
        Ok(Object {
            before: entries(sides.before)?,
            after: entries(sides.after)?,
            unknown: Tree::of(whole, sides.after_unknown)?,
            before_marks: Tree::of(whole, sides.before_sensitive)?,
            after_marks: Tree::of(whole, sides.after_sensitive)?,
            forcing: first_steps(whole, sides.replace_paths)?,
        })
    }

    /// Each attribute once, in order, with its value before and after. An attribute that is unknown stands on neither side
    /// of a new object.
    fn each(&self, mut look: impl FnMut(&str, Option<&'a str>, Option<&'a str>)) {
        let unknown: &[_] = if let Tree::Parts(parts) = &self.unknown { &parts.0 } else { &[] };
        let mut before = self.before.0.iter().peekable();
        let mut after = self.after.0.iter().peekable();
        let mut unknown = unknown.iter().peekable();
        loop {
            let names = [before.peek(), after.peek(), unknown.peek()].into_iter().flatten().map(|(name, _)| name);
            let Some(name) = names.min() else { return };
            let value = |entry: &(Cow<'a, str>, &'a RawValue)| entry.1.get();
            let old = before.next_if(|entry| entry.0 == *name).map(value);
            let new = after.next_if(|entry| entry.0 == *name).map(value);
            unknown.next_if(|entry| entry.0 == *name);
            look(name, old, new);
        }
    }

    fn look(&self, name: &str, before: Option<&str>, after: Option<&str>) -> Look {
        // An attribute that is not there has no value, which `null` says as well.
        let (before, after) = (before.unwrap_or("null"), after.unwrap_or("null"));
        let unknown = self.unknown.get(name).is_some();
        let (was, is) = (self.before_marks.get(name), self.after_marks.get(name));
        let value = unknown || !same(before, after);
        // The mark of `null` says nothing, and marks inside of a value that changes follow its shape.
        let toggled = before != "null" && (after != "null" || unknown) && is_whole(was) != is_whole(is);
        Look {
            value,
            sensitive: was.is_some() || is.is_some(),
            sensitivity: if value { toggled && (was.is_none() || is.is_none()) } else { !same_marks(was, is) },
        }
    }
}

/// What there is to say of one attribute.
#[derive(Clone, Copy)]
struct Look {
    value: bool,
    sensitive: bool,
    sensitivity: bool,
}

fn is_whole(marks: Option<&str>) -> bool {
    marks == Some("true")
}

fn same_marks(before: Option<&str>, after: Option<&str>) -> bool {
    match (before, after) {
        (None, None) => true,
        (Some(before), Some(after)) => same(before, after),
        _ => false,
    }
}

/// The first step of each path, where it is a name.
fn first_steps<'a>(whole: &[u8], paths: Option<&'a RawValue>) -> Result<Vec<Cow<'a, str>>, Fault> {
    let Some(paths) = paths else { return Ok(Vec::new()) };
    let paths: Vec<Vec<&'a RawValue>> = decode_part(whole, paths)?;
    let first = paths.iter().filter_map(|path| path.first()).filter(|step| step.get().starts_with('"'));
    let mut names = first.map(|step| Ok(decode_part::<Text<'a>>(whole, step)?.0)).collect::<Result<Vec<_>, _>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

impl Elements<'_> {
    /// Compares the sides of an update or a replacement.
    pub(super) fn changed_attributes(&mut self, whole: &[u8], sides: &Sides<'_>) -> Result<Changed, Fault> {
        let object = Object::of(whole, sides)?;
        let plan = &mut self.draft.plan;
        let start = plan.attributes.len();
        let mut changed = Changed::default();
        object.each(|name, before, after| {
            let look = object.look(name, before, after);
            if !look.value && !look.sensitivity {
                return;
            }
            let forces_replacement = object.forcing.binary_search_by(|other| other.as_ref().cmp(name)).is_ok();
            changed.sensitive |= look.value && look.sensitive;
            changed.sensitivity |= look.sensitivity;
            changed.kept += u64::from(forces_replacement);
            let (sensitive, only_sensitivity) = (look.sensitive, !look.value);
            let name = plan.words.name(name);
            plan.attributes.push(AttributeChange { name, forces_replacement, sensitive, only_sensitivity });
        });
        let count = plan.attributes.len() - start;
        changed.attributes = Attributes { start: number(start), count: number(count) };
        Ok(changed)
    }
}

/// There is no input with four billion attributes; a run that begins behind that is empty.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
