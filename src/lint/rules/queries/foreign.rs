//! What other languages write and a tag query takes for part of a tag.

/// A word with an operator in it that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign<'a> {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!` alone.
    NotAlone,
    /// `!prod`, `-prod`: with the rest of the word.
    Not(&'a str),
    /// `dev,prod`
    Comma,
    /// `*`: everything is meant.
    Everything,
    /// `prod-*`
    Wildcard,
    /// `a&b`, `a|b`, `env==prod`
    Symbol,
}

impl<'a> Foreign<'a> {
    /// What is foreign in a word, if anything is. Tags are free text, so the word may still be a tag.
    pub(super) fn of(word: &'a str) -> Option<Foreign<'a>> {
        let minus = || word.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
        Some(match word {
            "&&" | "&" => Foreign::And,
            "||" | "|" => Foreign::Or,
            "!" => Foreign::NotAlone,
            "*" | "**" => Foreign::Everything,
            _ if word.contains([',', ';']) => Foreign::Comma,
            _ if word.contains(['*', '?']) => Foreign::Wildcard,
            _ if word.contains(['&', '|']) || ["==", "!=", "=~"].iter().any(|one| word.contains(one)) => {
                Foreign::Symbol
            }
            _ => Foreign::Not(word.strip_prefix('!').or_else(minus)?),
        })
    }

    /// Whether the word is an operator of another language and can be nothing else.
    pub(super) fn is_operator(self) -> bool {
        matches!(self, Foreign::And | Foreign::Or | Foreign::NotAlone | Foreign::Not(_) | Foreign::Everything)
    }

    /// What to write in the place of the bytes of the word, where that much is certain: how many of its first bytes go,
    /// or all of them, and what comes.
    pub(super) fn replacement(self) -> Option<(Option<usize>, &'static str)> {
        match self {
            Foreign::And => Some((None, "and")),
            Foreign::Or => Some((None, "or")),
            Foreign::NotAlone => Some((None, "not")),
            Foreign::Not(_) => Some((Some(1), "not ")),
            Foreign::Comma | Foreign::Everything | Foreign::Wildcard | Foreign::Symbol => None,
        }
    }

    /// What to write instead, as a sentence.
    pub(super) fn help(self) -> String {
        match self {
            Foreign::And => "Write `and`.".to_owned(),
            Foreign::Or => "Write `or`.".to_owned(),
            Foreign::NotAlone => "Write `not`.".to_owned(),
            Foreign::Not(rest) => {
                format!("Write `not {0}`, or `not ({0} in dir)` for a directory.", crate::lint::queries::shown(rest))
            }
            Foreign::Comma => "Write `or` between tags of which one is enough, `and` between tags that must all be \
                               there."
                .to_owned(),
            Foreign::Everything => "To select every dirspace leave the query empty: `tag_query: ''`.".to_owned(),
            Foreign::Wildcard => "There are no wildcards: give the dirspaces that you mean a tag, or name each with \
                                  `or` between them."
                .to_owned(),
            Foreign::Symbol => {
                "Write `and`, `or` and `not`; there is nothing else, since a tag has no value to compare with."
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_told_from_tags() {
        for (word, foreign) in [
            ("&&", Some(Foreign::And)),
            ("||", Some(Foreign::Or)),
            ("!", Some(Foreign::NotAlone)),
            ("!prod", Some(Foreign::Not("prod"))),
            ("-prod", Some(Foreign::Not("prod"))),
            ("prod,", Some(Foreign::Comma)),
            ("*", Some(Foreign::Everything)),
            ("workspace:*", Some(Foreign::Wildcard)),
            ("a|b", Some(Foreign::Symbol)),
            ("env==prod", Some(Foreign::Symbol)),
            ("env=prod", None),
            ("feature-x", None),
            ("-", None),
            ("team/a.b_c:d+e", None),
        ] {
            assert_eq!(Foreign::of(word), foreign, "{word}");
        }
    }
}
