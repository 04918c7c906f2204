//! Undoing what programs do to text on its way out: one function for each family of escapes.
//!
//! None of them is a decoder that accepts or refuses. Whatever follows a known form is undone and all else is left,
//! because the question is only whether a marked string comes out. They work on bytes, since base64 gives any.

/// Escapes that begin with a backslash: those of JSON, of Markdown, and of terminals (`\u{1b}`, `\x1b`).
///
/// `None` where there is none.
pub(super) fn backslash(text: &[u8]) -> Option<Vec<u8>> {
    undo(text, b'\\', backslash_at)
}

/// HTML entities, with or without the semicolon where a browser needs none, and `<wbr>`. `None` where there is none.
pub(super) fn html(text: &[u8]) -> Option<Vec<u8>> {
    let Some(joined) = undo(text, b'<', break_at) else { return undo(text, b'&', entity_at) };
    Some(undo(&joined, b'&', entity_at).unwrap_or(joined))
}

/// `%41`. `None` where there is none.
pub(super) fn percent(text: &[u8]) -> Option<Vec<u8>> {
    undo(text, b'%', |rest| {
        let [_, high, low, ..] = rest else { return None };
        Some((3, Undone::Byte(digit(*high, 16)? as u8 * 16 + digit(*low, 16)? as u8)))
    })
}

/// What an escape stands for.
enum Undone {
    Character(u32),
    Byte(u8),
    Nothing,
}

/// Replaces what `escape` recognises. It is asked wherever `mark` stands, and says how long the escape is.
fn undo(text: &[u8], mark: u8, escape: impl Fn(&[u8]) -> Option<(usize, Undone)>) -> Option<Vec<u8>> {
    // Most texts hold none at all, and this looks at many bytes at once.
    if !text.contains(&mark) {
        return None;
    }
    let mut undone: Option<Vec<u8>> = None;
    let (mut copied, mut at) = (0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == mark)) {
        at += next;
        let Some((length, character)) = escape(text.get(at..).unwrap_or_default()) else {
            at += 1;
            continue;
        };
        let out = undone.get_or_insert_with(|| Vec::with_capacity(text.len()));
        out.extend_from_slice(text.get(copied..at).unwrap_or_default());
        push(out, character);
        at += length;
        copied = at;
    }
    undone.map(|mut out| {
        out.extend_from_slice(text.get(copied..).unwrap_or_default());
        out
    })
}

fn push(out: &mut Vec<u8>, undone: Undone) {
    match undone {
        Undone::Byte(byte) => out.push(byte),
        Undone::Character(code) => {
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Undone::Nothing => {}
    }
}

fn backslash_at(rest: &[u8]) -> Option<(usize, Undone)> {
    let letter = *rest.get(1)?;
    let control = |code| Some((2, Undone::Character(code)));
    match letter {
        b'n' => control(0x0a),
        b'r' => control(0x0d),
        b't' => control(0x09),
        b'b' => control(0x08),
        b'f' => control(0x0c),
        b'v' => control(0x0b),
        b'0' => control(0x00),
        b'u' => unicode_at(rest),
        b'x' => number(rest.get(2..)?, 16, 2, 2).map(|(code, length)| (2 + length, Undone::Character(code))),
        _ if letter.is_ascii_punctuation() => Some((2, Undone::Byte(letter))),
        _ => None,
    }
}

/// `\u0041`, a pair of surrogates, or `\u{41}`.
fn unicode_at(rest: &[u8]) -> Option<(usize, Undone)> {
    if rest.get(2) == Some(&b'{') {
        let (code, length) = number(rest.get(3..)?, 16, 1, 6)?;
        return (rest.get(3 + length) == Some(&b'}')).then_some((4 + length, Undone::Character(code)));
    }
    let (first, _) = number(rest.get(2..)?, 16, 4, 4)?;
    if (0xd800..0xdc00).contains(&first)
        && let Some(b"\\u") = rest.get(6..8)
        && let Some((second @ 0xdc00..0xe000, _)) = number(rest.get(8..)?, 16, 4, 4)
    {
        return Some((12, Undone::Character(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))));
    }
    Some((6, Undone::Character(first)))
}

/// `<wbr>`: a place where a line may break, and nothing to see.
fn break_at(rest: &[u8]) -> Option<(usize, Undone)> {
    let inside = rest.get(1..4)?.eq_ignore_ascii_case(b"wbr");
    let end = rest.iter().take(8).position(|byte| *byte == b'>')?;
    inside.then_some((end + 1, Undone::Nothing))
}

fn entity_at(rest: &[u8]) -> Option<(usize, Undone)> {
    let (code, length) = match rest.get(1..)? {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16, 1, 8).map(|(code, length)| (code, 3 + length))?,
        [b'#', digits @ ..] => number(digits, 10, 1, 9).map(|(code, length)| (code, 2 + length))?,
        name => ENTITIES
            .iter()
            .find(|(entity, _)| name.starts_with(entity.as_bytes()))
            .map(|(entity, character)| (u32::from(*character), 1 + entity.len()))?,
    };
    let semicolon = usize::from(rest.get(length) == Some(&b';'));
    Some((length + semicolon, Undone::Character(code)))
}

/// The entities that escape something. A browser knows two thousand more, which are letters and pictures.
const ENTITIES: [(&str, char); 48] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos;", '\''),
    ("nbsp", ' '),
    ("Tab;", '\t'),
    ("NewLine;", '\n'),
    ("excl;", '!'),
    ("num;", '#'),
    ("dollar;", '$'),
    ("percnt;", '%'),
    ("lpar;", '('),
    ("rpar;", ')'),
    ("ast;", '*'),
    ("midast;", '*'),
    ("plus;", '+'),
    ("comma;", ','),
    ("period;", '.'),
    ("sol;", '/'),
    ("colon;", ':'),
    ("semi;", ';'),
    ("equals;", '='),
    ("quest;", '?'),
    ("commat;", '@'),
    ("lsqb;", '['),
    ("lbrack;", '['),
    ("bsol;", '\\'),
    ("rsqb;", ']'),
    ("rbrack;", ']'),
    ("Hat;", '^'),
    ("lowbar;", '_'),
    ("UnderBar;", '_'),
    ("grave;", '`'),
    ("lcub;", '{'),
    ("lbrace;", '{'),
    ("verbar;", '|'),
    ("vert;", '|'),
    ("rcub;", '}'),
    ("rbrace;", '}'),
    ("shy", '\u{ad}'),
    ("zwj;", '\u{200d}'),
    ("zwnj;", '\u{200c}'),
    ("ZeroWidthSpace;", '\u{200b}'),
];

/// The number at the beginning and how many digits it has, if they are at least and at most so many.
fn number(text: &[u8], radix: u32, least: usize, most: usize) -> Option<(u32, usize)> {
    let digits = text.iter().take(most).map_while(|byte| digit(*byte, radix));
    let (value, length) = digits
        .fold((0u32, 0), |(value, length), digit| (value.saturating_mul(radix).saturating_add(digit), length + 1));
    (length >= least).then_some((value, length))
}

fn digit(byte: u8, radix: u32) -> Option<u32> {
    char::from(byte).to_digit(radix)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use super::*;

    fn text(undone: Option<Vec<u8>>) -> Option<String> {
        undone.map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn backslashes() {
        for (escaped, plain) in [
            (r#"a\"b\\c\/d"#, r#"a"b\c/d"#),
            (r"a\nb\tc\rd\be\f", "a\nb\tc\rd\u{8}e\u{c}"),
            (r"\u0041\u00e9\ud83d\ude00", "Aé😀"),
            (r"\u{1b}[2J\u{202e}", "\u{1b}[2J\u{202e}"),
            (r"\x41\-\_\.", "A-_."),
            (r"\ud800x\n", "\u{fffd}x\n"),
        ] {
            assert_eq!(text(backslash(escaped.as_bytes())).as_deref(), Some(plain), "{escaped}");
        }
        for plain in ["", "abc", r"a\q", r"\u12", r"\u{}", r"\u{1234567}", "\\"] {
            assert_eq!(backslash(plain.as_bytes()), None, "{plain}");
        }
    }

    #[test]
    fn entities() {
        for (escaped, plain) in [
            ("a&amp;b&lt;c&gt;d&quot;e&apos;f&nbsp;g", "a&b<c>d\"e'f g"),
            ("&#65;&#x42;&#X43;&#068", "ABCD"),
            ("&amp&lt", "&<"),
            ("www&#46;x&#8203;y", "www.x\u{200b}y"),
            ("a&lowbar;b&bsol;c", "a_b\\c"),
            ("a<wbr>b<WBR/>c<wbr />&amp;", "abc&"),
            ("&#99999999;&amp;", "\u{fffd}&"),
        ] {
            assert_eq!(text(html(escaped.as_bytes())).as_deref(), Some(plain), "{escaped}");
        }
        for plain in ["", "a & b", "&", "&#", "&#x;", "&unknown;", "<wbx>"] {
            assert_eq!(html(plain.as_bytes()), None, "{plain}");
        }
    }

    #[test]
    fn percents() {
        assert_eq!(text(percent(b"a%20b%2Fc%2fd")).as_deref(), Some("a b/c/d"));
        assert_eq!(text(percent("100% %zz%41".as_bytes())).as_deref(), Some("100% %zzA"));
        for plain in ["100%", "%4", "%g1", ""] {
            assert_eq!(percent(plain.as_bytes()), None, "{plain}");
        }
    }
}
