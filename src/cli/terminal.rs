//! The one place that writes to standard output and standard error, and that knows what they are.

#![expect(clippy::disallowed_methods, reason = "writes to the terminal, which is its purpose")]

use std::io::{ErrorKind, Write as _};

use super::failure::Failure;
use crate::output::answer::Warning;
use crate::output::diagnostics::{self, Style};
use crate::output::escape;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that can show it, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Columns where no terminal tells.
const PIPE_WIDTH: usize = 100;
/// Columns that lines are never longer than: wider text is harder to read.
const MOST_WIDTH: usize = 120;

/// Standard output and standard error.
#[derive(Debug)]
pub(super) struct Terminal {
    colour: Colour,
}

impl Terminal {
    /// The streams of this process.
    pub(super) fn new(colour: Colour) -> Terminal {
        Terminal { colour }
    }

    /// How to draw on standard output.
    pub(super) fn style(&self) -> Style {
        self.style_of(&std::io::stdout())
    }

    /// How to draw on standard error.
    pub(super) fn error_style(&self) -> Style {
        self.style_of(&std::io::stderr())
    }

    /// How to draw in a file: as in a pipe.
    pub(super) fn style_of_files() -> Style {
        Style { width: PIPE_WIDTH, colour: false }
    }

    fn style_of<S: anstream::stream::RawStream>(&self, stream: &S) -> Style {
        let colour = match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        };
        let width = if stream.is_terminal() {
            terminal_size::terminal_size().map_or(PIPE_WIDTH, |(width, _)| usize::from(width.0).min(MOST_WIDTH))
        } else {
            PIPE_WIDTH
        };
        Style { width, colour }
    }

    /// Writes the answer. A reader that has gone away is no failure.
    ///
    /// # Errors
    ///
    /// Whatever else keeps it from being written.
    pub(super) fn answer(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Says on standard error why the job could not be done.
    pub(super) fn complain(&self, failure: &Failure) {
        let style = self.error_style();
        let text = match failure {
            Failure::Plain { message, help } => {
                let help =
                    help.as_ref().map(|help| format!("  help: {}\n", escape::terminal(help))).unwrap_or_default();
                format!("whomay: {}\n{help}", escape::terminal(message))
            }
            Failure::Diagnostics { message, diagnostics, sources } => {
                format!("{}whomay: {}\n", diagnostics::render(diagnostics, sources, style), escape::terminal(message))
            }
        };
        self.note(&text);
    }

    /// Says on standard error what is worth knowing, for formats that have no room for it.
    pub(super) fn warn(&self, warnings: &[Warning]) {
        for warning in warnings {
            let place =
                warning.place.as_ref().map(|place| format!("{}:{}: ", escape::terminal(&place.path), place.line));
            let text = escape::terminal(&warning.text);
            self.note(&format!("whomay: warning: {}{text}\n", place.unwrap_or_default()));
        }
    }

    /// Writes to standard error. There is nobody to tell if that fails.
    pub(super) fn note(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}
