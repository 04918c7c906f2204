//! Every form in which a secret could stand in a text.

use super::digest;

/// Forms in which capitals make a difference.
pub(super) fn exact(secret: &str) -> Vec<(&'static str, String)> {
    let mut forms = Vec::new();
    for (name, bytes) in [
        ("base64", secret.as_bytes().to_vec()),
        ("base64 of UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("base64 of the reverse", reversed(secret).into_bytes()),
        ("base64 of small letters", secret.to_lowercase().into_bytes()),
        ("base64 of capitals", secret.to_uppercase().into_bytes()),
        ("base64 of JSON", json(secret, false).into_bytes()),
        ("base64 of HTML", html(secret).into_bytes()),
        ("base64 of HTML", html(secret).replace("&#39;", "&#x27;").into_bytes()),
        ("base64 of base64", base64(secret.as_bytes()).into_bytes()),
        ("base64 of hexadecimal", hexadecimal(secret.as_bytes(), "").into_bytes()),
        ("base64 of SHA-256", digest::sha256(secret.as_bytes()).to_vec()),
        ("base64 of MD5", digest::md5(secret.as_bytes()).to_vec()),
    ] {
        forms.extend(base64_anywhere(&bytes).into_iter().map(|form| (name, form)));
    }
    forms
}

/// Forms in which they make none.
pub(super) fn folded(secret: &str) -> Vec<(&'static str, String)> {
    let each = |write: &dyn Fn(char) -> String| secret.chars().map(write).collect::<String>();
    let marks = |write: &dyn Fn(char) -> String| {
        each(&|next| if next.is_ascii_alphanumeric() { next.to_string() } else { write(next) })
    };
    let punctuation = |write: &dyn Fn(char) -> String| {
        each(&|next| if next.is_ascii_punctuation() { write(next) } else { next.to_string() })
    };
    let decimal = |next: char| format!("&#{};", u32::from(next));
    let percent = |next: char| next.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let between = |separator: &str| each(&|next| format!("{next}{separator}")).trim_end_matches(separator).to_owned();
    let sixteen = |bytes: fn(u16) -> [u8; 2]| -> String {
        String::from_utf8_lossy(&secret.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()).into_owned()
    };
    vec![
        ("itself", secret.to_owned()),
        ("JSON", json(secret, false)),
        ("JSON with slashes escaped", json(secret, false).replace('/', "\\/")),
        ("JSON in ASCII", json(secret, true)),
        ("JSON for HTML", json(secret, false).replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")),
        ("JSON in JSON", json(&json(secret, false), false)),
        ("JSON, all escaped", secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
        ("HTML", html(secret)),
        ("HTML with named apostrophes", html(secret).replace("&#39;", "&apos;")),
        ("HTML with hexadecimal apostrophes", html(secret).replace("&#39;", "&#x27;")),
        ("HTML, quotes as they are", html(secret).replace("&quot;", "\"").replace("&#39;", "'")),
        ("HTML, all decimal", each(&decimal)),
        ("HTML, all hexadecimal", each(&|next| format!("&#x{:x};", u32::from(next)))),
        ("HTML, marks decimal", punctuation(&decimal)),
        (
            "HTML, some marks decimal",
            punctuation(&|next| if "-.,/ ".contains(next) { next.to_string() } else { decimal(next) }),
        ),
        ("HTML of JSON", html(&json(secret, false))),
        ("JSON of HTML", json(&html(secret), false)),
        ("percent, all", each(&percent)),
        ("percent", marks(&|next| if "-_.~".contains(next) { next.to_string() } else { percent(next) })),
        ("percent, every mark", marks(&percent)),
        ("percent of a path", marks(&|next| if "-_.~/:@".contains(next) { next.to_string() } else { percent(next) })),
        ("a form", marks(&|next| if next == ' ' { "+".to_owned() } else { percent(next) })),
        ("percent of percent", marks(&percent).replace('%', "%25")),
        ("quoted printable", marks(&|next| percent(next).replace('%', "="))),
        ("quoted printable, all", each(&|next| percent(next).replace('%', "="))),
        ("hexadecimal", hexadecimal(secret.as_bytes(), "")),
        ("hexadecimal with spaces", hexadecimal(secret.as_bytes(), " ")),
        ("hexadecimal with colons", hexadecimal(secret.as_bytes(), ":")),
        ("hexadecimal escapes", secret.bytes().map(|byte| format!("\\x{byte:02x}")).collect()),
        ("octal escapes", secret.bytes().map(|byte| format!("\\{byte:03o}")).collect()),
        ("terminal escapes", each(&|next| next.escape_unicode().to_string())),
        ("terminal", each(&|next| if next.is_ascii() { next.escape_default().to_string() } else { next.to_string() })),
        ("Markdown", punctuation(&|next| format!("\\{next}"))),
        ("Markdown of HTML", html(&punctuation(&|next| format!("\\{next}")))),
        ("UTF-16", sixteen(u16::to_le_bytes)),
        ("UTF-16, the other end first", sixteen(u16::to_be_bytes)),
        ("reversed", reversed(secret)),
        ("with spaces between", between(" ")),
        ("with spaces of no width between", between("\u{200b}")),
        ("with such spaces as entities", between("&#8203;")),
        ("with line ends between", between("\n")),
        ("with places to break", between("<wbr>")),
        ("numbers", secret.bytes().map(|byte| format!("{byte},")).collect::<String>().trim_end_matches(',').to_owned()),
        (
            "numbers with spaces",
            secret.bytes().map(|byte| format!("{byte}, ")).collect::<String>().trim_end_matches(", ").to_owned(),
        ),
        ("SHA-256", hexadecimal(&digest::sha256(secret.as_bytes()), "")),
        ("MD5", hexadecimal(&digest::md5(secret.as_bytes()), "")),
    ]
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn hexadecimal(bytes: &[u8], separator: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(separator)
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn json(text: &str, ascii: bool) -> String {
    let mut written = String::new();
    for next in text.chars() {
        match next {
            '"' | '\\' => written.extend(['\\', next]),
            '\n' => written += "\\n",
            '\r' => written += "\\r",
            '\t' => written += "\\t",
            _ if u32::from(next) < 0x20 || ascii && !next.is_ascii() => {
                let mut units = [0; 2];
                written.extend(next.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
            _ => written.push(next),
        }
    }
    written
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<bool> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let letter = |six: &[bool]| {
        let value = (0..6).fold(0, |value, at| value * 2 + usize::from(six.get(at).copied().unwrap_or(false)));
        char::from(ALPHABET[value])
    };
    bits.chunks(6).map(letter).collect()
}

/// What of the base64 of a longer text, in which the bytes stand somewhere, depends on these bytes alone; in both
/// alphabets.
fn base64_anywhere(bytes: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
        let encoded = base64(&padded);
        // The first letters are of the bytes before as well, the last one of those behind.
        let first = (before * 8).div_ceil(6);
        let last = padded.len() * 8 / 6;
        let inner = encoded.get(first..last).unwrap_or_default();
        if inner.len() >= 7 {
            forms.extend([inner.to_owned(), inner.replace('+', "-").replace('/', "_")]);
        }
    }
    forms
}

/// A text as a browser reads it, as far as entities of numbers go; those that show nothing are left out.
pub(super) fn without_entities(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.split(';').next().unwrap_or_default();
        let code = match digits.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        match code.ok().and_then(char::from_u32) {
            Some(character) => {
                read.push(character);
                read += part.get(digits.len() + 1..).unwrap_or_default();
            }
            None => {
                read += "&#";
                read += part;
            }
        }
    }
    read
}

/// A text without what stands between `<` and `>`.
pub(super) fn without_tags(text: &str) -> String {
    let mut parts = text.split('<');
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        read += part.split_once('>').map_or(part, |(_, behind)| behind);
    }
    read
}
