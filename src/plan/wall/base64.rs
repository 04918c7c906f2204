//! Base64, standard and for URLs, wherever it may begin.
//!
//! Nothing says where in a text base64 begins, or at which of its offsets a secret does. So every run of its
//! letters is decoded from each of its first four: one of these is where a group of four begins, and what
//! was encoded then stands there, at whatever offset.

/// The shortest run that can hold [`super::SHORTEST`] bytes.
const SHORTEST_RUN: usize = 8;

/// A letter that is none.
const NO_LETTER: u8 = 0xff;

/// Stands between two decodings. No text holds it.
const BETWEEN: u8 = 0xff;

/// The value of each byte as a letter of either alphabet.
const LETTERS: [u8; 256] = letters();

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it, and would refuse")]
const fn letters() -> [u8; 256] {
    let mut letters = [NO_LETTER; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    while value < 64 {
        letters[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    letters[b'-' as usize] = 62;
    letters[b'_' as usize] = 63;
    letters
}

fn letter(byte: u8) -> u8 {
    LETTERS.get(usize::from(byte)).copied().unwrap_or(NO_LETTER)
}

/// Calls `each` with every run of letters of base64, decoded in all four ways. Line ends in a run, with what quotes or
/// indents the next line, are no end of it.
///
/// Nearly every word of a report is a run, and means nothing as base64. With `only_text`, runs are left out of which no
/// way gives six characters of ordinary text in a row.
pub(super) fn runs(text: &[u8], only_text: bool, mut each: impl FnMut(&[u8])) {
    let (mut values, mut decoded) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < text.len() {
        let (length, may_be_text) = run(text.get(at..).unwrap_or_default(), &mut values);
        if values.len() >= SHORTEST_RUN && (may_be_text || !only_text) {
            decode(&values, &mut decoded);
            each(&decoded);
        }
        values.clear();
        at += length;
    }
}

/// Reads one run. Returns how many bytes there are up to where the next may begin, and whether it may be text.
fn run(text: &[u8], values: &mut Vec<u8>) -> (usize, bool) {
    let mut at = 0;
    let (mut bits, mut may_be_text) = (0u64, false);
    while let Some(byte) = text.get(at) {
        let value = letter(*byte);
        if value != NO_LETTER {
            values.push(value);
            bits = bits << 6 | u64::from(value);
            may_be_text = may_be_text || ends_in_text(bits);
            at += 1;
        } else if values.is_empty() {
            at += 1;
        } else if matches!(byte, b'\n' | b'\r') {
            let next = text.get(at..).unwrap_or_default();
            at += next.iter().take_while(|byte| matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | b'>' | b'|')).count();
        } else {
            break;
        }
    }
    (at, may_be_text)
}

/// Whether the last six whole bytes of the bits are ordinary text, at one of the places where a byte can end in the last
/// letter.
fn ends_in_text(bits: u64) -> bool {
    const BEYOND_ASCII: u64 = 0x8080_8080_8080;
    [bits, bits >> 2, bits >> 4]
        .into_iter()
        .any(|bytes| bytes & BEYOND_ASCII == 0 && bytes.to_be_bytes().iter().skip(2).all(|byte| is_text(*byte)))
}

/// Whether a byte is a character of ordinary text in ASCII.
pub(super) fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

fn decode(values: &[u8], decoded: &mut Vec<u8>) {
    decoded.clear();
    for start in 0..4 {
        let groups = values.get(start..).unwrap_or_default().chunks_exact(4);
        let rest = groups.remainder();
        for group in groups {
            let [_, bytes @ ..] = group.iter().fold(0u32, |bits, value| bits << 6 | u32::from(*value)).to_be_bytes();
            decoded.extend_from_slice(&bytes);
        }
        // Two letters hold a byte more, three hold two.
        let bits = rest.iter().fold(0u32, |bits, value| bits << 6 | u32::from(*value)) << (6 * (4 - rest.len()));
        let [_, bytes @ ..] = bits.to_be_bytes();
        decoded.extend(bytes.iter().take(rest.len().saturating_sub(1)));
        decoded.push(BETWEEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, plain: &str) -> bool {
        let mut found = false;
        runs(text.as_bytes(), true, |decoded| {
            found |= decoded.windows(plain.len()).any(|part| part == plain.as_bytes())
        });
        found
    }

    #[test]
    fn a_run_is_decoded_from_everywhere() {
        for text in [
            "aHVudGVyMjI=",
            "aHVudGVyMjI",
            "(aHVudGVyMjI=)",
            "x:aHVudGVyMjI=,y",
            "YWh1bnRlcjIyYg==",
            "eGFodW50ZXIyMg==",
            "zaHVudGVyMjI",
            "zzaHVudGVyMjIz",
            "zzzaHVudGVyMjIzz",
            "aHVu\ndGVyMjI=",
            "aHVu\r\n    dGVyMjI=",
            "> aHVu\n> dGVyMjI=",
        ] {
            assert!(holds(text, "hunter22"), "{text}");
        }
        assert!(holds("Pz8_fn5-", "???~~~") && holds("Pz8/fn5+", "???~~~"));
    }

    #[test]
    fn what_is_no_base64_is_not_decoded() {
        let count = |text: &str| {
            let mut count = 0;
            runs(text.as_bytes(), false, |_| count += 1);
            count
        };
        assert_eq!(count(""), 0);
        assert_eq!(count("seven77 x.y.z"), 0);
        assert_eq!(count("eight888"), 1);
        assert_eq!(count("eight888 another_run\n"), 2);
        assert!(!holds("hunter22", "hunter22"));
    }

    #[test]
    fn a_run_that_is_no_text_is_decoded_only_if_asked_for() {
        let count = |text: &str, only_text| {
            let mut count = 0;
            runs(text.as_bytes(), only_text, |_| count += 1);
            count
        };
        for text in ["aws_security_group_rule", "production", "w7bDpMO8w7bDpA"] {
            assert_eq!((count(text, true), count(text, false)), (0, 1), "{text}");
        }
        assert_eq!(count("aHVudGVy", true), 1);
    }
}
