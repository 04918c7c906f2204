//! Reads a Lua pattern: from text to the steps of a match.
//!
//! This refuses what the server refuses and reads the rest as the server reads it, which is not
//! always how Lua does: a class in brackets knows no `%d`, and the first `]` ends it.

use super::byte_set::ByteSet;
use super::{Item, LuaPatternError, Repeat};

/// Reads the part of a pattern after `^`. `offset` is where that part starts in the pattern as written.
pub(super) fn items(text: &[u8], offset: usize) -> Result<Vec<Item>, LuaPatternError> {
    Reader { text, offset }.items()
}

struct Reader<'p> {
    text: &'p [u8],
    /// Where `text` starts in the pattern as written.
    offset: usize,
}

impl Reader<'_> {
    fn items(&self) -> Result<Vec<Item>, LuaPatternError> {
        let mut items = Vec::new();
        let mut open_captures = Vec::new();
        let mut at = 0;
        while let Some(byte) = self.byte(at) {
            at = match byte {
                b'(' => {
                    open_captures.push(at);
                    at + 1
                }
                b')' if open_captures.pop().is_none() => {
                    return Err(self.error(at, "`)` without a `(` before it", PARENTHESIS_HELP));
                }
                b')' => at + 1,
                b'%' if self.byte(at + 1) == Some(b'b') => {
                    items.push(self.balanced(at)?);
                    at + 4
                }
                b'$' if at + 1 == self.text.len() => {
                    items.push(Item::EndOrDollar);
                    at + 1
                }
                _ => {
                    let (set, end) = self.single(at, byte)?;
                    let (repeat, end) = self.repeat(end);
                    items.push(Item::Bytes(set, repeat));
                    end
                }
            };
        }
        match open_captures.pop() {
            Some(at) => Err(self.error(at, "`(` is never closed", PARENTHESIS_HELP)),
            None => Ok(items),
        }
    }

    /// `%bxy` at `at`.
    fn balanced(&self, at: usize) -> Result<Item, LuaPatternError> {
        match (self.byte(at + 2), self.byte(at + 3)) {
            (Some(open), Some(close)) => Ok(Item::Balanced { open, close }),
            _ => Err(self.error(at, "`%b` needs two characters", "Write `%b()` to match balanced parentheses.")),
        }
    }

    /// What one byte may be, and where the description ends.
    fn single(&self, at: usize, byte: u8) -> Result<(ByteSet, usize), LuaPatternError> {
        match byte {
            b'%' => match self.byte(at + 1) {
                Some(class) => Ok((ByteSet::of_class(class), at + 2)),
                None => Err(self.error(at, "nothing follows `%`", "Write `%%` to match a percent sign.")),
            },
            b'[' => self.bracket(at),
            b'.' => Ok((ByteSet::where_true(|_| true), at + 1)),
            literal => Ok((ByteSet::where_true(|byte| byte == literal), at + 1)),
        }
    }

    fn repeat(&self, at: usize) -> (Repeat, usize) {
        match self.byte(at) {
            Some(b'*' | b'-') => (Repeat::AnyNumber, at + 1),
            Some(b'+') => (Repeat::AtLeastOnce, at + 1),
            Some(b'?') => (Repeat::OptionalPossessive, at + 1),
            _ => (Repeat::Once, at),
        }
    }

    /// The class that starts with the `[` at `at`. The first `]` that no `%` precedes ends it.
    fn bracket(&self, at: usize) -> Result<(ByteSet, usize), LuaPatternError> {
        let mut end = at;
        loop {
            match self.byte(end) {
                None => return Err(self.error(at, "`[` is never closed", "Write `%[` to match a bracket.")),
                Some(b']') => break,
                Some(b'%') => end += 2,
                Some(_) => end += 1,
            }
        }
        let negated = self.byte(at + 1) == Some(b'^');
        let first = if negated { at + 2 } else { at + 1 };
        let mut set = ByteSet::default();
        for byte in 0..=u8::MAX {
            match self.in_bracket(byte, first) {
                Some(true) if !negated => set.insert(byte),
                Some(false) if negated => set.insert(byte),
                Some(_) => {}
                None => {
                    let help = "Put the `-` last in the class, or write it `%-`.";
                    return Err(self.error(at, "the class cannot be read to its end", help));
                }
            }
        }
        Ok((set, end + 1))
    }

    /// Whether `byte` is in the class whose first member stands at `at`, as the server reads it: `%d` means the letter
    /// `d` in here, and a `-` always spans from the byte before it to the byte after, even at the start of the class.
    /// `None` when reading runs off the end of the pattern.
    fn in_bracket(&self, byte: u8, mut at: usize) -> Option<bool> {
        loop {
            match self.byte(at)? {
                b']' => return Some(false),
                b'%' if self.byte(at + 1)? == byte => return Some(true),
                b'%' => at += 2,
                b'-' if self.byte(at + 1)? == b']' => return Some(byte == b'-'),
                b'-' => {
                    // A class begins after `[`, so there is always a byte before.
                    let from = self.byte(at.checked_sub(1)?)?;
                    if (from..=self.byte(at + 1)?).contains(&byte) {
                        return Some(true);
                    }
                    at += 2;
                }
                member if member == byte => return Some(true),
                _ => at += 1,
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied()
    }

    fn error(&self, at: usize, reason: &'static str, help: &'static str) -> LuaPatternError {
        LuaPatternError { offset: self.offset + at, reason, help }
    }
}

const PARENTHESIS_HELP: &str = "Write `%(` and `%)` to match parentheses.";
