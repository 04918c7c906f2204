//! Statuses, worked out of records.

use super::*;
use crate::output::answer::{Commits, NOTHING_TO_DECIDE, RequestAnswer};
use crate::output::enforcement::AskerAnswer;

/// An outcome of a directory for carol, for no reason.
pub(in crate::cli::enforce) fn outcome(dir: String, operation: &'static str, verdict: Verdict) -> OutcomeAnswer {
    OutcomeAnswer {
        dir: Some(dir),
        workspace: Some("default".to_owned()),
        operation,
        user: Some("carol".to_owned()),
        verdict: verdict.name(),
        condition: None,
        reasons: Vec::new(),
        approvals: None,
        missing: None,
    }
}

/// A record with one outcome for each verdict, asked for by carol.
pub(in crate::cli::enforce) fn record(operation: &'static str, verdicts: &[Verdict]) -> Enforcement {
    let outcome = |(at, verdict): (usize, &Verdict)| outcome(format!("dir{at}"), operation, *verdict);
    let answer = Answer {
        format: 1,
        tool: "whomay".to_owned(),
        profile: "strict",
        vcs: "github",
        verdict: verdicts.iter().max().map_or(NOTHING_TO_DECIDE, |worst| worst.name()),
        request: Some(RequestAnswer { url: String::new(), head: "c".repeat(40), at: None }),
        commits: Commits::default(),
        configs: Vec::new(),
        premises: Vec::new(),
        assumptions: Vec::new(),
        warnings: Vec::new(),
        dirspaces: Vec::new(),
        outcomes: verdicts.iter().enumerate().map(outcome).collect(),
        runs: Vec::new(),
        unclaimed: Vec::new(),
    };
    let asker = AskerAnswer { login: "carol".to_owned(), source: String::new(), set_off_by: None };
    Enforcement { answer, operation, asker, forced: None, facts: Vec::new(), posts: Vec::new() }
}

fn lack(kind: Kind, count: Option<usize>, by: &[&str]) -> MissingAnswer {
    MissingAnswer {
        kind: kind.name(),
        clauses: Vec::new(),
        count,
        what: "chosen by somebody".to_owned(),
        step: "chosen by somebody".to_owned(),
        by: by.iter().map(|entry| (*entry).to_owned()).collect(),
        people: Vec::new(),
        not: Vec::new(),
        checks: Vec::new(),
        hopeless: false,
        view: None,
    }
}

#[test]
fn a_status_says_the_verdict_and_its_numbers() {
    use Verdict::{Allow, Deny, Pending, Undetermined};
    let rows: [(&str, &[Verdict], StatusState, &str); 8] = [
        ("apply", &[], StatusState::Success, "Nothing to decide; asked by carol"),
        ("apply", &[Allow], StatusState::Success, "1 dirspace allowed; asked by carol"),
        ("plan", &[Allow, Allow], StatusState::Success, "2 dirspaces allowed; asked by carol"),
        ("apply", &[Pending], StatusState::Pending, "0 of 1 dirspace allowed, 1 pending; asked by carol"),
        ("apply", &[Deny], StatusState::Failure, "0 of 1 dirspace allowed, 1 denied; asked by carol"),
        ("apply", &[Undetermined], StatusState::Error, "0 of 1 dirspace allowed, 1 undetermined; asked by carol"),
        (
            "apply",
            &[Allow, Pending, Undetermined, Deny],
            StatusState::Failure,
            "1 of 4 dirspaces allowed, 1 pending, 1 denied, 1 undetermined; asked by carol",
        ),
        ("apply-force", &[Allow], StatusState::Success, "Forced: 1 dirspace allowed; asked by carol"),
    ];
    for (operation, verdicts, wanted, text) in rows {
        let record = record(operation, verdicts);
        assert_eq!((state(&record.answer, 0), description(&record, 0).as_str()), (wanted, text));
    }
}

#[test]
fn a_status_says_what_is_missing_and_who_could_supply_it() {
    let rows: [(&[MissingAnswer], &str); 6] = [
        (&[lack(Kind::Approval, Some(1), &["team:net"])], "needs an approval by team:net"),
        (
            &[lack(Kind::Approval, Some(2), &["team:a", "user:b", "role:c"])],
            "needs 2 approvals by team:a, user:b or others",
        ),
        (&[lack(Kind::Approval, Some(1), &["user:all is well"])], "needs an approval"),
        (&[lack(Kind::Check, None, &[]), lack(Kind::Check, None, &[])], "needs checks"),
        (&[lack(Kind::Asker, None, &["team:net"])], "needs to be asked for by team:net"),
        (
            &[
                lack(Kind::Check, None, &[]),
                lack(Kind::Fact, None, &[]),
                lack(Kind::Time, None, &[]),
                lack(Kind::Request, None, &[]),
            ],
            "needs checks, a fact that is not known, time and more",
        ),
    ];
    for (missing, text) in rows {
        let mut record = record("apply", &[Verdict::Pending]);
        record.answer.outcomes.iter_mut().for_each(|outcome| outcome.missing = Some(missing.to_vec()));
        let said = description(&record, 0);
        let wanted = format!("0 of 1 dirspace allowed, 1 pending; {text}; asked by carol");
        let cut = said.trim_end_matches("...");
        assert!(wanted.starts_with(cut) && (cut == wanted || said.len() == LONGEST_DESCRIPTION), "{said}");
    }
}

#[test]
fn a_part_of_a_change_is_no_success() {
    let record = record("apply", &[Verdict::Allow]);
    assert_eq!(state(&record.answer, 2), StatusState::Pending);
    assert_eq!(description(&record, 2), "1 dirspace allowed; 2 more not asked about; asked by carol");
}

#[test]
fn a_description_is_short_and_plain_whoever_asks() {
    let mut record = record("apply-force", &[Verdict::Deny, Verdict::Pending]);
    record.asker.login = "\u{202e}\n".repeat(300);
    let text = description(&record, usize::MAX);
    assert_eq!(text.chars().count(), LONGEST_DESCRIPTION);
    assert!(text.starts_with("Forced: 0 of 2") && text.ends_with("..."), "{text}");
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '), "{text}");
}
