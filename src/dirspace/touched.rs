//! Which dirspaces a change touches, why, and in which order they run.
//!
//! A dirspace is touched when a changed path matches its patterns, wherever the path lies, or when
//! it follows a touched one. Changed paths that touch nothing are told as well, so that a caller can
//! say so instead of letting them pass unseen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub use super::dependencies::Via;
use super::layout::Layout;
use super::path_pattern::{PathPattern, anchors};
use super::{Change, Dirspace};

/// Why a dirspace is touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A changed path matches one of its patterns.
    Changed {
        /// The first such path, in the order of the changes.
        path: String,
        /// The position of the first matching pattern in the dirspace's patterns.
        pattern: usize,
    },
    /// It follows another dirspace.
    PulledIn {
        /// The other one, which is touched, or pruned, for a reason of its own.
        by: Dirspace,
        /// What makes it follow.
        via: Via,
    },
}

/// What a change touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    reasons: BTreeMap<Dirspace, Reason>,
    pruned: BTreeMap<Dirspace, Reason>,
    layers: Vec<Vec<Dirspace>>,
    orphans: Vec<String>,
}

impl Touched {
    /// Every touched dirspace and the reason, in the order of dirspaces.
    pub fn iter(&self) -> impl Iterator<Item = (&Dirspace, &Reason)> {
        self.reasons.iter()
    }

    /// Why a dirspace is touched; `None` when it is not.
    pub fn reason(&self, dirspace: &Dirspace) -> Option<&Reason> {
        self.reasons.get(dirspace)
    }

    /// Whether the change touches no dirspace.
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The touched dirspaces in the order in which they run: each in exactly one layer, as early as its dependencies allow, and
    /// sorted within the layer. No layer is empty.
    pub fn layers(&self) -> &[Vec<Dirspace>] {
        &self.layers
    }

    /// Dirspaces that would have been pulled in and are left out because of `prune_on_no_change`. What they pulled in stays.
    pub fn pruned(&self) -> impl Iterator<Item = (&Dirspace, &Reason)> {
        self.pruned.iter()
    }

    /// Changed paths that no dirspace answers to, sorted.
    pub fn orphans(&self) -> &[String] {
        &self.orphans
    }
}

impl Layout {
    /// What `changes` touch. Takes time for the paths and the dirspaces, not for their product.
    pub fn touched(&self, changes: &[Change]) -> Touched {
        let mut paths = ChangedPaths::new(self);
        changes.iter().flat_map(Change::paths).for_each(|path| paths.take(self, path));
        let mut reasons = paths.reasons(self);
        let changed: Vec<usize> = reasons.keys().copied().collect();
        for (follower, leader, via) in self.dependencies.followers(&changed) {
            if let Some(leader) = self.dirspaces().get(leader) {
                reasons.insert(follower, Reason::PulledIn { by: leader.dirspace.clone(), via });
            }
        }
        let (pruned, kept): (BTreeMap<_, _>, BTreeMap<_, _>) =
            reasons.into_iter().partition(|(number, reason)| self.prunes(*number, reason));
        Touched {
            layers: self.layers_of(&kept),
            reasons: self.named(kept),
            pruned: self.named(pruned),
            orphans: paths.orphans.into_iter().collect(),
        }
    }

    /// Whether a dirspace is left out because nothing of its own changed.
    fn prunes(&self, number: usize, reason: &Reason) -> bool {
        let depends_on = self.dirspaces().get(number).and_then(|placed| placed.when_modified.depends_on.as_ref());
        matches!(reason, Reason::PulledIn { .. }) && depends_on.is_some_and(|depends_on| depends_on.prune_on_no_change)
    }

    fn layers_of(&self, touched: &BTreeMap<usize, Reason>) -> Vec<Vec<Dirspace>> {
        if touched.is_empty() {
            return Vec::new();
        }
        let levels = self.dependencies.layers(|number| touched.contains_key(&number));
        let mut layers: BTreeMap<usize, Vec<Dirspace>> = BTreeMap::new();
        for (number, level) in levels.into_iter().enumerate().take(self.dirspaces().len()) {
            if let Some(placed) = self.dirspaces().get(number).filter(|_| touched.contains_key(&number)) {
                layers.entry(level).or_default().push(placed.dirspace.clone());
            }
        }
        layers.into_values().collect()
    }

    fn named(&self, reasons: BTreeMap<usize, Reason>) -> BTreeMap<Dirspace, Reason> {
        let name = |number: usize| self.dirspaces().get(number).map(|placed| placed.dirspace.clone());
        reasons.into_iter().filter_map(|(number, reason)| Some((name(number)?, reason))).collect()
    }
}

/// Matches changed paths against the patterns of all dirspaces, filed by the directory that a pattern starts with, so that a
/// path is only compared with the patterns of its own directory and those above it.
struct ChangedPaths<'l> {
    lists: Vec<PatternList<'l>>,
    by_anchor: HashMap<&'l [u8], Vec<Filed<'l>>>,
    orphans: BTreeSet<String>,
}

/// A list of patterns, and the dirspaces that have exactly this list.
struct PatternList<'l> {
    negated: Vec<&'l PathPattern>,
    dirspaces: Vec<usize>,
    /// The first changed path that matches the list: as it is in the change, and as links have it.
    matched: Option<(String, String)>,
}

/// A positive pattern and the lists that contain it.
struct Filed<'l> {
    pattern: &'l PathPattern,
    lists: Vec<usize>,
    /// Those of `lists` that no path has matched so far.
    unmatched: Vec<usize>,
}

impl<'l> ChangedPaths<'l> {
    fn new(layout: &'l Layout) -> Self {
        // Most dirspaces have a list and a directory of their own.
        let most = layout.dirspaces().len();
        let by_anchor = HashMap::with_capacity(most);
        let mut paths = ChangedPaths { lists: Vec::with_capacity(most), by_anchor, orphans: BTreeSet::new() };
        let mut known: HashMap<Vec<*const PathPattern>, usize> = HashMap::with_capacity(most);
        let mut filed: HashMap<*const PathPattern, (&'l [u8], usize)> = HashMap::with_capacity(2 * most);
        for (number, placed) in layout.dirspaces().iter().enumerate() {
            // Patterns of one text are one allocation, so comparing addresses compares texts.
            let identity: Vec<*const PathPattern> = placed.file_patterns.iter().map(Arc::as_ptr).collect();
            let list = *known.entry(identity).or_insert_with(|| {
                let (negated, positive): (Vec<&PathPattern>, Vec<&PathPattern>) =
                    placed.file_patterns.iter().map(Arc::as_ref).partition(|pattern| pattern.is_negated());
                paths.lists.push(PatternList { negated, dirspaces: Vec::new(), matched: None });
                let list = paths.lists.len() - 1;
                positive.into_iter().for_each(|pattern| paths.file(&mut filed, pattern, list));
                list
            });
            if let Some(list) = paths.lists.get_mut(list) {
                list.dirspaces.push(number);
            }
        }
        paths
    }

    fn file(
        &mut self,
        filed: &mut HashMap<*const PathPattern, (&'l [u8], usize)>,
        pattern: &'l PathPattern,
        list: usize,
    ) {
        let by_anchor = &mut self.by_anchor;
        let (anchor, at) = *filed.entry(std::ptr::from_ref(pattern)).or_insert_with(|| {
            let anchored = by_anchor.entry(pattern.anchor()).or_default();
            anchored.push(Filed { pattern, lists: Vec::new(), unmatched: Vec::new() });
            (pattern.anchor(), anchored.len() - 1)
        });
        if let Some(filed) = by_anchor.get_mut(anchor).and_then(|anchored| anchored.get_mut(at)) {
            filed.lists.push(list);
            filed.unmatched.push(list);
        }
    }

    fn take(&mut self, layout: &Layout, path: &str) {
        let mut answered = false;
        for stand_in in layout.links.stand_ins(path) {
            answered |= self.take_stand_in(path, &stand_in);
        }
        if !answered {
            self.orphans.insert(path.to_owned());
        }
    }

    /// Notes whom `stand_in` touches; says whether anybody answers to it.
    fn take_stand_in(&mut self, path: &str, stand_in: &str) -> bool {
        let mut answered = false;
        for anchor in anchors(stand_in) {
            for filed in self.by_anchor.get_mut(anchor.as_bytes()).into_iter().flatten() {
                if !filed.pattern.is_match(stand_in) {
                    continue;
                }
                let lists = &mut self.lists;
                answered = answered
                    || filed.lists.iter().any(|list| lists.get(*list).is_some_and(|list| !list.excludes(stand_in)));
                filed.unmatched.retain(|list| match lists.get_mut(*list) {
                    Some(list) if list.matched.is_none() && list.excludes(stand_in) => true,
                    Some(list) => {
                        list.matched.get_or_insert_with(|| (path.to_owned(), stand_in.to_owned()));
                        false
                    }
                    None => false,
                });
            }
        }
        answered
    }

    fn reasons(&self, layout: &Layout) -> BTreeMap<usize, Reason> {
        let mut reasons = BTreeMap::new();
        for list in &self.lists {
            let Some((path, stand_in)) = &list.matched else { continue };
            let placed = list.dirspaces.first().and_then(|number| layout.dirspaces().get(*number));
            let pattern = placed.and_then(|placed| placed.matching_pattern(stand_in)).unwrap_or_default();
            for number in &list.dirspaces {
                reasons.insert(*number, Reason::Changed { path: path.clone(), pattern });
            }
        }
        reasons
    }
}

impl PatternList<'_> {
    fn excludes(&self, path: &str) -> bool {
        self.negated.iter().any(|pattern| !pattern.is_match(path))
    }
}
