//! The whole way from the bytes of plans to finished texts, as the program goes it.

use std::collections::BTreeSet;
use std::hash::RandomState;

use whomay::output::diagnostics::Style;
use whomay::output::report::{Dialect, human, json, markdown};
use whomay::plan::Report;
use whomay::plan::read::{self, Draft};
use whomay::plan::record::{self, Record};
use whomay::plan::report::{Dirspace, Outcome, Place};
use whomay::plan::wall::{KeyPolicy, Marks, Wall, guard};

/// A policy for instance keys that can be had again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Mask,
    Hash,
    Keep,
}

impl Policy {
    pub(crate) const ALL: [Policy; 3] = [Policy::Mask, Policy::Hash, Policy::Keep];

    /// Hashes have a key of their run.
    pub(crate) fn says_the_same_each_time(self) -> bool {
        self != Policy::Hash
    }

    fn policy(self) -> KeyPolicy {
        match self {
            Policy::Mask => KeyPolicy::Mask,
            Policy::Hash => KeyPolicy::Hash(RandomState::new()),
            Policy::Keep => KeyPolicy::Keep,
        }
    }
}

/// All that came out.
#[derive(Default)]
pub(crate) struct Drawn {
    /// Finished texts, and what is said of plans that cannot be used.
    pub(crate) texts: Vec<String>,
    /// Debug output of the model before the second wall, which alone knows marked strings as names.
    pub(crate) printed_before: String,
    /// Debug output of what is left.
    pub(crate) printed: String,
    pub(crate) fell_back: bool,
    /// How many plans were read.
    pub(crate) read: u64,
    pub(crate) refused: u64,
    pub(crate) masked: u64,
}

impl Drawn {
    /// Every line of every text once: most stand in many of them.
    pub(crate) fn lines(&self) -> String {
        let mut seen = BTreeSet::new();
        let lines = self.texts.iter().flat_map(|text| text.lines());
        lines.filter(|line| seen.insert(*line)).flat_map(|line| [line, "\n"]).collect()
    }
}

const HEAD: &str = "0123456789abcdef0123456789abcdef01234567";

pub(crate) fn draw(plans: &[Vec<u8>], policy: Policy) -> Drawn {
    let mut drawn = Drawn::default();
    let mut marks = Marks::default();
    let drafts: Vec<_> = plans.iter().map(|plan| read::read(plan.as_slice(), &mut marks)).collect();
    let wall = marks.build();
    drawn.printed_before += &format!("{drafts:?} {wall:?}");
    let mut report = report(drafts, policy, &wall, &mut drawn);
    drawn.printed_before += &format!("{report:?}");
    guarded(&mut report, &wall, &mut drawn);
    drawn.masked = report.self_check.masked;
    merged(&mut report, &mut drawn);
    drawn
}

fn report(drafts: Vec<Result<Draft, whomay::plan::Refusal>>, policy: Policy, wall: &Wall, drawn: &mut Drawn) -> Report {
    let policy = policy.policy();
    let mut report = Report { head: Some(HEAD.to_owned()), ..Report::default() };
    for (number, draft) in drafts.into_iter().enumerate() {
        let place = Place { dir: format!("some/dir{}", number / 2), workspace: format!("w{number}") };
        let outcome = match draft {
            Ok(draft) => {
                drawn.read += 1;
                Outcome::Plan(Box::new(draft.settle(&policy, wall)))
            }
            Err(refusal) => {
                drawn.refused += 1;
                drawn.texts.push(format!("{refusal:?} {} {} {}", refusal.code(), refusal.what(), refusal.next_step()));
                Outcome::Refused(refusal)
            }
        };
        report.dirspaces.push(Dirspace { place, outcome, permissions: Vec::new() });
    }
    report
}

/// Every form that there is, in several sizes.
fn guarded(report: &mut Report, wall: &Wall, drawn: &mut Drawn) {
    let plain = |report: &Report| human::render(report, Style { width: 80, colour: false });
    let colour = |report: &Report| human::render(report, Style { width: 200, colour: true });
    let page = |dialect: Dialect, budget: usize| move |report: &Report| markdown::render(report, dialect, budget);
    let dialects = [Dialect::Github, Dialect::Gitlab, Dialect::Bitbucket];
    let sizes = |dialect: Dialect| [dialect.budget(), 4_000, markdown::SMALLEST_BUDGET].map(|size| page(dialect, size));
    let pages: Vec<_> = dialects.into_iter().flat_map(sizes).collect();
    let mut draw: Vec<&dyn Fn(&Report) -> String> = vec![&plain, &colour, &json::render];
    pages.iter().for_each(|page| draw.push(page));
    let guarded = guard(report, wall, &draw);
    drawn.texts.extend(guarded.texts);
    drawn.fell_back |= guarded.fell_back;
    drawn.printed += &format!("{report:?}");
}

/// The report of this job in a file, joined to that of another job, by a third that knows none of the plans.
fn merged(report: &mut Report, drawn: &mut Drawn) {
    let file = json::render(report);
    report.dirspaces.iter_mut().for_each(|dirspace| dirspace.place.dir += "-of-another-job");
    let records =
        [("one".to_owned(), record::read(file.as_bytes()).unwrap()), ("other".to_owned(), Record::of(report))];
    let mut merged = record::merge(&records).unwrap_or_else(|error| panic!("{error}"));
    guarded(&mut merged, &Marks::default().build(), drawn);
}
