//! Posting with one fault at a time: nothing is written twice, nobody else's comment is touched, what is said to have
//! been done was done, and the next run puts right whatever was left.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use whomay::forge::posting::StatusState;
use whomay::forge::posting::desk::{Order, Part, Posted};
use whomay::forge::posting::labels::Label;
use whomay::forge::posting::sticky::Ending;
use whomay::forge::session::Session;

use self::stage::{MARK, Seen, Stage, body, everything};
use super::bench::{Question, question};
use super::kinds::COLUMNS;
use super::{page, side_by_side, undetectable};
use crate::fake::client;
use crate::fake::faults::{At, Fault, FaultKind, Matcher, spots};
use crate::fake::github::World as Hub;
use crate::fake::server::{Request, Server};

#[expect(dead_code, clippy::duplicate_mod, reason = "the stage of the tests of posting, of which less is needed here")]
#[path = "../posting/stage.rs"]
mod stage;

const BUDGET: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(1800);

/// Posting to a request with or without an earlier post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    Create,
    Update,
}

/// Damage to a list of comments that looks like another list: there is then a second comment of ours, and the next run
/// writes to both. Column and place.
const LOOKS_LIKE_NONE: [(&str, &str); 6] = [
    ("empty page", ""),
    ("null object", "/*/user"),
    ("null object", "/*/author"),
    ("no field", "/*/user"),
    ("no field", "/*/author"),
    ("foreign page", ""),
];

/// Damage that looks as if a label that is there were not: it stays until the next run.
fn looks_unlabelled(attempt: &Attempt) -> bool {
    let of_labels = attempt.asked.target.contains("/labels");
    of_labels && matches!((attempt.asked.method, attempt.column), ("DELETE", "404") | ("GET", "empty page"))
}

struct Attempt {
    forge: usize,
    path: Path,
    asked: Question,
    column: &'static str,
    kind: FaultKind,
    times: usize,
    place: String,
    hangs: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    NotApplicable,
    Done,
    /// Something failed, and that was said.
    Said,
    /// There is a second comment of ours, for the reason that [`LOOKS_LIKE_NONE`] gives.
    Doubled,
    Wrong,
}

fn stage_of(forge: usize) -> Stage {
    Stage::both().into_iter().nth(forge).unwrap()
}

/// A stage with comments of others and, for an update, with a post of ours.
fn set(forge: usize, path: Path) -> Stage {
    let stage = stage_of(forge);
    stage.comment_by("mallory", &body("forged"));
    stage.comment_by(stage.us(), "## Another tool under the same account");
    if path == Path::Update {
        stage.post(&everything("one", StatusState::Failure, &[Label::Destroy]));
        stage.server().forget();
    }
    stage.comment_by("bob", "me too");
    stage
}

fn order() -> Order {
    everything("two", StatusState::Success, &[Label::Replace])
}

fn post(stage: &Stage, budget: Duration) -> Posted {
    let mut settings = stage.settings(stage.write_token());
    settings.budget = budget;
    Session::new(settings).unwrap().post(&order(), false)
}

fn is_write(request: &Request) -> bool {
    request.method != "GET" && !request.path.ends_with("graphql")
}

fn attempts(forge: usize, path: Path, elsewhere: &str) -> (Vec<Question>, Vec<Attempt>) {
    let stage = set(forge, path);
    post(&stage, BUDGET);
    let log = stage.server().log();
    let mut questions: Vec<Question> = Vec::new();
    for exchange in &log {
        if !questions.contains(&question(&exchange.request)) {
            questions.push(question(&exchange.request));
        }
    }
    // The answers that there were, from a stage that is as it was before.
    let before = set(forge, path);
    let mut attempts = Vec::new();
    for asked in &questions {
        let request = &log.iter().find(|exchange| question(&exchange.request) == *asked).unwrap().request;
        let query: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let url = format!("{}{}?{}", before.server().base_url, request.path, query.join("&"));
        let sent: Option<Json> = serde_json::from_slice(&request.body).ok();
        let answer = client::send(asked.method, &url, request.token().unwrap_or_default(), sent.as_ref()).json();
        for column in &COLUMNS {
            let mut add = |kind, times, place: &str| {
                attempts.push(Attempt {
                    forge,
                    path,
                    asked: asked.clone(),
                    column: column.name,
                    kind,
                    times,
                    place: place.to_owned(),
                    hangs: column.hangs,
                });
            };
            for times in [usize::MAX, 1] {
                let whole = column.spots.map(|kind| kind(At::Everywhere));
                (column.kinds)(elsewhere, times).into_iter().chain(whole).for_each(|kind| add(kind, times, ""));
            }
            // The answer has come before: the connection ends without one.
            if column.name == "cut body" {
                add(FaultKind::Closed, 1, "");
                add(FaultKind::BadGateway, 1, "");
            }
            let alone = column.spots.map(|kind| (kind, spots(&kind(At::Everywhere), &answer)));
            if let Some((kind, places)) = alone {
                places.into_iter().for_each(|place| add(kind(At::Pointer(place.clone())), usize::MAX, &place));
            }
        }
    }
    (questions, attempts)
}

/// Not ours: another's, or another tool's.
fn others(stage: &Stage) -> Vec<Seen> {
    let is_ours = |seen: &Seen| seen.author == stage.us() && seen.body.starts_with(MARK);
    stage.comments().into_iter().filter(|seen| !is_ours(seen)).collect()
}

fn attempt(attempt: &Attempt) -> (Verdict, String) {
    let stage = set(attempt.forge, attempt.path);
    let before = others(&stage);
    let on = Matcher {
        method: attempt.asked.method,
        path: attempt.asked.target.clone(),
        body: attempt.asked.body,
        after: 0,
    };
    stage.server().fault(Fault { on, kind: attempt.kind.clone(), times: attempt.times });
    let budget = if attempt.hangs { SHORT } else { BUDGET };
    let began = Instant::now();
    let posted = post(&stage, budget);
    if began.elapsed() > budget + Duration::from_secs(1) {
        return (Verdict::Wrong, format!("it took {:?}", began.elapsed()));
    }
    let log = stage.server().log();
    if !attempt.hangs && !log.iter().any(|exchange| exchange.damaged) {
        return (Verdict::NotApplicable, String::new());
    }
    let mut wrong = Vec::new();
    let mut made = BTreeMap::new();
    for exchange in log.iter().filter(|exchange| is_write(&exchange.request) && exchange.status < 300) {
        *made.entry((question(&exchange.request), exchange.request.body.clone())).or_insert(0) += 1;
    }
    wrong.extend(
        made.iter().filter(|(_, times)| **times > 1).map(|((asked, _), _)| format!("{} was made twice", asked.name())),
    );
    if others(&stage) != before {
        wrong.push("a comment of somebody else was touched".to_owned());
    }
    let has_text = |text: &str| stage.own().iter().any(|seen| seen.body.trim_end() == body(text).trim_end());
    for (part, ending) in &posted.parts {
        let is_so = match part {
            Part::Comment => has_text("two"),
            Part::Labels => stage.labels() == ["whomay: replace"],
            Part::Reaction | Part::Reply => unreachable!("no command is answered here"),
            Part::Status => stage.statuses().iter().any(|status| status.description == "Plan: two"),
        };
        let cannot_know = *part == Part::Labels && looks_unlabelled(attempt);
        if !matches!(ending, Ending::Failed(_) | Ending::LeftAlone) && !is_so && !cannot_know {
            wrong.push(format!("{part:?} is said to be {ending:?} and is not"));
        }
    }
    let doubled = stage.own().len() > 1;
    let looks_like_none = LOOKS_LIKE_NONE.contains(&(attempt.column, undetectable::place(&attempt.place).as_str()))
        && attempt.asked.method == "GET";
    if doubled && !looks_like_none {
        wrong.push(format!("there are {} comments of ours", stage.own().len()));
    }
    // The next run finds everything as it is, and ends where it has to. A head that has moved is another matter.
    stage.server().heal();
    let again = post(&stage, BUDGET);
    let healed = again.parts.iter().all(|(_, ending)| !matches!(ending, Ending::Failed(_)));
    let all_say_it = stage.own().iter().all(|seen| seen.body.trim_end() == body("two").trim_end());
    if !(healed && all_say_it && has_text("two") && stage.labels() == ["whomay: replace"] && others(&stage) == before) {
        wrong.push(format!(
            "the next run does not put it right: {:?} {:?} {:?}",
            again.parts,
            stage.own(),
            stage.labels()
        ));
    }
    let has_failed =
        posted.parts.len() < 3 || posted.parts.iter().any(|(_, ending)| matches!(ending, Ending::Failed(_)));
    match (wrong.is_empty(), doubled, has_failed) {
        (false, ..) => (Verdict::Wrong, wrong.join("; ")),
        (_, true, _) => (Verdict::Doubled, String::new()),
        (_, _, true) => (Verdict::Said, String::new()),
        (_, _, false) => (Verdict::Done, String::new()),
    }
}

/// One table.
fn section(title: &str, questions: &[Question], cells: &[(&Attempt, Verdict)]) -> String {
    let count = |wanted: Verdict| cells.iter().filter(|(_, verdict)| *verdict == wanted).count();
    let mut page = format!(
        "\n## {title}\n\n{} posts with a fault: {} done, {} said to have failed, {} with a second comment. Nothing was written twice.\n",
        cells.len() - count(Verdict::NotApplicable),
        count(Verdict::Done),
        count(Verdict::Said),
        count(Verdict::Doubled),
    );
    page += "\n| request |";
    COLUMNS.iter().for_each(|column| page += &format!(" {} |", column.name));
    page += &format!("\n| --- |{}\n", " --- |".repeat(COLUMNS.len()));
    for asked in questions {
        page += &format!("| `{}` |", asked.name());
        for column in &COLUMNS {
            let verdicts: BTreeSet<Verdict> = cells
                .iter()
                .filter(|(attempt, verdict)| {
                    attempt.asked == *asked && attempt.column == column.name && *verdict != Verdict::NotApplicable
                })
                .map(|(_, verdict)| *verdict)
                .collect();
            let words: Vec<&str> = verdicts.into_iter().map(word).collect();
            page += &format!(" {} |", if words.is_empty() { "–".to_owned() } else { words.join(" ") });
        }
        page.push('\n');
    }
    page
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "–",
        Verdict::Done => "d",
        Verdict::Said => "f",
        Verdict::Doubled => "2",
        Verdict::Wrong => "WRONG",
    }
}

#[test]
fn no_fault_makes_a_post_twice_or_touches_another_s() {
    let elsewhere = Server::start(Hub::new());
    let mut sections = String::from(
        "\nPosting a comment, labels and a status. `d`: done; `f`: something failed, and that was said; `2`: a second comment of ours,\n\
         because the list of comments came without the first and nothing shows that; the next run keeps both the same. Several\n\
         letters where it depends on the place in the answer, or on how often the fault comes.\n",
    );
    let (mut wrong, mut total) = (Vec::new(), 0);
    for (forge, name) in [(0, "GitHub"), (1, "GitLab")] {
        for (path, what) in [(Path::Create, "the first time"), (Path::Update, "again")] {
            let (questions, all) = attempts(forge, path, &elsewhere.base_url);
            let began = Instant::now();
            let (waiting, working): (Vec<_>, Vec<_>) = all.into_iter().partition(|attempt| attempt.hangs);
            let mut verdicts = side_by_side(32, &waiting, attempt);
            verdicts.extend(side_by_side(4, &working, attempt));
            let cells: Vec<(&Attempt, Verdict)> = waiting
                .iter()
                .chain(&working)
                .zip(&verdicts)
                .map(|(attempt, (verdict, _))| (attempt, *verdict))
                .collect();
            println!(
                "{name} {path:?}: {} requests, {} attempts in {:?}",
                questions.len(),
                cells.len(),
                began.elapsed()
            );
            total += cells.len();
            for (attempt, (verdict, why)) in waiting.iter().chain(&working).zip(&verdicts) {
                if *verdict == Verdict::Wrong {
                    let Attempt { asked, column, kind, times, place, .. } = attempt;
                    let times = if *times == 1 { "once" } else { "always" };
                    wrong.push(format!(
                        "{name} {path:?} {} | {column} {kind:?} {times} | {place} | {why}",
                        asked.name()
                    ));
                }
            }
            sections += &section(&format!("Posting to {name} {what}"), &questions, &cells);
        }
    }
    sections.push('\n');
    assert!(wrong.is_empty(), "{} of {total}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(elsewhere.log().is_empty(), "another server was asked");
    page::hold("posting", &sections);
}
