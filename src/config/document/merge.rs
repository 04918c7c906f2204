//! `<<`: entries brought in from elsewhere, exactly as the server brings them in.
//!
//! The server's rules, surprises included: own keys win; the first of a list wins; a quoted `<<`
//! merges too; the key is taken out by putting the last entry in its place; and a `<<` inside what is
//! brought in is not followed but stays as a key. The result is compared with the server's reader
//! afterwards, so a rule that is wrong here refuses files instead of changing their meaning.

use super::tree::{Branch, Pair, Tree};
use super::{MAX_SAID, Text};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::HashSet;

const MERGE_KEY: &str = "<<";

/// Replaces every merge key by what it brings in; an error where the server has one.
pub(super) fn apply(text: Text<'_>, root: &mut Tree, warnings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
    let mut said = Said { warnings, sites: HashSet::new() };
    let mut pending = vec![root];
    while let Some(tree) = pending.pop() {
        match &mut tree.branch {
            Branch::Mapping(pairs) => {
                merge_into(text, pairs, &mut said)?;
                pending.extend(pairs.iter_mut().map(|pair| &mut pair.value));
            }
            Branch::Sequence(items) => pending.extend(items),
            Branch::Tagged { value, .. } => pending.push(value),
            Branch::Leaf(_) => {}
        }
    }
    Ok(())
}

/// Warnings, one a place: an alias to a merging mapping merges there again.
struct Said<'a> {
    warnings: &'a mut Vec<Diagnostic>,
    sites: HashSet<(&'static str, Span)>,
}

impl Said<'_> {
    fn say(&mut self, diagnostic: Diagnostic, site: Span) {
        if self.sites.len() < MAX_SAID && self.sites.insert((diagnostic.code, site)) {
            self.warnings.push(diagnostic);
        }
    }
}

fn merge_into(text: Text<'_>, pairs: &mut Vec<Pair>, said: &mut Said<'_>) -> Result<(), Diagnostic> {
    let Some(at) = pairs.iter().position(|pair| pair.key == MERGE_KEY) else { return Ok(()) };
    let merge = pairs.swap_remove(at);
    let site = merge.key_span;
    if text.text.get(site.range()).is_some_and(|key| key != MERGE_KEY) {
        said.say(quoted(site), site);
    }
    let mut target =
        Target { known: pairs.iter().map(|pair| pair.key.clone()).collect(), pairs, site, said: &mut *said };
    match merge.value.branch {
        Branch::Mapping(brought) => target.absorb(brought),
        Branch::Sequence(items) => {
            for item in items {
                match item.branch {
                    Branch::Mapping(brought) => target.absorb(brought),
                    other => return Err(not_a_mapping(site, item.span, &other)),
                }
            }
        }
        other => return Err(not_a_mapping(site, merge.value.span, &other)),
    }
    Ok(())
}

/// The mapping that a merge key stands in.
struct Target<'a, 'b> {
    known: HashSet<String>,
    pairs: &'a mut Vec<Pair>,
    site: Span,
    said: &'a mut Said<'b>,
}

impl Target<'_, '_> {
    fn absorb(&mut self, brought: Vec<Pair>) {
        for mut pair in brought {
            if !self.known.insert(pair.key.clone()) {
                continue;
            }
            if pair.key == MERGE_KEY {
                self.said.say(left_over(self.site, pair.key_span), self.site);
            }
            pair.merged_at = Some(self.site);
            self.pairs.push(pair);
        }
    }
}

fn quoted(site: Span) -> Diagnostic {
    let message = "the server merges a quoted `<<` too, while other readers take it for an ordinary key";
    Diagnostic::warning("quoted-merge-key", site, "merged all the same", message)
        .with_help("Write it without quotes if you mean to merge.")
}

fn left_over(site: Span, inner: Span) -> Diagnostic {
    let message = "what is merged here has a `<<` of its own, which the server does not follow: it stays as a key";
    Diagnostic::warning("merge-key-left", site, "merges one level only", message)
        .with_label(inner, "this `<<` is kept as a key")
        .with_help("List all mappings at the outer place: `<<: [*one, *two]`.")
}

fn not_a_mapping(site: Span, span: Span, branch: &Branch) -> Diagnostic {
    let found = match branch {
        Branch::Leaf(_) => "a single value",
        Branch::Sequence(_) => "a list inside the list",
        Branch::Mapping(_) => "a mapping",
        Branch::Tagged { .. } => "a tagged value",
    };
    let message = format!("`<<` merges a mapping or a list of mappings, and this is {found}");
    Diagnostic::error("merge-value", span, found, message)
        .with_label(site, "merged here")
        .with_help("Write an alias to a mapping, such as `<<: *defaults`, or a list of such aliases.")
}
