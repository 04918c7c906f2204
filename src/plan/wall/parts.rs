//! Whether a text is part of a marked string.
//!
//! An instance key may be a piece of a secret: the user name in a URL, a line of a certificate. Keeping all marked
//! text to look that up would double what is in memory of it, so only a filter of its windows is kept: six
//! bytes at a time, one word of the filter each. It never says no where yes is right; where it wrongly says
//! yes, a harmless key is masked. It has no key of this run, since two runs over one plan have to say the same.

use super::canonical::fold;
use super::fingerprint::{WINDOW, Window};

/// 8 MiB: with a million windows it is wrong about one in several hundred, with four million about one in fifty.
const WORDS_LOG2: u32 = 20;

/// The windows of all marked strings.
#[derive(Default)]
pub(super) struct Parts {
    words: Box<[u64]>,
}

impl Parts {
    /// Takes in every window of a string in comparable form.
    pub(super) fn insert(&mut self, comparable: &[u8]) {
        if comparable.len() >= WINDOW && self.words.is_empty() {
            self.words = vec![0; 1 << WORDS_LOG2].into();
        }
        for hash in windows(comparable) {
            let (at, bits) = place(hash);
            if let Some(word) = self.words.get_mut(at) {
                *word |= bits;
            }
        }
    }

    /// Whether the text may be part of a string that was taken in. Never of a shorter one than a window.
    pub(super) fn may_hold(&self, comparable: &[u8]) -> bool {
        comparable.len() >= WINDOW
            && windows(comparable).all(|hash| {
                let (at, bits) = place(hash);
                self.words.get(at).is_some_and(|word| word & bits == bits)
            })
    }
}

fn windows(text: &[u8]) -> impl Iterator<Item = u64> {
    let mut window = Window::default();
    let hashes = text.iter().map(move |byte| {
        window.push(fold(*byte));
        window.plain_hash()
    });
    hashes.skip(WINDOW - 1)
}

/// Which word, and two bits of it: one place in memory for each window.
fn place(hash: u64) -> (usize, u64) {
    ((hash >> (64 - WORDS_LOG2)) as usize, 1 << (hash >> 38 & 63) | 1 << (hash >> 32 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_held_and_little_else() {
        let mut parts = Parts::default();
        assert!(!parts.may_hold(b"secret"));
        parts.insert(b"postgres://Admin1:hunter22@db.internal/app");
        for part in ["postgres", "admin1", "ADMIN1:HUNTER", "hunter22", "internal"] {
            assert!(parts.may_hold(part.as_bytes()), "{part}");
        }
        for other in ["short", "hunter23", "internal-x", "administrator", ""] {
            assert!(!parts.may_hold(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_million_windows_leave_room() {
        let mut parts = Parts::default();
        (0..60_000u32).for_each(|number| {
            parts.insert(format!("{:016x}{number:06}", number.wrapping_mul(2_654_435_761)).as_bytes())
        });
        let wrong = (0..10_000).filter(|number| parts.may_hold(format!("q{number:05}z").as_bytes())).count();
        assert!(wrong < 100, "{wrong} of 10,000");
    }
}
