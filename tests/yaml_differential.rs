//! Our document against two independent readers, on text made at random from a fixed seed.
//!
//! The first reader is the server's own, called as the server calls it; the second is its fork, which shares
//! the history but not the crate. Whatever all three are given, they must agree on the JSON, or
//! reject it together; what only we reject must carry the code of a documented refusal. Places are
//! checked on the same inputs.
//!
//! `WHOMAY_DIFFERENTIAL_INPUTS=N` runs N inputs, `WHOMAY_DIFFERENTIAL_SEED=N` other ones.
#![cfg(feature = "config")]
#![expect(
    clippy::disallowed_methods,
    reason = "reads YAML by itself to compare, and takes its seed from the environment"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it saw"
)]

use serde_json::Value as Json;
use whomay::config::document::{Document, Reading};
use whomay::config::node::{Node, Number, Value};
use whomay::diagnostic::Diagnostic;
use whomay::source::{SourceMap, Span};

/// What the server reads and we refuse. (An alias inside its own value it can only read by mistake.)
const REFUSALS: &[&str] =
    &["byte-order-mark", "line-separator", "bidi-control", "key-not-string", "mistaken-alias", "recursive-alias"];

#[test]
fn three_readers_agree() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let inputs = number("WHOMAY_DIFFERENTIAL_INPUTS").unwrap_or(20_000);
    let mut random = Random(number("WHOMAY_DIFFERENTIAL_SEED").unwrap_or(0x5EED));
    let mut seen = Seen::default();
    for _ in 0..inputs {
        let text = Writer::new(&mut random).document();
        seen.count(&compare(&text));
    }
    println!("{seen:?}");
    // The generator must not slide into text that nobody accepts, or that everybody does.
    assert!(seen.accepted > inputs / 5 && seen.rejected > inputs / 5, "{seen:?}");
    assert!(seen.refused > inputs / 100 && seen.warned > inputs / 100 && seen.merged > inputs / 100, "{seen:?}");
}

#[test]
fn no_bytes_at_all_make_it_panic() {
    let mut random = Random(7);
    for _ in 0..5_000 {
        let length = random.below(40);
        let bytes: Vec<u8> = (0..length).map(|_| random.next().to_le_bytes()[0]).collect();
        check_places(&bytes);
        let mut text = Writer::new(&mut random).document().into_bytes();
        let at = random.below(text.len() + 1);
        text.splice(at..at, [0xC3]);
        check_places(&text);
    }
}

#[derive(Debug, Default)]
struct Seen {
    accepted: u64,
    rejected: u64,
    refused: u64,
    warned: u64,
    merged: u64,
}

enum Comparison {
    Accepted { warned: bool, merged: bool },
    Rejected,
    Refused,
}

impl Seen {
    fn count(&mut self, comparison: &Comparison) {
        match comparison {
            Comparison::Accepted { warned, merged } => {
                self.accepted += 1;
                self.warned += u64::from(*warned);
                self.merged += u64::from(*merged);
            }
            Comparison::Rejected => self.rejected += 1,
            Comparison::Refused => self.refused += 1,
        }
    }
}

/// The server's three calls, and whether all of them went well.
macro_rules! reader {
    ($name:ident, $reader:ident) => {
        fn $name(text: &str) -> Result<String, String> {
            let mut value: $reader::Value = $reader::from_str(text).map_err(|error| error.to_string())?;
            value.apply_merge().map_err(|error| error.to_string())?;
            // Text, not a value: a key that occurs twice must stay visible.
            serde_json::to_string(&value).map_err(|error| error.to_string())
        }
    };
}
reader!(server, serde_yaml);
reader!(fork, yaml_serde);

fn compare(text: &str) -> Comparison {
    let (server, fork) = (server(text), fork(text));
    assert_eq!(server.as_ref().ok(), fork.as_ref().ok(), "{text:?}");
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, "config.yml", text.as_bytes(), None) {
        Ok(Reading::Empty(_)) => Comparison::Rejected,
        Ok(Reading::Document(document)) => {
            let expected = server.unwrap_or_else(|error| panic!("only we accept {text:?}: {error}"));
            assert_eq!(ordered(document.root()), expected, "{text:?}");
            let value: Json = serde_json::from_str(&expected).unwrap();
            assert_eq!(document.root().to_json(), value, "{text:?}");
            let mut places = Places { text, sources: &sources, aliases: text.contains('*'), merged: false };
            places.node(document.root());
            places.diagnostics(document.warnings());
            Comparison::Accepted { warned: !document.warnings().is_empty(), merged: places.merged }
        }
        Err(errors) => {
            let places = Places { text, sources: &sources, aliases: true, merged: false };
            places.diagnostics(&errors);
            assert!(errors.iter().all(|error| error.code != "ambiguous-document"), "{text:?}: {errors:?}");
            if server.is_err() {
                return Comparison::Rejected;
            }
            assert!(errors.iter().all(|error| REFUSALS.contains(&error.code)), "{text:?}: {errors:?}");
            Comparison::Refused
        }
    }
}

/// JSON with the order of keys kept, to compare with the server's.
fn ordered(node: &Node) -> String {
    let string = |text: &str| serde_json::to_string(text).unwrap();
    match &node.value {
        Value::Sequence(items) => format!("[{}]", items.iter().map(ordered).collect::<Vec<_>>().join(",")),
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|entry| format!("{}:{}", string(&entry.key), ordered(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        _ => node.to_json().to_string(),
    }
}

fn check_places(bytes: &[u8]) {
    let mut sources = SourceMap::new();
    let Err(errors) = Document::read(&mut sources, "config.yml", bytes, None) else { return };
    assert!(!errors.is_empty());
    for label in errors.iter().flat_map(|error| &error.labels) {
        assert!(sources.snippet(label.span).is_some(), "{bytes:?}: {errors:?}");
    }
}

/// What must hold of every place.
struct Places<'a> {
    text: &'a str,
    sources: &'a SourceMap,
    aliases: bool,
    merged: bool,
}

impl Places<'_> {
    fn snippet(&self, span: Span) -> &str {
        self.sources.snippet(span).unwrap_or_else(|| panic!("{span:?} is not in {:?}", self.text))
    }

    fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            assert!(diagnostic.help.is_some(), "{diagnostic:?}");
            for label in &diagnostic.labels {
                self.snippet(label.span);
            }
        }
    }

    fn node(&mut self, node: &Node) {
        let snippet = self.snippet(node.span).to_owned();
        match &node.value {
            Value::Sequence(items) => {
                self.apart(node.span, items.iter().map(|item| item.span).collect());
                items.iter().for_each(|item| self.node(item));
            }
            Value::Mapping(entries) => {
                // A merge moves entries about, but only with aliases or an inline mapping.
                if entries.iter().all(|entry| entry.merged_at.is_none()) && !self.text.contains("<<") {
                    self.apart(node.span, entries.iter().flat_map(|e| [e.key_span, e.value.span]).collect());
                }
                for entry in entries {
                    self.merged |= entry.merged_at.is_some();
                    if let Some(site) = entry.merged_at {
                        assert!(
                            ["<<", "'<<'", "\"<<\""].contains(&self.snippet(site)) || self.aliases,
                            "{:?}",
                            self.text
                        );
                    }
                    self.key(entry.key_span, &entry.key);
                    self.node(&entry.value);
                }
            }
            Value::String(value) => self.scalar(&snippet, value),
            Value::Null => assert!(
                matches!(snippet.as_str(), "" | "~" | "null" | "Null" | "NULL")
                    || snippet.to_lowercase().contains(".inf")
                    || snippet.to_lowercase().contains(".nan")
                    || snippet.starts_with(['\'', '"', '|', '>'])
                    || self.text.trim_start().starts_with('#'),
                "{snippet:?} in {:?}",
                self.text
            ),
            Value::Bool(value) => assert!(unquoted(&snippet).eq_ignore_ascii_case(&value.to_string()), "{snippet:?}"),
            Value::Number(number) => self.number(&snippet, *number),
        }
    }

    fn key(&self, span: Span, key: &str) {
        let snippet = self.snippet(span);
        if !snippet.starts_with(['*', '!']) {
            self.scalar(snippet, key);
        } else if let Some(tag) = snippet.strip_prefix('!') {
            assert!(key.starts_with('!') && !tag.contains(char::is_whitespace), "{snippet:?} in {:?}", self.text);
        }
    }

    /// On one line a plain scalar is its text, and a quoted one is its text in quotes.
    fn scalar(&self, snippet: &str, value: &str) {
        if snippet.contains(['\n', '\r', '\\']) || snippet.starts_with(['|', '>']) {
            return;
        }
        assert_eq!(unquoted(snippet), value, "in {:?}", self.text);
        assert_eq!(snippet.trim_matches([' ', '\t']), snippet, "in {:?}", self.text);
    }

    fn number(&self, snippet: &str, number: Number) {
        // A type tag reads some texts as numbers that are none without it.
        let same = ["", "!!int ", "!!float "].iter().any(|tag| {
            let read = serde_yaml::from_str(&format!("{tag}{}", unquoted(snippet))).unwrap_or(serde_yaml::Value::Null);
            match number {
                Number::Signed(number) => read.as_i64() == Some(number),
                Number::Unsigned(number) => read.as_u64() == Some(number),
                Number::Float(number) => read.as_f64() == Some(number),
            }
        });
        assert!(same, "{snippet:?} is not {number:?} in {:?}", self.text);
    }

    /// Children lie in their parent, one after the other.
    fn apart(&self, parent: Span, children: Vec<Span>) {
        if self.aliases {
            return;
        }
        let mut before = parent.start;
        for child in children {
            assert!(before <= child.start && child.end <= parent.end, "{child:?} of {parent:?} in {:?}", self.text);
            before = child.end;
        }
    }
}

fn unquoted(snippet: &str) -> String {
    let inner = |quote: char| snippet.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match (inner('\''), inner('"')) {
        (Some(text), _) => text.replace("''", "'"),
        (_, Some(text)) => text.to_owned(),
        _ => snippet.to_owned(),
    }
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const KEYS: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "dirs",
    "tags",
    "when_modified",
    "access_control",
    "'a'",
    "\"b\"",
    "é",
    "日本",
    "k k",
    "1",
    "true",
    "~",
    "'1'",
    "\"x\\ty\"",
    "a/**/*.tf",
    "x-y",
    "? a",
    "",
    "-a",
];

const SCALARS: &[&str] = &[
    "x",
    "foo bar",
    "true",
    "True",
    "no",
    "~",
    "null",
    "",
    "1",
    "-1",
    "0x1F",
    "0o17",
    "010",
    "1.5",
    "1e3",
    ".inf",
    ".nan",
    "18446744073709551615",
    "99999999999999999999",
    "2020-01-02",
    "12:30",
    "'q'",
    "'it''s'",
    "\"d\"",
    "\"\\u00e9\\n\"",
    "\"\\x41\\\\\"",
    "'**/*.tf'",
    "**/*.tf",
    "*",
    "!ec2/**",
    "@x",
    "`x`",
    "%x",
    "team:sre",
    "user:é",
    "a: b",
    "a #b",
    "a#b",
    "- x",
    "[x",
    "x]",
    "{",
    "語",
    "😀",
    "-",
    "?",
    ":",
    "\"open",
    "'open",
    "a\tb",
    "&",
    "<<",
    "=",
    "|x",
    "1_000",
    "\"\\ud83d\"",
    "+1",
    "0b11",
    ".5",
    "5.",
    "-.inf",
];

const TAGS: &[&str] = &[
    "!foo", "!!str", "!!int", "!!bool", "!!float", "!!null", "!!map", "!!seq", "!", "!<x>", "!<!y>", "!e!x", "!a%41",
    "!!binary",
];

const NOISE: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "  ",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    " #",
    "&x ",
    "*x",
    "<<: ",
    "!t ",
    "!!str ",
    "'",
    "\"",
    "|",
    ">",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "%TAG !e! tag:e,\n",
    "\\",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "é",
    "😀",
    "~",
    "0",
    "\u{a0}",
    "*x : ",
    "<<: *x\n",
    "&x",
    "!",
    "\u{1b}",
    "\u{c}",
    "\u{b}",
    "\u{200b}",
];

const REALISTIC: &str = "version: \"1\"\naccess_control:\n  enabled: true\n  policies:\n    - tag_query: \"prod and not dev\"\n      plan: &all ['*']\n      apply: [team:sre, user:é]  # on call\n    - tag_query: ''\n      plan: *all\n      <<: &base {apply: []}\ndirs:\n  'aws/**':\n    tags: [aws, prod]\n    when_modified:\n      file_patterns: ['${DIR}/*.tf']\n      autoplan: false\n  gcp: {<<: *base, tags: []}\nhooks:\n  all:\n    pre:\n      - type: run\n        cmd: |\n          echo x\n          exit 0\n      - type: run\n        cmd: >-\n          folded\n          text\n";

/// Writes YAML, more or less.
struct Writer<'a> {
    random: &'a mut Random,
    text: String,
    anchors: usize,
}

impl<'a> Writer<'a> {
    fn new(random: &'a mut Random) -> Self {
        Writer { random, text: String::new(), anchors: 0 }
    }

    fn document(mut self) -> String {
        if self.random.one_in(6) {
            self.text.push_str(REALISTIC);
        } else {
            self.heading();
            match self.random.below(8) {
                0 => self.flow(3),
                1 => self.block_sequence(0, 3),
                _ => self.block_mapping(0, 3),
            }
        }
        if self.random.one_in(6) {
            self.text = self.text.replace('\n', "\r\n");
        }
        for _ in 0..self.random.pick(&[0, 0, 0, 1, 1, 2, 4]) {
            self.mutate();
        }
        self.text
    }

    fn heading(&mut self) {
        let heading = self.random.pick(&["", "", "", "", "---\n", "# c\n", "%TAG !e! tag:e,\n---\n", "--- # c\n"]);
        self.text.push_str(heading);
    }

    fn block_mapping(&mut self, indent: usize, depth: usize) {
        let mut used = Vec::new();
        for _ in 0..=self.random.below(4) {
            // Mostly keys that are not there yet and are strings, or nothing would be accepted.
            let common = if self.random.one_in(20) { KEYS } else { &KEYS[..13] };
            let key = self.random.pick(common);
            let meant = key.trim_matches(['\'', '"']);
            if used.contains(&meant) && !self.random.one_in(30) {
                continue;
            }
            used.push(meant);
            self.indent(indent);
            if self.anchors > 0 && !used.contains(&"<<") && self.random.one_in(8) {
                used.push("<<");
                self.merge();
                self.indent(indent);
            }
            self.property(40);
            self.text.push_str(key);
            self.text.push(':');
            self.block_value(indent, depth);
        }
        if used.is_empty() {
            self.indent(indent);
            self.text.push_str("z: 1\n");
        }
    }

    fn merge(&mut self) {
        let key = self.random.pick(&["<<", "<<", "<<", "'<<'"]);
        let (one, two) = (self.random.below(self.anchors), self.random.below(self.anchors));
        let value = match self.random.below(4) {
            0 => format!("[*m{one}, *m{two}]"),
            1 => "{i: 1, a: 2}".to_owned(),
            _ => format!("*m{one}"),
        };
        self.text.push_str(&format!("{key}: {value}\n"));
    }

    fn block_sequence(&mut self, indent: usize, depth: usize) {
        for _ in 0..=self.random.below(4) {
            self.indent(indent);
            self.text.push('-');
            self.block_value(indent, depth);
        }
    }

    /// What follows a `:` or a `-`, to the end of the line or block.
    fn block_value(&mut self, indent: usize, depth: usize) {
        self.text.push(' ');
        let wide = indent + 1 + self.random.below(3);
        match self.random.below(if depth == 0 { 7 } else { 10 }) {
            0 => self.block_scalar(wide),
            1 => self.flow_line(depth),
            2 if self.anchors > 0 => {
                let anchor = self.random.below(self.anchors);
                self.text.push_str(&format!("*m{anchor}"));
                self.line_end();
            }
            2..=6 => {
                self.property(8);
                self.scalar();
                self.line_end();
            }
            7 => {
                self.property(6);
                self.line_end();
                self.block_sequence(wide, depth - 1);
            }
            _ => {
                // An anchored mapping is what merges need.
                if self.random.one_in(3) {
                    self.text.push_str(&format!("&m{}", self.anchors));
                    self.line_end();
                    self.block_mapping(wide, depth - 1);
                    self.anchors += 1;
                } else {
                    self.property(8);
                    self.line_end();
                    self.block_mapping(wide, depth - 1);
                }
            }
        }
    }

    fn flow_line(&mut self, depth: usize) {
        self.property(8);
        self.flow(depth);
        self.line_end();
    }

    fn flow(&mut self, depth: usize) {
        let mapping = self.random.one_in(2);
        self.text.push(if mapping { '{' } else { '[' });
        let names = ["a", "b", "'c'", "\"d\"", "é"];
        let first = self.random.below(names.len());
        for item in 0..self.random.below(4) {
            if item > 0 {
                let comma = self.random.pick(&[", ", ",", ",\n  ", " , "]);
                self.text.push_str(comma);
            }
            if mapping {
                self.text.push_str(names[(first + item) % names.len()]);
                self.text.push_str(": ");
            }
            self.property(12);
            if depth > 0 && self.random.one_in(4) { self.flow(depth - 1) } else { self.scalar() }
        }
        self.text.push(if mapping { '}' } else { ']' });
    }

    fn scalar(&mut self) {
        // The first are harmless.
        let end = if self.random.one_in(12) { SCALARS.len() } else { 27 };
        let scalar = SCALARS[self.random.below(end)];
        if scalar != "99999999999999999999" || self.random.one_in(10) {
            self.text.push_str(scalar);
        }
    }

    fn block_scalar(&mut self, indent: usize) {
        let header = self.random.pick(&["|", "|-", "|+", ">", ">-", ">+", "|1", "> # c"]);
        self.property(10);
        self.text.push_str(header);
        self.text.push('\n');
        for _ in 0..self.random.below(4) {
            self.indent(indent);
            let line = self.random.pick(&["x", "a: b", "# no comment", "", " y", "é 😀", "- z"]);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn property(&mut self, chances: usize) {
        if self.random.one_in(chances) {
            let tag = self.random.pick(TAGS);
            let tag = if self.random.one_in(2) { "!foo" } else { tag };
            self.text.push_str(tag);
            self.text.push(' ');
        }
        if self.random.one_in(chances) {
            self.text.push_str(&format!("&m{} ", self.anchors));
            self.anchors += 1;
        }
    }

    fn line_end(&mut self) {
        let end = self.random.pick(&["\n", "\n", "\n", "\n", " # c\n", "\n\n", "  \n", "\n# c\n"]);
        self.text.push_str(end);
    }

    fn indent(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    /// Cuts, doubles, moves or adds a piece.
    fn mutate(&mut self) {
        let (from, to) = (self.place(), self.place());
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 30));
        let to = (from..=to).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(from);
        match self.random.below(5) {
            0 => self.text.replace_range(from..to, ""),
            1 => {
                let piece = self.text[from..to].to_owned();
                let at = self.place();
                self.text.insert_str(at, &piece);
            }
            _ => {
                let noise = self.random.pick(NOISE);
                self.text.insert_str(from, noise);
            }
        }
    }

    fn place(&mut self) -> usize {
        let at = self.random.below(self.text.len() + 1);
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}
