//! What a finding is recognised by in the next run, so that a forge can tell an old one from a new one.

use std::collections::BTreeMap;

use super::LintedFile;
use super::pointers::Pointers;
use crate::source::Span;

/// The identity of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// The part of the document that it is about, as a JSON pointer. Empty for the whole of it.
    pub(super) pointer: String,
    /// 32 hexadecimal digits out of code, path and pointer. No two findings of a file have the same.
    pub(super) fingerprint: String,
}

/// One for each finding of a file, in order. Lines have no part in it, so that an edit elsewhere in the file does not
/// make a known finding a new one.
pub(super) fn identities(file: &LintedFile) -> Vec<Identity> {
    let pointers = Pointers::of(file.document.as_ref());
    let mut seen: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut identities = Vec::with_capacity(file.report.findings.len());
    for found in &file.report.findings {
        let span = found.diagnostic.labels.first().map_or(Span::default(), |label| label.span);
        let pointer = pointers.around(span);
        let code = found.diagnostic.code;
        let before = seen.entry((code, pointer.clone())).or_default();
        let fingerprint = fingerprint(&[code, &file.path, &pointer, &before.to_string()]);
        *before += 1;
        identities.push(Identity { pointer, fingerprint });
    }
    identities
}

/// FNV-1a with 128 bits: the same on every machine and in every version, and not meant to keep anything secret.
fn fingerprint(parts: &[&str]) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    format!("{:032x}", bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_published_hash_of_its_parts() {
        // FNV-1a of `apply-open`, a zero byte, `c.yml` and a zero byte, worked out by another program.
        assert_eq!(fingerprint(&["apply-open", "c.yml"]), "23126e12536858f4606a152d9238b8cd");
        assert_ne!(fingerprint(&["a", "b"]), fingerprint(&["ab", ""]));
    }
}
