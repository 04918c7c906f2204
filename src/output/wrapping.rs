//! Where a line of a message may be broken: between words, and never inside of code in backticks, which people copy.

use textwrap::WordSeparator;
use textwrap::core::Word;

/// Words end at blanks that are not inside of code.
pub(super) const WORDS: WordSeparator = WordSeparator::Custom(words);

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        let (word, behind) = rest.split_at(end_of_word(rest));
        rest = behind;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// Behind the blanks that follow the first word. A backtick without another opens nothing.
fn end_of_word(text: &str) -> usize {
    let mut in_code = false;
    let mut in_blanks = false;
    for (at, character) in text.char_indices() {
        match character {
            ' ' if !in_code => in_blanks = true,
            _ if in_blanks => return at,
            '`' => in_code = !in_code && text.get(at + 1..).is_some_and(|behind| behind.contains('`')),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let options = textwrap::Options::new(width)
            .word_separator(WORDS)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
    }

    #[test]
    fn code_stays_on_one_line() {
        assert_eq!(wrapped("Write `a in dir` for it.", 12), ["Write", "`a in dir`", "for it."]);
        assert_eq!(wrapped("or `# whomay: allow(x): why`, there", 10), ["or", "`# whomay: allow(x): why`,", "there"]);
        assert_eq!(wrapped("a `b` c `d e` f", 5), ["a `b`", "c", "`d e`", "f"]);
    }

    #[test]
    fn a_backtick_alone_holds_nothing_together() {
        assert_eq!(wrapped("one ` two three", 5), ["one `", "two", "three"]);
        assert_eq!(wrapped("`a b` c ` d e", 5), ["`a b`", "c ` d", "e"]);
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", " ", "  a  `b  c`  ", "ü `é ß` `", "``", "` `"] {
            let joined: String = words(text).map(|word| format!("{}{}", word.word, word.whitespace)).collect();
            assert_eq!(joined, text);
        }
    }
}
