//! What is missing for an allow.

use crate::access::principal::PrincipalMatch;
use crate::access::reason::Clause;

/// What kind of thing is missing, which says whom to turn to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An approval.
    Approval,
    /// Somebody else has to ask.
    Asker,
    /// A review that asks for changes has to be taken back.
    Review,
    /// A check has to succeed.
    Check,
    /// The request has to be changed.
    Request,
    /// The configuration has to be changed.
    Configuration,
    /// A fact has to be found out.
    Fact,
    /// Nothing but time.
    Time,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] = [
        Kind::Approval,
        Kind::Asker,
        Kind::Review,
        Kind::Check,
        Kind::Request,
        Kind::Configuration,
        Kind::Fact,
        Kind::Time,
    ];

    /// The word for it in every output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Approval => "approval",
            Kind::Asker => "asker",
            Kind::Review => "review",
            Kind::Check => "check",
            Kind::Request => "request",
            Kind::Configuration => "configuration",
            Kind::Fact => "fact",
            Kind::Time => "time",
        }
    }
}

/// One thing that is missing, and who could supply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The clauses that it would satisfy, each once.
    pub clauses: Vec<Clause>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// How many approvals. `None` for everything else.
    pub count: Option<usize>,
    /// What is missing: one phrase without a full stop.
    pub what: String,
    /// The next step: one sentence with a full stop.
    pub step: String,
    /// Who could supply it, as a rule has it: whoever matches one of these. Empty where it takes nobody in particular,
    /// or nobody could.
    pub by: Vec<PrincipalMatch>,
    /// Who is known to be able to, by login, in order.
    pub people: Vec<String>,
    /// Who is known not to be able to, of those that the entries name or who may come to mind, and why.
    pub not: Vec<(String, String)>,
    /// The checks that it is about.
    pub checks: Vec<LackingCheck>,
    /// Whether it is certain that nobody can supply it while request and rules stay as they are.
    pub hopeless: bool,
    /// The view of the repository whose rules alone ask for it. `None` for the rules in force.
    pub view: Option<&'static str>,
}

/// A check that has not succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingCheck {
    /// Its name.
    pub title: String,
    /// The forge's word for how it stands, or `not reported`.
    pub state: String,
    /// The app or user that it comes from or has to come from, if that is known.
    pub source: Option<String>,
}

impl Lack {
    /// Something that is missing, so far without anybody who could supply it.
    pub(super) fn new(clause: Clause, kind: Kind, what: impl Into<String>, step: impl Into<String>) -> Lack {
        Lack {
            clauses: vec![clause],
            kind,
            count: None,
            what: what.into(),
            step: step.into(),
            by: Vec::new(),
            people: Vec::new(),
            not: Vec::new(),
            checks: Vec::new(),
            hopeless: false,
            view: None,
        }
    }

    /// The same, which nobody can supply.
    pub(super) fn hopeless(self) -> Lack {
        Lack { hopeless: true, ..self }
    }

    /// The same, which these could supply.
    pub(super) fn by(self, by: impl IntoIterator<Item = PrincipalMatch>) -> Lack {
        Lack { by: by.into_iter().collect(), ..self }
    }

    /// The same, which these people could supply.
    pub(super) fn people(self, people: impl IntoIterator<Item = String>) -> Lack {
        Lack { people: people.into_iter().collect(), ..self }
    }
}

/// Each lack once, with every clause that it would satisfy: hopeless ones first, the others as they come. Of approvals
/// by the same people what asks for more says it all, and what a view asks for is the rules' own where they ask it too.
pub(super) fn merged(lacks: impl IntoIterator<Item = Lack>) -> Vec<Lack> {
    let mut merged: Vec<Lack> = Vec::new();
    for lack in lacks {
        match merged.iter_mut().find(|other| other.is_like(&lack)) {
            None => merged.push(lack),
            Some(other) if lack.count > other.count => other.give_way_to(lack),
            Some(other) => {
                let view = if lack.count == other.count { lack.view } else { other.view };
                other.take_in(lack.clauses);
                other.view = other.view.filter(|_| view.is_some());
            }
        }
    }
    merged.sort_by_key(|lack| !lack.hopeless);
    merged
}

impl Lack {
    fn is_like(&self, other: &Lack) -> bool {
        let same_people = !self.by.is_empty() && self.by == other.by;
        let same_words = self.what == other.what && self.step == other.step;
        self.kind == other.kind && (same_words || self.count.is_some() && same_people)
    }

    fn give_way_to(&mut self, other: Lack) {
        let before = std::mem::replace(self, other);
        self.take_in(before.clauses);
    }

    fn take_in(&mut self, clauses: Vec<Clause>) {
        self.clauses.extend(clauses);
        self.clauses.sort_unstable();
        self.clauses.dedup();
    }
}
