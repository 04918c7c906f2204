//! Rust text, as far as the architecture rules need it: words, `::` paths, and what is test code.
//!
//! Not a parser of Rust. It drops comments and the insides of literals, so that prose about
//! `std::fs` is not a use of it, and writes out `use a::{b, c}` as the paths that it means. Where it
//! is unsure whether code is test code it says no, which makes the rules stricter, never laxer.

/// The keywords that no path holds; a `::` after one of them begins a path.
const KEYWORDS: [&str; 33] = [
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static", "struct", "trait",
    "true", "type", "unsafe", "use", "while",
];

/// One token that the rules may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Line, from 1.
    pub(crate) line: usize,
    /// The word or mark. Literals are a single `"`; raw identifiers keep their `r#`.
    pub(crate) text: String,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first == '_' || first.is_alphabetic())
    }

    /// A word that may stand in a path.
    fn is_segment(&self) -> bool {
        self.is_word() && !KEYWORDS.contains(&self.text.as_str())
    }
}

/// A `::` path as it stands in the text, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// Line of the last segment, from 1.
    pub(crate) line: usize,
    /// As written, groups expanded: `["std", "fs"]`. A glob ends in `*`.
    pub(crate) segments: Vec<String>,
    /// Followed by `as`.
    pub(crate) renamed: bool,
    /// The inline modules around it, outermost first.
    pub(crate) inside: Vec<String>,
    /// Under `#[cfg(test)]`.
    pub(crate) in_test: bool,
}

/// A text made ready for the rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct RustText {
    /// Every token, each with whether it stands under `#[cfg(test)]`.
    pub(crate) tokens: Vec<(Token, bool)>,
    /// Every path. A lone word is a path of one segment.
    pub(crate) paths: Vec<Path>,
    /// Modules of their own file that this text declares under `#[cfg(test)]`.
    pub(crate) test_modules: Vec<String>,
}

impl RustText {
    /// Reads a whole file.
    pub(crate) fn read(text: &str) -> RustText {
        let tokens = Lexer { rest: text, line: 1, tokens: Vec::new() }.run();
        let mut scopes = Scopes::default();
        let mut read = RustText::default();
        let mut at = 0;
        let mut expanded_to = 0;
        while let Some(token) = tokens.get(at) {
            scopes.enter(&tokens, at);
            read.tokens.push((token.clone(), scopes.in_test()));
            if at >= expanded_to && starts_path(&tokens, at) {
                let mut found = Vec::new();
                expanded_to = expand(&tokens, at, &[], &mut found);
                let (inside, in_test) = (scopes.inside(), scopes.in_test());
                read.paths.extend(found.into_iter().map(|path| Path { inside: inside.clone(), in_test, ..path }));
            }
            if let Some(module) = scopes.leave(token) {
                read.test_modules.push(module);
            }
            at += 1;
        }
        read
    }
}

/// Turns characters into tokens.
struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(mut self) -> Vec<Token> {
        while let Some(first) = self.rest.chars().next() {
            let rest = self.rest;
            if first.is_whitespace() {
                self.skip(first.len_utf8());
            } else if rest.starts_with("//") {
                self.skip(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.skip(block_comment_length(rest));
            } else if let Some(length) = literal_length(rest) {
                self.push("\"", length);
            } else if first == '\'' {
                self.skip(1 + word_length(rest.get(1..).unwrap_or_default()));
            } else if first == '_' || first.is_alphabetic() {
                let word = rest.get(..raw_word_length(rest)).unwrap_or_default();
                self.push(word, word.len());
            } else if rest.starts_with("::") {
                self.push("::", 2);
            } else {
                self.push(rest.get(..first.len_utf8()).unwrap_or_default(), first.len_utf8());
            }
        }
        self.tokens
    }

    fn push(&mut self, text: &str, length: usize) {
        self.tokens.push(Token { line: self.line, text: text.to_owned() });
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += skipped.matches('\n').count();
        self.rest = rest;
    }
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
}

fn raw_word_length(text: &str) -> usize {
    let prefix = if text.starts_with("r#") { 2 } else { 0 };
    prefix + word_length(text.get(prefix..).unwrap_or_default())
}

fn block_comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth.saturating_sub(1), at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a number, character or string literal that `text` starts with.
fn literal_length(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix).unwrap_or_default();
        let raw = prefix.ends_with('r');
        after.starts_with('"')
            || (raw && after.trim_start_matches('#').starts_with('"'))
            || (*prefix == "b" && after.starts_with('\''))
    });
    if let Some(prefix) = prefix {
        let after = text.strip_prefix(prefix)?;
        let length =
            if prefix.ends_with('r') { raw_string_length(after) } else { escaped_length(after, after.chars().next()?) };
        return Some(prefix.len() + length);
    }
    let first = text.chars().next()?;
    if first == '\'' {
        return char_length(text);
    }
    first.is_ascii_digit().then(|| number_length(text))
}

fn raw_string_length(text: &str) -> usize {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let body = text.get(hashes + 1..).unwrap_or_default();
    body.find(&end).map_or(text.len(), |at| hashes + 1 + at + end.len())
}

fn escaped_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// A character literal, or nothing when the quote starts a lifetime.
fn char_length(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return Some(escaped_length(text, '\''));
    }
    let (end, second) = chars.next()?;
    (second == '\'').then_some(end + 1)
}

fn number_length(text: &str) -> usize {
    let whole = word_length(text);
    let after = text.get(whole..).unwrap_or_default();
    let fraction = after.strip_prefix('.').filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()));
    fraction.map_or(whole, |digits| whole + 1 + word_length(digits))
}

fn text_at(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// Whether the word at `at` is the first of its path, rather than a later segment.
fn starts_path(tokens: &[Token], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    tokens.get(at).is_some_and(Token::is_segment)
        && match before(1) {
            Some(token) if token.text == "::" => before(2).is_none_or(|token| !token.is_segment() && token.text != ">"),
            _ => true,
        }
}

/// Writes out the path, or the tree of a `use`, that starts at `at`. Returns where it ends.
fn expand(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Path>) -> usize {
    let mut segments = prefix.to_vec();
    let mut line = tokens.get(at).map_or(0, |token| token.line);
    loop {
        match tokens.get(at) {
            Some(token) if token.is_segment() || token.text == "*" => {
                line = token.line;
                segments.push(token.text.clone());
                at += 1;
            }
            Some(token) if token.text == "{" => return expand_group(tokens, at + 1, &segments, found),
            _ => break,
        }
        if text_at(tokens, at) != "::" || text_at(tokens, at + 1) == "<" {
            break;
        }
        at += 1;
    }
    let renamed = text_at(tokens, at) == "as";
    found.push(Path { line, segments, renamed, inside: Vec::new(), in_test: false });
    at
}

fn expand_group(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Path>) -> usize {
    loop {
        match text_at(tokens, at) {
            "" => return at,
            "}" => return at + 1,
            // The second word of `x as y` is a new name, not a path.
            "as" => at += 2,
            "," | "::" => at += 1,
            _ => at = expand(tokens, at, prefix, found).max(at + 1),
        }
    }
}

/// Which inline modules and which `#[cfg(test)]` surround a token.
#[derive(Default)]
struct Scopes {
    open: Vec<Scope>,
    /// A `#[cfg(test)]` was read and the item it belongs to has not ended.
    item_is_test: bool,
    /// The name after `mod`, until `{` or `;`.
    module: Option<String>,
}

#[derive(Default)]
struct Scope {
    module: Option<String>,
    test: bool,
}

impl Scopes {
    fn in_test(&self) -> bool {
        self.item_is_test || self.open.iter().any(|scope| scope.test)
    }

    fn inside(&self) -> Vec<String> {
        self.open.iter().filter_map(|scope| scope.module.clone()).collect()
    }

    fn enter(&mut self, tokens: &[Token], at: usize) {
        let is = |words: &[&str]| words.iter().enumerate().all(|(n, word)| text_at(tokens, at + n) == *word);
        if is(&["#", "[", "cfg", "(", "test", ")", "]"]) || is(&["#", "[", "cfg", "(", "all", "(", "test", ","]) {
            self.item_is_test = true;
        }
        if is(&["mod"]) && matches!(text_at(tokens, at + 2), "{" | ";") {
            self.module = tokens.get(at + 1).map(|token| token.text.clone());
        }
    }

    /// Returns the name of a test module that has a file of its own, when the token ends its declaration.
    fn leave(&mut self, token: &Token) -> Option<String> {
        match token.text.as_str() {
            "{" => self.open.push(Scope { module: self.module.take(), test: std::mem::take(&mut self.item_is_test) }),
            "}" => drop(self.open.pop()),
            ";" => {
                let module = self.module.take();
                return if std::mem::take(&mut self.item_is_test) { module } else { None };
            }
            _ => {}
        }
        None
    }
}
