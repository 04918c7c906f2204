//! The oracle that says whether an output leaks has to be right itself: it must find a secret in every form, written
//! here by other means where there are any, and nothing in text that holds none.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap or index is a failed test")]

#[path = "leak_oracle/mod.rs"]
mod leak_oracle;

use leak_oracle::Oracle;

const SECRETS: [&str; 6] = [
    "LEAK-create-plain-q1w2",
    "LEAK key with <marks> & \"quotes\" 'n /slashes/ t1y2",
    "q7Zt1Xv9Lm3Kp5Rw8Yb2",
    "ключ-от-всех-дверей-42",
    "two\nlines\tand\\more",
    "tab|`~!@#$%^*()_+={}[]:;?.,x",
];

/// Only in what this secret says of itself.
fn found(secret: &str, text: &str) -> Option<&'static str> {
    Oracle::new([secret], "").leaks(text.as_bytes()).first().map(|leak| leak.form)
}

/// Each secret, as other programs wrote it: Python's json, html, urllib, base64, hashlib, binascii and quopri.
#[test]
fn what_other_programs_write_is_found() {
    let secret = "LEAK key with <marks> & \"quotes\" 'n /slashes/ t1y2";
    for (name, text) in
        include_str!("leak_oracle/written_by_python.txt").lines().map(|line| line.split_once('\t').unwrap())
    {
        assert!(found(secret, &format!("before {text} after")).is_some(), "{name}: {text}");
    }
}

#[test]
fn a_secret_is_found_among_others_wherever_it_stands() {
    let oracle = Oracle::new(SECRETS, "");
    for secret in SECRETS {
        for text in [
            secret.to_owned(),
            format!("{secret} x"),
            format!("x{secret}"),
            format!("<b>{}</b>", secret.to_uppercase()),
        ] {
            let leaks = oracle.leaks(text.as_bytes());
            assert_eq!(leaks.iter().map(|leak| leak.secret.as_str()).collect::<Vec<_>>(), [secret]);
            assert!(leaks[0].to_string().contains("itself"), "{}", leaks[0]);
        }
    }
}

#[test]
fn other_forms_are_found() {
    for secret in SECRETS {
        let each = |write: fn(char) -> String| secret.chars().map(write).collect::<String>();
        for text in [
            each(|next| format!("&#{};", u32::from(next))),
            each(|next| format!("&#x{:X};", u32::from(next))),
            each(|next| format!("&#0{};", u32::from(next))),
            each(|next| format!("{next}\u{200b}")),
            each(|next| format!("{next}&#8203;")),
            each(|next| format!("{next}<wbr/>")),
            each(|next| format!("{next}</code><code>")),
            each(|next| format!("{next} ")),
            each(|next| format!("\\u{{{:x}}}", u32::from(next))),
            each(|next| if next.is_ascii_punctuation() { format!("\\{next}") } else { next.to_string() }),
            secret.chars().rev().collect(),
            secret.bytes().map(|byte| format!("{byte:02X}")).collect(),
            secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            serde_json::to_string(secret).unwrap(),
            serde_json::to_string(&serde_json::to_string(secret).unwrap()).unwrap(),
        ] {
            assert!(found(secret, &text).is_some(), "{text}");
        }
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let output: Vec<u8> = secret.encode_utf16().flat_map(bytes).collect();
            if secret.is_ascii() {
                assert_eq!(Oracle::new([secret], "").leaks(&output).len(), 1, "{secret} in UTF-16");
            }
        }
    }
}

#[test]
fn a_piece_is_found() {
    for (text, leaks) in [
        ("LEAK-cre", true),
        ("ain-q1w2", true),
        ("...te-plain-q1w...", true),
        ("LEAK-cr", false),
        ("LEAK-crQ-plain-", false),
        ("in-q1w2", false),
    ] {
        assert_eq!(found("LEAK-create-plain-q1w2", text).is_some(), leaks, "{text}");
    }
    assert_eq!(found("short", "a short text"), Some("itself"));
}

#[test]
fn what_may_be_shown_is_no_piece() {
    let oracle = Oracle::new(["LEAK-create-plain-q1w2"], "cases/leak-create-plain");
    assert!(oracle.leaks(b"in cases/leak-create-plain: 1 to create").is_empty());
    assert_eq!(oracle.leaks(b"plain-q1w2").len(), 1);
    assert_eq!(oracle.leaks(b"leak-create-plain-q1w2").len(), 1);
}

#[test]
fn text_without_a_secret_is_clean() {
    let oracle = Oracle::new(SECRETS, "");
    let files = [
        include_str!("../README.md"),
        include_str!("../ARCHITECTURE.md"),
        include_str!("../Cargo.lock"),
        include_str!("leak_oracle/forms.rs"),
    ];
    for text in files {
        let leaks: Vec<String> = oracle.leaks(text.as_bytes()).iter().map(ToString::to_string).collect();
        assert_eq!(leaks, Vec::<String>::new());
    }
    assert!(oracle.leaks(&[0xff, 0, 0xfe, 0x80]).is_empty() && oracle.leaks(b"").is_empty());
}
