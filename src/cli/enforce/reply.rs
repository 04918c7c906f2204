//! What the author of a command is told: a sign beneath the comment, and one comment that answers it.
//!
//! The answer says the verdict, where to look, and what to do next. It mentions nobody, since whoever is named in it did
//! not ask for it, and it repeats nothing of the command but in code. A later attempt of the same run brings it up to
//! date rather than writing another one.

use crate::access::operation::Operation;
use crate::access::verdict::Verdict;
use crate::call::command::{self, Mistake};
use crate::cli::failure::Failure;
use crate::forge::posting::Reaction;
use crate::forge::posting::desk::{AnswerOrder, CommentOrder};
use crate::forge::posting::marker::{Key, Kind, Marker};
use crate::output::answer::Answer;
use crate::output::escape::{markdown, markdown_code};

/// What became of a command.
#[derive(Clone, Debug)]
pub(super) enum Outcome<'a> {
    /// It is being decided. Nothing is written yet.
    Begun,
    /// It was decided.
    Decided {
        /// What was asked for.
        operation: Operation,
        /// The verdict over all that was asked for. `None`: nothing that it is about is changed.
        verdict: Option<Verdict>,
        /// How many dirspaces are allowed, and how many were asked for.
        allowed: (usize, usize),
        /// What to do next, where somebody can do something: one sentence for each.
        next: Vec<&'a str>,
    },
    /// What can be asked for.
    Help,
    /// It was meant as a command, and is none.
    Mistaken(&'a Mistake),
    /// It could not be decided.
    Failed {
        /// Why, without a full stop.
        why: &'a str,
        /// What to do about it.
        help: Option<&'a str>,
    },
}

/// Next steps that are said. All of them are in the record.
const STEPS: usize = 5;

impl<'a> Outcome<'a> {
    /// A decision.
    pub(super) fn decided(operation: Operation, verdict: Option<Verdict>, answer: &'a Answer) -> Outcome<'a> {
        let outcomes = || answer.outcomes.iter().filter(|outcome| outcome.dir.is_some());
        let allowed = outcomes().filter(|outcome| outcome.verdict == Verdict::Allow.name()).count();
        let mut next: Vec<&str> = Vec::new();
        for missing in outcomes().filter_map(|outcome| outcome.missing.as_deref()).flatten() {
            if !next.contains(&missing.step.as_str()) && next.len() < STEPS {
                next.push(&missing.step);
            }
        }
        Outcome::Decided { operation, verdict, allowed: (allowed, outcomes().count()), next }
    }

    /// No decision.
    pub(super) fn failed(failure: &'a Failure) -> Outcome<'a> {
        let help = match failure {
            Failure::Plain { help, .. } => help.as_deref(),
            Failure::Diagnostics { .. } => None,
        };
        Outcome::Failed { why: failure.message(), help }
    }
}

/// The answer to a command. `run` is the address of the run's page.
pub(super) fn answer(command: u64, key: &Key, outcome: &Outcome<'_>, run: Option<&str>) -> AnswerOrder {
    let marker = Marker { kind: Kind::Reply(command), key: key.clone() };
    let reply = text(outcome).map(|text| {
        let page = run.and_then(page).map(|page| format!("\n\n[This run]({page})")).unwrap_or_default();
        CommentOrder { body: format!("{}\n{text}{page}\n", marker.line()), marker }
    });
    AnswerOrder { command, reaction: reaction(outcome), reply }
}

fn reaction(outcome: &Outcome<'_>) -> Reaction {
    match outcome {
        Outcome::Begun => Reaction::Eyes,
        Outcome::Help | Outcome::Decided { verdict: None | Some(Verdict::Allow), .. } => Reaction::PlusOne,
        Outcome::Decided { .. } => Reaction::MinusOne,
        Outcome::Mistaken(_) | Outcome::Failed { .. } => Reaction::Confused,
    }
}

fn text(outcome: &Outcome<'_>) -> Option<String> {
    Some(match outcome {
        Outcome::Begun => return None,
        Outcome::Help => format!("**`whomay`** answers commands. {}", command::GRAMMAR),
        Outcome::Mistaken(mistake) => said("No command", &mistake.message, Some(&mistake.help)),
        Outcome::Failed { why, help } => said("Not decided", why, *help),
        Outcome::Decided { operation, verdict: None, .. } => {
            format!("**Nothing to {operation}**: the request changes no dirspace that the command is about.")
        }
        Outcome::Decided { operation, verdict: Some(verdict), allowed: (allowed, all), next } => {
            let word = match verdict {
                Verdict::Allow => "Allowed",
                Verdict::Pending => "Pending",
                Verdict::Undetermined => "Undetermined",
                Verdict::Deny => "Denied",
            };
            let next: String = next.iter().map(|next| format!("\n- {}", quoted(next))).collect();
            let blank = if next.is_empty() { "" } else { "\n" };
            format!("**{word}**: `{operation}` is allowed for {allowed} of {all} dirspaces.{blank}{next}")
        }
    })
}

fn said(what: &str, message: &str, help: Option<&str>) -> String {
    let help = help.map(|help| format!("\n\n{}", quoted(help))).unwrap_or_default();
    format!("**{what}**: {}.{help}", quoted(message))
}

/// A sentence of ours in which foreign text may stand: what is between backticks stays code, and nothing is markup.
fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { markdown_code(part) } else { markdown(part) }).collect()
}

/// An address that stays the target of a link.
fn page(address: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/%".contains(&byte);
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web && address.len() <= 500 && address.bytes().all(allowed)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(outcome: &Outcome<'_>, run: Option<&str>) -> (Reaction, String) {
        let order = answer(5, &Key::default(), outcome, run);
        (order.reaction, order.reply.map(|reply| reply.body).unwrap_or_default())
    }

    #[test]
    fn each_end_has_a_sign_and_a_text() {
        let next = || vec!["Ask one of `team:net` for an approval."];
        let decided =
            |verdict, allowed| Outcome::Decided { operation: Operation::Apply, verdict, allowed, next: next() };
        let mistake =
            Mistake { message: "there is no operation `@bob`".to_owned(), help: "Write `whomay plan`.".to_owned() };
        let table = [
            (decided(Some(Verdict::Allow), (3, 3)), Reaction::PlusOne, "**Allowed**: `apply` is allowed for 3 of 3"),
            (decided(Some(Verdict::Deny), (1, 3)), Reaction::MinusOne, "**Denied**: `apply` is allowed for 1 of 3"),
            (decided(Some(Verdict::Pending), (0, 1)), Reaction::MinusOne, "- Ask one of <code>team&#58;net</code>"),
            (decided(Some(Verdict::Undetermined), (0, 1)), Reaction::MinusOne, "**Undetermined**"),
            (decided(None, (0, 0)), Reaction::PlusOne, "**Nothing to apply**"),
            (Outcome::Help, Reaction::PlusOne, "whomay apply-force"),
            (Outcome::Mistaken(&mistake), Reaction::Confused, "there is no operation <code>&#64;&#8203;bob</code>."),
            (Outcome::Failed { why: "no answer", help: Some("Wait") }, Reaction::Confused, "no answer.\n\nWait"),
        ];
        for (outcome, reaction, wanted) in table {
            let (found, body) = body(&outcome, Some("https://github.com/o/r/actions/runs/5"));
            assert_eq!(found, reaction, "{body}");
            assert!(body.starts_with("<!-- whomay:reply v1 comment=5 -->\n") && body.contains(wanted), "{body}");
            assert!(body.ends_with("[This run](https://github.com/o/r/actions/runs/5)\n"), "{body}");
        }
        assert_eq!(body(&Outcome::Begun, None), (Reaction::Eyes, String::new()));
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_is_markup() {
        let why = "@alice and #7 <img> [x](https://evil.example) `@bob` **b** and `odd";
        let (_, body) = body(&Outcome::Failed { why, help: None }, Some("javascript:alert(1)"));
        for wrong in ["@a", "@b", "#7", "<img", "](http", "**b", "[This run]"] {
            assert!(!body.contains(wrong), "{wrong}: {body}");
        }
        assert_eq!(page("https://h/a)b"), None);
    }
}
