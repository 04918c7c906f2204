//! Texts that the program carries along only to hand them out, as `build.rs` packed them.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// More than any of them has.
const MOST_BYTES: u64 = 1 << 20;

/// The text of a file of these sources, by its path from the top, which `build.rs` lists.
macro_rules! packed {
    ($path:literal) => {
        $crate::config::packed::unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/", $path)))
    };
}
pub(crate) use packed;

/// The text. What was packed while this was built unpacks: a test holds each to its file.
pub(crate) fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    let read = ZlibDecoder::new(packed).take(MOST_BYTES).read_to_string(&mut text);
    debug_assert!(read.is_ok(), "{read:?}");
    text
}
