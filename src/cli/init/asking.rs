//! Asks about one file after the other, as `git add --patch` does.

#![expect(clippy::disallowed_methods, reason = "reads answers from the terminal")]

use std::io::{BufRead, IsTerminal as _};

use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// Longest line that is taken for an answer.
const LONGEST: u64 = 100;

/// What the answers are.
const MEANING: &str =
    "  y  write this file\n  n  leave it out\n  a  write this and all that follow\n  q  write no more\n";

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    All,
    Quit,
}

/// Whether there is somebody to ask: who cannot see the question cannot answer it.
pub(super) fn is_possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Asks on the terminal.
pub(super) fn ask(question: &str, terminal: &Terminal) -> Result<Answer, Failure> {
    answer(question, &mut std::io::stdin().lock(), &|text| terminal.answer(text))
}

/// Asks until there is an answer. The end of the input is none, and stops everything.
fn answer(
    question: &str,
    input: &mut dyn BufRead,
    show: &dyn Fn(&str) -> Result<(), Failure>,
) -> Result<Answer, Failure> {
    loop {
        show(&format!("{question} [y,n,a,q]? "))?;
        let mut line = String::new();
        let mut bounded = std::io::Read::take(&mut *input, LONGEST);
        match bounded.read_line(&mut line) {
            Ok(0) | Err(_) => {
                show("\n")?;
                return Ok(Answer::Quit);
            }
            Ok(_) => {}
        }
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => return Ok(Answer::Yes),
            "n" | "no" => return Ok(Answer::No),
            "a" | "all" => return Ok(Answer::All),
            "q" | "quit" => return Ok(Answer::Quit),
            _ => show(MEANING)?,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn only_an_answer_is_an_answer() {
        for (input, expected, asked) in [
            ("y\n", Answer::Yes, 1),
            ("YES\n", Answer::Yes, 1),
            ("n\n", Answer::No, 1),
            (" a \n", Answer::All, 1),
            ("q\n", Answer::Quit, 1),
            ("", Answer::Quit, 1),
            ("\n\nmaybe\ny\n", Answer::Yes, 4),
            ("yy\n", Answer::Quit, 2),
        ] {
            let shown = RefCell::new(String::new());
            let show = |text: &str| {
                shown.borrow_mut().push_str(text);
                Ok(())
            };
            assert_eq!(answer("write x", &mut input.as_bytes(), &show).unwrap(), expected, "{input:?}");
            assert_eq!(shown.borrow().matches("write x [y,n,a,q]? ").count(), asked, "{input:?}");
        }
    }

    #[test]
    fn an_endless_line_is_no_answer() {
        let input = "y".repeat(10_000);
        let answered = answer("write x", &mut input.as_bytes(), &|_| Ok(())).unwrap();
        assert_eq!(answered, Answer::Quit);
    }
}
