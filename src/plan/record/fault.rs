//! What is wrong with a record, and where. Says nothing that stands in it.

use std::fmt;

/// Why a text is not a record of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    what: &'static str,
    at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// The text, before it is known to be JSON of the right shape.
    Text { line: usize, column: usize },
    /// A value: the steps to it, the last one first.
    Value(Vec<Step>),
}

/// One step of the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A key of the format: never one of the input.
    Key(&'static str),
    /// An element of a list.
    Index(usize),
}

impl From<&'static str> for Step {
    fn from(key: &'static str) -> Step {
        Step::Key(key)
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

impl Fault {
    /// Something is wrong with a value.
    pub(super) fn new(what: &'static str) -> Fault {
        Fault { what, at: At::Value(Vec::new()) }
    }

    /// It cannot be read. The reader's own words may quote the input, so that only its place and kind are kept.
    pub(super) fn of(error: &serde_json::Error) -> Fault {
        let what = match error.classify() {
            serde_json::error::Category::Syntax => "this is not JSON",
            serde_json::error::Category::Eof => "the text ends too early",
            _ => {
                "this is not what a report has here: a key or a name that is not known, that stands twice or is left \
                  out, or another type of value"
            }
        };
        Fault { what, at: At::Text { line: error.line(), column: error.column() } }
    }

    fn under(mut self, step: Step) -> Fault {
        if let At::Value(steps) = &mut self.at {
            steps.push(step);
        }
        self
    }

    /// What is wrong.
    pub fn what(&self) -> &'static str {
        self.what
    }
}

impl fmt::Display for Fault {
    /// What is wrong and where: `/dirspaces/3/dir: longer than …` or `line 3, column 7: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            At::Text { line, column } => write!(f, "line {line}, column {column}: ")?,
            At::Value(steps) => {
                for step in steps.iter().rev() {
                    match step {
                        Step::Key(key) => write!(f, "/{key}")?,
                        Step::Index(index) => write!(f, "/{index}")?,
                    }
                }
                if !steps.is_empty() {
                    f.write_str(": ")?;
                }
            }
        }
        f.write_str(self.what)
    }
}

impl std::error::Error for Fault {}

/// Says where on the way back up.
pub(super) trait Within {
    /// The value is below `step`.
    fn within(self, step: impl Into<Step>) -> Self;
}

impl<T> Within for Result<T, Fault> {
    fn within(self, step: impl Into<Step>) -> Self {
        self.map_err(|fault| fault.under(step.into()))
    }
}

/// [`Fault::new`] unless `holds`.
pub(super) fn ensure(holds: bool, what: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(what)) }
}

/// Makes something of every element of a list, and says in which one there is a fault.
pub(super) fn each<'a, T, U>(
    list: &'a [T],
    key: &'static str,
    mut make: impl FnMut(&'a T) -> Result<U, Fault>,
) -> Result<Vec<U>, Fault> {
    list.iter().enumerate().map(|(at, element)| make(element).within(at).within(key)).collect()
}
