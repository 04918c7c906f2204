//! Every code that there is, and what was meant by one that there is not.

use std::collections::BTreeMap;

use super::levels::Levels;
use super::reader_codes::{self, ReaderCode};
use super::rules::text::unknown_lint;
use super::run::{Reported, reported};
use super::{Lint, rules};
use crate::config::gate::LintSetting;
use crate::diagnostic::Severity;

/// What a code stands for.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// An opinion. Has a level and can be suppressed.
    Lint(&'static Lint),
    /// Something that a reader says. Only a warning has a level and can be suppressed.
    Reader(&'static ReaderCode),
}

impl Known {
    /// Whether people can do anything about it but to mend the file.
    pub fn can_be_silenced(self) -> bool {
        match self {
            Known::Lint(_) => true,
            Known::Reader(code) => code.severity == Severity::Warning,
        }
    }
}

/// What the code stands for.
pub fn of_code(code: &str) -> Option<Known> {
    rules::of_code(code).map(Known::Lint).or_else(|| reader_codes::of_code(code).map(Known::Reader))
}

/// Longer words are no misspelt codes, and comparing them costs more than it helps.
const LONGEST: usize = 64;

/// How alike two words must be, from 0 to 1. Below this, suggestions are guesses.
const ALIKE: f32 = 0.7;

/// The code that can be silenced and that `word` most likely stands for.
pub fn nearest(word: &str) -> Option<&'static str> {
    if word.len() > LONGEST {
        return None;
    }
    let spelled = word.replace('_', "-").to_lowercase();
    let silenced = reader_codes::all().filter(|code| code.severity == Severity::Warning).map(|code| code.code);
    let codes: Vec<&'static str> = rules::all().map(|lint| lint.code).chain(silenced).collect();
    let same = codes.iter().find(|code| **code == spelled);
    same.or(similar::get_close_matches(spelled.as_str(), &codes, 1, ALIKE).first()).copied()
}

/// What is wrong with the codes of `.whomay.yml`: those that there are not, and those that no level changes.
pub fn unknown_in_settings(settings: &BTreeMap<String, LintSetting>, levels: &Levels) -> Vec<Reported> {
    let mut unknown: Vec<_> = settings
        .iter()
        .filter_map(|(code, setting)| match of_code(code) {
            Some(known) if known.can_be_silenced() => None,
            Some(_) => Some(unknown_lint::without_level(code, setting.code_span)),
            None => Some(unknown_lint::found(code, setting.code_span)),
        })
        .collect();
    unknown.sort_by_key(|finding| finding.labels.first().map(|label| label.span));
    reported(&unknown_lint::LINT, levels, || unknown)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::config::document::{Document, Reading};
    use crate::config::gate::WhomayConfig;
    use crate::source::SourceMap;

    #[test]
    fn no_code_is_both_a_lint_and_of_a_reader() {
        let both: Vec<_> = rules::all().filter(|lint| reader_codes::of_code(lint.code).is_some()).collect();
        assert!(both.is_empty(), "{both:?}");
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(nearest("local-tags"), Some("local-tag"));
        assert_eq!(nearest("Apply_Open_By_Omission"), Some("apply-open-by-omission"));
        assert_eq!(nearest("zzz"), None);
        assert_eq!(nearest(&"local-tag".repeat(9)), None);
        assert_eq!(nearest("wrong-types"), None, "an error is never offered");
    }

    #[test]
    fn the_settings_are_held_against_what_there_is() {
        let text = "lints:\n  local-tags: deny\n  wrong-type: allow\n  local-tag: deny\n  unknown-lint: warn\n";
        let mut sources = SourceMap::new();
        let Ok(Reading::Document(document)) = Document::read(&mut sources, ".whomay.yml", text.as_bytes(), None) else {
            panic!("{text} is YAML");
        };
        let config = WhomayConfig::from_node(document.root()).unwrap();
        let found = unknown_in_settings(&config.lints, &Levels::of(&config.lints));
        let shown: Vec<_> = found
            .iter()
            .map(|found| {
                (sources.snippet(found.diagnostic.labels[0].span).unwrap(), found.diagnostic.help.as_deref().unwrap())
            })
            .collect();
        assert_eq!(shown[0], ("local-tags", "Did you mean `local-tag`?"));
        assert_eq!(shown[1].0, "wrong-type");
        assert_eq!(shown.len(), 2);
        assert_eq!(found[0].diagnostic.code, "unknown-lint");
    }
}
