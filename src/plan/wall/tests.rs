//! The wall as a whole: what is found, however it is written, and what passes.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn wall_of<'s>(secrets: impl IntoIterator<Item = &'s str>) -> Wall {
    let mut marks = Marks::default();
    secrets.into_iter().for_each(|secret| marks.string(secret));
    marks.build()
}

fn finds(wall: &Wall, text: &str) -> bool {
    !wall.hits(text).is_none()
}

type Encoding = (&'static str, fn(&str) -> String);

/// Ways in which programs write text.
const ENCODINGS: [Encoding; 19] = [
    ("as it is", str::to_owned),
    ("capitals", |text| text.to_ascii_uppercase()),
    ("small letters", |text| text.to_ascii_lowercase()),
    ("JSON", |text| serde_json::to_string(text).unwrap()),
    ("JSON, ASCII only", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    ("HTML", |text| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    }),
    ("HTML, all decimal", |text| text.chars().map(|next| format!("&#{};", u32::from(next))).collect()),
    ("HTML, all hexadecimal", |text| text.chars().map(|next| format!("&#x{:X};", u32::from(next))).collect()),
    ("HTML, apart", |text| text.chars().map(|next| format!("&#{};&#8203;", u32::from(next))).collect()),
    ("percent, all", |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    ("percent", |text| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        text.bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    }),
    ("base64", |text| base64(text, b"+/", true)),
    ("base64 without padding", |text| base64(text, b"+/", false)),
    ("base64 for URLs", |text| base64(text, b"-_", false)),
    ("base64 behind a byte", |text| base64(&format!("x{text}y"), b"+/", true)),
    ("base64 behind two bytes", |text| base64(&format!("xy{text}zz"), b"-_", true)),
    ("base64 in lines", |text| {
        base64(text, b"+/", true)
            .as_bytes()
            .chunks(5)
            .map(|line| format!("{}\n", str::from_utf8(line).unwrap()))
            .collect()
    }),
    ("Markdown", |text| {
        let escaped = |next: char| if next.is_ascii_punctuation() { format!("\\{next}") } else { next.to_string() };
        text.chars().map(escaped).collect()
    }),
    ("terminal", |text| text.chars().map(|next| next.escape_unicode().to_string()).collect()),
];

fn base64(text: &str, last: &[u8; 2], padding: bool) -> String {
    let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*last).collect();
    let mut encoded = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            match alphabet.get((bits >> (18 - 6 * at) & 63) as usize) {
                Some(letter) if at <= three.len() => encoded.push(char::from(*letter)),
                _ if padding => encoded.push('='),
                _ => {}
            }
        }
    }
    encoded
}

/// A string that is long enough to be scanned for: letters, marks, other scripts, control characters.
fn secret() -> impl Strategy<Value = String> {
    let any = prop_oneof!["[a-zA-Z0-9]{6,40}", "[ -~]{6,40}", "[a-z\\\\\"&<>%/+_\n\t]{6,20}", "\\PC{6,20}",];
    any.prop_filter("long enough", |text| {
        String::from_utf8_lossy(&canonical::comparable(text)).chars().count() >= SHORTEST
    })
}

proptest! {
    #[test]
    fn a_secret_is_found_however_it_is_written(
        secret in secret(), before in "[a-z0-9 .,:|-]{0,20}", after in "[a-z0-9 .,:|-]{0,20}",
    ) {
        let wall = wall_of([&*secret]);
        for (first, inner) in ENCODINGS {
            let once = format!("{before}{}{after}", inner(&secret));
            prop_assert!(finds(&wall, &once), "{first}: {once:?}");
            for (second, outer) in ENCODINGS.iter().filter(|(name, _)| !["capitals", "small letters"].contains(name)) {
                let twice = format!("{before}{}{after}", outer(&once));
                prop_assert!(finds(&wall, &twice), "{second} of {first}: {twice:?}");
            }
        }
    }

    #[test]
    fn a_text_without_a_secret_passes(secrets in prop::collection::vec("[a-zA-Z0-9]{10,30}", 1..200), text in "\\PC{0,400}") {
        let wall = wall_of(secrets.iter().map(String::as_str));
        for (name, encoding) in ENCODINGS {
            prop_assert!(!finds(&wall, &encoding(&text)), "{name}");
        }
    }

    /// Over an alphabet so small that strings begin alike, overlap and hold each other.
    #[test]
    fn exactly_what_stands_in_a_text_is_found(
        secrets in prop::collection::btree_set("[ab.]{6,12}", 1..40), text in "[ab.A]{0,300}",
    ) {
        let wall = wall_of(secrets.iter().map(String::as_str));
        prop_assert_eq!(wall.strings(), secrets.len() as u64);
        let lower = text.to_lowercase();
        let naive: BTreeSet<String> = secrets.into_iter().filter(|secret| lower.contains(secret)).collect();
        let found: BTreeSet<String> = wall.hits(&text).found.into_values().map(|text| text.to_lowercase()).collect();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn no_text_is_too_odd(text in "[\\\\&%<#xu{}=;A-F0-9\n-]{0,200}") {
        wall_of(["secret"]).hits(&text);
    }
}

proptest! {
    // A text of several chunks takes a while.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_secret_is_found_wherever_it_stands(at in 0usize..400_000) {
        let wall = wall_of(["a secret of some length"]);
        let mut text = "row of a table | ".repeat(25_000);
        text.insert_str(at, "a&#32;secret&#32;of some length");
        prop_assert!(finds(&wall, &text));
    }
}

#[test]
fn a_wall_of_nothing_lets_all_pass() {
    assert!(!finds(&Wall::default(), "anything"));
    assert!(!finds(&wall_of(["short", "", "  five5  \n"]), "short five5"));
    assert_eq!(wall_of(["short"]).strings(), 0);
    assert!(!Wall::default().overlaps("anything"));
}

#[test]
fn strings_are_counted_once() {
    assert_eq!(wall_of(["hunter22", "HUNTER22", " hunter22\n", "hunter\u{200b}22", "hunter23"]).strings(), 2);
}

#[test]
fn the_beginning_of_a_long_string_stands_for_it() {
    let long = format!("{}{}", "0123456789abcdef".repeat(16), "z".repeat(1000));
    let wall = wall_of([&*long]);
    assert!(finds(&wall, long.get(..256).unwrap()));
    assert!(!finds(&wall, long.get(..255).unwrap()));
}

#[test]
fn keys_overlap_in_either_direction() {
    let wall = wall_of(["postgres://admin:hunter22@db/app", "dev", "four", "no"]);
    for key in ["admin:hunter22", "HUNTER22", "postgres", "dev", "DEV", "four", "x-postgres://admin:hunter22@db/app"] {
        assert!(wall.overlaps(key), "{key}");
    }
    for key in ["admin", "develop", "fourth", "no", "hunter23", ""] {
        assert!(!wall.overlaps(key), "{key}");
    }
    assert!(wall_of(["hunter22"]).overlaps("aHVudGVyMjI="), "in base64");
}

/// Very many strings that begin alike, and a text in which every place begins so.
#[test]
fn a_text_made_to_take_long_is_given_up() {
    let secrets: Vec<String> = (6..256).map(|length| format!("{}b", "a".repeat(length))).collect();
    let wall = wall_of(secrets.iter().map(String::as_str));
    let text = "a".repeat(2_000_000);
    let hits = wall.hits(&text);
    assert!(hits.found.is_empty() && hits.gave_up);
}

#[test]
fn nothing_of_a_secret_is_in_a_dump() {
    let mut marks = Marks::default();
    marks.string("hunter22");
    assert_eq!(format!("{marks:?}"), "Marks { strings: 1, .. }");
    assert_eq!(format!("{:?}", marks.build()), "Wall { strings: 1, .. }");
}
