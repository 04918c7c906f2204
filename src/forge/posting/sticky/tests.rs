//! Every order in which the steps of several jobs can happen, over a forge in memory.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;

use super::*;
use crate::forge::posting::marker::{Key, Kind};

const MARK: &str = "<!-- whomay:report v1 -->";
const US: u64 = 7;
const STRANGER: u64 = 8;

fn identity() -> Identity {
    Identity { id: US, login: "whomay[bot]".to_owned() }
}

fn marker() -> Marker {
    Marker { kind: Kind::Report, key: Key::default() }
}

fn body(text: &str) -> String {
    format!("{MARK}\n{text}")
}

fn comment(id: u64, author: u64, body: String) -> Comment {
    Comment { id, author: Some(author), body }
}

/// What a forge does with writes that are answered.
#[derive(Clone, Debug)]
struct Forge {
    comments: Vec<Comment>,
    next_id: u64,
}

impl Forge {
    fn new(comments: Vec<Comment>) -> Forge {
        Forge { comments, next_id: 100 }
    }

    fn make(&mut self, write: &Write) -> Outcome {
        let gone = Outcome::Refused(Trouble::NotFound { asked: "comment".to_owned() });
        match write {
            Write::CreateComment { body } => {
                self.next_id += 1;
                self.comments.push(comment(self.next_id, US, body.clone()));
                Outcome::Written(Some(self.next_id))
            }
            Write::UpdateComment { id, body } => match self.comments.iter_mut().find(|comment| comment.id == *id) {
                Some(comment) => {
                    comment.body.clone_from(body);
                    Outcome::Written(None)
                }
                None => gone,
            },
            Write::DeleteComment { id } => match self.comments.iter().any(|comment| comment.id == *id) {
                true => {
                    self.comments.retain(|comment| comment.id != *id);
                    Outcome::Written(None)
                }
                false => gone,
            },
            _ => panic!("no write of a comment: {write:?}"),
        }
    }

    fn answer(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Look => Outcome::Comments(self.comments.clone()),
            Step::Write(write) => self.make(write),
            Step::End(_) => panic!("it has ended"),
        }
    }
}

/// A job: its machine, and the step that it is about to make.
#[derive(Clone, Debug)]
struct Job<'a> {
    machine: Sticky<'a>,
    step: Step,
    made: Vec<u64>,
}

impl<'a> Job<'a> {
    fn new(mut machine: Sticky<'a>) -> Job<'a> {
        let step = machine.begin();
        Job { machine, step, made: Vec::new() }
    }

    fn has_ended(&self) -> bool {
        matches!(self.step, Step::End(_))
    }

    fn go(&mut self, forge: &mut Forge) {
        if let Step::Write(Write::DeleteComment { id }) = &self.step {
            assert!(self.made.contains(id), "only what this run made is taken away");
        }
        let outcome = forge.answer(&self.step);
        if let Outcome::Written(Some(id)) = &outcome {
            self.made.push(*id);
        }
        self.step = self.machine.next(outcome);
    }
}

/// Calls `check` for every end that the jobs can come to. Gives the number of states on the way.
fn every_order(forge: Forge, jobs: Vec<Job<'_>>, check: &mut impl FnMut(&Forge, &[Job<'_>])) -> usize {
    let mut seen = HashSet::new();
    let mut open = vec![(forge, jobs)];
    while let Some((forge, jobs)) = open.pop() {
        if !seen.insert(format!("{forge:?}{jobs:?}")) {
            continue;
        }
        if jobs.iter().all(Job::has_ended) {
            check(&forge, &jobs);
        }
        for (at, _) in jobs.iter().enumerate().filter(|(_, job)| !job.has_ended()) {
            let (mut forge, mut jobs) = (forge.clone(), jobs.clone());
            if let Some(job) = jobs.get_mut(at) {
                job.go(&mut forge);
            }
            open.push((forge, jobs));
        }
    }
    seen.len()
}

/// Comments of others, each of which a careless reader would take for ours.
fn strangers() -> Vec<Comment> {
    vec![
        comment(1, STRANGER, body("forged, and the first")),
        Comment { author: None, ..comment(2, 0, body("of an account that is gone")) },
        comment(3, US, "# Another tool under the same account".to_owned()),
        comment(4, US, format!("quoting:\n{MARK}\n")),
        comment(5, US, "<!-- whomay:report v1 key=other -->\nanother pipeline".to_owned()),
        comment(900, STRANGER, body("forged, and newer than anything")),
    ]
}

fn own(forge: &Forge) -> Vec<&Comment> {
    let is_ours = |comment: &&Comment| comment.author == Some(US) && marker().heads(&comment.body);
    forge.comments.iter().filter(is_ours).collect()
}

fn others(forge: &Forge) -> Vec<Comment> {
    let ours: Vec<u64> = own(forge).iter().map(|comment| comment.id).collect();
    forge.comments.iter().filter(|comment| !ours.contains(&comment.id)).cloned().collect()
}

/// A job's text, and whether it is of an older head.
type Spec = (&'static str, bool);

fn converges(before: &[(u64, &str)], specs: &[Spec]) -> usize {
    let (me, marker) = (identity(), marker());
    let bodies: Vec<String> = specs.iter().map(|(text, _)| body(text)).collect();
    let jobs = specs.iter().zip(&bodies).map(|((_, stale), body)| Job::new(Sticky::new(&me, &marker, body, *stale)));
    let mut comments = strangers();
    comments.extend(before.iter().map(|(id, text)| comment(*id, US, body(text))));
    let is_any_fresh = specs.iter().any(|(_, stale)| !stale);
    every_order(Forge::new(comments), jobs.collect(), &mut |forge, jobs| {
        let ours = own(forge);
        assert_eq!(ours.len(), before.len().max(1), "{forge:#?}");
        for comment in &ours {
            let of_a_job = specs.iter().find(|(text, _)| body(text) == comment.body);
            let expected = match of_a_job {
                Some((_, stale)) => !stale || !is_any_fresh,
                None => !is_any_fresh && !before.is_empty(),
            };
            assert!(expected, "{specs:?}: {forge:#?}");
        }
        assert_eq!(others(forge), strangers(), "nobody else's comment is touched");
        let failed = jobs.iter().any(|job| matches!(job.step, Step::End(Ending::Failed(_))));
        assert!(!failed, "{jobs:#?}");
    })
}

#[test]
fn jobs_that_meet_leave_one_comment_in_every_order() {
    let texts = ["one", "two", "three"];
    let mut states = 0;
    for number in 1..=3 {
        for stale in 0..1_u32 << number {
            let specs: Vec<Spec> =
                texts.iter().take(number).enumerate().map(|(at, text)| (*text, stale >> at & 1 == 1)).collect();
            states += converges(&[], &specs);
            states += converges(&[(50, "before")], &specs);
            states += converges(&[(50, "one")], &specs);
            states += converges(&[(50, "left over"), (60, "before")], &specs);
        }
    }
    states += converges(&[], &[("same", false), ("same", false), ("same", false)]);
    assert!(states > 1_000, "it went through {states} states only");
}

/// Runs one job alone. `lose` says which write is made and not answered; `drop` which one is neither.
fn alone(before: Vec<Comment>, text: &str, lose: Option<usize>, drop: Option<usize>) -> (Forge, Vec<Write>, Ending) {
    let (me, marker, body) = (identity(), marker(), body(text));
    let mut machine = Sticky::new(&me, &marker, &body, false);
    let (mut forge, mut writes) = (Forge::new(before), Vec::new());
    let mut step = machine.begin();
    for _ in 0..32 {
        let outcome = match &step {
            Step::End(ending) => return (forge, writes, ending.clone()),
            Step::Look => forge.answer(&step),
            Step::Write(write) => {
                writes.push(write.clone());
                let number = Some(writes.len() - 1);
                let answered = if drop == number { Outcome::Written(None) } else { forge.make(write) };
                let lost = lose == number || drop == number;
                if lost { Outcome::Lost(Trouble::Unreachable { why: "cut".to_owned() }) } else { answered }
            }
        };
        step = machine.next(outcome);
    }
    panic!("it does not end");
}

#[test]
fn made_once_brought_up_to_date_and_left_alone_when_it_says_the_same() {
    let (forge, writes, ending) = alone(strangers(), "a", None, None);
    assert_eq!((ending, writes.len()), (Ending::Created, 1));
    let (forge, writes, ending) = alone(forge.comments, "b", None, None);
    assert_eq!((ending, writes), (Ending::Updated, vec![Write::UpdateComment { id: 101, body: body("b") }]));
    // As a browser or a forge gives it back.
    let mut comments = forge.comments;
    comments.iter_mut().for_each(|comment| comment.body = comment.body.replace('\n', "\r\n") + "\r\n\r\n");
    let (_, writes, ending) = alone(comments, "b", None, None);
    assert_eq!((ending, writes), (Ending::Unchanged, Vec::new()));
}

#[test]
fn of_several_the_newest_counts_and_none_says_something_else() {
    let before = vec![comment(10, US, body("old")), comment(20, US, body("new")), comment(15, US, body("a"))];
    let (_, writes, ending) = alone(before, "a", None, None);
    let expected = [20, 10].map(|id| Write::UpdateComment { id, body: body("a") });
    assert_eq!((ending, writes), (Ending::Updated, expected.to_vec()));
}

#[test]
fn a_write_whose_answer_is_lost_is_looked_for_and_never_made_again() {
    let cut = Ending::Failed(Trouble::Unreachable { why: "cut".to_owned() });
    let update = vec![comment(20, US, body("old"))];
    for before in [Vec::new(), update] {
        let (forge, writes, ending) = alone(before.clone(), "a", Some(0), None);
        assert_eq!((own(&forge).len(), writes.len()), (1, 1));
        assert!(matches!(ending, Ending::Created | Ending::Updated), "{ending:?}");
        let (_, writes, ending) = alone(before, "a", None, Some(0));
        assert_eq!((ending, writes.len()), (cut.clone(), 1));
    }
}

#[test]
fn what_was_lost_on_the_way_to_giving_way_is_looked_for() {
    let (me, marker, body) = (identity(), marker(), body("mine"));
    for happened in [true, false] {
        let mut forge = Forge::new(Vec::new());
        let mut machine = Sticky::new(&me, &marker, &body, false);
        assert_eq!(machine.begin(), Step::Look);
        let create = machine.next(forge.answer(&Step::Look));
        // Another run is faster by one step.
        forge.make(&Write::CreateComment { body: super::tests::body("theirs") });
        assert_eq!(machine.next(forge.answer(&create)), Step::Look);
        let delete = machine.next(forge.answer(&Step::Look));
        assert_eq!(delete, Step::Write(Write::DeleteComment { id: 102 }));
        if happened {
            forge.answer(&delete);
        }
        let cut = Trouble::Unreachable { why: "cut".to_owned() };
        assert_eq!(machine.next(Outcome::Lost(cut.clone())), Step::Look);
        let next = machine.next(forge.answer(&Step::Look));
        let expected = match happened {
            true => Step::Write(Write::UpdateComment { id: 101, body: body.clone() }),
            false => Step::End(Ending::Failed(cut)),
        };
        assert_eq!(next, expected);
    }
}

#[test]
fn refusals_end_it_and_nothing_is_made_twice() {
    let (me, marker, body) = (identity(), marker(), body("a"));
    let forbidden = || Trouble::Forbidden { asked: "POST /x".to_owned() };
    for before in [Vec::new(), vec![comment(20, US, super::tests::body("old"))]] {
        let mut machine = Sticky::new(&me, &marker, &body, false);
        machine.begin();
        assert!(matches!(machine.next(Outcome::Comments(before)), Step::Write(_)));
        assert_eq!(machine.next(Outcome::Refused(forbidden())), Step::End(Ending::Failed(forbidden())));
        assert!(matches!(machine.next(Outcome::Written(Some(1))), Step::End(Ending::Failed(_))));
    }
    let mut machine = Sticky::new(&me, &marker, &body, false);
    machine.begin();
    assert_eq!(machine.next(Outcome::Refused(forbidden())), Step::End(Ending::Failed(forbidden())));
}

#[test]
fn a_comment_that_vanishes_every_time_is_given_up() {
    let (me, marker, body) = (identity(), marker(), body("a"));
    let mut machine = Sticky::new(&me, &marker, &body, false);
    let gone = || Trouble::NotFound { asked: "PATCH /x".to_owned() };
    let (mut step, mut writes) = (machine.begin(), 0);
    while !matches!(step, Step::End(_)) {
        let outcome = match step {
            Step::Look => Outcome::Comments(vec![comment(20, US, super::tests::body("old"))]),
            _ => Outcome::Refused(gone()),
        };
        writes += usize::from(matches!(outcome, Outcome::Refused(_)));
        step = machine.next(outcome);
    }
    assert_eq!((step, writes), (Step::End(Ending::Failed(gone())), 3));
}
