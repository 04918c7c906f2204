//! The index file, read without the library.
//!
//! The library hashes the whole file before it looks at an entry, which takes most of the time that a hook has:
//! 45 of 60 ms for 100,000 files. Git itself does not check that hash either. What is read here is what every git
//! writes: versions 2, 3 and 4. For everything else (a split or a sparse index, an extension that must be understood,
//! anything out of order or cut off) there is no answer from here, and the library has to give one or to refuse.

use std::io::{ErrorKind, Read};
use std::ops::{ControlFlow, Range};

use git2::Oid;

/// Bytes to read at once.
const CHUNK: usize = 64 << 10;
/// Bytes of one entry. A path can have no more than 4,096 on any system that git runs on.
const LONGEST_ENTRY: usize = 1 << 20;
/// `DIRC`, the version and the number of entries, four bytes each.
const HEADER: usize = 12;
/// The hash at the end of the file.
const CHECKSUM: u64 = 20;
/// Times, device, inode, mode, owner, group, size: ten numbers of four bytes. The mode is the seventh.
const STAT: usize = 40;
const MODE: usize = 24;
/// Bit in the flags: assumed to be on disk as it is here.
const ASSUMED: u16 = 0x8000;
/// Bit in the flags: two more bytes of flags follow. From version 3.
const EXTENDED: u16 = 0x4000;
/// Of those two bytes: only meant to be added (`git add -N`).
const INTENDED: u16 = 0x2000;
/// Of those two bytes: left out of the disk by a sparse checkout.
const SKIPPED: u16 = 0x4000;

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'i> {
    pub(super) path: &'i [u8],
    pub(super) mode: u32,
    pub(super) id: Oid,
    /// Which version of a conflict; 0 for none.
    pub(super) stage: u16,
    /// Only meant to be added: no part of the next commit.
    pub(super) intended: bool,
    /// A sparse checkout leaves it out of the disk.
    pub(super) skipped: bool,
    /// Whoever set this wants the disk not to be looked at (`git update-index --assume-unchanged`).
    pub(super) assumed: bool,
}

/// Calls `visit` for each entry, in the order of the file, which is `length` bytes long. `None` when the file is not
/// one that is understood here; what was visited until then means nothing. Whoever breaks off has to know from before
/// that the rest is understood.
pub(super) fn each(file: impl Read, length: u64, mut visit: impl FnMut(Entry<'_>) -> ControlFlow<()>) -> Option<()> {
    let mut window = Window { file, bytes: Vec::new(), here: 0..0, left: length.checked_sub(CHECKSUM)? };
    let header = window.take(HEADER)?;
    let (version, count) = (number(header, 4)?, number(header, 8)?);
    if header.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let mut path = Vec::new();
    let mut last: (Vec<u8>, u16) = (Vec::new(), 0);
    for _ in 0..count {
        let found = loop {
            match Found::read(window.seen(), version) {
                Some(found) => break found,
                None => window.more()?,
            }
        };
        path.truncate(if version == 4 { path.len().checked_sub(found.strip)? } else { 0 });
        path.extend_from_slice(window.seen().get(found.name.clone())?);
        window.skip(found.length)?;
        let Found { fixed, .. } = found;
        let in_order = (last.0.as_slice(), last.1) < (path.as_slice(), fixed.stage());
        if path.is_empty() || !in_order || !fixed.fits(path.len()) {
            return None;
        }
        if visit(fixed.entry(&path)).is_break() {
            return Some(());
        }
        last.0.clone_from(&path);
        last.1 = fixed.stage();
    }
    skip_extensions(window)
}

/// Passes over extensions that nobody needs to understand, which are those whose name begins with a capital.
fn skip_extensions(mut window: Window<impl Read>) -> Option<()> {
    while window.left > 0 {
        let header = window.take(8)?;
        if !header.first()?.is_ascii_uppercase() {
            return None;
        }
        let length = number(header, 4)?;
        window.skip(usize::try_from(length).ok()?)?;
    }
    Some(())
}

/// A part of the file. An index of a hundred thousand files has ten megabytes, and to give a process that much memory
/// takes longer than to read it.
struct Window<R> {
    file: R,
    bytes: Vec<u8>,
    /// Those of `bytes` that were read and have not been passed.
    here: Range<usize>,
    /// How many bytes are still to be passed before the hash at the end.
    left: u64,
}

impl<R: Read> Window<R> {
    /// What is here and has not been passed, with nothing of the hash.
    fn seen(&self) -> &[u8] {
        let here = self.bytes.get(self.here.clone()).unwrap_or_default();
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        here.get(..left).unwrap_or(here)
    }

    /// Reads on. `None` at the end of the file, and when an entry is longer than any has to be.
    fn more(&mut self) -> Option<()> {
        self.bytes.copy_within(self.here.clone(), 0);
        self.here = 0..self.here.len();
        if self.here.end == self.bytes.len() {
            if self.bytes.len() >= LONGEST_ENTRY {
                return None;
            }
            self.bytes.resize((2 * self.bytes.len()).max(CHUNK), 0);
        }
        let room = self.bytes.get_mut(self.here.end..)?;
        let read = loop {
            match self.file.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read.ok()?,
            }
        };
        self.here.end += read;
        (read > 0).then_some(())
    }

    /// Passes so many bytes.
    fn skip(&mut self, mut count: usize) -> Option<()> {
        self.left = self.left.checked_sub(u64::try_from(count).ok()?)?;
        while count > self.here.len() {
            count -= self.here.len();
            self.here.start = self.here.end;
            self.more()?;
        }
        self.here.start += count;
        Some(())
    }

    /// Passes so many bytes, few of them, and gives them.
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        while self.seen().len() < count {
            self.more()?;
        }
        let at = self.here.start;
        self.skip(count)?;
        self.bytes.get(at..at + count)
    }
}

/// One entry in the bytes that are here.
struct Found {
    fixed: Fixed,
    /// In version 4: how many bytes at the end of the last path are not part of this one.
    strip: usize,
    /// Where the path is, or its end in version 4.
    name: Range<usize>,
    length: usize,
}

impl Found {
    /// `None` when not all of it is here.
    fn read(bytes: &[u8], version: u32) -> Option<Found> {
        let (fixed, after) = Fixed::read(bytes, version)?;
        let (strip, text) = if version == 4 { variable_number(after)? } else { (0, after) };
        let name = bytes.len() - text.len()..bytes.len() - text.len() + until_nul(text)?.len();
        // A NUL in version 4; before, from one to eight, so that the next entry begins at a multiple of eight.
        let length = if version == 4 { name.end + 1 } else { (name.end + 8) & !7 };
        (length <= bytes.len()).then_some(Found { fixed, strip, name, length })
    }
}

/// What comes before the path.
struct Fixed {
    mode: u32,
    id: Oid,
    flags: u16,
    more: u16,
}

impl Fixed {
    /// With what follows.
    fn read(entry: &[u8], version: u32) -> Option<(Fixed, &[u8])> {
        let id = Oid::from_bytes(entry.get(STAT..STAT + 20)?).ok()?;
        let flags = short(entry, STAT + 20)?;
        let (more, length) = match flags & EXTENDED != 0 {
            true if version < 3 => return None,
            true => (short(entry, STAT + 22)?, STAT + 24),
            false => (0, STAT + 22),
        };
        Some((Fixed { mode: number(entry, MODE)?, id, flags, more }, entry.get(length..)?))
    }

    fn stage(&self) -> u16 {
        (self.flags >> 12) & 3
    }

    /// The length of the path, as far as there is room for it in twelve bits.
    fn fits(&self, length: usize) -> bool {
        usize::from(self.flags & 0xfff) == length.min(0xfff)
    }

    fn entry<'p>(&self, path: &'p [u8]) -> Entry<'p> {
        let (intended, skipped) = (self.more & INTENDED != 0, self.more & SKIPPED != 0);
        let assumed = self.flags & ASSUMED != 0;
        Entry { path, mode: self.mode, id: self.id, stage: self.stage(), intended, skipped, assumed }
    }
}

fn until_nul(bytes: &[u8]) -> Option<&[u8]> {
    std::ffi::CStr::from_bytes_until_nul(bytes).ok().map(std::ffi::CStr::to_bytes)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// Seven bits to a byte, the most telling first; each byte that another follows counts one more than it says.
fn variable_number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
        value += 1;
    }
    None
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An index of version 2 as git would write it.
    fn written(entries: &[(&[u8], u16)], extensions: &[u8]) -> Vec<u8> {
        let mut file = b"DIRC\0\0\0\x02".to_vec();
        file.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
        for (path, stage) in entries {
            let begin = file.len();
            file.extend([0; MODE]);
            file.extend(0o100_644_u32.to_be_bytes());
            file.extend([7; 12]);
            file.extend([1; 20]);
            file.extend((stage << 12 | u16::try_from(path.len().min(0xfff)).unwrap()).to_be_bytes());
            file.extend(*path);
            file.extend(vec![0; 8 - (file.len() - begin) % 8]);
        }
        file.extend(extensions);
        file.extend([9; 20]);
        file
    }

    /// A file that gives a few bytes at a time, as a pipe may.
    struct Trickle<'f>(&'f [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let few = into.len().min(7);
            self.0.read(&mut into[..few])
        }
    }

    fn paths(file: &[u8]) -> Option<Vec<(Vec<u8>, u16)>> {
        let mut found = Vec::new();
        each(Trickle(file), u64::try_from(file.len()).unwrap(), |entry| {
            found.push((entry.path.to_vec(), entry.stage));
            ControlFlow::Continue(())
        })?;
        Some(found)
    }

    #[test]
    fn names_of_every_length_are_read() {
        for length in (1..40).chain([0xffe, 0xfff, 0x1000, 70_000, LONGEST_ENTRY / 2]) {
            let (name, next) = (vec![b'a'; length], vec![b'b'; length]);
            let file = written(&[(&name, 0), (&next, 0)], b"");
            assert_eq!(paths(&file).unwrap(), [(name, 0), (next, 0)], "{length}");
        }
        assert_eq!(paths(&written(&[], b"")).unwrap(), []);
        let endless = vec![b'a'; 2 * LONGEST_ENTRY];
        assert_eq!(paths(&written(&[(&endless, 0)], b"")), None);
    }

    #[test]
    fn a_file_may_be_longer_than_what_is_held_of_it() {
        let names: Vec<String> = (0..9_000).map(|n| format!("{n:0>60}")).collect();
        let entries: Vec<(&[u8], u16)> = names.iter().map(|name| (name.as_bytes(), 0)).collect();
        let long = [&b"TREE\0\x03\0\0"[..], &vec![1; 3 << 16]].concat();
        let file = written(&entries, &long);
        assert_eq!(paths(&file).unwrap().len(), names.len());
        // The file shrank since its length was asked for.
        assert_eq!(
            each(file.get(..file.len() - 100).unwrap(), u64::try_from(file.len()).unwrap(), |_| ControlFlow::Continue(
                ()
            )),
            None
        );
    }

    #[test]
    fn what_is_out_of_order_is_not_understood() {
        assert!(paths(&written(&[(b"a", 1), (b"a", 2), (b"a", 3), (b"b", 0)], b"")).is_some());
        for entries in [
            vec![(&b"b"[..], 0), (&b"a"[..], 0)],
            vec![(b"a", 0), (b"a", 0)],
            vec![(b"a", 2), (b"a", 1)],
            vec![(b"", 0)],
        ] {
            assert_eq!(paths(&written(&entries, b"")), None, "{entries:?}");
        }
    }

    #[test]
    fn an_extension_that_has_to_be_understood_is_not() {
        for (extensions, understood) in [
            (&b"TREE\0\0\0\x02ab"[..], true),
            (b"TREE\0\0\0\0EOIE\0\0\0\x01x", true),
            (b"link\0\0\0\0", false),
            (b"sdir\0\0\0\0", false),
            (b"TREE\0\0\0\0link\0\0\0\0", false),
            (b"TREE\0\0\0\x05abc", false),
            (b"TREE\xff\xff\xff\xff", false),
            (b"TRE", false),
        ] {
            assert_eq!(paths(&written(&[(b"a", 0)], extensions)).is_some(), understood, "{extensions:?}");
        }
    }

    #[test]
    fn every_truncation_is_noticed_or_harmless() {
        let whole = written(&[(b"a", 0), (b"b", 0)], b"TREE\0\0\0\x02ab");
        let all = paths(&whole);
        for end in 0..whole.len() {
            let short = paths(&whole[..end]);
            assert!(short.is_none() || short == all, "{end}: {short:?}");
        }
    }

    #[test]
    fn other_files_are_not_understood() {
        let good = written(&[(b"a", 0)], b"");
        for (at, byte) in [(0, b'd'), (7, 1), (7, 5), (4, 1), (11, 2), (11, 0), (HEADER + STAT + 20, 0x40)] {
            let mut bad = good.clone();
            bad[at] = byte;
            assert_eq!(paths(&bad), None, "{at}");
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), version in 2_u8..=4, count in 0_u8..5) {
            let mut file = vec![b'D', b'I', b'R', b'C', 0, 0, 0, version, 0, 0, 0, count];
            file.extend(bytes);
            let _ = paths(&file);
        }
    }
}
