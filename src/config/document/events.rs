//! What the scanner sees, and where: the only `unsafe` code of the crate.
//!
//! `serde_yaml` keeps its positions to itself, so the scanner that it runs is run once more, on the
//! same text and with the same settings, for its events. This module turns them into owned values
//! with byte ranges and stops early at text that nests too deeply or grows too large; it knows nothing of
//! what the events mean.

use super::{MAX_DEPTH, MAX_WEIGHT, NODE_WEIGHT};
use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr::{NonNull, addr_of_mut};

/// One event and the bytes that it was read from.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) kind: Kind,
    /// A node's range includes its anchor and tag; that of a start event is of its first token.
    pub(super) range: Range<usize>,
}

/// The events that make up a document.
#[derive(Debug)]
pub(super) enum Kind {
    Alias(Box<[u8]>),
    Scalar { properties: Properties, text: String, style: Style },
    SequenceStart(Properties),
    SequenceEnd,
    MappingStart(Properties),
    MappingEnd,
}

/// What may stand before a value. Bytes, because an escaped tag need not be UTF-8.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) anchor: Option<Box<[u8]>>,
    pub(super) tag: Option<Box<[u8]>>,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Block,
}

/// The first document of a text, and how the scan ended.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) events: Vec<Event>,
    pub(super) outcome: Outcome,
}

/// Why a scan ended. All places are byte offsets.
#[derive(Debug)]
pub(super) enum Outcome {
    /// One document, then the end.
    Complete,
    /// Another document begins at the place.
    SecondDocument(Range<usize>),
    /// Nested more than [`MAX_DEPTH`] deep at the place.
    TooDeep(Range<usize>),
    /// Over [`MAX_WEIGHT`] at the place: tag prefixes grow text without any alias.
    TooLarge(Range<usize>),
    /// Not YAML.
    Failed(ScanError),
}

/// The scanner's complaint.
#[derive(Debug)]
pub(super) struct ScanError {
    pub(super) problem: String,
    pub(super) at: usize,
    pub(super) context: Option<String>,
    pub(super) context_at: usize,
}

/// About how much text makes an event, rather too little than too much: `key: value` on a line makes two.
const BYTES_OF_AN_EVENT: usize = 4;

/// Scans the first document of `text`.
pub(super) fn scan(text: &str) -> Scan {
    let mut parser = Parser::new(text);
    // Memory that is moved as it grows is touched twice, which takes longer than the scan of a small file.
    let mut events = Vec::with_capacity(text.len() / BYTES_OF_AN_EVENT);
    let outcome = parser.run(&Places(text), &mut events);
    Scan { events, outcome }
}

/// The scanner's marks as places in the text. Their index counts bytes (their column, which is not
/// used, counts characters).
struct Places<'text>(&'text str);

impl Places<'_> {
    /// Clamped, so that no mark can ever lie outside the text or inside a character.
    fn offset(&self, mark: unsafe_libyaml::yaml_mark_t) -> usize {
        let index = usize::try_from(mark.index).unwrap_or(usize::MAX);
        self.0.floor_char_boundary(index)
    }

    fn range(&self, event: &unsafe_libyaml::yaml_event_t) -> Range<usize> {
        let start = self.offset(event.start_mark);
        start..self.offset(event.end_mark).max(start)
    }
}

/// What the scanner says next.
enum Step {
    /// The stream or the first document begins.
    Frame,
    DocumentEnd,
    StreamEnd,
    Node(Kind),
    DocumentStart,
}

/// A scanner over a text that it borrows.
struct Parser<'text> {
    /// Made by `Box::into_raw`, initialised, and never moved: the scanner keeps a pointer to itself.
    raw: NonNull<unsafe_libyaml::yaml_parser_t>,
    text: PhantomData<&'text str>,
}

impl<'text> Parser<'text> {
    fn new(text: &'text str) -> Self {
        let allocation: *mut MaybeUninit<unsafe_libyaml::yaml_parser_t> =
            Box::into_raw(Box::new(MaybeUninit::uninit()));
        let raw = allocation.cast::<unsafe_libyaml::yaml_parser_t>();
        // SAFETY: `raw` is a fresh allocation of the right size and alignment, and initialising writes
        // every field of it without reading any. It cannot fail: running out of memory aborts. The
        // input outlives the parser by the lifetime `'text`, is not written to, and its pointer is
        // never null, even for the empty string. `raw` is not null because it comes from a box.
        unsafe {
            let _ = unsafe_libyaml::yaml_parser_initialize(raw);
            unsafe_libyaml::yaml_parser_set_encoding(raw, unsafe_libyaml::YAML_UTF8_ENCODING);
            unsafe_libyaml::yaml_parser_set_input_string(raw, text.as_ptr(), text.len() as u64);
            Parser { raw: NonNull::new_unchecked(raw), text: PhantomData }
        }
    }

    /// Collects the first document's events. Ends at the first thing that ends the matter.
    fn run(&mut self, places: &Places<'_>, events: &mut Vec<Event>) -> Outcome {
        let (mut depth, mut weight, mut documents) = (0_usize, 0_usize, 0_usize);
        loop {
            let (step, range) = match self.next(places) {
                Ok(next) => next,
                Err(error) => return Outcome::Failed(error),
            };
            let kind = match step {
                Step::Frame | Step::DocumentEnd => continue,
                Step::StreamEnd => return Outcome::Complete,
                Step::DocumentStart if documents == 0 => {
                    documents = 1;
                    continue;
                }
                Step::DocumentStart => return Outcome::SecondDocument(range),
                Step::Node(kind) => kind,
            };
            depth = match kind {
                Kind::SequenceStart(_) | Kind::MappingStart(_) => depth + 1,
                Kind::SequenceEnd | Kind::MappingEnd => depth.saturating_sub(1),
                Kind::Alias(_) | Kind::Scalar { .. } => depth,
            };
            weight = weight.saturating_add(kind.weight());
            if depth > MAX_DEPTH {
                return Outcome::TooDeep(range);
            }
            if weight > MAX_WEIGHT {
                return Outcome::TooLarge(range);
            }
            events.push(Event { kind, range });
        }
    }

    /// One event. Must not be called after an error or the end of the stream; `run` does not.
    fn next(&mut self, places: &Places<'_>) -> Result<(Step, Range<usize>), ScanError> {
        let mut event = OwnedEvent::none();
        // SAFETY: the parser is initialised (`new`) and its input alive (`'text`); `event` is a valid
        // event that owns nothing. The call overwrites it, with zeros when it fails.
        let done = unsafe { unsafe_libyaml::yaml_parser_parse(self.raw.as_ptr(), addr_of_mut!(event.0)) };
        if done.fail {
            return Err(self.error(places));
        }
        // SAFETY: the event was written by a successful parse and is not yet deleted.
        let step = unsafe { convert(&event.0) };
        Ok((step, places.range(&event.0)))
    }

    fn error(&self, places: &Places<'_>) -> ScanError {
        // SAFETY: the parser is initialised, and nothing writes to it while this reference lives.
        let raw = unsafe { &*self.raw.as_ptr() };
        // SAFETY: after a failure `problem` and `context` are null or point at string literals of the
        // scanner, which end in NUL and live as long as the program.
        let (problem, context) = unsafe { (c_string(raw.problem.cast()), c_string(raw.context.cast())) };
        ScanError {
            problem: problem.map_or_else(|| "unknown problem".to_owned(), |bytes| lossy(&bytes)),
            at: places.offset(raw.problem_mark),
            context: context.map(|bytes| lossy(&bytes)),
            context_at: places.offset(raw.context_mark),
        }
    }
}

impl Drop for Parser<'_> {
    fn drop(&mut self) {
        let raw = self.raw.as_ptr();
        // SAFETY: the parser was initialised in `new` and is deleted only here, which frees what it
        // owns. The allocation came from a box of `MaybeUninit`, whose drop runs nothing.
        unsafe {
            unsafe_libyaml::yaml_parser_delete(raw);
            drop(Box::from_raw(raw.cast::<MaybeUninit<unsafe_libyaml::yaml_parser_t>>()));
        }
    }
}

/// An event of the scanner, deleted on every way out.
struct OwnedEvent(unsafe_libyaml::yaml_event_t);

impl OwnedEvent {
    fn none() -> Self {
        // SAFETY: all zeros is the scanner's own "no event": its type is zero, every pointer is null,
        // every flag is false, every enumeration has a variant of value zero.
        OwnedEvent(unsafe { MaybeUninit::zeroed().assume_init() })
    }
}

impl Drop for OwnedEvent {
    fn drop(&mut self) {
        // SAFETY: the event is zeroed, or was filled by the scanner and not deleted before.
        unsafe { unsafe_libyaml::yaml_event_delete(addr_of_mut!(self.0)) }
    }
}

/// # Safety
///
/// `event` must have been filled by a successful parse and not be deleted: then its type says which
/// field of the union is set, and the pointers in that field are null or owned by the event.
unsafe fn convert(event: &unsafe_libyaml::yaml_event_t) -> Step {
    let data = &event.data;
    // SAFETY: by the contract of this function each arm reads the field that belongs to the type.
    unsafe {
        match event.type_ {
            unsafe_libyaml::YAML_DOCUMENT_START_EVENT => Step::DocumentStart,
            unsafe_libyaml::YAML_DOCUMENT_END_EVENT => Step::DocumentEnd,
            unsafe_libyaml::YAML_STREAM_END_EVENT => Step::StreamEnd,
            unsafe_libyaml::YAML_ALIAS_EVENT => {
                Step::Node(Kind::Alias(c_string(data.alias.anchor).unwrap_or_default()))
            }
            unsafe_libyaml::YAML_SCALAR_EVENT => {
                let data = &data.scalar;
                Step::Node(scalar(properties(data.anchor, data.tag), data.value, data.length, data.style))
            }
            unsafe_libyaml::YAML_SEQUENCE_START_EVENT => {
                Step::Node(Kind::SequenceStart(properties(data.sequence_start.anchor, data.sequence_start.tag)))
            }
            unsafe_libyaml::YAML_SEQUENCE_END_EVENT => Step::Node(Kind::SequenceEnd),
            unsafe_libyaml::YAML_MAPPING_START_EVENT => {
                Step::Node(Kind::MappingStart(properties(data.mapping_start.anchor, data.mapping_start.tag)))
            }
            unsafe_libyaml::YAML_MAPPING_END_EVENT => Step::Node(Kind::MappingEnd),
            _ => Step::Frame,
        }
    }
}

/// # Safety
///
/// `value` must point at `length` initialised bytes that live as long as this call.
unsafe fn scalar(
    properties: Properties,
    value: *const u8,
    length: u64,
    style: unsafe_libyaml::yaml_scalar_style_t,
) -> Kind {
    let length = usize::try_from(length).unwrap_or_default();
    // SAFETY: by the contract of this function; the scanner never gives a null value.
    let bytes = unsafe { std::slice::from_raw_parts(value, length) };
    let style = match style {
        unsafe_libyaml::YAML_PLAIN_SCALAR_STYLE => Style::Plain,
        unsafe_libyaml::YAML_SINGLE_QUOTED_SCALAR_STYLE | unsafe_libyaml::YAML_DOUBLE_QUOTED_SCALAR_STYLE => {
            Style::Quoted
        }
        _ => Style::Block,
    };
    Kind::Scalar { properties, text: lossy(bytes), style }
}

/// # Safety
///
/// Each pointer must be null or point at bytes that end in NUL.
unsafe fn properties(anchor: *const u8, tag: *const u8) -> Properties {
    // SAFETY: by the contract of this function.
    unsafe { Properties { anchor: c_string(anchor), tag: c_string(tag) } }
}

/// # Safety
///
/// The pointer must be null or point at bytes that end in NUL.
unsafe fn c_string(pointer: *const u8) -> Option<Box<[u8]>> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: not null, and by the contract of this function it ends in NUL.
    Some(unsafe { CStr::from_ptr(pointer.cast()) }.to_bytes().into())
}

/// The scanner makes UTF-8 out of UTF-8. Were it ever not to, the replaced character differs from
/// what the server's reader has, and the document is refused.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Kind {
    /// What the event costs whoever keeps it; see [`MAX_WEIGHT`].
    pub(super) fn weight(&self) -> usize {
        match self {
            Kind::Alias(_) | Kind::SequenceEnd | Kind::MappingEnd => 0,
            Kind::Scalar { properties, text, .. } => NODE_WEIGHT + text.len() + properties.weight(),
            Kind::SequenceStart(properties) | Kind::MappingStart(properties) => NODE_WEIGHT + properties.weight(),
        }
    }

    /// The anchor and tag, if the event can have them.
    pub(super) fn properties(&self) -> Option<&Properties> {
        match self {
            Kind::Scalar { properties, .. } | Kind::SequenceStart(properties) | Kind::MappingStart(properties) => {
                Some(properties)
            }
            Kind::Alias(_) | Kind::SequenceEnd | Kind::MappingEnd => None,
        }
    }
}

impl Properties {
    fn weight(&self) -> usize {
        self.tag.as_ref().map_or(0, |tag| tag.len())
    }

    /// The name of a tag of the file's own, `foo` of `!foo`, by the rule of the server's reader: the
    /// leading `!` goes unless it is all there is.
    pub(super) fn local_tag(&self) -> Option<&str> {
        let tag = std::str::from_utf8(self.tag.as_ref()?).ok()?;
        match tag.strip_prefix('!')? {
            "" => Some(tag),
            name => Some(name),
        }
    }

    /// Whether a tag of YAML's own (`!!int`) or none at all decides the type.
    pub(super) fn has_core_tag(&self) -> bool {
        self.tag.as_ref().is_some_and(|tag| tag.starts_with(b"tag:yaml.org,2002:"))
    }
}
