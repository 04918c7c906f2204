//! Texts that the program carries along only to hand them out: schemas, and jobs. `build.rs` lists and packs them.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// More than any of them has.
const MOST_BYTES: u64 = 1 << 20;

/// A file of the sources of this program, by its path from their top; `None` for one that it does not carry along.
pub(crate) fn text(path: &str) -> Option<String> {
    let (_, packed) = TEXTS.iter().find(|(name, _)| *name == path)?;
    let mut text = String::new();
    ZlibDecoder::new(*packed).take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "reads the repository's own files")]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_the_file_of_the_sources() {
        // The templates are held to theirs where the survey of `whomay init` is: they are packed without a sum.
        for (path, _) in TEXTS.iter().filter(|(path, _)| !path.starts_with("templates/")) {
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            assert!(text(path) == Some(std::fs::read_to_string(file).unwrap()), "{path}");
        }
        assert_eq!(text("Cargo.toml"), None);
    }
}
