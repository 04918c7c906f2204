//! Texts that the program carries along only to hand them out: schemas, and jobs. `build.rs` lists and packs them.

use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/texts"));

/// More than all of them have together.
const MOST_BYTES: u64 = 4 << 20;

/// A file of the sources of this program, by its path from their top; `None` for one that it does not carry along.
pub(crate) fn text(path: &str) -> Option<String> {
    texts()?.remove(path)
}

/// All of them by their paths; `None` only if the program was not built as it should be.
pub(crate) fn texts() -> Option<BTreeMap<String, String>> {
    let mut all = String::new();
    ZlibDecoder::new(PACKED).take(MOST_BYTES).read_to_string(&mut all).ok()?;
    let (mut texts, mut rest) = (BTreeMap::new(), all.as_str());
    while let Some((head, behind)) = rest.split_once('\n') {
        let (path, length) = head.rsplit_once(' ')?;
        let (text, next) = behind.split_at_checked(length.parse().ok()?)?;
        texts.insert(path.to_owned(), text.to_owned());
        rest = next;
    }
    rest.is_empty().then_some(texts)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "reads the repository's own files")]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_the_file_of_the_sources() {
        // The templates are held to theirs where the survey of `whomay init` is: they are packed without a sum.
        let texts = texts().unwrap();
        assert_eq!(texts.len(), 13);
        for (path, text) in texts.iter().filter(|(path, _)| !path.starts_with("templates/")) {
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            assert!(*text == std::fs::read_to_string(file).unwrap(), "{path}");
        }
        assert_eq!(text("Cargo.toml"), None);
    }
}
