//! The forms in which assumptions are written, as one table, and how they are read.

use std::collections::BTreeSet;

use super::AssumptionError;
use super::edit::{Edit, Ending, RequiredBy};
use crate::access::facts::{CheckState, CiConfig, Mergeable, RequestState, ReviewDecision, ReviewState, Standing};
use crate::access::spelling::Word;

/// Characters of foreign text that a message shows.
const SHOWN: usize = 64;

/// One form.
#[derive(Debug)]
pub struct Form {
    /// How it is written. Capitals stand for something of the user's own: `review:LOGIN=STATE`.
    pub shape: &'static str,
    /// What `STATE` and the like can be; empty where the shape says it all.
    pub values: &'static str,
    /// What is then taken to be so: a sentence without a full stop.
    pub meaning: &'static str,
    read: Read,
}

/// How a form is read.
#[derive(Debug)]
enum Read {
    /// `key=value`.
    Plain(fn(&str) -> Option<Edit>),
    /// `key:subject=value`, where the value has no `=`.
    About(fn(&str, &str) -> Option<Edit>),
    /// `key:login=value`, where the value may have one.
    AboutLogin(fn(&str, &str) -> Option<Edit>),
}

const BOOLEAN: &str = "true, false";
const LOGINS: &str = "none, or logins with commas between them";

pub(super) const FORMS: &[Form] = &[
    Form {
        shape: "review:LOGIN=STATE",
        values: "approved, changes_requested, commented, dismissed, reviewed, none",
        meaning: "LOGIN has given this review, for the head commit, and no other; if no reviews are known, nobody else has",
        read: Read::About(|who, state| {
            let state = if state == "none" { None } else { Some(ReviewState::from_word(state)?) };
            Some(Edit::Review { login: login(who)?, state })
        }),
    },
    Form {
        shape: "reviews=none",
        values: "",
        meaning: "nobody has given a review",
        read: Read::Plain(|value| (value == "none").then_some(Edit::NoReviews)),
    },
    Form {
        shape: "review-decision=VERDICT",
        values: "approved, changes_requested, review_required, none",
        meaning: "this is the forge's own verdict on the reviews",
        read: Read::Plain(|value| ReviewDecision::from_word(value).map(Edit::ReviewDecision)),
    },
    Form {
        shape: "requested-reviewers=LOGINS",
        values: LOGINS,
        meaning: "these were asked for a review and have not given one",
        read: Read::Plain(|value| Some(Edit::RequestedReviewers(names(value)?))),
    },
    Form {
        shape: "check:NAME=STATE",
        values: "success, failure, skipped, neutral, pending or another word of the forge, none; @APP after it says who reported it",
        meaning: "the check NAME of the head commit ended so; if no checks are known, there is no other",
        read: Read::About(|title, state| Some(Edit::Check { title: title.to_owned(), ending: ending(state)? })),
    },
    Form {
        shape: "checks=STATE",
        values: "success, none",
        meaning: "every check has succeeded, required ones included, or there are no checks",
        read: Read::Plain(|value| match value {
            "success" => Some(Edit::ChecksSucceed),
            "none" => Some(Edit::NoChecks),
            _ => None,
        }),
    },
    Form {
        shape: "required-check:NAME=APP",
        values: "any, none or the slug of an app",
        meaning: "the target branch requires the check NAME, from any source or from APP, or does not",
        read: Read::About(|title, by| {
            let by = match by {
                "none" => RequiredBy::Nobody,
                "any" => RequiredBy::Anybody,
                app => RequiredBy::App(login(app)?),
            };
            Some(Edit::RequiredCheck { title: title.to_owned(), by })
        }),
    },
    Form {
        shape: "required-checks=none",
        values: "",
        meaning: "the target branch requires no checks",
        read: Read::Plain(|value| (value == "none").then_some(Edit::NoRequiredChecks)),
    },
    Form {
        shape: "team:SLUG=LOGIN",
        values: "",
        meaning: "LOGIN is a member of the team; nothing is said of other teams",
        read: Read::About(|team, who| Some(Edit::Member { team: login(team)?, login: login(who)? })),
    },
    Form {
        shape: "teams:LOGIN=SLUGS",
        values: "none, or slugs with commas between them",
        meaning: "LOGIN is in these teams and in no other",
        read: Read::AboutLogin(|who, teams| {
            Some(Edit::Teams { login: login(who)?, teams: names(teams)?.into_iter().collect() })
        }),
    },
    Form {
        shape: "role:LOGIN=ROLE",
        values: "none, read, triage, write, maintain, admin, custom:NAME",
        meaning: "LOGIN has this role in the repository",
        read: Read::AboutLogin(|who, role| {
            Some(Edit::Role { login: login(who)?, standing: Standing::from_word(role)? })
        }),
    },
    Form {
        shape: "everyone-listed=BOOLEAN",
        values: BOOLEAN,
        meaning: "people of whom nothing is known are in no team and have no role",
        read: Read::Plain(|value| Some(Edit::EveryoneListed(boolean(value)?))),
    },
    Form {
        shape: "state=STATE",
        values: "open, merged, closed",
        meaning: "this is the state of the request",
        read: Read::Plain(|value| RequestState::from_word(value).map(Edit::State)),
    },
    Form {
        shape: "draft=BOOLEAN",
        values: BOOLEAN,
        meaning: "the request is a draft",
        read: Read::Plain(|value| Some(Edit::Draft(boolean(value)?))),
    },
    Form {
        shape: "mergeable=VALUE",
        values: "true, false, computing",
        meaning: "the forge says that the request could be merged",
        read: Read::Plain(|value| Mergeable::from_word(value).map(Edit::Mergeable)),
    },
    Form {
        shape: "conflict=BOOLEAN",
        values: BOOLEAN,
        meaning: "the request conflicts with its target branch",
        read: Read::Plain(|value| Some(Edit::Conflict(boolean(value)?))),
    },
    Form {
        shape: "fork=BOOLEAN",
        values: BOOLEAN,
        meaning: "the head lies in a fork",
        read: Read::Plain(|value| Some(Edit::Fork(boolean(value)?))),
    },
    Form {
        shape: "head=COMMIT",
        values: "",
        meaning: "this is the head commit; reviews and checks stay as they are",
        read: Read::Plain(|value| Some(Edit::Head(login(value)?))),
    },
    Form {
        shape: "changed-files=COUNT",
        values: "0 or more",
        meaning: "the forge says that so many files change, a moved one counted once",
        read: Read::Plain(|value| Some(Edit::ChangedFiles(count(value)?))),
    },
    Form {
        shape: "queued=BOOLEAN",
        values: BOOLEAN,
        meaning: "the request waits in a merge queue or a merge train",
        read: Read::Plain(|value| Some(Edit::Queued(boolean(value)?))),
    },
    Form {
        shape: "source-branch=BRANCH",
        values: "",
        meaning: "the request comes from this branch",
        read: Read::Plain(|value| Some(Edit::SourceBranch(value.to_owned()))),
    },
    Form {
        shape: "target-branch=BRANCH",
        values: "",
        meaning: "the request goes to this branch",
        read: Read::Plain(|value| Some(Edit::TargetBranch(value.to_owned()))),
    },
    Form {
        shape: "target-protected=BOOLEAN",
        values: BOOLEAN,
        meaning: "the forge protects the branch that the request goes to",
        read: Read::Plain(|value| Some(Edit::TargetProtected(boolean(value)?))),
    },
    Form {
        shape: "author=LOGIN",
        values: "",
        meaning: "LOGIN opened the request",
        read: Read::Plain(|value| Some(Edit::Author(login(value)?))),
    },
    Form {
        shape: "contributors=LOGINS",
        values: LOGINS,
        meaning: "these and no others wrote or committed a commit of the request",
        read: Read::Plain(|value| Some(Edit::Contributors(set(value)?))),
    },
    Form {
        shape: "unattributed=COMMITS",
        values: "none, or commits with commas between them",
        meaning: "the author or committer of these commits and of no others belongs to no account",
        read: Read::Plain(|value| Some(Edit::Unattributed(names(value)?))),
    },
    Form {
        shape: "pushers=LOGINS",
        values: LOGINS,
        meaning: "these and no others pushed to the request",
        read: Read::Plain(|value| Some(Edit::Pushers(set(value)?))),
    },
    Form {
        shape: "triggering-actor=LOGIN",
        values: "none or a login",
        meaning: "LOGIN set the run off; with `none`, whoever asks did",
        read: Read::Plain(|value| {
            let other = if value == "none" { None } else { Some(login(value)?) };
            Some(Edit::TriggeringActor(other))
        }),
    },
    Form {
        shape: "base=current",
        values: "",
        meaning: "the target branch has nothing newer",
        read: Read::Plain(|value| (value == "current").then_some(Edit::BaseIsCurrent)),
    },
    Form {
        shape: "changed-on-base:PATH=true",
        values: "",
        meaning: "the target branch has a newer change to PATH; if nothing else is known, to no other",
        read: Read::About(|path, value| (value == "true").then(|| Edit::ChangedOnBase(path.to_owned()))),
    },
    Form {
        shape: "ci-config=VALUE",
        values: "changed, unchanged or a path",
        meaning: "the change touches the CI file or does not, or the CI file is at this path",
        read: Read::Plain(|value| {
            Some(Edit::CiConfig(match value {
                "changed" => CiConfig::Changed(true),
                "unchanged" => CiConfig::Changed(false),
                path => CiConfig::Candidates(vec![path.to_owned()]),
            }))
        }),
    },
];

impl Form {
    /// What comes before the first `:` or `=`.
    fn key(&self) -> &'static str {
        self.shape.split([':', '=']).next().unwrap_or(self.shape)
    }

    /// The shape and what may stand in it.
    fn explained(&self) -> String {
        let values = if self.values.is_empty() { String::new() } else { format!(" ({})", self.values) };
        format!("Write `{}`{values}.", self.shape)
    }
}

/// Reads a text of any form.
pub(super) fn read(text: &str) -> Result<Edit, AssumptionError> {
    let key = text.split([':', '=']).next().unwrap_or(text);
    let Some(form) = FORMS.iter().find(|form| form.key() == key) else {
        return Err(AssumptionError { message: format!("`{}` cannot be assumed", shown(text)), help: which_form(key) });
    };
    let refused = || AssumptionError {
        message: format!("`{}` is not a `{}` assumption", shown(text), form.key()),
        help: form.explained(),
    };
    let rest = text.get(key.len()..).unwrap_or_default();
    form.read.edit(rest).ok_or_else(refused)
}

impl Read {
    /// The edit, from what follows the key.
    fn edit(&self, rest: &str) -> Option<Edit> {
        let (subject, value) = match self {
            Read::Plain(_) => ("", rest.strip_prefix('=')?),
            Read::About(_) => rest.strip_prefix(':')?.rsplit_once('=')?,
            Read::AboutLogin(_) => rest.strip_prefix(':')?.split_once('=')?,
        };
        if value.is_empty() {
            return None;
        }
        match self {
            Read::Plain(read) => read(value),
            Read::About(read) | Read::AboutLogin(read) => (!subject.is_empty()).then(|| read(subject, value))?,
        }
    }
}

fn which_form(key: &str) -> String {
    match FORMS.iter().map(|form| (distance(key, form.key()), form)).min_by_key(|(distance, _)| *distance) {
        Some((distance, form)) if distance <= 1 + form.key().len() / 4 => {
            format!("Did you mean `{}`?", form.shape)
        }
        _ => {
            let shapes: Vec<&str> = FORMS.iter().map(|form| form.shape).collect();
            format!("These can: `{}`.", shapes.join("`, `"))
        }
    }
}

/// How many letters to change, put in or leave out to get from one word to another. Words of very different
/// length are not compared and are as far apart as can be: a hostile one costs no more than a look at its length.
fn distance(one: &str, other: &str) -> usize {
    let gap = one.len().abs_diff(other.len());
    if gap > 4 {
        return usize::MAX;
    }
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut left = at + 1;
        let mut next = vec![left];
        for ((diagonal, above), against) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let changed = diagonal + usize::from(letter != *against);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(gap)
}

/// A login, slug or commit: no blank, no comma, no `@` in front, so that a slip is not taken for a name.
fn login(text: &str) -> Option<String> {
    let slip = text.is_empty()
        || text.starts_with('@')
        || text.contains(|c: char| c == ',' || c.is_whitespace() || c.is_control());
    (!slip).then(|| text.to_owned())
}

fn names(text: &str) -> Option<Vec<String>> {
    if text == "none" {
        return Some(Vec::new());
    }
    text.split(',').map(login).collect()
}

fn set(text: &str) -> Option<BTreeSet<String>> {
    Some(names(text)?.into_iter().collect())
}

/// Digits and nothing else.
fn count(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `STATE` or `STATE@APP`; `Some(None)` for a check that has not reported. Unlike in a record, a word that no
/// forge uses is a slip here.
fn ending(text: &str) -> Option<Option<Ending>> {
    let (word, app) = match text.split_once('@') {
        None => (text, None),
        Some((word, app)) => (word, Some(login(app)?)),
    };
    if word == "none" {
        return app.is_none().then_some(None);
    }
    match CheckState::from_word(word) {
        CheckState::Other(word) if word != "stale" => None,
        state => Some(Some(Ending { state, app })),
    }
}

/// Foreign text, made harmless and cut to a length that a message can bear.
fn shown(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{more}", cut.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_measured_in_letters() {
        let rows = [
            ("", "", 0),
            ("draft", "draft", 0),
            ("draft", "drft", 1),
            ("draft", "draaft", 1),
            ("draft", "daft", 1),
            ("draft", "drift", 1),
            ("haed", "head", 2),
            ("flaw", "lawn", 2),
            ("kitten", "sitting", 3),
            ("", "fork", 4),
            ("aaaa", "bbbbbbbb", 8),
            ("role", "rôle", 1),
            ("author", "", usize::MAX),
        ];
        for (one, other, letters) in rows {
            assert_eq!(distance(one, other), letters, "{one} and {other}");
            assert_eq!(distance(other, one), letters, "{other} and {one}");
        }
    }
}
