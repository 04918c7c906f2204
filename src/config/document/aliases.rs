//! What each alias stands for, and whether writing all of them out stays within bounds.
//!
//! The server's reader writes out every alias in memory and limits only how many it follows, so a
//! file of a few kilobytes can cost it gigabytes. Here the written-out weight and depth are
//! added up without writing anything out, in one pass over the events.
//!
//! The server's reader also numbers anchors by how many names it knows. After a name was defined
//! twice, two anchors can have one number, and then every alias to the first of them, wherever it stands, is
//! read as the second. Such an alias is refused: no reader of the text would expect it.

use super::events::{Event, Kind, Outcome, Scan};
use super::{MAX_DEPTH, MAX_SAID, MAX_WEIGHT, Text, syntax};
use crate::diagnostic::Diagnostic;
use std::collections::HashMap;
use std::ops::Range;

/// The aliases of one document.
pub(super) struct Aliases {
    /// Index of an alias event → index of the event that it stands for.
    pub(super) targets: HashMap<usize, usize>,
    /// Anchors that are defined twice.
    pub(super) warnings: Vec<Diagnostic>,
}

/// Follows every alias to the last definition of its anchor before it, as the server's reader does.
pub(super) fn resolve(text: Text<'_>, scan: &Scan) -> Result<Aliases, Vec<Diagnostic>> {
    let mut resolver = Resolver::new(text);
    for (index, event) in scan.events.iter().enumerate() {
        resolver.event(index, event).map_err(|diagnostic| vec![diagnostic])?;
    }
    match &scan.outcome {
        Outcome::TooDeep(range) => Err(vec![resolver.too_deep(range)]),
        Outcome::TooLarge(range) => Err(vec![resolver.too_large(range)]),
        _ => resolver.finish(),
    }
}

/// A node with all its aliases written out.
#[derive(Clone, Copy, Default)]
struct Size {
    weight: usize,
    /// Levels of lists and mappings in it, itself included.
    height: usize,
}

/// The newest definition of an anchor.
struct Anchored {
    index: usize,
    /// The number that the server's reader gives it.
    number: usize,
    place: Range<usize>,
    /// `None` while the node is not yet complete: an alias to it would be inside it.
    size: Option<Size>,
}

/// A list or mapping whose end has not come yet.
struct Open {
    index: usize,
    anchor: Option<Box<[u8]>>,
    /// So far.
    size: Size,
}

struct Resolver<'text> {
    text: Text<'text>,
    anchors: HashMap<Box<[u8]>, Anchored>,
    /// The lists and mappings that are open, the innermost last.
    open: Vec<Open>,
    total: usize,
    targets: HashMap<usize, usize>,
    /// Which anchor has a number in the end: event and place.
    numbers: HashMap<usize, (usize, Range<usize>)>,
    /// The number that each alias is read by, with the anchor that it names and both places.
    used: Vec<Used>,
    warnings: Vec<Diagnostic>,
}

/// One use of an anchor.
struct Used {
    number: usize,
    target: usize,
    alias: Range<usize>,
    anchor: Range<usize>,
}

impl<'text> Resolver<'text> {
    fn new(text: Text<'text>) -> Self {
        Resolver {
            text,
            anchors: HashMap::new(),
            open: Vec::new(),
            total: 0,
            targets: HashMap::new(),
            numbers: HashMap::new(),
            used: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn finish(self) -> Result<Aliases, Vec<Diagnostic>> {
        let mistaken = |used: &Used| {
            let (index, place) = self.numbers.get(&used.number)?;
            (*index != used.target).then(|| mistaken_alias(self.text, used, place))
        };
        let errors: Vec<Diagnostic> = self.used.iter().filter_map(mistaken).take(MAX_SAID).collect();
        if errors.is_empty() { Ok(Aliases { targets: self.targets, warnings: self.warnings }) } else { Err(errors) }
    }

    fn event(&mut self, index: usize, event: &Event) -> Result<(), Diagnostic> {
        let Event { kind, range } = event;
        let own = Size { weight: kind.weight(), height: 0 };
        self.spend(own.weight, range)?;
        match kind {
            Kind::Alias(name) => {
                let size = self.alias(index, name, range)?;
                self.spend(size.weight, range)?;
                self.add_to_parent(size);
            }
            Kind::Scalar { properties, .. } => {
                self.define(index, properties.anchor.as_deref(), event, Some(own));
                self.add_to_parent(own);
            }
            Kind::SequenceStart(properties) | Kind::MappingStart(properties) => {
                self.define(index, properties.anchor.as_deref(), event, None);
                self.open.push(Open { index, anchor: properties.anchor.clone(), size: own });
            }
            Kind::SequenceEnd | Kind::MappingEnd => self.close(),
        }
        Ok(())
    }

    fn define(&mut self, index: usize, name: Option<&[u8]>, event: &Event, size: Option<Size>) {
        let Some(name) = name else { return };
        let place = syntax::written(self.text.text, event).anchor;
        let number = self.anchors.len();
        self.numbers.insert(number, (index, place.clone()));
        let defined = self.anchors.insert(name.into(), Anchored { index, number, place: place.clone(), size });
        if let Some(earlier) = defined.filter(|_| self.warnings.len() < MAX_SAID) {
            let shown = String::from_utf8_lossy(name);
            let message = format!("the anchor `{shown}` is defined twice, and aliases after this one mean this one");
            self.warnings.push(
                Diagnostic::warning("anchor-redefined", self.text.span(&place), "again here", message)
                    .with_label(self.text.span(&earlier.place), "first here")
                    .with_help("Give each anchor a name of its own."),
            );
        }
    }

    fn close(&mut self) {
        let Some(Open { index, anchor, mut size }) = self.open.pop() else { return };
        size.height += 1;
        if let Some(anchored) = anchor.and_then(|name| self.anchors.get_mut(&name))
            && anchored.index == index
        {
            anchored.size = Some(size);
        }
        self.add_to_parent(size);
    }

    fn alias(&mut self, index: usize, name: &[u8], range: &Range<usize>) -> Result<Size, Diagnostic> {
        let span = self.text.span(range);
        let Some(anchored) = self.anchors.get(name) else {
            let shown = String::from_utf8_lossy(name);
            let message = format!("there is no anchor `{shown}` before this alias");
            return Err(Diagnostic::error("unknown-anchor", span, "an alias, because of the `*`", message)
                .with_help(format!("If you mean the text, quote it: '*{shown}'.")));
        };
        let Some(size) = anchored.size else {
            let message = "an alias stands inside the value that it names, so the value has no end";
            return Err(Diagnostic::error("recursive-alias", span, "this alias", message)
                .with_label(self.text.span(&anchored.place), "stands for the value that begins here")
                .with_help("Write the value out instead."));
        };
        self.targets.insert(index, anchored.index);
        self.used.push(Used {
            number: anchored.number,
            target: anchored.index,
            alias: range.clone(),
            anchor: anchored.place.clone(),
        });
        if self.open.len() + size.height > MAX_DEPTH {
            return Err(self.too_deep(range));
        }
        Ok(size)
    }

    /// Counts what is written out. Everything is counted once, where it is written or aliased.
    fn spend(&mut self, weight: usize, range: &Range<usize>) -> Result<(), Diagnostic> {
        self.total = self.total.saturating_add(weight);
        if self.total > MAX_WEIGHT { Err(self.too_large(range)) } else { Ok(()) }
    }

    fn add_to_parent(&mut self, size: Size) {
        if let Some(Open { size: parent, .. }) = self.open.last_mut() {
            parent.weight = parent.weight.saturating_add(size.weight);
            parent.height = parent.height.max(size.height);
        }
    }

    fn too_deep(&self, range: &Range<usize>) -> Diagnostic {
        let message = format!("lists and mappings are nested more than {MAX_DEPTH} deep, and the server stops there");
        Diagnostic::error("too-deep", self.text.span(range), "one level too many", message)
            .with_help("Check the brackets and the indentation before this place.")
    }

    fn too_large(&self, range: &Range<usize>) -> Diagnostic {
        let message = format!(
            "with its aliases written out the file has more than {MAX_WEIGHT} bytes, and is not read to protect the reader"
        );
        Diagnostic::error("alias-expansion", self.text.span(range), "the limit is reached here", message)
            .with_help("Use fewer aliases to large values.")
    }
}

fn mistaken_alias(text: Text<'_>, used: &Used, taken: &Range<usize>) -> Diagnostic {
    let message = "the server takes this alias for another value, because an anchor is defined twice";
    Diagnostic::error("mistaken-alias", text.span(&used.alias), "this alias", message)
        .with_label(text.span(&used.anchor), "names this")
        .with_label(text.span(taken), "but is read as this")
        .with_help("Give each anchor a name of its own.")
}
