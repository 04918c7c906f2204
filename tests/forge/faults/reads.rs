//! Reading with one fault at a time.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use whomay::access::verdict::Verdict as Ruling;
use whomay::forge::gather::{Gathered, Stop};
use whomay::forge::settings::ForgeKind;

use super::bench::{Bench, Question, TYPICAL, Variant, question};
use super::compare::compare;
use super::kinds::{COLUMNS, Column};
use super::ruling::{decision, rulings};
use super::{page, side_by_side, undetectable};
use crate::fake::client;
use crate::fake::faults::{At, Fault, FaultKind, Matcher, spots};
use crate::fake::github::World as Hub;
use crate::fake::server::Server;

/// Long enough not to matter, and shorter than what a rate limit asks for.
const BUDGET: Duration = Duration::from_secs(30);
/// For faults that take all of it: each of three tries gets a third.
const SHORT: Duration = Duration::from_millis(2400);

/// What became of the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// The fault cannot damage this answer.
    NotApplicable,
    Healed,
    /// So many facts.
    Unknown(usize),
    Refused,
    /// The entry of the list.
    Undetectable(usize),
    Wrong,
}

/// One fault on one question.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) question: String,
    pub(super) column: &'static str,
    pub(super) kind: FaultKind,
    pub(super) times: usize,
    pub(super) place: String,
    on: Matcher,
    hangs: bool,
    pub(super) must_heal: bool,
}

/// An attempt and its verdict.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) attempt: Attempt,
    pub(super) verdict: Verdict,
    /// What is wrong, if it is.
    pub(super) why: String,
}

/// A typical reading of a forge.
struct Typical {
    forge: ForgeKind,
    variant: Variant,
    truth: Gathered,
    rulings: Vec<Ruling>,
    questions: Vec<Question>,
    bodies: Vec<Json>,
}

impl Typical {
    fn of(forge: ForgeKind, variant: Variant) -> Typical {
        let bench = Bench::of(forge, variant, BUDGET);
        let truth = bench.gather().unwrap();
        let distinct: BTreeSet<Question> =
            bench.server.log().iter().map(|exchange| question(&exchange.request)).collect();
        let questions: Vec<Question> = distinct.into_iter().collect();
        let log = bench.server.log();
        let body = |asked: &Question| {
            let request = &log.iter().find(|exchange| question(&exchange.request) == *asked).unwrap().request;
            let body: Option<Json> = serde_json::from_slice(&request.body).ok();
            let query: Vec<String> =
                request.query.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
            let url = format!("{}{}?{}", bench.server.base_url, request.path, query.join("&"));
            client::send(asked.method, &url, request.token().unwrap_or_default(), body.as_ref()).json()
        };
        let bodies = questions.iter().map(body).collect();
        let rulings = rulings(&truth.facts, bench.team);
        Typical { forge, variant, truth, rulings, questions, bodies }
    }

    /// Every fault on every question: every time, and the first time only; and at each place alone.
    fn attempts(&self, elsewhere: &str) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for (row, asked) in self.questions.iter().enumerate() {
            for column in &COLUMNS {
                let mut add = |kind, times, place: &str| {
                    let on = Matcher { method: asked.method, path: asked.target.clone(), body: asked.body, after: 0 };
                    attempts.push(Attempt {
                        question: asked.name(),
                        column: column.name,
                        kind,
                        times,
                        place: place.to_owned(),
                        on,
                        hangs: column.hangs,
                        must_heal: column.heals && times == 1,
                    });
                };
                for times in [usize::MAX, 1] {
                    let whole = column.spots.map(|kind| kind(At::Everywhere));
                    (column.kinds)(elsewhere, times).into_iter().chain(whole).for_each(|kind| add(kind, times, ""));
                }
                for (kind, place) in self.alone(row, column) {
                    add(kind, usize::MAX, &place);
                }
            }
        }
        attempts
    }

    fn alone(&self, row: usize, column: &Column) -> Vec<(FaultKind, String)> {
        let Some(kind) = column.spots else { return Vec::new() };
        let places = spots(&kind(At::Everywhere), &self.bodies[row]);
        places.into_iter().map(|place| (kind(At::Pointer(place.clone())), place)).collect()
    }

    fn cell(&self, attempt: &Attempt) -> Cell {
        let budget = if attempt.hangs { SHORT } else { BUDGET };
        let bench = Bench::of(self.forge, self.variant, budget);
        bench.server.fault(Fault { on: attempt.on.clone(), kind: attempt.kind.clone(), times: attempt.times });
        let began = Instant::now();
        let result = bench.gather();
        let took = began.elapsed();
        let is_damaged = bench.server.log().iter().any(|exchange| exchange.damaged);
        // A request that hangs is not in the log before its connection ends.
        let mut verdict = if is_damaged || attempt.hangs { Verdict::Healed } else { Verdict::NotApplicable };
        let mut why = String::new();
        if took > budget + Duration::from_secs(1) {
            (verdict, why) = (Verdict::Wrong, format!("it took {took:?}"));
        } else if verdict == Verdict::Healed {
            (verdict, why) = self.judge(attempt, result, &bench);
        }
        if attempt.must_heal && !matches!(verdict, Verdict::Healed | Verdict::NotApplicable) {
            (verdict, why) = (Verdict::Wrong, format!("it is not healed, but {verdict:?} {why}"));
        }
        Cell { attempt: attempt.clone(), verdict, why }
    }

    fn judge(&self, attempt: &Attempt, result: Result<Gathered, Stop>, bench: &Bench) -> (Verdict, String) {
        let found = match result {
            Err(Stop::Trouble(_)) => return (Verdict::Refused, String::new()),
            Err(Stop::ByCaller) => return (Verdict::Wrong, "nobody said stop".to_owned()),
            Ok(found) => found,
        };
        let mut truth = self.truth.clone();
        if attempt.kind == FaultKind::MovedHead && found.commits.head != truth.commits.head {
            bench.server.heal();
            truth = bench.gather().unwrap();
        }
        let mut allowed = rulings(&truth.facts, bench.team).into_iter().zip(rulings(&found.facts, bench.team));
        if let Some((denied, allow)) = allowed.find(|(truth, found)| *truth != Ruling::Allow && *found == Ruling::Allow)
        {
            return (Verdict::Wrong, format!("it says {allow} where the truth says {denied}"));
        }
        let difference = compare(&truth, &found);
        match undetectable::entry(self.forge, attempt) {
            Some(entry) if !difference.lies.is_empty() => return (Verdict::Undetectable(entry), String::new()),
            _ => {}
        }
        match (difference.lies.is_empty(), difference.unknown.len()) {
            (false, _) => (Verdict::Wrong, difference.lies.join("; ")),
            (true, 0) => (Verdict::Healed, String::new()),
            (true, unknown) => (Verdict::Unknown(unknown), String::new()),
        }
    }
}

/// All cells of a forge. Those that hang first, all at once: they only wait.
fn cells(typical: &Typical, elsewhere: &str) -> Vec<Cell> {
    let attempts = typical.attempts(elsewhere);
    let (waiting, working): (Vec<_>, Vec<_>) = attempts.into_iter().partition(|attempt| attempt.hangs);
    let mut cells = side_by_side(64, &waiting, |attempt| typical.cell(attempt));
    cells.extend(side_by_side(6, &working, |attempt| typical.cell(attempt)));
    cells
}

pub(super) fn matrix(forge: ForgeKind) -> (Vec<String>, Vec<Cell>) {
    let elsewhere = Server::start(Hub::new());
    let typical = Typical::of(forge, TYPICAL);
    let obstacles: Vec<String> = decision(&typical.truth.facts, Bench::of(forge, TYPICAL, BUDGET).team)
        .outcomes
        .iter()
        .flat_map(|outcome| outcome.obstacles().into_iter().map(|reason| format!("{reason:?}")).collect::<Vec<_>>())
        .collect();
    assert_eq!(typical.rulings, [Ruling::Allow, Ruling::Deny], "{obstacles:#?}");
    let began = Instant::now();
    let cells = cells(&typical, &elsewhere.base_url);
    println!("{forge:?}: {} questions, {} attempts in {:?}", typical.questions.len(), cells.len(), began.elapsed());
    assert!(elsewhere.log().is_empty(), "another server was asked: {:?}", elsewhere.log());
    (typical.questions.iter().map(Question::name).collect(), cells)
}

/// Nothing is wrong, and each entry of the list of what nobody can know is needed.
fn check(forge: ForgeKind, cells: &[Cell]) {
    let wrong: Vec<String> = cells
        .iter()
        .filter(|cell| cell.verdict == Verdict::Wrong)
        .map(|Cell { attempt, why, .. }| {
            let times = if attempt.times == 1 { "once" } else { "always" };
            format!("{} | {} {times} | {} | {why}", attempt.question, attempt.column, attempt.place)
        })
        .collect();
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
    let of_forge = |at: &usize| undetectable::ALL[*at].forge == forge;
    let used: BTreeSet<usize> = cells
        .iter()
        .filter_map(|cell| if let Verdict::Undetectable(entry) = cell.verdict { Some(entry) } else { None })
        .collect();
    let needless: Vec<usize> = (0..undetectable::ALL.len()).filter(of_forge).filter(|at| !used.contains(at)).collect();
    assert!(needless.is_empty(), "entries that nothing needs: {needless:?}");
}

#[test]
fn no_fault_makes_a_fact_that_is_not_true_of_github() {
    let (rows, cells) = matrix(ForgeKind::Github);
    check(ForgeKind::Github, &cells);
    page::hold("github", &page::reading("Reading from GitHub", &rows, &cells));
}

#[test]
fn no_fault_makes_a_fact_that_is_not_true_of_gitlab() {
    let (rows, cells) = matrix(ForgeKind::Gitlab);
    check(ForgeKind::Gitlab, &cells);
    page::hold("gitlab", &page::reading("Reading from GitLab", &rows, &cells));
}
