//! Where a JSON value ends, found without reading what is in it.
//!
//! Most of a plan is dropped unread, so that this is the loop that reading a plan spends most of its time in. It looks
//! at 64 bytes at once and turns each question (which of them are quotes? brackets?) into one number with a bit per
//! byte, eight bytes in one word at a time: that is as fast where the compiler saves space as where it does not.
//!
//! Held here: brackets close in the order and by the type in which they were opened. Not held: that what lies between
//! them is JSON. Nobody reads it; what somebody reads is decoded, and with that checked.

use crate::plan::refusal::Kind;

/// As many bytes as are looked at at once: one for each bit of a `u64`.
const BLOCK: usize = 64;

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The value ends before this byte.
    Ends(usize),
    /// So many bytes were looked at, and the value goes on.
    GoesOn(usize),
}

/// What is wrong, and at which byte.
pub(super) type Wrong = (Kind, usize);

/// The state between two blocks of one array or object.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// All ones inside of a string, otherwise zero.
    in_string: u64,
    /// The next byte follows a backslash.
    escaped: bool,
    levels: Levels,
    /// Nothing but white space since the bracket that opened last.
    hollow: bool,
    commas: u64,
    /// Arrays and objects with nothing in them.
    empties: u64,
}

impl Scan {
    /// Before the first bracket of another value.
    pub(super) fn restart(&mut self) {
        // One at a time, so that the memory for the levels is kept.
        self.levels.clear();
        (self.in_string, self.escaped, self.hollow) = (0, false, false);
        (self.commas, self.empties) = (0, 0);
    }

    /// Strings, numbers, booleans and nulls of the value, which has ended.
    ///
    /// Each array or object holds one thing more than it has commas, or nothing. Each but the outermost is itself such a
    /// thing. So what is left of commas and empty ones is the number of leaves, less one.
    pub(super) fn leaves(&self) -> u64 {
        (self.commas + 1).saturating_sub(self.empties)
    }

    /// Looks at the next bytes of a value that begins with a bracket. As long as there may come more (`last` is false),
    /// what does not fill a block is left for the next time.
    pub(super) fn feed(&mut self, bytes: &[u8], last: bool) -> Result<Step, Wrong> {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for (number, block) in blocks.iter().enumerate() {
            if let Some(step) = self.block(block, number * BLOCK)? {
                return Ok(step);
            }
        }
        let done = blocks.len() * BLOCK;
        if !last || rest.is_empty() {
            return Ok(Step::GoesOn(done));
        }
        // White space changes nothing but what follows a backslash, and nothing follows here.
        let mut block = [b' '; BLOCK];
        block.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        Ok(self.block(&block, done)?.unwrap_or(Step::GoesOn(bytes.len())))
    }

    fn block(&mut self, block: &[u8; BLOCK], offset: usize) -> Result<Option<Step>, Wrong> {
        let outside = !self.strings(block);
        // `[`, `]`, `{` and `}` are the bytes 5b, 5d, 7b and 7d.
        let mut brackets = bits(block, |word| {
            let curly = word | (EACH * 0x20);
            equal(curly, b'{') | equal(curly, b'}')
        });
        brackets &= outside;
        let commas = bits(block, |word| equal(word, b',')) & outside;
        let mut after = 0;
        while brackets != 0 {
            let at = brackets.trailing_zeros() as usize;
            brackets &= brackets - 1;
            if self.bracket(block, after, at).map_err(|kind| (kind, offset + at))? {
                self.commas += u64::from((commas & ((1 << at) - 1)).count_ones());
                return Ok(Some(Step::Ends(offset + at + 1)));
            }
            after = at + 1;
        }
        self.hollow = self.hollow && is_blank(block, after, BLOCK);
        self.commas += u64::from(commas.count_ones());
        Ok(None)
    }

    /// The bracket at `at`, with nothing but other bytes since `after`. Returns whether it closes the value.
    fn bracket(&mut self, block: &[u8; BLOCK], after: usize, at: usize) -> Result<bool, Kind> {
        let byte = block.get(at).copied().unwrap_or(b'{');
        let is_object = byte & 0x20 != 0;
        if byte & 0x02 != 0 {
            self.levels.open(is_object);
            self.hollow = true;
            return Ok(false);
        }
        self.empties += u64::from(self.hollow && is_blank(block, after, at));
        self.hollow = false;
        self.levels.close(is_object)
    }

    /// Which bytes are inside of strings, opening quotes included and closing ones not.
    fn strings(&mut self, block: &[u8; BLOCK]) -> u64 {
        let quotes = bits(block, |word| equal(word, b'"')) & !self.escapes(block);
        // Each bit becomes the parity of the quotes up to it.
        let mut inside = quotes;
        for distance in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << distance;
        }
        inside ^= self.in_string;
        self.in_string = if inside >> (BLOCK - 1) == 0 { 0 } else { u64::MAX };
        inside
    }

    /// Which bytes follow a backslash that is not itself escaped.
    fn escapes(&mut self, block: &[u8; BLOCK]) -> u64 {
        let carried = std::mem::take(&mut self.escaped);
        let all = bits(block, |word| equal(word, b'\\'));
        if all == 0 {
            return u64::from(carried);
        }
        let mut backslashes = all & !u64::from(carried);
        let mut escaped = u64::from(carried);
        // Backslashes are rare, so one after the other is fast enough.
        while backslashes != 0 {
            let at = backslashes & backslashes.wrapping_neg();
            self.escaped = at >> (BLOCK - 1) != 0;
            escaped |= at << 1;
            backslashes &= !(at | at << 1);
        }
        escaped
    }
}

/// A one in each byte of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// A bit for each byte of which something is true. The question is asked of eight bytes at once, and answers with the
/// highest bit of each ([`equal`]); a multiplication then gathers these bits, which no two of them reach by the same way.
#[inline(always)]
fn bits(block: &[u8; BLOCK], question: impl Fn(u64) -> u64) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        let answers = question(u64::from_le_bytes(*word)) >> 7;
        bits << 8 | answers.wrapping_mul(GATHER) >> 56
    })
}

/// The highest bit of each byte that is `byte`, and no other.
#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = EACH * 0x7f;
    let other = word ^ (EACH * byte as u64);
    // Adding carries into the highest bit of a byte unless its lower seven are zero, and never out of it.
    !(((other & LOW) + LOW) | other) & (EACH << 7)
}

fn is_blank(block: &[u8; BLOCK], from: usize, to: usize) -> bool {
    block.get(from..to).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_whitespace))
}

/// The open brackets, in one bit each: set for an object.
#[derive(Debug, Default)]
struct Levels {
    depth: usize,
    /// The innermost 64, or fewer; the last one is the lowest bit.
    top: u64,
    /// Those further out, by 64.
    outer: Vec<u64>,
}

impl Levels {
    fn clear(&mut self) {
        (self.depth, self.top) = (0, 0);
        self.outer.clear();
    }

    fn open(&mut self, is_object: bool) {
        if self.depth.is_multiple_of(64) && self.depth > 0 {
            self.outer.push(self.top);
        }
        self.top = self.top << 1 | u64::from(is_object);
        self.depth += 1;
    }

    /// Returns whether that was the outermost.
    fn close(&mut self, is_object: bool) -> Result<bool, Kind> {
        if self.depth == 0 || (self.top & 1 != 0) != is_object {
            return Err(Kind::Malformed);
        }
        self.depth -= 1;
        self.top >>= 1;
        if self.depth.is_multiple_of(64) {
            self.top = self.outer.pop().unwrap_or(0);
        }
        Ok(self.depth == 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, one byte after the other.
    fn slowly(bytes: &[u8]) -> Result<Step, Wrong> {
        let (mut open, mut in_string, mut escaped) = (Vec::new(), false, false);
        for (at, byte) in bytes.iter().enumerate() {
            let was_escaped = std::mem::replace(&mut escaped, false);
            match byte {
                b'\\' => escaped = !was_escaped,
                b'"' if !was_escaped => in_string = !in_string,
                b'[' | b'{' if !in_string => open.push(byte + 2),
                b']' | b'}' if !in_string && open.pop() != Some(*byte) => return Err((Kind::Malformed, at)),
                b']' | b'}' if !in_string && open.is_empty() => return Ok(Step::Ends(at + 1)),
                _ => {}
            }
        }
        Ok(Step::GoesOn(bytes.len()))
    }

    /// In two stretches, of which the first need not be whole blocks.
    fn in_two(scan: &mut Scan, bytes: &[u8], at: usize) -> Result<Step, Wrong> {
        let first = bytes.get(..at).unwrap_or(bytes);
        let done = match scan.feed(first, false)? {
            Step::GoesOn(done) => done,
            ends @ Step::Ends(_) => return Ok(ends),
        };
        let rest = bytes.get(done..).unwrap_or_default();
        match scan.feed(rest, true).map_err(|(kind, at)| (kind, done + at))? {
            Step::Ends(length) => Ok(Step::Ends(done + length)),
            Step::GoesOn(length) => Ok(Step::GoesOn(done + length)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_block_at_once_sees_what_a_byte_at_a_time_does(
            bytes in prop::collection::vec(
                prop_oneof![
                    6 => Just(b'\\'), 3 => Just(b'"'), 3 => Just(b'['), 1 => Just(b']'), 3 => Just(b'{'), 1 => Just(b'}'),
                    6 => any::<u8>(), 20 => Just(b'a'),
                ],
                0..400,
            ),
            at in 0..400_usize,
        ) {
            let bytes = [b"[".as_slice(), &bytes].concat();
            let mut scan = Scan::default();
            prop_assert_eq!(in_two(&mut scan, &bytes, at), slowly(&bytes));
            // What it was used for before leaves nothing behind.
            scan.restart();
            prop_assert_eq!(scan.feed(&bytes, true), slowly(&bytes));
        }
    }

    #[test]
    fn levels_are_told_apart_at_any_depth() {
        for depth in [1, 63, 64, 65, 128, 129, 1_000] {
            let mut levels = Levels::default();
            (0..depth).for_each(|level| levels.open(level % 3 == 0));
            for level in (0..depth).rev() {
                assert_eq!(levels.close(level % 3 == 0), Ok(level == 0), "{level} of {depth}");
            }
            assert_eq!(levels.close(true), Err(Kind::Malformed));
        }
    }
}
