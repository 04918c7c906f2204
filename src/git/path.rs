//! Names of files as bytes, which is what git stores, and as text, which is what people read.

use std::fmt::Write as _;

use super::GitError;

/// The text to show for any bytes: printable characters as they are, everything else escaped, so that
/// a hostile name cannot move the cursor, start a new line or hide text.
pub(super) fn shown(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\'' => text.push('\''),
                _ => text.extend(character.escape_debug()),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// The name as text, or the error that a changed name deserves: whoever decides by name must not be
/// given a name that was mended on the way.
pub(super) fn text(bytes: &[u8]) -> Result<String, GitError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Err(GitError::NotUtf8 { path: shown(bytes) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unprintable_survives() {
        for (bytes, expected) in [
            (&b"a/b.tf"[..], "a/b.tf"),
            (b"it's", "it's"),
            (b"a\nb\t\"", "a\\nb\\t\\\""),
            (b"caf\xe9/x", "caf\\xe9/x"),
            ("caf\u{e9}".as_bytes(), "caf\u{e9}"),
            ("a\u{202e}b\u{1b}".as_bytes(), "a\\u{202e}b\\u{1b}"),
            (b"back\\slash", "back\\\\slash"),
        ] {
            assert_eq!(shown(bytes), expected);
        }
    }
}
