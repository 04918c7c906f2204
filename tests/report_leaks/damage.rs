//! What disks, pipes, editors and attackers do to a file.

use crate::random::Random;

/// Damages a plan in a few places.
pub(crate) fn damage(plan: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        let at = random.below(plan.len());
        let piece = at..(at + 1 + random.below(200)).min(plan.len());
        match random.below(8) {
            0 | 1 if !plan.is_empty() => plan[at] ^= 1 << random.below(8),
            2 => plan.truncate(at),
            3 => drop(plan.drain(piece)),
            4 => {
                let twice = plan[piece].to_vec();
                plan.splice(at..at, twice);
            }
            5 => {
                let moved: Vec<u8> = plan.drain(piece).collect();
                let to = random.below(plan.len() + 1);
                plan.splice(to..to, moved);
            }
            6 => {
                let odd: &[&[u8]] =
                    &[b"\"", b"{", b"]", b",", b"\\", b"\0", b"\xff", b"null", b"true", b"\xef\xbb\xbf"];
                let odd = random.one_of(odd).iter().copied();
                plan.splice(at..at, odd);
            }
            _ => {
                // A key or a word that means something instead of another.
                let from: &[&[u8]] = &[b"after", b"before", b"values", b"sensitive", b"change", b"name", b"true"];
                let (from, to) = (*random.one_of(from), *random.one_of(from));
                if let Some(at) = plan.windows(from.len()).skip(at).position(|window| window == from) {
                    plan.splice(at..at + from.len(), to.iter().copied());
                }
            }
        }
    }
}
