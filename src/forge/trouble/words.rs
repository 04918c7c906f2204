//! From the words of a fact that could not be had back to the trouble, for its next step.
//!
//! A fact keeps words alone, so that one from a forge and one from a file are the same thing to the core. What can be
//! done about it belongs to the run that asked, and to nothing that is decided. A test holds these forms to the words of
//! every trouble; a reason in any other words has no trouble, and no advice.

use super::Trouble;

/// The variables that tokens come from.
const TOKENS: [&str; 5] =
    ["GITHUB_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "WHOMAY_MEMBERS_TOKEN", "WHOMAY_WRITE_TOKEN"];

impl Trouble {
    /// The trouble that has these words. `None` for words of anybody else.
    pub fn with_words(words: &str) -> Option<Trouble> {
        let found = about_tokens(words).or_else(|| about_limits(words)).or_else(|| about_answers(words))?;
        // Two forms could overlap in what a forge may choose, such as a path.
        (found.to_string() == words).then_some(found)
    }
}

fn about_tokens(words: &str) -> Option<Trouble> {
    let none = Trouble::BadToken { token: None };
    if words == none.to_string() {
        return Some(none);
    }
    if let Some(name) = between(words, "the token in ", " is not accepted") {
        return TOKENS.into_iter().find(|token| *token == name).map(|token| Trouble::BadToken { token: Some(token) });
    }
    let asked = words.strip_prefix("the token may not ask for ")?;
    Some(Trouble::Forbidden { asked: asked.to_owned() })
}

fn about_limits(words: &str) -> Option<Trouble> {
    if words == Trouble::KeepsMoving.to_string() {
        return Some(Trouble::KeepsMoving);
    }
    if words == "rate limited" {
        return Some(Trouble::RateLimited { seconds: None });
    }
    if let Some(seconds) = between(words, "rate limited for another ", " s") {
        return Some(Trouble::RateLimited { seconds: Some(seconds.parse().ok()?) });
    }
    let asked = between(words, "no answer to ", " in time")?;
    Some(Trouble::OutOfTime { asked: asked.to_owned() })
}

fn about_answers(words: &str) -> Option<Trouble> {
    if let Some(rest) = words.strip_prefix("the forge answers ") {
        let (status, asked) = rest.split_once(" to ")?;
        return Some(Trouble::Server { status: status.parse().ok()?, asked: asked.to_owned() });
    }
    if let Some(rest) = words.strip_prefix("the forge refuses ") {
        let (asked, status) = rest.rsplit_once(" with ")?;
        return Some(Trouble::Refused { status: status.parse().ok()?, asked: asked.to_owned() });
    }
    if let Some(why) = words.strip_prefix("the forge cannot be reached: ") {
        return Some(Trouble::Unreachable { why: why.to_owned() });
    }
    if let Some(rest) = words.strip_prefix("the answer to ") {
        if let Some((asked, why)) = rest.split_once(" cannot be read: ") {
            return Some(Trouble::Unreadable { asked: asked.to_owned(), why: why.to_owned() });
        }
        let (asked, why) = rest.split_once(" is not complete: ")?;
        return Some(Trouble::Partial { asked: asked.to_owned(), why: why.to_owned() });
    }
    if let Some(asked) = words.strip_suffix(" leads to another server, which is not followed") {
        return Some(Trouble::OtherOrigin { asked: asked.to_owned() });
    }
    let asked = words.strip_suffix(" is not there, or not visible to this token")?;
    Some(Trouble::NotFound { asked: asked.to_owned() })
}

fn between<'a>(words: &'a str, before: &str, behind: &str) -> Option<&'a str> {
    words.strip_prefix(before)?.strip_suffix(behind)
}
