//! Every lint, by what it is about. One file, one lint; one entry in its folder's table.

mod access;
mod dirs;
mod online;
mod queries;
mod reachability;
mod repository;
mod requirements;
pub(super) mod text;

use super::Lint;
pub(super) use access::principals;
pub(super) use queries::Answers as QueryAnswers;
pub(super) use reachability::Answers as ReachAnswers;

/// A group of lints, which is a section of the documentation.
#[derive(Debug)]
pub struct Group {
    /// What they are about.
    pub title: &'static str,
    /// The lints, in the order of the documentation.
    pub lints: &'static [&'static Lint],
}

/// Every group, in the order of the documentation.
pub const GROUPS: &[Group] = &[
    Group { title: "Who may do what", lints: access::LINTS },
    Group { title: "Requirements", lints: requirements::LINTS },
    Group { title: "What can be reached", lints: reachability::LINTS },
    Group { title: "Tag queries and names", lints: queries::LINTS },
    Group { title: "Directories and patterns", lints: dirs::LINTS },
    Group { title: "Around the configuration", lints: repository::LINTS },
    Group { title: "Names on the forge", lints: online::LINTS },
    Group { title: "The text", lints: text::LINTS },
];

/// Every lint.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    GROUPS.iter().flat_map(|group| group.lints.iter().copied())
}

/// The lint of that code.
pub fn of_code(code: &str) -> Option<&'static Lint> {
    all().find(|lint| lint.code == code)
}

/// Declares the lint of a file: its documentation, code, level, and the function with what it is given.
///
/// The comment has the sections *What it does*, *Why it matters*, *Example* and *Use instead*. The `yaml` block of the
/// example has to trigger the lint, and that of the last section must not; a block marked `files` lists the files of
/// the repository, one in each line, and one marked `LANGUAGE PATH` is a file with that text; a path that begins with a
/// dot stands in quotes. All of it is tested.
macro_rules! lint {
    ($(#[doc = $doc:literal])+ $code:literal, $level:ident, $given:ident($check:path)) => {
        $(#[doc = $doc])+
        pub(super) static LINT: crate::lint::Lint = crate::lint::Lint {
            code: $code,
            level: crate::config::gate::LintLevel::$level,
            about: concat!($($doc, "\n"),+),
            check: crate::lint::Check::$given($check),
        };
    };
    // A lint that the run answers has no function.
    ($(#[doc = $doc:literal])+ $code:literal, $level:ident, Run) => {
        $(#[doc = $doc])+
        pub(in crate::lint) static LINT: crate::lint::Lint = crate::lint::Lint {
            code: $code,
            level: crate::config::gate::LintLevel::$level,
            about: concat!($($doc, "\n"),+),
            check: crate::lint::Check::Run,
        };
    };
}
use lint;

#[cfg(test)]
#[expect(clippy::panic, clippy::indexing_slicing, reason = "a lint without its documentation fails the test")]
mod tests {
    use std::collections::BTreeSet;

    use super::super::documentation::sections;
    use super::super::testing::findings;
    use super::*;

    const SECTIONS: [&str; 4] = ["What it does", "Why it matters", "Example", "Use instead"];

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let codes: Vec<&str> = all().map(|lint| lint.code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for code in codes {
            assert!(
                code.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())),
                "{code}"
            );
        }
    }

    #[test]
    fn every_example_is_found_and_what_to_use_instead_is_not() {
        for lint in all() {
            let sections = sections(lint.about);
            let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
            assert_eq!(titles, SECTIONS, "{}", lint.code);
            assert!(!lint.summary().is_empty(), "{}", lint.code);
            for (section, wanted) in [(&sections[2], true), (&sections[3], false)] {
                let config = section.blocks.iter().find(|block| block.info == "yaml");
                let config = config.unwrap_or_else(|| panic!("{}: no `yaml` block in {}", lint.code, section.title));
                // The files of the example are those of both, unless the other section names its own.
                let own = files(section);
                let files = if own.is_empty() { files(&sections[2]) } else { own };
                let files: Vec<&str> = files.iter().map(String::as_str).collect();
                let found = findings(lint, &config.text, &files);
                assert_eq!(!found.is_empty(), wanted, "{}, {}: {found:?}", lint.code, section.title);
            }
        }
    }

    fn files(section: &super::super::documentation::Section<'_>) -> Vec<String> {
        let mut files = Vec::new();
        for block in &section.blocks {
            match block.info.split_once(' ') {
                _ if block.info == "files" => files.extend(block.text.lines().map(str::to_owned)),
                Some((_, path)) => files.push(format!("{path}\n{}", block.text)),
                None => {}
            }
        }
        files
    }
}
