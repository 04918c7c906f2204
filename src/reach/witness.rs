//! From the atoms that are true to a dirspace of which they are.

use std::collections::BTreeSet;

use super::Witness;
use super::assignment::Assignment;
use super::vocabulary::{AtomId, Kind, Vocabulary};

/// Tags that a reader expects on a dirspace, if they can be there.
pub(super) fn usual_tags(vocabulary: &Vocabulary<'_>, assignment: &Assignment<'_, '_>) -> Vec<String> {
    let mut tags = Vec::new();
    if let [word] = outermost(vocabulary, assignment)[..] {
        tags.push(format!("dir:{word}"));
    }
    let is_in_workspace = true_tags(vocabulary, assignment).any(is_of_workspace);
    if !is_in_workspace {
        tags.push("workspace:default".to_owned());
    }
    tags.push("stack_name:default".to_owned());
    tags
}

/// A dirspace with every true atom, and nothing else that an atom could ask for.
pub(super) fn of(vocabulary: &Vocabulary<'_>, assignment: &Assignment<'_, '_>) -> Witness {
    let dir = directory(vocabulary, assignment);
    let mut tags: BTreeSet<String> = true_tags(vocabulary, assignment).map(str::to_owned).collect();
    if !tags.iter().any(|tag| is_of_workspace(tag)) {
        tags.insert(format!("workspace:{}", vocabulary.other_name("workspace:")));
    }
    if !tags.iter().any(|tag| tag.starts_with("stack_name:")) {
        tags.insert(format!("stack_name:{}", vocabulary.other_name("stack_name:")));
    }
    tags.insert(format!("dir:{dir}"));
    Witness { dir, tags: tags.into_iter().collect() }
}

fn is_of_workspace(tag: &str) -> bool {
    tag.starts_with("workspace:") || tag.starts_with("stack:")
}

fn true_tags<'a>(vocabulary: &'a Vocabulary<'_>, assignment: &'a Assignment<'_, '_>) -> impl Iterator<Item = &'a str> {
    assignment.trail().iter().flat_map(|atom| assignment.true_by(*atom)).filter_map(|atom| vocabulary.tag(atom))
}

/// A path of which exactly the true words hold, and that no false `dir:` names.
fn directory(vocabulary: &Vocabulary<'_>, assignment: &Assignment<'_, '_>) -> String {
    if let Some(dir) = assignment.directory().and_then(|atom| vocabulary.directory(atom)) {
        return dir.to_owned();
    }
    let fits = |dir: &str| {
        let named = vocabulary.of_tag(&format!("dir:{dir}"));
        let words = vocabulary.holding_in(dir, || Ok::<(), std::convert::Infallible>(()));
        let words = words.unwrap_or_default();
        let set = outermost_atoms(vocabulary, assignment);
        named.is_none_or(|atom| assignment.holds(atom))
            && words.iter().all(|word| assignment.holds(*word))
            && set.iter().all(|word| words.contains(word))
    };
    let forged = assignment.trail().iter().filter(|atom| vocabulary.kind(**atom) == Kind::DirOrForged);
    let forged = forged.filter(|atom| assignment.holds(**atom)).filter_map(|atom| vocabulary.directory(*atom));
    if let Some(dir) = forged.into_iter().find(|dir| fits(dir)) {
        return dir.to_owned();
    }
    let words = outermost(vocabulary, assignment);
    let plain = words.join("/");
    if !words.is_empty() && fits(&plain) {
        return plain;
    }
    let other = vocabulary.other_segment();
    if words.is_empty() { other } else { format!("{}/{other}", words.join(&format!("/{other}/"))) }
}

/// The words that were set to true, without those that stand inside of another.
fn outermost<'q>(vocabulary: &Vocabulary<'q>, assignment: &Assignment<'_, '_>) -> Vec<&'q str> {
    outermost_atoms(vocabulary, assignment).into_iter().filter_map(|atom| vocabulary.directory(atom)).collect()
}

fn outermost_atoms(vocabulary: &Vocabulary<'_>, assignment: &Assignment<'_, '_>) -> Vec<AtomId> {
    let is_word = |atom: &AtomId| vocabulary.kind(*atom) == Kind::InDir && assignment.holds(*atom);
    let words: Vec<AtomId> = assignment.trail().iter().copied().filter(is_word).collect();
    let inside: BTreeSet<AtomId> =
        words.iter().flat_map(|word| assignment.true_by(*word).filter(move |other| other != word)).collect();
    words.into_iter().filter(|word| !inside.contains(word)).collect()
}
