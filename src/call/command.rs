//! Whether a comment on a request is a command, and which: the first line of it, and nothing else.
//!
//! `whomay OPERATION [TAG_QUERY] [because REASON]`. Anybody who may comment can write anything here, and a comment is
//! mostly not for us. So a command begins with the first character of the comment: a quote of somebody's command, an
//! example in a block of code and an indented line do not. What begins like one and is none is a [`Mistake`], which
//! does nothing but say what to write, so that nobody waits for a command that was never read.
//!
//! Pure. Who wrote the comment, and whether they may, is asked elsewhere.

use std::fmt;

use crate::access::operation::Operation;
use crate::tag_query::TagQuery;

/// What a comment begins with to be for us.
const NAME: &str = "whomay";

/// The operations that can be asked for in a comment.
const OPERATIONS: [Operation; 3] = [Operation::Plan, Operation::Apply, Operation::ApplyForce];

/// The word that says what can be asked for.
const HELP: &str = "help";

/// What stands between the query and the reason. As a tag it has to be quoted.
const BECAUSE: &str = "because";

/// The longest line that is read, in bytes.
const LONGEST_LINE: usize = 2048;

/// What to write, for every mistake about the operation.
pub const GRAMMAR: &str = "Write `whomay plan`, `whomay apply` or `whomay apply-force` in the first line \
    of a new comment, behind it a tag query for a part of the change, and `because` with a reason (`apply-force` needs \
    one): `whomay apply-force dir:prod/net because the region is down`.";

/// What a comment is.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Nothing for us.
    NoCommand,
    /// `whomay help`
    Help,
    /// A command.
    Command(Command),
    /// Meant as a command, and none.
    Mistake(Mistake),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The operation.
    pub operation: Operation,
    /// Which of the changed dirspaces. `None`: all.
    pub query: Option<TagQuery>,
    /// Why, in the words of whoever asks. Always there for `apply-force`. Foreign text.
    pub reason: Option<String>,
}

/// Why a line is no command. Both texts may quote the line: whoever shows them escapes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to write instead, in sentences.
    pub help: String,
}

impl Mistake {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Reads the text of a comment.
pub fn read(comment: &str) -> Reading {
    let line = comment.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let (name, rest) = split_word(line);
    if name != NAME {
        return near_miss(line, name, rest).map_or(Reading::NoCommand, Reading::Mistake);
    }
    command(line, rest).unwrap_or_else(Reading::Mistake)
}

/// What begins almost as a command does. Nobody else's comment is answered: such a line names an operation as well.
fn near_miss(line: &str, name: &str, rest: &str) -> Option<Mistake> {
    let bare = name.trim_start_matches(['/', '@', '!']).trim_end_matches([':', ',']);
    let is_name = bare.eq_ignore_ascii_case(NAME);
    let next = split_word(rest).0;
    let is_word = |word: &str| next.eq_ignore_ascii_case(word);
    if is_name && (is_word(HELP) || OPERATIONS.iter().any(|operation| is_word(operation.name()))) {
        let message = format!("a command begins with `{NAME}`, in lower case and without a sign before or behind it");
        return Some(Mistake::new(message, GRAMMAR));
    }
    // What phones and word processors make of a space.
    let glued = line.strip_prefix(NAME)?.chars().next().filter(|next| !next.is_ascii())?;
    (glued.is_whitespace() || is_unseen(glued)).then(|| not_a_blank(glued))
}

fn command(line: &str, rest: &str) -> Result<Reading, Mistake> {
    if line.len() > LONGEST_LINE {
        let message = format!("the first line of the comment has more than {LONGEST_LINE} bytes");
        return Err(Mistake::new(message, "Write the command in the first line, and everything else below it."));
    }
    if let Some(control) = rest.chars().find(|next| next.is_control() && *next != '\t') {
        return Err(not_a_blank(control));
    }
    let (word, rest) = split_word(rest);
    if word == HELP {
        return Ok(Reading::Help);
    }
    let operation = OPERATIONS.into_iter().find(|operation| operation.name() == word).ok_or_else(|| unknown(word))?;
    let (query, reason) = split_reason(rest);
    let query = read_query(query)?;
    let reason = reason.map(|reason| reason.trim_matches(is_blank).to_owned());
    match &reason {
        Some(reason) if reason.is_empty() => {
            Err(Mistake::new(format!("there is no reason behind `{BECAUSE}`"), with_reason(operation)))
        }
        None if operation == Operation::ApplyForce => {
            Err(Mistake::new("`apply-force` needs a reason", with_reason(operation)))
        }
        _ => Ok(Reading::Command(Command { operation, query, reason })),
    }
}

fn with_reason(operation: Operation) -> String {
    format!("Write why: `{NAME} {operation} {BECAUSE} the region is down`.")
}

fn unknown(word: &str) -> Mistake {
    if word.is_empty() {
        return Mistake::new("the command names no operation", GRAMMAR);
    }
    if let Some(odd) = word.chars().find(|next| next.is_whitespace() || is_unseen(*next)) {
        return not_a_blank(odd);
    }
    let message = format!("there is no operation `{}`", shortened(word));
    match nearest(word) {
        Some(meant) => Mistake::new(message, format!("Did you mean `{NAME} {meant}`? {GRAMMAR}")),
        None => Mistake::new(message, GRAMMAR),
    }
}

/// As much of a word as is worth to be repeated.
fn shortened(word: &str) -> String {
    word.chars().take(32).collect()
}

fn not_a_blank(odd: char) -> Mistake {
    Mistake::new(
        format!(
            "the command holds the character U+{:04X}, which cannot be seen or is no ordinary space",
            u32::from(odd)
        ),
        "Type the line again, with spaces between its words, rather than pasting it.",
    )
}

fn read_query(text: &str) -> Result<Option<TagQuery>, Mistake> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(odd) = text.chars().find(|next| (next.is_whitespace() && !is_blank(*next)) || is_unseen(*next)) {
        return Err(not_a_blank(odd));
    }
    // An option would be read as a tag that nothing has, and the command would quietly be about nothing.
    if let Some(option) = text.split(is_blank).find(|word| word.starts_with('-')) {
        return Err(Mistake::new(
            format!("a command takes no options, and `{}` looks like one", shortened(option)),
            "Behind the operation stands a tag query: `dir:prod/net`, `prod and not workspace:scratch`. A tag that begins \
             with `-` is written in quotes.",
        ));
    }
    let query = TagQuery::parse(text)
        .map_err(|error| Mistake::new(format!("the tag query cannot be read: {error}"), error.help()))?;
    Ok(Some(query))
}

/// The query, and what stands behind the first `because` that is a word of its own outside of quotes.
fn split_reason(text: &str) -> (&str, Option<&str>) {
    let mut quote: Option<char> = None;
    let mut begins_word = true;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if begins_word && quote.is_none() {
            let (word, reason) = split_word(text.get(at..).unwrap_or_default());
            if word.eq_ignore_ascii_case(BECAUSE) {
                return (text.get(..at).unwrap_or_default(), Some(reason));
            }
        }
        begins_word = is_blank(letter);
        match quote {
            // As in the query: a backslash takes the next character as it is.
            Some(_) if letter == '\\' => drop(letters.next()),
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            _ => {}
        }
    }
    (text, None)
}

/// The first word, and what stands behind it and the blanks that follow.
fn split_word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_at(text.find(is_blank).unwrap_or(text.len()));
    (word, rest.trim_start_matches(is_blank))
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t')
}

/// Characters that show nothing or turn the direction of what follows.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The operation that a word was most likely meant to be.
fn nearest(word: &str) -> Option<&'static str> {
    const OTHER_WORDS: [(&str, Operation); 4] = [
        ("deploy", Operation::Apply),
        ("preview", Operation::Plan),
        ("force", Operation::ApplyForce),
        ("apply_force", Operation::ApplyForce),
    ];
    let word = word.to_ascii_lowercase();
    let other = OTHER_WORDS.iter().find(|(other, _)| *other == word).map(|(_, operation)| operation.name());
    let names = OPERATIONS.into_iter().map(Operation::name).chain([HELP]);
    other.or_else(|| {
        names.map(|name| (distance(&word, name), name)).filter(|(far, _)| *far <= 2).min().map(|(_, name)| name)
    })
}

/// How many letters have to be changed, added or left out. Long words are far from everything.
fn distance(word: &str, name: &str) -> usize {
    if word.len() > 2 * name.len() {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (at, letter) in word.bytes().enumerate() {
        let mut left = at + 1;
        let mut next = vec![left];
        for (pair, other) in row.windows(2).zip(name.bytes()) {
            let [diagonal, above] = pair else { continue };
            let changed = diagonal + usize::from(letter != other);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
