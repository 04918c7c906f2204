//! Bytes of whatever encoding → UTF-8, a stretch at a time.
//!
//! Shells on Windows write UTF-16 when they redirect the output of a program, so a plan may come in it, with or without
//! a byte order mark. All of the text is checked, also what nobody reads: a file that is text in its first half only
//! is no plan.

use std::io::{ErrorKind, Read};

use crate::plan::refusal::Kind;

/// As many of the first bytes as are kept to tell what a file is: the encoding, or that it is an archive.
const HEAD: usize = 64;
/// How much of UTF-16 is read at once, in bytes.
const RAW: usize = 32 * 1024;

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

/// The most bytes of one input: many times the largest plan that anybody has, and an end to one that has none.
const LONGEST: u64 = 16 * 1024 * 1024 * 1024;

/// The text of an input.
#[derive(Debug)]
pub(super) struct Text<R> {
    input: R,
    /// How many more bytes may come.
    left: u64,
    encoding: Encoding,
    head: Vec<u8>,
    /// How much of the head has been handed out.
    handed_out: usize,
    ended: bool,
    utf8: Utf8,
    utf16: Utf16,
}

impl<R: Read> Text<R> {
    pub(super) fn open(input: R) -> Result<Self, Kind> {
        Text::bounded(input, LONGEST)
    }

    fn bounded(mut input: R, longest: u64) -> Result<Self, Kind> {
        let mut head = vec![0; HEAD];
        let mut filled = 0;
        while let Some(free) = head.get_mut(filled..).filter(|free| !free.is_empty()) {
            match read(&mut input, free)? {
                0 => break,
                more => filled += more,
            }
        }
        head.truncate(filled);
        let (encoding, mark) = sniff(&head);
        let (utf8, utf16) = (Utf8::default(), Utf16::default());
        Ok(Text {
            input,
            left: longest.saturating_sub(filled as u64),
            encoding,
            head,
            handed_out: mark,
            ended: false,
            utf8,
            utf16,
        })
    }

    /// The first bytes, as they were given.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the text has ended in the middle of a character, of which nothing was handed out.
    pub(super) fn is_cut(&self) -> bool {
        self.ended && (self.utf16.byte.is_some() || self.utf16.high.is_some())
    }

    /// Fills the beginning of `free`, which has room for four bytes at least, and returns how much. Zero is the end.
    pub(super) fn fill(&mut self, free: &mut [u8]) -> Result<usize, Kind> {
        match self.encoding {
            Encoding::Utf8 => {
                let filled = self.raw(free)?;
                self.utf8.check(free.get(..filled).unwrap_or_default())?;
                Ok(filled)
            }
            Encoding::Utf16 { big_endian } => self.fill_from_utf16(free, big_endian),
        }
    }

    fn fill_from_utf16(&mut self, free: &mut [u8], big_endian: bool) -> Result<usize, Kind> {
        while !self.ended {
            // Two bytes are one to three of UTF-8, and what waits from the last time is four at most.
            let most = (free.len().saturating_sub(4) / 3 * 2).clamp(2, RAW);
            let mut raw = std::mem::take(&mut self.utf16.raw);
            raw.resize(most, 0);
            let filled = self.raw(&mut raw);
            let decoded = filled.and_then(|filled| {
                self.ended = filled == 0;
                self.utf16.decode(raw.get(..filled).unwrap_or_default(), big_endian)
            });
            self.utf16.raw = raw;
            decoded?;
            if !self.utf16.text.is_empty() {
                break;
            }
        }
        Ok(self.utf16.hand_out(free))
    }

    fn raw(&mut self, free: &mut [u8]) -> Result<usize, Kind> {
        let rest = self.head.get(self.handed_out..).unwrap_or_default();
        if rest.is_empty() {
            let filled = read(&mut self.input, free)?;
            self.left = self.left.checked_sub(filled as u64).ok_or(Kind::TooLarge)?;
            return Ok(filled);
        }
        let length = rest.len().min(free.len());
        free.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        self.handed_out += length;
        Ok(length)
    }
}

fn read(input: &mut impl Read, free: &mut [u8]) -> Result<usize, Kind> {
    loop {
        match input.read(free) {
            Ok(filled) => return Ok(filled.min(free.len())),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(Kind::Unreadable),
        }
    }
}

/// The encoding, and how long the mark is that says so. Without a mark, JSON shows it by its first character, which is
/// always one of ASCII.
fn sniff(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, ..] => (Encoding::Utf16 { big_endian: false }, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16 { big_endian: true }, 2),
        [1..0x80, 0, ..] => (Encoding::Utf16 { big_endian: false }, 0),
        [0, 1..0x80, ..] => (Encoding::Utf16 { big_endian: true }, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// What is known of UTF-8 between two stretches.
#[derive(Debug, Default)]
struct Utf8 {
    /// The beginning of a character that the last stretch ended in.
    begun: Vec<u8>,
}

impl Utf8 {
    /// A character that is cut by the end of the text is no error: the text is then too short, which is said elsewhere.
    fn check(&mut self, mut bytes: &[u8]) -> Result<(), Kind> {
        while !self.begun.is_empty() {
            let Some((next, rest)) = bytes.split_first() else { return Ok(()) };
            self.begun.push(*next);
            bytes = rest;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_some() => return Err(Kind::NotText),
                Err(_) => {}
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_some() => Err(Kind::NotText),
            Err(error) => {
                self.begun.extend_from_slice(bytes.get(error.valid_up_to()..).unwrap_or_default());
                Ok(())
            }
        }
    }
}

/// What is known of UTF-16 between two stretches.
#[derive(Debug, Default)]
struct Utf16 {
    raw: Vec<u8>,
    /// Decoded, and not handed out yet.
    text: String,
    /// The first byte of a unit.
    byte: Option<u8>,
    /// The first unit of a pair.
    high: Option<u16>,
}

impl Utf16 {
    fn decode(&mut self, bytes: &[u8], big_endian: bool) -> Result<(), Kind> {
        for &next in bytes {
            let Some(first) = self.byte.take() else {
                self.byte = Some(next);
                continue;
            };
            let unit = if big_endian { u16::from_be_bytes([first, next]) } else { u16::from_le_bytes([first, next]) };
            self.unit(unit)?;
        }
        Ok(())
    }

    fn unit(&mut self, unit: u16) -> Result<(), Kind> {
        if self.high.is_none() && matches!(unit, 0xd800..0xdc00) {
            self.high = Some(unit);
            return Ok(());
        }
        let units = self.high.take().into_iter().chain([unit]);
        for character in char::decode_utf16(units) {
            self.text.push(character.map_err(|_| Kind::NotText)?);
        }
        Ok(())
    }

    fn hand_out(&mut self, free: &mut [u8]) -> usize {
        let length = self.text.floor_char_boundary(free.len());
        free.iter_mut().zip(self.text.bytes().take(length)).for_each(|(place, byte)| *place = byte);
        self.text.drain(..length);
        length
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;

    use super::super::samples::{InBits, utf16};
    use super::*;

    /// All of the text, read in bits of `room` bytes from an input that gives bits of `sizes` bytes.
    fn text(bytes: &[u8], sizes: Vec<usize>, room: usize) -> Result<Vec<u8>, Kind> {
        let mut text = Text::open(InBits::new(bytes, sizes))?;
        let mut all = Vec::new();
        let mut free = vec![0; room];
        loop {
            match text.fill(&mut free)? {
                0 => return Ok(all),
                filled => all.extend_from_slice(free.get(..filled).unwrap()),
            }
        }
    }

    proptest! {
        #[test]
        fn every_encoding_gives_the_same_text(
            rest in "\\PC{0,200}", sizes in prop::collection::vec(1..9_usize, 1..4), room in 4..50_usize,
        ) {
            let expected = format!("{{{rest}");
            let with_mark = format!("\u{feff}{expected}");
            for bytes in [
                expected.as_bytes().to_vec(),
                with_mark.as_bytes().to_vec(),
                utf16(&expected, u16::to_le_bytes),
                utf16(&expected, u16::to_be_bytes),
                utf16(&with_mark, u16::to_le_bytes),
                utf16(&with_mark, u16::to_be_bytes),
            ] {
                let decoded = text(&bytes, sizes.clone(), room);
                prop_assert_eq!(decoded.as_deref(), Ok(expected.as_bytes()));
            }
        }

        /// UTF-8 comes through exactly when it is UTF-8, or only its last character is cut.
        #[test]
        fn what_is_not_text_is_refused(
            bytes in prop::collection::vec(prop_oneof![Just(b'a'), 0x80..=0xff_u8], 3..20), sizes in prop::collection::vec(1..5_usize, 1..4),
        ) {
            let bytes = [b"abc".as_slice(), &bytes].concat();
            let is_text = std::str::from_utf8(&bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
            prop_assert_eq!(text(&bytes, sizes, 7), if is_text { Ok(bytes) } else { Err(Kind::NotText) });
        }
    }

    #[test]
    fn half_a_pair_is_not_text() {
        let units = |units: &[u16]| units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
        for wrong in [[0x7b, 0xdc00, 0x7b].as_slice(), &[0x7b, 0xd800, 0x7b], &[0x7b, 0xd800, 0xd800, 0xdc00]] {
            assert_eq!(text(&units(wrong), vec![1], 9), Err(Kind::NotText), "{wrong:x?}");
        }
    }

    #[test]
    fn a_cut_character_is_not_passed_over() {
        for (bytes, cut) in [
            (b"{\0}\0".as_slice(), false),
            (b"{\0}\0}", true),
            (b"{\0}\0\x3d\xd8", true),
            (b"{\0}\0\x3d\xd8\x00", true),
        ] {
            let mut text = Text::open(bytes).unwrap();
            let mut free = [0; 32];
            assert_eq!((text.fill(&mut free), text.fill(&mut free)), (Ok(2), Ok(0)));
            assert_eq!(text.is_cut(), cut, "{bytes:?}");
        }
    }

    #[test]
    fn an_input_that_fails_is_unreadable() {
        #[derive(Debug)]
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("a text that nobody sees"))
            }
        }
        assert_eq!(Text::open(Broken).unwrap_err(), Kind::Unreadable);
        let mut text = Text::open([b'x'; HEAD].as_slice().chain(Broken)).unwrap();
        let mut free = [0; HEAD];
        assert_eq!((text.fill(&mut free), text.fill(&mut free)), (Ok(HEAD), Err(Kind::Unreadable)));
    }

    #[test]
    fn an_input_without_an_end_is_given_up() {
        let mut text = Text::bounded(std::io::repeat(b' '), 3 * HEAD as u64).unwrap();
        let mut free = vec![0; HEAD];
        let filled: Vec<_> = (0..4).map(|_| text.fill(&mut free)).collect();
        assert_eq!(filled, [Ok(HEAD), Ok(HEAD), Ok(HEAD), Err(Kind::TooLarge)]);
    }
}
