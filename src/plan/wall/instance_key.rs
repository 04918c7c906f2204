//! Which instance keys may be shown: they are values, and most are harmless names.

use std::hash::{BuildHasher, RandomState};

use super::{Wall, token};
use crate::plan::words::{Shown, is_name};

/// The longest key that is shown by default, in characters.
const LONGEST_SHOWN: usize = 32;

/// The longest key that is kept when keys are to be kept, in characters.
const LONGEST_KEPT: usize = 64;

/// How instance keys are shown. Integers always are.
#[derive(Debug)]
pub enum KeyPolicy {
    /// Identifiers of at most 32 characters stay unless they look like a token or overlap a marked string; all else is
    /// masked. Of ASCII only: what a token looks like is not known of other letters, and they can look like these.
    Mask,
    /// The beginning of a hash with a key of this run.
    Hash(RandomState),
    /// As they are, up to 64 characters, unless they look like a token or overlap a marked string. A key with a
    /// character that cannot be seen, or only with others, is masked.
    Keep,
}

impl KeyPolicy {
    /// What is shown of a key.
    pub fn shown(&self, key: &str, wall: &Wall) -> Shown {
        let may_be = match self {
            KeyPolicy::Hash(run) => return Shown::Hash(beginning(run.hash_one(key))),
            KeyPolicy::Mask => key.is_ascii() && is_name(key) && key.len() <= LONGEST_SHOWN,
            KeyPolicy::Keep => key.chars().count() <= LONGEST_KEPT && key.chars().all(is_printable),
        };
        if may_be && !token::looks_like_one(key) && !wall.overlaps(key) {
            Shown::Text(key.into())
        } else {
            Shown::Masked
        }
    }
}

fn beginning(hash: u64) -> [u8; 4] {
    let [a, b, c, d, ..] = hash.to_be_bytes();
    [a, b, c, d]
}

/// Whether a character stands for itself: no control or format character, none that a version of Unicode has
/// not assigned or that joins the one before it, and no space but the ordinary one.
fn is_printable(character: char) -> bool {
    matches!(character, '"' | '\'' | '\\') || character.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::super::Marks;
    use super::*;

    fn shown(policy: &KeyPolicy, key: &str) -> Shown {
        let mut marks = Marks::default();
        marks.string("Tr0ub4dor&3 of the blue whale");
        marks.string("prod");
        policy.shown(key, &marks.build())
    }

    fn text(key: &str) -> Shown {
        Shown::Text(key.into())
    }

    #[test]
    fn identifiers_stay_by_default() {
        for key in ["blue", "eu-west-1a", "_internal", "web_server-02"] {
            assert_eq!(shown(&KeyPolicy::Mask, key), text(key), "{key}");
        }
        let long = "an-identifier-that-is-well-too-long";
        for key in
            ["", "1a", "-a", "a.b", "a b", "a/b", "a@b", "10.0.0.0/16", "a\u{200b}b", "größe", long, "prod", "PROD"]
        {
            assert_eq!(shown(&KeyPolicy::Mask, key), Shown::Masked, "{key}");
        }
    }

    #[test]
    fn keys_that_are_kept_are_still_no_secrets() {
        for key in ["a.b/c d", "10.0.0.0/16", "größe \"x\" \\ 'y'", "1a", "日本"] {
            assert_eq!(shown(&KeyPolicy::Keep, key), text(key), "{key}");
        }
        let long = "a ".repeat(33);
        for key in
            ["a\nb", "a\u{1b}[2J", "a\u{202e}b", "a\u{200b}b", "a\u{a0}b", "a\u{301}", "\u{e000}", "\u{378}", &*long]
        {
            assert_eq!(shown(&KeyPolicy::Keep, key), Shown::Masked, "{key:?}");
        }
    }

    #[test]
    fn a_key_that_overlaps_a_secret_is_masked() {
        for key in ["Tr0ub4dor&3 of the blue whale", "x Tr0ub4dor&3 of the blue whale", "the blue whale", "THE BLUE"] {
            assert_eq!(shown(&KeyPolicy::Keep, key), Shown::Masked, "{key}");
        }
        assert_eq!(shown(&KeyPolicy::Keep, "the green whale"), text("the green whale"));
        assert_eq!(shown(&KeyPolicy::Mask, "production"), text("production"), "too short to be looked for in a key");
    }

    #[test]
    fn a_hash_tells_keys_of_one_run_apart() {
        let policy = KeyPolicy::Hash(RandomState::new());
        assert_eq!(shown(&policy, "a"), shown(&policy, "a"));
        assert_ne!(shown(&policy, "a"), shown(&policy, "b"));
        assert_ne!(shown(&policy, "a"), shown(&KeyPolicy::Hash(RandomState::new()), "a"));
    }
}
