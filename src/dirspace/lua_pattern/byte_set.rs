//! Sets of bytes: what one step of a Lua pattern takes, and the classes that have a letter.

/// A set of bytes, one bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(super) fn where_true(holds: impl Fn(u8) -> bool) -> Self {
        let mut set = ByteSet::default();
        (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| set.insert(byte));
        set
    }

    /// `%a`, `%D`, `%.` and so on. A capital letter means the complement; a letter that names no class stands for itself
    /// (so `%Z` is everything but `z`).
    pub(super) fn of_class(class: u8) -> Self {
        let lower = class.to_ascii_lowercase();
        let within: fn(u8, u8) -> bool = match lower {
            b'a' => |byte, _| byte.is_ascii_alphabetic(),
            b'c' => |byte, _| is_control(byte),
            b'd' => |byte, _| byte.is_ascii_digit(),
            b'g' => |byte, _| byte.is_ascii_graphic(),
            b'l' => |byte, _| byte.is_ascii_lowercase(),
            b'p' => |byte, _| byte.is_ascii_punctuation(),
            b's' => |byte, _| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
            b'u' => |byte, _| byte.is_ascii_uppercase(),
            b'w' => |byte, _| byte.is_ascii_alphanumeric(),
            b'x' => |byte, _| byte.is_ascii_hexdigit(),
            _ => |byte, lower| byte == lower,
        };
        ByteSet::where_true(|byte| within(byte, lower) == (class == lower))
    }

    pub(super) fn insert(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte / 64)) {
            *word |= 1 << (byte % 64);
        }
    }

    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 64)).is_some_and(|word| word & (1 << (byte % 64)) != 0)
    }
}

/// What the server takes for a control character: the octal numbers of the manual page, read as decimal. So a space
/// and `!` to `%` are among them, and 8, 9, 18, 19 are not.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=7 | 10..=17 | 20..=27 | 30..=37 | 177)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_names_a_class_and_its_capital_everything_else() {
        let rows: [(u8, &[u8], &[u8]); 12] = [
            (b'a', b"azAZ", b"09_ "),
            (b'c', &[0, 7, 10, 17, 20, 27, b' ', b'%', 177], &[8, 9, 18, 19, 28, b'a', 127]),
            (b'd', b"09", b"a/:"),
            (b'g', b"!~a0", b" \n"),
            (b'l', b"az", b"AZ0"),
            (b'p', b"!/:@[`{~", b"a0 "),
            (b's', b" \t\n\r", &[11, 12, b'a', b'_']),
            (b'u', b"AZ", b"az0"),
            (b'w', b"azAZ09", b"_- "),
            (b'x', b"09afAF", b"gG"),
            (b'z', b"z", b"aZ0"),
            (b'-', b"-", b"a+"),
        ];
        for (class, inside, outside) in rows {
            let (set, rest) = (ByteSet::of_class(class), ByteSet::of_class(class.to_ascii_uppercase()));
            for (bytes, holds) in [(inside, true), (outside, false)] {
                for byte in bytes {
                    assert_eq!(set.contains(*byte), holds, "{byte} in %{}", class as char);
                    if class.is_ascii_alphabetic() {
                        assert_eq!(rest.contains(*byte), !holds, "{byte} outside of %{}", class as char);
                    }
                }
            }
        }
    }
}
