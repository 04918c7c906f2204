//! Bytes → a [`Draft`].
//!
//! The input is walked once, in pieces: what is of use arrives as one object at a time (`resource_changes[7]`), the
//! rest is skipped without being decoded, so that memory grows with what is kept and not with the plan. An error
//! is a kind and a place and never holds text of the input.

mod element;
mod encoding;
mod pieces;
mod recognise;
#[cfg(test)]
mod samples;
mod scan;
#[cfg(test)]
mod tests;
mod walk;

use std::io::Read;

use super::refusal::{Kind, Refusal};
use super::summary::Plan;
use super::wall::{KeyPolicy, Marks, Wall};
use element::Elements;
use encoding::Text;
use pieces::Pieces;
use recognise::{GLANCE, Keys};

/// A plan in which no instance key may be shown yet, because what is marked as sensitive may stand further down.
#[derive(Debug, Default)]
pub struct Draft {
    plan: Plan,
    /// The text of each key that is a word of `plan`, where it is masked.
    keys: element::RawKeys,
}

impl Draft {
    /// Decides about every instance key. Those that stay masked are masked because nothing said otherwise.
    #[must_use]
    pub fn settle(mut self, policy: &KeyPolicy, wall: &Wall) -> Plan {
        for (word, key) in self.keys.iter() {
            self.plan.words.settle(word, policy.shown(key, wall));
        }
        self.plan
    }
}

/// Reads one plan, and tells `marks` of every string that it marks as sensitive. Where `marks` wants none
/// ([`Marks::none`]), the values of the state are dropped unread, as nothing else is looked for in them.
///
/// # Errors
///
/// What the input is instead of a plan, or what is wrong with it and where.
pub fn read<R: Read>(input: R, marks: &mut Marks) -> Result<Draft, Refusal> {
    let text = Text::open(input).map_err(Refusal::whole)?;
    if let Some(kind) = recognise::archive(text.head()) {
        return Err(Refusal::whole(kind));
    }
    let mut pieces = Pieces::new(text);
    if pieces.peek()? != Some(b'{') {
        return Err(Refusal::whole(recognise::text(pieces.ahead(GLANCE)?)));
    }
    let (mut elements, mut keys) = (Elements::new(marks), Keys::default());
    walk::plan(&mut pieces, &mut elements, &mut keys)
        .and_then(|()| pieces.end())
        .map_err(|refusal| recognised(refusal, &mut pieces, &keys))?;
    if let Some(kind) = keys.instead_of_a_plan() {
        return Err(Refusal::whole(kind));
    }
    let mut draft = elements.finish().map_err(|fault| Refusal::whole(fault.kind))?;
    draft.plan.unknown_keys = keys.unknown;
    draft.plan.leaves.read = pieces.leaves();
    Ok(draft)
}

/// What fails to be a plan may be a good document of another kind, which says more than where it failed.
fn recognised<R: Read>(refusal: Refusal, pieces: &mut Pieces<R>, keys: &Keys) -> Refusal {
    if let Some(kind) = keys.rule_out_a_plan() {
        return Refusal::whole(kind);
    }
    match refusal.kind {
        Kind::Malformed if !keys.any() => Refusal::whole(Kind::NotJson),
        Kind::TrailingData => match pieces.ahead(GLANCE) {
            Ok(rest) => Refusal { kind: recognise::trailing(rest), ..refusal },
            Err(_) => refusal,
        },
        _ => refusal,
    }
}
