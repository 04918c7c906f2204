//! One JSON document in pieces: arrays and objects are entered, and what is of use of them is handed out as whole values.
//!
//! Only a window on the text is in memory: the value that is being handed out and what was read ahead. Nothing is
//! decoded here but the keys of the objects that are entered, and an error never holds text.

use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;

use super::encoding::Text;
use super::scan::{Scan, Step};
use crate::plan::refusal::{Kind, Position, Refusal};

/// How much is read at once. Small enough to stay in the cache of a processor until it has been looked at.
const WINDOW: usize = 256 * 1024;
/// The largest value that is handed out in one piece, which is then all in memory. A resource is seldom larger than
/// a few hundred kilobytes.
pub(super) const LARGEST: usize = 64 * 1024 * 1024;
/// The longest key of an object that is entered. They are names and addresses.
const LONGEST_KEY: usize = 64 * 1024;

/// A document, and how far it has been read.
#[derive(Debug)]
pub(super) struct Pieces<R> {
    text: Text<R>,
    window: Vec<u8>,
    /// The part of the window that holds text which is still of use: from the next byte (or the first byte of the value that was
    /// handed out last) to the last one that was read.
    here: Range<usize>,
    /// Where the value that was handed out last lies in the window.
    taken: Range<usize>,
    ended: bool,
    /// Where the window begins.
    begins: Position,
    scan: Scan,
    leaves: u64,
}

impl<R: Read> Pieces<R> {
    pub(super) fn new(text: Text<R>) -> Self {
        Pieces::with_window(text, WINDOW)
    }

    /// With a window that is at first of this length, which is 16 bytes at least.
    fn with_window(text: Text<R>, length: usize) -> Self {
        Pieces {
            text,
            window: vec![0; length],
            here: 0..0,
            taken: 0..0,
            ended: false,
            begins: Position { line: 1, column: 1 },
            scan: Scan::default(),
            leaves: 0,
        }
    }

    /// Strings, numbers, booleans and nulls so far.
    pub(super) fn leaves(&self) -> u64 {
        self.leaves
    }

    /// What comes next, at least `length` bytes of it if there are as many.
    pub(super) fn ahead(&mut self, length: usize) -> Result<&[u8], Refusal> {
        while self.here.len() < length && !self.ended {
            self.fill()?;
        }
        Ok(self.window.get(self.here.clone()).unwrap_or_default())
    }

    /// The next byte that is no white space. It is not consumed.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Refusal> {
        loop {
            let ahead = self.window.get(self.here.clone()).unwrap_or_default();
            if let Some(at) = ahead.iter().position(|byte| !is_white_space(*byte)) {
                self.here.start += at;
                return Ok(ahead.get(at).copied());
            }
            self.here.start = self.here.end;
            if self.ended {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Enters an object: `each` gets each key, and takes, skips or enters its value. `null` is an empty object.
    pub(super) fn object(
        &mut self,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        if !self.opens(b'{')? || self.closes(b'}')? {
            return Ok(());
        }
        let mut keys = HashSet::new();
        loop {
            let key = self.key()?;
            if keys.contains(&key) {
                return Err(self.refused(Kind::DuplicateKey, self.taken.start));
            }
            self.expect(b':')?;
            each(self, &key)?;
            keys.insert(key);
            if !self.goes_on(b'}')? {
                return Ok(());
            }
        }
    }

    /// Enters an array: `each` takes, skips or enters one element. `null` is an empty array.
    pub(super) fn array(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        if !self.opens(b'[')? || self.closes(b']')? {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    /// One whole value, which [`Pieces::at_taken`] then knows the place of. Whether it is JSON is for the one who decodes it to say.
    pub(super) fn take(&mut self) -> Result<&[u8], Refusal> {
        self.take_up_to(LARGEST)
    }

    fn take_up_to(&mut self, most: usize) -> Result<&[u8], Refusal> {
        self.taken = self.value(Some(most))?;
        Ok(self.window.get(self.taken.clone()).unwrap_or_default())
    }

    /// Leaves one value out.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        self.value(None).map(|_| ())
    }

    /// Nothing may come any more.
    pub(super) fn end(&mut self) -> Result<(), Refusal> {
        match self.peek()? {
            None if !self.text.is_cut() => Ok(()),
            _ => Err(self.wrong(Kind::TrailingData)),
        }
    }

    /// A refusal for a byte of the value that was taken last.
    pub(super) fn at_taken(&self, kind: Kind, offset: usize) -> Refusal {
        self.refused(kind, self.taken.start.saturating_add(offset).min(self.taken.end))
    }

    /// A refusal for the next value.
    pub(super) fn at_next(&mut self, kind: Kind) -> Result<Refusal, Refusal> {
        self.peek()?;
        Ok(self.wrong(kind))
    }

    /// A refusal for what comes next.
    fn wrong(&self, kind: Kind) -> Refusal {
        self.refused(kind, self.here.start)
    }

    fn refused(&self, kind: Kind, at: usize) -> Refusal {
        let before = self.window.get(..at).unwrap_or_default();
        Refusal { kind, at: Some(after(self.begins, before)) }
    }

    /// Past the bracket that a value begins with. False for `null`.
    fn opens(&mut self, bracket: u8) -> Result<bool, Refusal> {
        match self.peek()? {
            None => Err(self.wrong(Kind::Truncated)),
            Some(next) if next == bracket => {
                self.here.start += 1;
                Ok(true)
            }
            Some(b'n') => {
                let word = self.value(Some(LARGEST))?;
                let is_null = self.window.get(word.clone()) == Some(b"null");
                if is_null { Ok(false) } else { Err(self.refused(Kind::Malformed, word.start)) }
            }
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f') => Err(self.wrong(Kind::WrongType)),
            Some(_) => Err(self.wrong(Kind::Malformed)),
        }
    }

    /// Past a bracket, if it comes next.
    fn closes(&mut self, bracket: u8) -> Result<bool, Refusal> {
        let closes = self.peek()? == Some(bracket);
        self.here.start += usize::from(closes);
        Ok(closes)
    }

    /// Past a comma, or past the closing bracket and false.
    fn goes_on(&mut self, bracket: u8) -> Result<bool, Refusal> {
        if self.closes(bracket)? {
            return Ok(false);
        }
        self.expect(b',').map(|()| true)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Refusal> {
        match self.peek()? {
            Some(next) if next == wanted => {
                self.here.start += 1;
                Ok(())
            }
            Some(_) => Err(self.wrong(Kind::Malformed)),
            None => Err(self.wrong(Kind::Truncated)),
        }
    }

    fn key(&mut self) -> Result<Box<str>, Refusal> {
        match self.peek()? {
            Some(b'"') => {}
            Some(_) => return Err(self.wrong(Kind::Malformed)),
            None => return Err(self.wrong(Kind::Truncated)),
        }
        self.taken = self.string(Some(LONGEST_KEY))?;
        let bytes = self.window.get(self.taken.clone()).unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|_| self.refused(Kind::Malformed, self.taken.start))
    }

    /// Past one value. Returns where it lies in the window, all of it if there is a limit to its length.
    fn value(&mut self, limit: Option<usize>) -> Result<Range<usize>, Refusal> {
        match self.peek()? {
            Some(b'{' | b'[') => self.container(limit),
            Some(b'"') => {
                self.leaves += 1;
                self.string(limit)
            }
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.leaves += 1;
                self.run(limit, |byte| (!is_of_word(byte)).then_some(0))
            }
            Some(_) => Err(self.wrong(Kind::Malformed)),
            None => Err(self.wrong(Kind::Truncated)),
        }
    }

    fn container(&mut self, limit: Option<usize>) -> Result<Range<usize>, Refusal> {
        self.scan.restart();
        let mut scanned = self.here.start;
        loop {
            let bytes = self.window.get(scanned..self.here.end).unwrap_or_default();
            match self.scan.feed(bytes, self.ended) {
                Ok(Step::Ends(length)) => {
                    self.leaves += self.scan.leaves();
                    return self.consume(scanned + length, limit);
                }
                Ok(Step::GoesOn(length)) => scanned = self.fill_after(scanned + length, limit)?,
                Err((kind, offset)) => return Err(self.refused(kind, scanned + offset)),
            }
        }
    }

    fn string(&mut self, limit: Option<usize>) -> Result<Range<usize>, Refusal> {
        let (mut opened, mut escaped) = (false, false);
        self.run(limit, |byte| {
            let closes = opened && !escaped && byte == b'"';
            escaped = !escaped && byte == b'\\';
            opened = true;
            closes.then_some(1)
        })
    }

    /// Past the bytes up to one that `ends` knows: so many bytes of it still belong to them.
    fn run(
        &mut self,
        limit: Option<usize>,
        mut ends: impl FnMut(u8) -> Option<usize>,
    ) -> Result<Range<usize>, Refusal> {
        let mut scanned = self.here.start;
        loop {
            let bytes = self.window.get(scanned..self.here.end).unwrap_or_default();
            let found = bytes.iter().enumerate().find_map(|(at, byte)| ends(*byte).map(|more| at + more));
            match found {
                Some(length) => return self.consume(scanned + length, limit),
                None => scanned = self.fill_after(self.here.end, limit)?,
            }
        }
    }

    fn consume(&mut self, end: usize, limit: Option<usize>) -> Result<Range<usize>, Refusal> {
        let range = self.here.start..end;
        if limit.is_some_and(|limit| range.len() > limit) {
            return Err(self.wrong(Kind::TooLarge));
        }
        self.here.start = end;
        Ok(range)
    }

    /// Reads on in the middle of a value of which all up to `scanned` has been looked at. Returns where that now is.
    fn fill_after(&mut self, scanned: usize, limit: Option<usize>) -> Result<usize, Refusal> {
        if self.ended {
            return Err(self.refused(Kind::Truncated, self.here.end));
        }
        match limit {
            None => self.here.start = scanned,
            Some(limit) if self.here.len() > limit => return Err(self.wrong(Kind::TooLarge)),
            Some(_) => {}
        }
        let looked_at = scanned - self.here.start;
        self.fill()?;
        Ok(self.here.start + looked_at)
    }

    /// Reads on. What is of use may then lie elsewhere in the window.
    fn fill(&mut self) -> Result<(), Refusal> {
        // Moved only when room gets scarce, and then at most half of the window: however little each read gives, a byte
        // is moved a few times at most.
        if self.window.len() - self.here.end < self.window.len() / 4 {
            self.make_room();
        }
        let free = self.window.get_mut(self.here.end..).unwrap_or_default();
        let filled = self.text.fill(free).map_err(Refusal::whole)?;
        self.ended = filled == 0;
        self.here.end += filled;
        Ok(())
    }

    fn make_room(&mut self) {
        if self.here.len() > self.window.len() / 2 {
            self.window.resize(self.window.len() * 2, 0);
        }
        self.begins = after(self.begins, self.window.get(..self.here.start).unwrap_or_default());
        self.window.copy_within(self.here.clone(), 0);
        self.here = 0..self.here.len();
    }
}

fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether a byte may be part of a number, `true`, `false` or `null`.
fn is_of_word(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'+' | b'-' | b'.' | b'E')
}

/// The place behind some text.
fn after(place: Position, text: &[u8]) -> Position {
    // In stretches that a byte can count, because the compiler then adds up many at once.
    let in_stretch = |stretch: &[u8]| stretch.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>();
    let lines: u64 = text.chunks(255).map(|stretch| u64::from(in_stretch(stretch))).sum();
    if lines == 0 {
        return Position { column: place.column + text.len() as u64, ..place };
    }
    let in_line = text.iter().rev().take_while(|byte| **byte != b'\n').count() as u64;
    Position { line: place.line + lines, column: 1 + in_line }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::samples::{InBits, json, leaves};
    use super::*;

    fn pieces(bytes: &[u8], sizes: Vec<usize>, window: usize) -> Pieces<InBits<'_>> {
        Pieces::with_window(Text::open(InBits::new(bytes, sizes)).unwrap(), window)
    }

    /// The value that comes next, entered down to a depth and taken below.
    fn rebuilt<R: Read>(pieces: &mut Pieces<R>, depth: usize) -> Result<Value, Refusal> {
        match pieces.peek()? {
            Some(b'{') if depth > 0 => {
                let mut members = serde_json::Map::new();
                pieces.object(|pieces, key| {
                    members.insert(key.to_owned(), rebuilt(pieces, depth - 1)?);
                    Ok(())
                })?;
                Ok(Value::Object(members))
            }
            Some(b'[') if depth > 0 => {
                let mut elements = Vec::new();
                pieces.array(|pieces| {
                    elements.push(rebuilt(pieces, depth - 1)?);
                    Ok(())
                })?;
                Ok(Value::Array(elements))
            }
            _ => serde_json::from_slice(pieces.take()?).map_err(|_| pieces.at_taken(Kind::Malformed, 0)),
        }
    }

    proptest! {
        /// However a document is read and wherever it is taken apart, it holds what serde_json sees in it.
        #[test]
        fn nothing_is_lost_between_the_pieces(
            text in json(), sizes in prop::collection::vec(1..40_usize, 1..5), window in 16..80_usize, depth in 0..5_usize,
        ) {
            let mut pieces = pieces(text.as_bytes(), sizes, window);
            let value: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(rebuilt(&mut pieces, depth).unwrap(), value.clone());
            prop_assert_eq!(pieces.end(), Ok(()));
            prop_assert_eq!(pieces.leaves(), leaves(&value));
        }

        #[test]
        fn skipping_counts_what_it_skips(
            text in json(), sizes in prop::collection::vec(1..40_usize, 1..5), window in 16..80_usize,
        ) {
            let mut pieces = pieces(text.as_bytes(), sizes, window);
            prop_assert_eq!(pieces.skip(), Ok(()));
            prop_assert_eq!(pieces.end(), Ok(()));
            prop_assert_eq!(pieces.leaves(), leaves(&serde_json::from_str(&text).unwrap()));
        }

        /// A beginning of a document is none, and neither is a document with more behind it.
        #[test]
        fn a_part_is_not_the_whole(text in json(), at in any::<prop::sample::Index>(), depth in 0..3_usize) {
            let cut = at.index(text.len());
            let part = text.as_bytes().get(..cut).unwrap();
            let refusal = rebuilt(&mut pieces(part, vec![7], 16), depth).unwrap_err();
            let columns_in_last_line = part.rsplit(|byte| *byte == b'\n').next().unwrap().len();
            prop_assert!(matches!(refusal.kind, Kind::Truncated), "{refusal:?}");
            prop_assert!(refusal.at.unwrap().column <= columns_in_last_line as u64 + 1, "{refusal:?}");
            let more = format!("{text} ,");
            let mut pieces = pieces(more.as_bytes(), vec![7], 16);
            rebuilt(&mut pieces, depth).unwrap();
            prop_assert_eq!(pieces.end().unwrap_err().kind, Kind::TrailingData);
        }
    }

    #[test]
    fn depth_costs_a_bit_a_level() {
        for depth in [3_000, 1_000_000] {
            let text = format!("{}\"x\"{}", "{\"a\":[".repeat(depth / 2), "]}".repeat(depth / 2));
            let mut pieces = pieces(text.as_bytes(), vec![4096], WINDOW);
            assert_eq!(pieces.skip(), Ok(()));
            assert_eq!((pieces.end(), pieces.leaves()), (Ok(()), 1));
            assert_eq!(pieces.window.len(), WINDOW);
        }
    }

    #[test]
    fn the_window_holds_no_more_than_it_has_to() {
        let many = format!("[{}0]", "{\"a\":\"bcdefghijk\"},".repeat(10_000));
        let mut pieces = pieces(many.as_bytes(), vec![30], 256);
        let mut count = 0;
        let counted = pieces.array(|pieces| {
            count += 1;
            pieces.take().map(|_| ())
        });
        assert_eq!((counted, count, pieces.window.len()), (Ok(()), 10_001, 256));
    }

    /// What an object or array whose elements are taken fails with, and at which line and column.
    fn failure(text: &str) -> (Kind, u64, u64) {
        let refusal = rebuilt(&mut pieces(text.as_bytes(), vec![3], 16), 1).unwrap_err();
        let at = refusal.at.unwrap();
        (refusal.kind, at.line, at.column)
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, failed) in [
            ("{\"a\":1,\"b\":2,\"a\":3}", (Kind::DuplicateKey, 1, 14)),
            ("{\"a\":1,\n  \"\\u0061\":3}", (Kind::DuplicateKey, 2, 3)),
            ("{\"a\":1,}", (Kind::Malformed, 1, 8)),
            ("{\"a\" 1}", (Kind::Malformed, 1, 6)),
            ("{\"a\":1 \"b\":2}", (Kind::Malformed, 1, 8)),
            ("{a:1}", (Kind::Malformed, 1, 2)),
            ("{\"\\ud800\":1}", (Kind::Malformed, 1, 2)),
            ("{\"a\":,}", (Kind::Malformed, 1, 6)),
            ("[1,\n\n // no\n 2]", (Kind::Malformed, 3, 2)),
            ("[1,{\"a\":[}]", (Kind::Malformed, 1, 10)),
            ("[1,2}", (Kind::Malformed, 1, 5)),
            ("[1,tru", (Kind::Truncated, 1, 7)),
            ("[1,\"a\\\"", (Kind::Truncated, 1, 8)),
            ("{\"a", (Kind::Truncated, 1, 4)),
            ("{\"a\"", (Kind::Truncated, 1, 5)),
            ("[\n[", (Kind::Truncated, 2, 2)),
        ] {
            assert_eq!(failure(text), failed, "{text}");
        }
    }

    #[test]
    fn null_is_empty_and_other_types_are_refused() {
        let entered = |text: &str| {
            let mut both = (pieces(text.as_bytes(), vec![9], 16), pieces(text.as_bytes(), vec![9], 16));
            let kind = |walked: Result<(), Refusal>| walked.map_err(|refusal| refusal.kind);
            (kind(both.0.object(|pieces, _| pieces.skip())), kind(both.1.array(Pieces::skip)))
        };
        assert_eq!(entered("null "), (Ok(()), Ok(())));
        assert_eq!(entered("{\"a\": 1}"), (Ok(()), Err(Kind::WrongType)));
        assert_eq!(entered("[1]"), (Err(Kind::WrongType), Ok(())));
        for text in ["\"a\"", "1", "true", "false"] {
            assert_eq!(entered(text), (Err(Kind::WrongType), Err(Kind::WrongType)), "{text}");
        }
        assert_eq!(entered("nul "), (Err(Kind::Malformed), Err(Kind::Malformed)));
        assert_eq!(entered("'"), (Err(Kind::Malformed), Err(Kind::Malformed)));
        assert_eq!(entered(""), (Err(Kind::Truncated), Err(Kind::Truncated)));
    }

    #[test]
    fn what_is_handed_out_has_a_limit_and_what_is_skipped_has_none() {
        for (before, after) in [("\"", "\","), ("[\"", "\"]")] {
            let large = format!("{before}{}{after}", "x".repeat(10_000));
            let length = large.trim_end_matches(',').len();
            let pieces = || pieces(large.as_bytes(), vec![50], 256);
            assert_eq!(pieces().take_up_to(length).map(<[u8]>::len), Ok(length));
            let at = Some(Position { line: 1, column: 1 });
            for most in [length - 1, length / 2, 0] {
                assert_eq!(pieces().take_up_to(most), Err(Refusal { kind: Kind::TooLarge, at }), "{most}");
            }
            let mut pieces = pieces();
            assert_eq!((pieces.skip(), pieces.window.len()), (Ok(()), 256));
        }
        let key = format!("{{\"{}\":1}}", "x".repeat(LONGEST_KEY));
        let refusal = pieces(key.as_bytes(), vec![WINDOW], WINDOW).object(|pieces, _| pieces.skip()).unwrap_err();
        assert_eq!(refusal, Refusal { kind: Kind::TooLarge, at: Some(Position { line: 1, column: 2 }) });
    }
}
