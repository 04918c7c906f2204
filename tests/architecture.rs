//! Holds the shape of the code: which part may know which, and what the core may not touch.
//!
//! The compiler does not stop a module from importing its caller, and one package has no crate
//! walls. This test is the wall. It reads the text of `src/` rather than compiled code, so that it
//! sees every feature and every platform at once. When it fails, move the code; change a table below
//! only when the shape itself is meant to change.

#![expect(clippy::disallowed_methods, reason = "reads the repository's own files, which is its purpose")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

#[path = "architecture/rust_text.rs"]
mod rust_text;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use rust_text::RustText;

/// What each part of `src/` may import besides itself. An arrow that is not here is forbidden, and
/// so is a part that is not here. `tag_query` and `dirspace` know each other because a query is
/// asked about a dirspace's tags and a dirspace's settings hold queries.
const MAY_IMPORT: [(&str, &[&str]); 15] = [
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("tag_query", &["source", "diagnostic", "dirspace"]),
    ("dirspace", &["source", "diagnostic", "tag_query"]),
    ("access", &["source", "diagnostic", "tag_query", "dirspace"]),
    ("reach", &["source", "diagnostic", "tag_query", "dirspace"]),
    ("plan", &[]),
    ("call", &["source", "diagnostic", "tag_query", "dirspace", "access", "plan"]),
    ("config", &CORE),
    ("git", &CORE),
    ("forge", &CORE),
    ("lint", &["source", "diagnostic", "tag_query", "dirspace", "access", "reach", "config"]),
    ("output", &["source", "diagnostic", "tag_query", "dirspace", "access", "plan", "config", "lint"]),
    ("setup", &[]),
    (
        "cli",
        &[
            "source",
            "diagnostic",
            "tag_query",
            "dirspace",
            "access",
            "plan",
            "call",
            "config",
            "lint",
            "git",
            "forge",
            "output",
            "setup",
        ],
    ),
];

/// What the binary may import.
const MAIN_MAY_IMPORT: [&str; 1] = ["cli"];

/// The decision and its words: pure functions of values that can be saved and replayed.
const CORE: [&str; 6] = ["source", "diagnostic", "tag_query", "dirspace", "access", "reach"];

/// The parts of the standard library that reach outside of the program. Tests of the core may use
/// them (a small thread shows that deep input does not overflow the stack).
const OUTSIDE: [&str; 8] = ["env", "fs", "io", "net", "os", "process", "thread", "time"];

/// The macros that print.
const PRINTING: [&str; 5] = ["dbg", "eprint", "eprintln", "print", "println"];

/// The files that may say `unsafe`: the bindings to libyaml's scanner, and the setting of git's
/// process-wide owner check. Each call there carries its own reason.
const MAY_BE_UNSAFE: [&str; 2] = ["src/config/document/events.rs", "src/git/repository.rs"];

/// The part that may be async: it alone waits for others.
const MAY_BE_ASYNC: &str = "forge";

/// The words that name the YAML reader, and where they may stand: one reader of YAML, or two parts
/// of the program could read one file differently.
const YAML_READERS: [&str; 3] = ["serde_yaml", "unsafe_libyaml", "yaml_serde"];
const MAY_READ_YAML: &str = "src/config/document";

/// Longer than this is more than one thing.
const LONGEST_FILE: usize = 900;

/// Names that say nothing, so that everything ends up there.
const EMPTY_NAMES: [&str; 8] = ["common", "helper", "helpers", "manager", "misc", "shared", "util", "utils"];

/// One file of `src/`.
struct File {
    /// From the root of the repository, with forward slashes.
    path: String,
    text: String,
    rust: RustText,
    /// Declared under `#[cfg(test)]` by its parent.
    is_test: bool,
}

/// A broken rule, with its place.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl File {
    fn new(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned(), rust: RustText::read(text), is_test: false }
    }

    /// The module that the file is, outermost first; `["main"]` for the binary, empty for the root.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').filter(|part| *part != "lib").collect()
    }

    /// The part of the program that the file belongs to; empty for the root.
    fn part(&self) -> &str {
        self.module().first().copied().unwrap_or_default()
    }

    fn is_core(&self) -> bool {
        CORE.contains(&self.part())
    }

    fn violation(&self, line: usize, message: impl Into<String>) -> Violation {
        Violation { path: self.path.clone(), line, message: message.into() }
    }

    /// The path from the root of the crate, for paths that start there. External crates give nothing.
    fn resolve(&self, path: &rust_text::Path) -> Option<Vec<String>> {
        let (first, rest) = path.segments.split_first()?;
        let own = || self.module().into_iter().map(str::to_owned).chain(path.inside.iter().cloned()).collect();
        let mut at: Vec<String> = match first.as_str() {
            "crate" if self.part() == "main" => vec!["main".to_owned()],
            "crate" | "whomay" => Vec::new(),
            "self" => own(),
            "super" => own(),
            _ => return None,
        };
        if first == "super" {
            at.pop();
        }
        for segment in rest {
            match segment.as_str() {
                "self" => {}
                "super" => drop(at.pop()),
                name => at.push(name.to_owned()),
            }
        }
        Some(at)
    }
}

/// Imports point down, along the arrows of [`MAY_IMPORT`].
fn arrows(file: &File) -> Vec<Violation> {
    let part = file.part();
    if part.is_empty() {
        return root_only_declares(file);
    }
    let allowed = match MAY_IMPORT.iter().find(|(name, _)| *name == part) {
        Some((_, allowed)) => *allowed,
        None if part == "main" => &MAIN_MAY_IMPORT,
        None => return vec![file.violation(1, format!("`{part}` has no row in the table of tests/architecture.rs"))],
    };
    let check = |path: &rust_text::Path| {
        let target = file.resolve(path)?;
        match target.first().map(String::as_str) {
            None if path.renamed => Some(file.violation(path.line, "gives the whole crate another name")),
            None => None,
            Some("*") => Some(file.violation(path.line, "imports everything from the root of the crate")),
            Some(to) if to == part || allowed.contains(&to) => None,
            Some(to) => Some(file.violation(path.line, format!("`{part}` may not use `{to}`: {}", target.join("::")))),
        }
    };
    file.rust.paths.iter().filter_map(check).collect()
}

/// The root declares modules and nothing else, so that no arrow can be bent by a re-export.
fn root_only_declares(file: &File) -> Vec<Violation> {
    let offends = |(token, _): &&(rust_text::Token, bool)| matches!(token.text.as_str(), "use" | "fn" | "macro_rules");
    let message = "src/lib.rs only declares modules: put the item into the part that it belongs to";
    file.rust.tokens.iter().filter(offends).map(|(token, _)| file.violation(token.line, message)).collect()
}

/// The core reaches nothing outside of the program.
fn purity(file: &File) -> Vec<Violation> {
    if !file.is_core() {
        return Vec::new();
    }
    let path = |path: &rust_text::Path| {
        let (first, second) = (path.segments.first()?.as_str(), path.segments.get(1).map(String::as_str));
        let outside = match second {
            _ if first != "std" || path.in_test || file.is_test => false,
            None | Some("*" | "self") => true,
            Some(second) => OUTSIDE.contains(&second),
        };
        outside.then(|| file.violation(path.line, format!("the core may not use `{}`", path.segments.join("::"))))
    };
    let mut found: Vec<Violation> = file.rust.paths.iter().filter_map(path).collect();
    for pair in file.rust.tokens.windows(2) {
        let [(word, in_test), (next, _)] = pair else { continue };
        let printing = next.text == "!" && PRINTING.contains(&word.text.as_str());
        if printing && !in_test && !file.is_test {
            found.push(file.violation(word.line, format!("the core may not print: `{}!`", word.text)));
        }
        if word.text == "extern" && next.text == "crate" {
            found.push(file.violation(word.line, "the core has no dependency: `extern crate`"));
        }
    }
    found
}

/// Words that may stand in some files only.
fn reserved_words(file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    for (token, in_test) in &file.rust.tokens {
        let test = *in_test || file.is_test;
        let message = match token.text.as_str() {
            "async" | "await" if file.part() != MAY_BE_ASYNC => {
                format!("async is for src/{MAY_BE_ASYNC} only: everything else is told when it is over")
            }
            "unsafe" if !MAY_BE_UNSAFE.contains(&file.path.as_str()) => {
                format!("unsafe code is allowed in {} only", MAY_BE_UNSAFE.join(" and "))
            }
            word if YAML_READERS.contains(&word) && !test && !file.path.starts_with(MAY_READ_YAML) => {
                format!("`{word}` is for {MAY_READ_YAML} only: everything else reads its Document")
            }
            _ => continue,
        };
        found.push(file.violation(token.line, message));
    }
    found
}

/// Code comes from the file that its module path names, or these rules would look at the wrong text.
fn no_detours(file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    for window in file.rust.tokens.windows(3) {
        let [(first, _), (second, _), (third, _)] = window else { continue };
        let detour = match (first.text.as_str(), second.text.as_str(), third.text.as_str()) {
            ("include", "!", _) => "include!",
            ("#", "[", "path") => "#[path]",
            _ => continue,
        };
        found.push(file.violation(first.line, format!("`{detour}` hides code from the architecture test")));
    }
    found
}

/// A file says why it exists, has a telling name and is about one thing.
fn house_style(file: &File) -> Vec<Violation> {
    let mut found = Vec::new();
    if !file.text.starts_with("//!") {
        found.push(file.violation(1, "starts with `//!`: why the module exists and what it may not do"));
    }
    let length = file.text.lines().count();
    if length > LONGEST_FILE {
        found.push(file.violation(LONGEST_FILE, format!("has {length} lines: split it at a natural seam")));
    }
    let empty = |name: &&str| EMPTY_NAMES.iter().any(|empty| name == empty || name.ends_with(&format!("_{empty}")));
    if let Some(name) = file.module().into_iter().find(empty) {
        found.push(file.violation(1, format!("`{name}` does not say what is in it")));
    }
    found
}

const RULES: [fn(&File) -> Vec<Violation>; 6] =
    [arrows, purity, reserved_words, no_detours, house_style, documented_paths_in_comments];

/// Paths named in comments exist.
fn documented_paths_in_comments(file: &File) -> Vec<Violation> {
    let comments = file.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("//"));
    comments.flat_map(|(at, line)| missing_paths(&file.path, at + 1, line)).collect()
}

/// The paths of this repository that a line names in backticks and that do not exist.
fn missing_paths(path: &str, line: usize, text: &str) -> Vec<Violation> {
    let missing = |named: &&str| names_a_path(named) && !root().join(named).exists();
    let quoted = text.split('`').skip(1).step_by(2);
    let message = |named: &str| format!("names `{named}`, which does not exist");
    quoted.filter(missing).map(|named| Violation { path: path.to_owned(), line, message: message(named) }).collect()
}

fn names_a_path(text: &str) -> bool {
    let folders = ["src/", "tests/", "schemas/", "docs/", "fuzz/", "benches/", "hooks/", "action/", ".ci/", ".cargo/"];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    folders.iter().any(|folder| text.starts_with(folder)) && text.chars().all(plain)
}

/// Folders of the machine that a text was written on. They mean nothing to a reader.
fn machine_paths(path: &str, text: &str) -> Vec<Violation> {
    // Written in two halves, or this file would be found.
    let prefixes = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["/tm", "p/wt"], ["/tm", "p/target"]]
        .map(|half| half.concat());
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for prefix in &prefixes {
            let starts_word = |start: usize| {
                line.get(..start)
                    .and_then(|before| before.chars().next_back())
                    .is_none_or(|c| " \t\"'`(=<[".contains(c))
            };
            if line.match_indices(prefix.as_str()).any(|(start, _)| starts_word(start)) {
                let message = format!("names a folder of one machine: {prefix}");
                found.push(Violation { path: path.to_owned(), line: at + 1, message });
            }
        }
    }
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `folder`, as paths from the root. Build output and hidden folders that are not
/// ours are left out.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let hidden = name.starts_with('.') && !matches!(name.as_str(), ".ci" | ".cargo" | ".github");
            let built = matches!(name.as_str(), "target" | "artifacts" | "corpus") || name.starts_with("mutants.out");
            if path.is_file() && name != ".git" {
                found.push(path);
            } else if path.is_dir() && !hidden && !built {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap();
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// All of `src/`, each file knowing whether it is test code.
fn sources() -> Vec<File> {
    let read = |path: &PathBuf| File::new(&relative(path), &std::fs::read_to_string(path).unwrap());
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    mark_tests(files_below(&root().join("src")).iter().filter(|path| is_rust(path)).map(read).collect())
}

fn mark_tests(mut files: Vec<File>) -> Vec<File> {
    let below = |file: &File, name: &String| -> Vec<String> {
        file.module().into_iter().map(str::to_owned).chain([name.clone()]).collect()
    };
    let tests: BTreeSet<Vec<String>> =
        files.iter().flat_map(|file| file.rust.test_modules.iter().map(|name| below(file, name))).collect();
    for file in &mut files {
        let module: Vec<String> = file.module().into_iter().map(str::to_owned).collect();
        file.is_test = (1..=module.len()).any(|depth| module.get(..depth).is_some_and(|outer| tests.contains(outer)));
    }
    files
}

fn assert_none(violations: Vec<Violation>) {
    let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}\n", list.join("\n"));
}

#[test]
fn the_sources_keep_the_rules() {
    let files = sources();
    assert!(files.len() > 10, "src/ was not found");
    assert_none(files.iter().flat_map(|file| RULES.iter().flat_map(|rule| rule(file))).collect());
}

#[test]
fn every_row_of_the_table_is_a_part_of_the_program() {
    let parts: BTreeSet<String> = sources().iter().map(|file| file.part().to_owned()).collect();
    let unknown: Vec<&str> = MAY_IMPORT.iter().map(|(part, _)| *part).filter(|part| !parts.contains(*part)).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "rows without code");
}

#[test]
fn arrows_make_no_circle_except_between_tag_queries_and_dirspaces() {
    let may = |from: &str, to: &str| MAY_IMPORT.iter().any(|(part, allowed)| *part == from && allowed.contains(&to));
    let mut both = Vec::new();
    for (at, (one, _)) in MAY_IMPORT.iter().enumerate() {
        let lower = MAY_IMPORT.iter().take(at).map(|(name, _)| *name);
        both.extend(lower.filter(|other| may(other, one)).map(|other| (other, *one)));
    }
    assert_eq!(both, [("tag_query", "dirspace")], "a part may only import parts above it in the table");
}

#[test]
fn texts_name_no_folder_of_one_machine() {
    let is_prose = |path: &&PathBuf| {
        path.extension()
            .is_none_or(|extension| ["rs", "md", "toml", "sh", "yml", "yaml"].iter().any(|known| extension == *known))
    };
    let files = files_below(root());
    let check = |path: &PathBuf| match std::fs::read_to_string(path) {
        Ok(text) => machine_paths(&relative(path), &text),
        // Not text.
        Err(_) => Vec::new(),
    };
    assert_none(files.iter().filter(is_prose).flat_map(check).collect());
}

#[test]
fn paths_named_in_documents_exist() {
    let is_document = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let check = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<(usize, String)> = text.lines().map(str::to_owned).enumerate().collect();
        lines.into_iter().flat_map(|(at, line)| missing_paths(&relative(path), at + 1, &line)).collect::<Vec<_>>()
    };
    assert_none(files_below(root()).iter().filter(is_document).flat_map(check).collect());
}

/// The rules themselves: each is shown a small source that breaks it and one that does not.
mod the_rules {
    use super::*;

    /// What a rule says about a file, as `line: message`.
    fn says(rule: fn(&File) -> Vec<Violation>, path: &str, text: &str) -> Vec<String> {
        rule(&File::new(path, text)).iter().map(|found| format!("{}: {}", found.line, found.message)).collect()
    }

    fn breaks(rule: fn(&File) -> Vec<Violation>, path: &str, text: &str) -> bool {
        !says(rule, path, text).is_empty()
    }

    #[test]
    fn arrows_are_seen_in_every_form_of_a_path() {
        let forms = [
            "use crate::cli::Exit;",
            "use crate::{source::Span, cli};",
            "use crate::{source::{Span, SourceId}, cli::{self as front, run}};",
            "use super::cli;",
            "use super::{cli};",
            "fn f() { crate::cli::run() }",
            "fn f() { super::cli::run() }",
            "fn f(x: Vec<crate::cli::Exit>) {}",
            "fn f() { <crate::cli::Exit as Default>::default() }",
            "fn f() -> impl Fn() { return crate::cli::run }",
            "mod inner { use super::super::cli; }",
            "mod inner { mod deeper { use super::super::super::cli::run; } }",
            "use self::super::cli;",
            "macro_rules! m { () => { $crate::cli::run() } }",
            "#[cfg(test)] mod tests { use crate::cli; }",
            "pub use crate::cli as front;",
            "use r#crate::x; use crate /* why */ :: cli;",
        ];
        for form in forms {
            assert!(breaks(arrows, "src/access/mod.rs", form), "not seen: {form}");
        }
        assert_eq!(
            says(arrows, "src/access/policy.rs", "\nuse crate::config::node::Node;"),
            ["2: `access` may not use `config`: config::node::Node"]
        );
    }

    #[test]
    fn arrows_leave_alone_what_they_allow() {
        let fine = [
            "use crate::dirspace::spec::Spec; use crate::{source, tag_query::TagQuery};",
            "use self::policy; use self::principal::MatchList; use crate::access::requirement;",
            "#[cfg(test)] mod tests { use super::*; }",
            "mod inner { use super::*; use super::super::dirspace; }",
            "// use crate::cli;\n/* crate::cli /* nested */ crate::cli */\n/// crate::cli\nfn f() {}",
            r####"const A: &str = "crate::cli"; const B: &str = r#"use "crate::cli""#; const C: &[u8] = b"crate::cli";"####,
            "fn f<'a>(x: &'a str, c: char) -> bool { c == '\"' || c == '\\'' || x == \"crate::cli\" }",
            "pub(crate) fn f() {} pub(in crate::access) fn g() {}",
            "fn f(cli: usize) -> usize { cli * 2 }",
        ];
        for text in fine {
            assert_eq!(says(arrows, "src/access/mod.rs", text), Vec::<String>::new(), "in {text}");
        }
    }

    #[test]
    fn a_part_may_not_take_the_whole_crate() {
        for text in
            ["use super::*;", "use crate::*;", "use crate as root;", "use super as root;", "use crate::{self as root};"]
        {
            assert!(breaks(arrows, "src/access/mod.rs", text), "not seen: {text}");
        }
    }

    #[test]
    fn a_part_without_a_row_is_refused() {
        assert!(breaks(arrows, "src/surprise.rs", ""));
        assert!(breaks(arrows, "src/surprise/mod.rs", ""));
    }

    #[test]
    fn the_binary_uses_cli_only_and_the_root_uses_nothing() {
        assert!(!breaks(arrows, "src/main.rs", "use whomay::cli; fn main() { cli::run() }"));
        assert!(breaks(arrows, "src/main.rs", "use whomay::config::node;"));
        assert!(!breaks(arrows, "src/lib.rs", "pub mod access;\n#[cfg(feature = \"cli\")]\npub mod cli;"));
        assert!(breaks(arrows, "src/lib.rs", "pub use access::policy;"));
    }

    #[test]
    fn the_core_reaches_nothing_outside() {
        let outside = [
            "use std::fs;",
            "use std::{fmt, fs::File};",
            "use std::io::{self, Read};",
            "use ::std::net;",
            "fn f() { let _ = ::std::env::var(\"HOME\"); }",
            "fn f() { return ::std::process::exit(1) }",
            "fn f() { std::thread::spawn(|| ()); }",
            "fn f() { std::time::Instant::now(); }",
            "use std as s;",
            "use std::*;",
            "use std::{self as s};",
            "fn f() { println!(\"x\") }",
            "fn f() { dbg!(1); }",
            "extern crate serde;",
            "#[cfg(not(test))] use std::fs;",
            "#[cfg(any(test, unix))] use std::fs;",
            "#[cfg(test)] mod tests {} use std::fs;",
            "#[cfg(test)] mod tests; use std::fs;",
            "#[cfg(test)] use std::fmt; use std::fs;",
            "#[cfg(test)] fn f() { {} } fn g() { std::fs::read(\"x\"); }",
        ];
        for text in outside {
            assert!(breaks(purity, "src/dirspace/spec.rs", text), "not seen: {text}");
            assert!(!breaks(purity, "src/git/mod.rs", text), "only the core is pure: {text}");
        }
        let fine = [
            "use std::{fmt, collections::BTreeMap}; fn print() { print() }",
            "#[cfg(test)] mod tests { fn f() { std::thread::spawn(|| println!(\"x\")); } }",
            "#[cfg(test)] use std::thread;",
            "// std::fs\nconst A: &str = \"std::fs\";",
        ];
        for text in fine {
            assert_eq!(says(purity, "src/dirspace/spec.rs", text), Vec::<String>::new(), "in {text}");
        }
    }

    #[test]
    fn a_test_module_in_its_own_file_is_test_code_and_its_sisters_are_not() {
        let files = mark_tests(vec![
            File::new("src/access/mod.rs", "#[cfg(test)]\nmod oracle;\nmod policy;"),
            File::new("src/access/oracle.rs", "use std::thread;"),
            File::new("src/access/oracle/deep.rs", "use std::thread;"),
            File::new("src/access/policy.rs", "use std::thread;"),
        ]);
        let broken: Vec<&str> =
            files.iter().filter(|file| !purity(file).is_empty()).map(|file| file.path.as_str()).collect();
        assert_eq!(broken, ["src/access/policy.rs"]);
    }

    #[test]
    fn reserved_words_stand_where_they_may() {
        assert!(breaks(reserved_words, "src/cli/mod.rs", "async fn f() {}"));
        assert!(!breaks(reserved_words, "src/forge/session.rs", "async fn f() {}"));
        assert!(breaks(reserved_words, "src/cli/mod.rs", "fn f() { x.await }"));
        assert!(breaks(reserved_words, "src/cli/mod.rs", "fn f() { unsafe { g() } }"));
        assert!(breaks(reserved_words, "src/access/mod.rs", "#[cfg(test)] mod tests { unsafe fn f() {} }"));
        assert!(!breaks(reserved_words, "src/config/document/events.rs", "fn f() { unsafe { g() } }"));
        assert!(breaks(reserved_words, "src/config/reader.rs", "use serde_yaml::Value;"));
        assert!(breaks(reserved_words, "src/config/reader.rs", "fn f() { ::unsafe_libyaml::f() }"));
        assert!(!breaks(reserved_words, "src/config/document.rs", "use serde_yaml::Value;"));
        assert!(!breaks(reserved_words, "src/config/document/events.rs", "use unsafe_libyaml::yaml_parser_t;"));
        assert!(!breaks(
            reserved_words,
            "src/cli/mod.rs",
            "#![forbid(unsafe_code)] // unsafe\nconst A: &str = \"async\";"
        ));
    }

    #[test]
    fn code_does_not_hide_from_the_test() {
        assert!(breaks(no_detours, "src/cli/mod.rs", "include!(\"x.rs\");"));
        assert!(breaks(no_detours, "src/cli/mod.rs", "#[path = \"elsewhere.rs\"] mod x;"));
        assert!(!breaks(no_detours, "src/cli/mod.rs", "const A: &str = include_str!(\"x.txt\");"));
    }

    #[test]
    fn files_have_a_purpose_a_name_and_a_size() {
        assert!(breaks(house_style, "src/cli/mod.rs", "use std::fmt;"));
        assert!(breaks(house_style, "src/cli/utils.rs", "//! Why."));
        assert!(breaks(house_style, "src/cli/git_helpers.rs", "//! Why."));
        assert!(breaks(house_style, "src/common/mod.rs", "//! Why."));
        assert!(breaks(house_style, "src/cli/mod.rs", &"//! Why.\n".repeat(LONGEST_FILE + 1)));
        assert!(!breaks(house_style, "src/cli/mod.rs", &"//! Why.\n".repeat(LONGEST_FILE)));
    }

    #[test]
    fn paths_in_prose_have_to_exist() {
        let named = |line: &str| missing_paths("README.md", 1, line).len();
        assert_eq!(named("see `src/nowhere.rs` and `tests/architecture.rs`"), 1);
        assert_eq!(named("run `tests/nothing` or `docs/none.md`, not src/plain.rs"), 2);
        assert_eq!(named("one file `src/RULE.rs*`, `src/lib.rs`, `src/`, `a/b.rs`"), 0);
        assert!(breaks(documented_paths_in_comments, "src/cli/mod.rs", "//! See `src/nowhere.rs`."));
        assert!(!breaks(documented_paths_in_comments, "src/cli/mod.rs", "const A: &str = \"`src/nowhere.rs`\";"));
    }

    #[test]
    fn folders_of_one_machine_are_found() {
        let on = |line: String| machine_paths("README.md", &line).len();
        let folder = ["/wo", "rk/shared"].concat();
        assert_eq!(on(format!("see {folder}")), 1);
        assert_eq!(on(format!("`{folder}`\n({folder})")), 2);
        assert_eq!(on("modules/work/main.tf, /tmp/x".to_owned()), 0);
    }

    #[test]
    fn every_rule_is_run() {
        // A source that breaks each rule once: a rule that falls out of the list shows here.
        let text = "#[path = \"`x`\"] mod x; // `src/nowhere.rs`\n// `src/nowhere.rs`\nuse crate::cli; use std::fs; unsafe fn f() {}";
        let file = File::new("src/access/utils.rs", text);
        assert!(RULES.iter().all(|rule| !rule(&file).is_empty()));
    }
}
