//! The commands of a shell script, as words: enough of the shell's grammar to find every call of a program in the
//! examples of the pages. What it cannot follow is `bash -n`'s and shellcheck's to refuse.

use std::iter::Peekable;
use std::str::Chars;

/// Words that a command may begin behind.
const KEYWORDS: [&str; 12] = ["!", "{", "}", "do", "done", "elif", "else", "fi", "if", "then", "until", "while"];

/// The commands of a script, each with its words. Variables stay as they are written; what is substituted is a command
/// of its own.
pub(crate) fn commands(script: &str) -> Vec<Vec<String>> {
    let mut reader = Reader { chars: script.chars().peekable(), found: Vec::new() };
    reader.list(false);
    reader.found.into_iter().filter_map(without_what_is_no_command).collect()
}

/// Without keywords and assignments in front; nothing of the words of a `for` or of a `case`.
fn without_what_is_no_command(mut words: Vec<String>) -> Option<Vec<String>> {
    while words.first().is_some_and(|word| KEYWORDS.contains(&word.as_str()) || is_assignment(word)) {
        words.remove(0);
    }
    let first = words.first()?;
    (!["for", "case", "esac"].contains(&first.as_str())).then_some(words)
}

fn is_assignment(word: &str) -> bool {
    let name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    word.split_once('=').is_some_and(|(before, _)| name(before))
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    found: Vec<Vec<String>>,
}

impl Reader<'_> {
    /// Reads commands up to the end, or to the parenthesis that closes them.
    fn list(&mut self, closed: bool) {
        let mut words: Vec<String> = Vec::new();
        while let Some(&c) = self.chars.peek() {
            match c {
                ')' if closed => break,
                ';' | '\n' | '&' | '|' | '(' | ')' => {
                    self.chars.next();
                    self.found.push(std::mem::take(&mut words));
                }
                '#' => while self.chars.next_if(|&c| c != '\n').is_some() {},
                '<' | '>' => self.redirection(&mut words),
                c if c.is_whitespace() => drop(self.chars.next()),
                _ => words.extend(self.word()),
            }
        }
        self.found.push(words);
    }

    /// Where something is read from or written to, which is no word of the command.
    fn redirection(&mut self, words: &mut Vec<String>) {
        if words.last().is_some_and(|word| word == "2") {
            words.pop();
        }
        while self.chars.next_if(|&c| matches!(c, '<' | '>' | '&')).is_some() {}
        if self.chars.next_if_eq(&'(').is_some() {
            return self.substituted();
        }
        while self.chars.next_if_eq(&' ').is_some() {}
        self.word();
    }

    /// A word, or nothing where lines are joined.
    fn word(&mut self) -> Option<String> {
        let mut word = None;
        while let Some(c) = self.chars.next_if(|&c| !c.is_whitespace() && !";&|()<>".contains(c)) {
            match c {
                '\\' => match self.chars.next() {
                    Some('\n') | None => {}
                    Some(escaped) => word.get_or_insert_with(String::new).push(escaped),
                },
                '\'' => {
                    let word = word.get_or_insert_with(String::new);
                    word.extend(std::iter::from_fn(|| self.chars.next().filter(|&c| c != '\'')));
                }
                '"' => self.quoted(word.get_or_insert_with(String::new)),
                '$' => self.expansion(word.get_or_insert_with(String::new)),
                c => word.get_or_insert_with(String::new).push(c),
            }
        }
        word
    }

    fn quoted(&mut self, word: &mut String) {
        while let Some(c) = self.chars.next() {
            match c {
                '"' => return,
                '\\' => word.extend(self.chars.next()),
                '$' => self.expansion(word),
                c => word.push(c),
            }
        }
    }

    fn expansion(&mut self, word: &mut String) {
        word.push('$');
        match self.chars.peek() {
            Some('(') => {
                self.chars.next();
                self.substituted();
            }
            Some('{') => word.extend(std::iter::from_fn(|| self.chars.next_if(|&c| c != '}'))),
            _ => {}
        }
    }

    /// What stands in `$(…)`; of arithmetic nothing is a command.
    fn substituted(&mut self) {
        if self.chars.next_if_eq(&'(').is_some() {
            while self.chars.next_if(|&c| c != ')').is_some() {}
            self.chars.next();
        } else {
            self.list(true);
        }
        self.chars.next();
    }
}

#[test]
fn every_command_is_found() {
    let words = |script: &str| commands(script).iter().map(|words| words.join(" ")).collect::<Vec<_>>();
    assert_eq!(
        words("a 'b c' \"d $e\" > f 2>/dev/null # g\nh=i j || k && ! l | m"),
        ["a b c d $e", "j", "k", "l", "m"]
    );
    assert_eq!(words("for a in b c; do\n  d $((1 + 2)) \\\n    e\ndone"), ["d $ e"]);
    assert_eq!(words("a \"$(b --c \"d\")\" <<< e; (f; g) < <(h)"), ["b --c d", "a $", "f", "g", "h"]);
    assert_eq!(words("if a; then b; else c; fi"), ["a", "b", "c"]);
    assert_eq!(words("x=$(a b)\n${y}/z"), ["a b", "${y}/z"]);
}
