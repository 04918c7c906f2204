//! Dirspaces of which the same is to be said, as one: twelve workspaces with the same changes are read once.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::plan::address::{Address, InstanceKey, module_text, resource_text};
use crate::plan::change::{ActionInvocation, AttributeChange, Check, DeferredChange, OutputChange, ResourceChange};
use crate::plan::report::{Dirspace, Outcome};
use crate::plan::words::{Word, Words};
use crate::plan::{Plan, Report};

/// What of two plans has to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// What is done to which object, why, and every remark about it.
    Rows,
    /// The names of changed attributes, providers, data sources, variables and outputs, and the engine's version, too.
    RowsAndNames,
}

/// Dirspaces of which the same is to be said.
#[derive(Clone, Debug)]
pub struct Alike<'r> {
    /// The one that stands for all.
    pub first: &'r Dirspace,
    /// The others, in the order of the report.
    pub others: Vec<&'r Dirspace>,
}

impl<'r> Alike<'r> {
    /// How many there are: 1 and more.
    pub fn count(&self) -> u64 {
        super::wording::count(self.others.len()).saturating_add(1)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'r Dirspace> + '_ {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// Whether they differ in nothing but the workspace.
    pub fn share_a_directory(&self) -> bool {
        self.others.iter().all(|other| other.place.dir == self.first.place.dir)
    }

    /// The plan of each, if there is one.
    pub fn plan(&self) -> Option<&'r Plan> {
        match &self.first.outcome {
            Outcome::Plan(plan) => Some(plan),
            Outcome::CountsOnly { .. } | Outcome::Refused(_) => None,
        }
    }
}

/// All dirspaces of a report, those together of which the same is to be said. In the order of the report, each where
/// the first one is. What somebody may do there is not compared, and neither is how much stays as it is.
///
/// Looks at each plan once, and again at those that seem to be the same; keeps no text of any.
pub fn fold(report: &Report, compared: Compared) -> Vec<Alike<'_>> {
    let hasher = RandomState::new();
    let mut folded: Vec<Alike<'_>> = Vec::new();
    let mut by_hash: HashMap<u64, Vec<usize>> = HashMap::new();
    for dirspace in &report.dirspaces {
        let mut text = Hashed(hasher.build_hasher());
        // Writing to a hasher cannot fail.
        let _ = describe(&dirspace.outcome, compared, &mut text);
        let seen = by_hash.entry(text.0.finish()).or_default();
        let same = seen.iter().copied().find(|at| {
            folded.get(*at).is_some_and(|alike| are_alike(&alike.first.outcome, &dirspace.outcome, compared))
        });
        match same.and_then(|at| folded.get_mut(at)) {
            Some(alike) => alike.others.push(dirspace),
            None => {
                seen.push(folded.len());
                folded.push(Alike { first: dirspace, others: Vec::new() });
            }
        }
    }
    folded
}

/// Two plans that hash alike are the same only if they are.
fn are_alike(one: &Outcome, other: &Outcome, compared: Compared) -> bool {
    let text = |outcome| {
        let mut text = String::new();
        describe(outcome, compared, &mut text).map(|()| text)
    };
    text(one) == text(other)
}

/// A hasher that is written to like a text.
struct Hashed<H>(H);

impl<H: Hasher> Write for Hashed<H> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// All that is said of an outcome, for comparing. Every field of what is shown is named here, so that a new one cannot
/// be forgotten.
fn describe(outcome: &Outcome, compared: Compared, out: &mut impl Write) -> fmt::Result {
    match outcome {
        Outcome::Plan(plan) => describe_plan(plan, compared, out),
        Outcome::CountsOnly { counts, standing } => write!(out, "counts {counts:?} {standing:?}"),
        Outcome::Refused(refusal) => write!(out, "refused {refusal:?}"),
    }
}

fn describe_plan(plan: &Plan, compared: Compared, out: &mut impl Write) -> fmt::Result {
    let names = compared == Compared::RowsAndNames;
    write!(out, "plan {:?}", plan.standing)?;
    for change in &plan.resources {
        describe_change(plan, change, names, out)?;
    }
    for change in &plan.drift {
        out.write_str("\ndrift")?;
        describe_change(plan, change, names, out)?;
    }
    for DeferredChange { reason, change } in &plan.deferred {
        write!(out, "\ndeferred {reason:?}")?;
        describe_change(plan, change, names, out)?;
    }
    for ActionInvocation { module, kind, name, key, event, deferred } in &plan.actions {
        write!(out, "\naction {event:?} {deferred:?}")?;
        let address =
            Address { module: *module, mode: crate::plan::address::Mode::Other, kind: *kind, name: *name, key: *key };
        describe_address(plan, &address, out)?;
    }
    for OutputChange { name, action, sensitive, sensitivity_changed } in &plan.outputs {
        write!(out, "\noutput {action:?} {sensitive} {sensitivity_changed}")?;
        describe_word(&plan.words, *name, out)?;
    }
    for Check { kind, module, resource, name, status, messages } in &plan.checks {
        write!(out, "\ncheck {kind:?} {status:?} {messages} {:?}", resource.map(|(mode, _)| mode))?;
        text(&module_text(&plan.words, plan.modules.path(*module)), out)?;
        resource.map_or(Ok(()), |(_, kind)| describe_word(&plan.words, kind, out))?;
        describe_word(&plan.words, *name, out)?;
    }
    // Of a plan that does nothing no names are shown.
    if names && !super::wording::is_quiet(&plan.counts()) { describe_names(plan, out) } else { Ok(()) }
}

fn describe_change(plan: &Plan, change: &ResourceChange, names: bool, out: &mut impl Write) -> fmt::Result {
    let ResourceChange {
        address,
        deposed,
        action,
        reason,
        moved_from,
        imported,
        generated,
        attributes: _,
        sensitive_changed,
        sensitivity_changed,
    } = change;
    write!(
        out,
        "\n{action:?} {reason:?} {deposed:?} {imported} {generated} {sensitive_changed} {sensitivity_changed}"
    )?;
    describe_address(plan, address, out)?;
    if let Some(from) = moved_from {
        out.write_str(" from")?;
        describe_address(plan, from, out)?;
    }
    if !names {
        return Ok(());
    }
    for AttributeChange { name, forces_replacement, sensitive, only_sensitivity } in plan.attributes_of(change) {
        write!(out, " {forces_replacement} {sensitive} {only_sensitivity}")?;
        describe_word(&plan.words, *name, out)?;
    }
    Ok(())
}

fn describe_names(plan: &Plan, out: &mut impl Write) -> fmt::Result {
    write!(out, "\n{:?}", plan.engine)?;
    for (title, words) in
        [("providers", &plan.providers), ("variables", &plan.variables), ("outputs", &plan.output_names)]
    {
        write!(out, "\n{title}")?;
        words.iter().try_for_each(|word| describe_word(&plan.words, *word, out))?;
    }
    out.write_str("\ndata")?;
    for source in &plan.data_sources {
        describe_word(&plan.words, source.kind, out)?;
        describe_word(&plan.words, source.name, out)?;
    }
    Ok(())
}

fn describe_address(plan: &Plan, address: &Address, out: &mut impl Write) -> fmt::Result {
    let is_integer = matches!(address.key, Some(InstanceKey::Integer(_)));
    write!(out, " {is_integer}")?;
    text(&module_text(&plan.words, plan.modules.path(address.module)), out)?;
    text(&resource_text(&plan.words, address), out)
}

fn describe_word(words: &Words, word: Word, out: &mut impl Write) -> fmt::Result {
    text(&crate::plan::address::word_text(words, word), out)
}

/// With its length, so that no text can look like the beginning of the next.
fn text(text: &str, out: &mut impl Write) -> fmt::Result {
    write!(out, " {}:{text}", text.len())
}
