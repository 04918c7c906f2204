//! One form for text that is compared: what looks the same to a reader has to be the same.
//!
//! Marked strings and scanned texts are brought to it alike, so that a secret in other capitals (`lower()`, `upper()`),
//! with spaces of no width between its letters, or without the line end that it has in its file, is still found.

use std::borrow::Cow;

/// Letters of ASCII in lower case. Others stay: their case does not survive as bytes.
pub(super) fn fold(byte: u8) -> u8 {
    byte.to_ascii_lowercase()
}

/// The text without characters that show nothing, and with ordinary spaces for those that do not break.
pub(super) fn visible(text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let Some(first) = (0..text.len()).find(|at| unseen(text, *at).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut kept = Vec::with_capacity(text.len());
    kept.extend_from_slice(text.get(..first).unwrap_or_default());
    let mut at = first;
    while let Some(byte) = text.get(at) {
        if let Some((length, instead)) = unseen(text, at) {
            kept.extend_from_slice(instead);
            at += length;
        } else {
            kept.push(*byte);
            at += 1;
        }
    }
    Cow::Owned(kept)
}

/// A marked string as it is compared: visible, and without white space around it.
pub(super) fn comparable(text: &str) -> Cow<'_, [u8]> {
    match visible(text.as_bytes()) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
        Cow::Owned(text) => Cow::Owned(text.trim_ascii().to_vec()),
    }
}

/// The length of a character that is not seen at `at`, and what stands for it.
fn unseen(text: &[u8], at: usize) -> Option<(usize, &'static [u8])> {
    let lead = *text.get(at)?;
    if lead < 0xc2 {
        return None;
    }
    match (lead, text.get(at + 1)?, text.get(at + 2).copied().unwrap_or(0)) {
        // A space that does not break; a soft hyphen.
        (0xc2, 0xa0, _) => Some((2, b" ")),
        (0xc2, 0xad, _) | (0xd8, 0x9c, _) => Some((2, b"")),
        (0xcd, 0x8f, _) => Some((2, b"")),
        (0xe1, 0xa0, 0x8b..=0x8f) => Some((3, b"")),
        // U+200B..=U+200F, U+202A..=U+202E, U+2060..=U+206F.
        (0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae) | (0xe2, 0x81, 0xa0..=0xaf) => Some((3, b"")),
        (0xef, 0xbb, 0xbf) | (0xef, 0xb8, 0x80..=0x8f) => Some((3, b"")),
        (0xef, 0xbf, 0xb9..=0xbb) => Some((3, b"")),
        // Tags, and selectors of variants.
        (0xf3, 0xa0, 0x80..=0x87) => Some((4, b"")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_left_out() {
        let shown = |text: &str| String::from_utf8_lossy(&visible(text.as_bytes())).into_owned();
        assert_eq!(shown("plain text, größer"), "plain text, größer");
        assert_eq!(shown("a\u{200b}b\u{ad}c\u{2060}d\u{feff}e\u{202e}f"), "abcdef");
        assert_eq!(shown("a\u{e0041}b\u{fe0f}c\u{a0}d"), "abc d");
        assert_eq!(shown("\u{200b}"), "");
        assert_eq!(&*visible(&[0xe2, 0x80]), &[0xe2, 0x80], "a character that is cut off");
    }

    #[test]
    fn the_end_of_a_line_is_no_part_of_a_secret() {
        assert_eq!(&*comparable("hunter22\n"), b"hunter22");
        assert_eq!(&*comparable("\u{feff} hunter22\r\n"), b"hunter22");
    }
}
