//! One comment that is made once and brought up to date afterwards, whoever else does the same at the same time.
//!
//! No forge can make a comment "unless there is one". So a job looks, makes one if there is none, and looks again. If
//! two jobs made one each, the later of the two comments goes: a run that finds an older one beside what it made takes
//! its own away and writes to the older. Comments get rising numbers, so that all runs agree which is older; the oldest
//! sees no older one and stays. Nobody removes what another run made, and nobody has to: `tests` walks through every
//! order in which the steps of up to three jobs can happen.
//!
//! Pure: [`Sticky::next`] is told what came of the last step and says the next one. Nothing is read out of a comment but
//! its author, its mark, and whether its text is the same.

use super::marker::Marker;
use super::{Comment, Identity, Write};
use crate::forge::trouble::Trouble;

/// How often everything is looked at anew, because a comment was gone when it was to be written to.
const ROUNDS: u32 = 3;

/// What has to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read all comments.
    Look,
    /// Make a write, once.
    Write(Write),
    /// Nothing: it has ended.
    End(Ending),
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The comments, for [`Step::Look`].
    Comments(Vec<Comment>),
    /// A write was made. The number is that of a comment that was created.
    Written(Option<u64>),
    /// It cannot be known whether a write was made.
    Lost(Trouble),
    /// Anything was refused: for sure nothing was done.
    Refused(Trouble),
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// There is a new comment.
    Created,
    /// There is another text in ours.
    Updated,
    /// Ours says that already.
    Unchanged,
    /// The text is of an older head, and there is a comment that may be newer.
    LeftAlone,
    /// It did not work.
    Failed(Trouble),
}

/// The comment of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticky<'a> {
    me: &'a Identity,
    marker: &'a Marker,
    body: &'a str,
    /// Whether it is of an older head than the request has.
    is_stale: bool,
    rounds: u32,
    at: At,
}

/// What was asked for last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    Begin,
    /// To see whether there is one of ours.
    Looking,
    Creating,
    /// To see whether another run made one as well.
    Comparing {
        made: u64,
    },
    Updating(Update),
    /// Taking away what this run made.
    GivingWay(Yield),
    /// To see whether a write was made although nobody said so.
    Searching {
        lost: Lost,
        trouble: Trouble,
    },
    Ended,
}

/// Another text for a comment of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Update {
    id: u64,
    /// Those that are next. There are any only while runs meet, or after one was cut off between two steps.
    rest: Vec<u64>,
    /// Whether one has the text already.
    is_any_done: bool,
}

/// Taking away what this run made, because there is an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Yield {
    made: u64,
    to: Comment,
}

/// A write of which nobody knows whether it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lost {
    Create,
    Update(Update),
    Yield(Yield),
}

impl<'a> Sticky<'a> {
    /// A run that has done nothing yet. `body` begins with the marker. One that is stale is of an older head than the
    /// request has, and takes no comment's place.
    pub fn new(me: &'a Identity, marker: &'a Marker, body: &'a str, is_stale: bool) -> Sticky<'a> {
        Sticky { me, marker, body, is_stale, rounds: 0, at: At::Begin }
    }

    /// The first step.
    pub fn begin(&mut self) -> Step {
        self.look(At::Looking)
    }

    /// The next step, after what came of the last one.
    pub fn next(&mut self, outcome: Outcome) -> Step {
        match (std::mem::replace(&mut self.at, At::Ended), outcome) {
            (At::Looking, Outcome::Comments(comments)) => self.decide(&self.own(comments)),
            (At::Creating, Outcome::Written(Some(made))) => self.look(At::Comparing { made }),
            (At::Creating, Outcome::Lost(trouble)) => self.search(Lost::Create, trouble),
            (At::Comparing { made }, Outcome::Comments(comments)) => self.compare(made, self.own(comments)),
            (At::Updating(update), outcome) => self.updated(update, outcome),
            (At::GivingWay(yielding), outcome) => self.gave_way(yielding, outcome),
            (At::Searching { lost, trouble }, Outcome::Comments(comments)) => {
                self.found(lost, trouble, &self.own(comments))
            }
            // What made us look is what the reader has to know.
            (At::Searching { trouble, .. }, _) => end(Ending::Failed(trouble)),
            (_, Outcome::Lost(trouble) | Outcome::Refused(trouble)) => end(Ending::Failed(trouble)),
            (_, Outcome::Comments(_) | Outcome::Written(_)) => end(Ending::Failed(out_of_step())),
        }
    }

    /// Ours, oldest first: by us, and with the mark of this pipeline.
    fn own(&self, mut comments: Vec<Comment>) -> Vec<Comment> {
        comments.retain(|comment| comment.author == Some(self.me.id) && self.marker.heads(&comment.body));
        comments.sort_by_key(|comment| comment.id);
        // A list that changes while its pages are read can have one on two of them.
        comments.dedup_by_key(|comment| comment.id);
        comments
    }

    /// The newest of ours is the one that counts, and none that is left beside it may say something else.
    fn decide(&mut self, own: &[Comment]) -> Step {
        if own.is_empty() {
            return self.write(At::Creating, Write::CreateComment { body: self.body.to_owned() });
        }
        self.bring_up_to_date(own)
    }

    fn bring_up_to_date(&mut self, own: &[Comment]) -> Step {
        if self.is_stale {
            return end(Ending::LeftAlone);
        }
        let newest_first = own.iter().rev();
        let others = newest_first.filter(|comment| !is_same(&comment.body, self.body)).map(|comment| comment.id);
        self.update(others.collect(), false).unwrap_or(Step::End(Ending::Unchanged))
    }

    /// Writes to the first of these. `None` if there is none.
    fn update(&mut self, mut ids: Vec<u64>, is_any_done: bool) -> Option<Step> {
        let rest = ids.split_off(ids.len().min(1));
        let id = *ids.first()?;
        let write = Write::UpdateComment { id, body: self.body.to_owned() };
        Some(self.write(At::Updating(Update { id, rest, is_any_done }), write))
    }

    fn updated(&mut self, update: Update, outcome: Outcome) -> Step {
        let is_any_done = match outcome {
            Outcome::Written(_) => true,
            Outcome::Lost(trouble) => return self.search(Lost::Update(update), trouble),
            // Its maker gave way to another one.
            Outcome::Refused(Trouble::NotFound { .. }) if update.is_any_done || !update.rest.is_empty() => {
                update.is_any_done
            }
            Outcome::Refused(trouble @ Trouble::NotFound { .. }) => return self.again(trouble),
            Outcome::Refused(trouble) => return end(Ending::Failed(trouble)),
            Outcome::Comments(_) => return end(Ending::Failed(out_of_step())),
        };
        self.update(update.rest, is_any_done).unwrap_or(Step::End(Ending::Updated))
    }

    /// After one was made: the oldest stays.
    fn compare(&mut self, made: u64, own: Vec<Comment>) -> Step {
        match own.into_iter().next().filter(|oldest| oldest.id < made) {
            None => end(Ending::Created),
            Some(to) => self.write(At::GivingWay(Yield { made, to }), Write::DeleteComment { id: made }),
        }
    }

    fn gave_way(&mut self, yielding: Yield, outcome: Outcome) -> Step {
        match outcome {
            // Where somebody else took it away, it comes to the same.
            Outcome::Written(_) | Outcome::Refused(Trouble::NotFound { .. }) => self.bring_up_to_date(&[yielding.to]),
            Outcome::Lost(trouble) => self.search(Lost::Yield(yielding), trouble),
            Outcome::Refused(trouble) => end(Ending::Failed(trouble)),
            Outcome::Comments(_) => end(Ending::Failed(out_of_step())),
        }
    }

    /// Whether a write whose answer was lost was made. It is never made again.
    fn found(&mut self, lost: Lost, trouble: Trouble, own: &[Comment]) -> Step {
        let says_it = |comment: &&Comment| is_same(&comment.body, self.body);
        match lost {
            Lost::Create if own.iter().any(|comment| says_it(&comment)) => end(Ending::Created),
            Lost::Update(update) if own.iter().filter(says_it).any(|comment| comment.id == update.id) => {
                self.updated(update, Outcome::Written(None))
            }
            Lost::Yield(yielding) if own.iter().all(|comment| comment.id != yielding.made) => {
                self.bring_up_to_date(&[yielding.to])
            }
            Lost::Create | Lost::Update(_) | Lost::Yield(_) => end(Ending::Failed(trouble)),
        }
    }

    fn again(&mut self, trouble: Trouble) -> Step {
        self.rounds += 1;
        if self.rounds < ROUNDS { self.look(At::Looking) } else { end(Ending::Failed(trouble)) }
    }

    fn search(&mut self, lost: Lost, trouble: Trouble) -> Step {
        self.look(At::Searching { lost, trouble })
    }

    fn look(&mut self, at: At) -> Step {
        self.at = at;
        Step::Look
    }

    fn write(&mut self, at: At, write: Write) -> Step {
        self.at = at;
        Step::Write(write)
    }
}

fn end(ending: Ending) -> Step {
    Step::End(ending)
}

/// A step was answered with what belongs to another one.
fn out_of_step() -> Trouble {
    Trouble::Setting { why: "a comment was answered with something else than was asked".to_owned() }
}

/// Whether two texts are the same to a reader of the comment: forges change the ends of lines and of the text.
fn is_same(one: &str, other: &str) -> bool {
    let lines = |text| str::lines(text).map(|line| line.trim_end_matches('\r'));
    lines(one.trim_end()).eq(lines(other.trim_end()))
}

#[cfg(test)]
mod tests;
