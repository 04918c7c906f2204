//! Which atoms are true so far, and what follows for the others.
//!
//! A directory is never built during a search. For words of `x in dir` none has to be: any of them can stand together
//! in one path, with segments between them that nobody names, so that exactly the words inside of them hold as well.
//! Only a directory that is known as a whole (by its `dir:` tag, or the root) says of every word whether it holds.

use super::vocabulary::{AtomId, Group, Kind, Vocabulary};

/// Values for some atoms that can hold together.
#[derive(Debug)]
pub(super) struct Assignment<'v, 'q> {
    vocabulary: &'v Vocabulary<'q>,
    /// What was set.
    set: Vec<Option<bool>>,
    /// For each word of `x in dir`: how many true atoms contain it.
    implied: Vec<u32>,
    /// For each atom that names a directory: the words that hold in it. Found when first needed.
    words_of: Vec<Option<Box<[AtomId]>>>,
    /// How many words of `x in dir` were set to true, the root not among them.
    words: usize,
    /// The atom that says which directory it is.
    directory: Option<AtomId>,
    own: [Option<AtomId>; Group::COUNT],
    /// What was set, in order.
    trail: Vec<AtomId>,
    root_in_dir: Option<AtomId>,
    root_tag: Option<AtomId>,
}

impl<'v, 'q> Assignment<'v, 'q> {
    pub(super) fn new(vocabulary: &'v Vocabulary<'q>) -> Self {
        Assignment {
            vocabulary,
            set: vec![None; vocabulary.len()],
            implied: vec![0; vocabulary.len()],
            words_of: vec![None; vocabulary.len()],
            words: 0,
            directory: None,
            own: [None; Group::COUNT],
            trail: Vec::new(),
            root_in_dir: vocabulary.root_in_dir(),
            root_tag: vocabulary.of_tag("dir:."),
        }
    }

    /// The value of an atom, if it has one or it follows.
    pub(super) fn value(&self, atom: AtomId) -> Option<bool> {
        if let Some(set) = self.was_set(atom) {
            return Some(set);
        }
        let atom = Some(atom);
        let is_root = self.directory.is_some() && self.directory == self.root_in_dir;
        match self.vocabulary.kind(atom?) {
            Kind::Never => Some(false),
            Kind::Free => None,
            Kind::Own(group) => self.own.get(group as usize).copied().flatten().map(|_| false),
            Kind::DirOrForged => (is_root && atom == self.root_tag).then_some(true),
            Kind::Dir => self.directory.map(|_| is_root && atom == self.root_tag),
            Kind::InDir if self.implied.get(atom?).is_some_and(|count| *count > 0) => Some(true),
            Kind::InDir if self.directory.is_some() => Some(false),
            Kind::InDir if atom == self.root_in_dir => self.root_is_out().then_some(false),
            Kind::InDir => None,
        }
    }

    fn was_set(&self, atom: AtomId) -> Option<bool> {
        self.set.get(atom).copied().flatten()
    }

    /// Whether the directory cannot be the root.
    fn root_is_out(&self) -> bool {
        self.words > 0 || self.root_tag.is_some_and(|tag| self.was_set(tag) == Some(false))
    }

    /// The value of an atom when everything that does not follow is false: for that there is always a dirspace.
    pub(super) fn holds(&self, atom: AtomId) -> bool {
        self.value(atom) == Some(true)
    }

    /// What was set, in order.
    pub(super) fn trail(&self) -> &[AtomId] {
        &self.trail
    }

    /// The atom that says which directory it is.
    pub(super) fn directory(&self) -> Option<AtomId> {
        self.directory
    }

    /// The atoms that are true because this one is set, itself among them.
    pub(super) fn true_by(&self, atom: AtomId) -> impl Iterator<Item = AtomId> {
        let is_true = self.was_set(atom) == Some(true);
        let root = self.root_tag.filter(|_| Some(atom) == self.root_in_dir);
        let words = if self.holds_words(atom) { self.known_words(atom) } else { &[] };
        std::iter::once(atom).chain(root).chain(words.iter().copied()).filter(move |_| is_true)
    }

    /// Whether words follow from the truth of an atom.
    fn holds_words(&self, atom: AtomId) -> bool {
        matches!(self.vocabulary.kind(atom), Kind::Dir | Kind::InDir) && Some(atom) != self.root_in_dir
    }

    fn known_words(&self, atom: AtomId) -> &[AtomId] {
        self.words_of.get(atom).and_then(Option::as_deref).unwrap_or_default()
    }

    /// Sets an atom whose value is unknown. Says whether that can be; if not, nothing was set.
    ///
    /// # Errors
    ///
    /// When `spend` has one.
    pub(super) fn set<E>(
        &mut self,
        atom: AtomId,
        value: bool,
        spend: impl FnMut() -> Result<(), E>,
    ) -> Result<bool, E> {
        if value && self.holds_words(atom) {
            self.find_words(atom, spend)?;
            if !self.can_be_true(atom) {
                return Ok(false);
            }
            self.imply(atom, true);
        }
        if value {
            match self.vocabulary.kind(atom) {
                Kind::Dir => self.directory = Some(atom),
                Kind::InDir if Some(atom) == self.root_in_dir => self.directory = Some(atom),
                Kind::InDir => self.words += 1,
                Kind::Own(group) => self.set_own(group, Some(atom)),
                Kind::Never | Kind::DirOrForged | Kind::Free => {}
            }
        }
        if let Some(set) = self.set.get_mut(atom) {
            *set = Some(value);
        }
        self.trail.push(atom);
        Ok(true)
    }

    fn find_words<E>(&mut self, atom: AtomId, spend: impl FnMut() -> Result<(), E>) -> Result<(), E> {
        let Some(found) = self.words_of.get_mut(atom).filter(|found| found.is_none()) else { return Ok(()) };
        let mut words = self.vocabulary.holding_in(self.vocabulary.directory(atom).unwrap_or_default(), spend)?;
        words.sort_unstable();
        words.dedup();
        *found = Some(words.into());
        Ok(())
    }

    /// Whether a directory with the words of this atom fits what was set.
    fn can_be_true(&self, atom: AtomId) -> bool {
        let words = self.known_words(atom);
        let are_in = |value| words.iter().filter(|word| self.was_set(**word) == Some(value)).count();
        let is_whole = self.vocabulary.kind(atom) == Kind::Dir;
        are_in(false) == 0 && (!is_whole || are_in(true) == self.words)
    }

    fn imply(&mut self, atom: AtomId, more: bool) {
        let Assignment { words_of, implied, .. } = self;
        for word in words_of.get(atom).and_then(Option::as_deref).unwrap_or_default() {
            if let Some(count) = implied.get_mut(*word) {
                *count = if more { *count + 1 } else { count.saturating_sub(1) };
            }
        }
    }

    fn set_own(&mut self, group: Group, atom: Option<AtomId>) {
        if let Some(own) = self.own.get_mut(group as usize) {
            *own = atom;
        }
    }

    /// Takes back everything that was set after the first `length`.
    pub(super) fn undo_to(&mut self, length: usize) {
        while self.trail.len() > length {
            let Some(atom) = self.trail.pop() else { return };
            if self.was_set(atom) == Some(true) {
                self.undo_truth(atom);
            }
            if let Some(set) = self.set.get_mut(atom) {
                *set = None;
            }
        }
    }

    fn undo_truth(&mut self, atom: AtomId) {
        if self.holds_words(atom) {
            self.imply(atom, false);
        }
        match self.vocabulary.kind(atom) {
            Kind::Dir => self.directory = None,
            Kind::InDir if Some(atom) == self.root_in_dir => self.directory = None,
            Kind::InDir => self.words = self.words.saturating_sub(1),
            Kind::Own(group) => self.set_own(group, None),
            Kind::Never | Kind::DirOrForged | Kind::Free => {}
        }
    }
}
