//! Whose approvals an apply of some directories needs: what CODEOWNERS asks for, as far as the format can say it.
//!
//! The format has one list of which each is needed and one of which some are. What does not fit is never left out: the strictest is
//! asked, and that it is not all is said.

use super::owners::{Ask, Owned};
use super::query::Group;
use super::rules::{MAINTAINERS, WRITERS};

/// Who has to approve.
#[derive(Default)]
pub(super) struct Approvals {
    /// Each of these.
    pub(super) all_of: Vec<String>,
    /// And so many of these.
    pub(super) any_of: Vec<String>,
    pub(super) count: usize,
    /// Not all that is asked for could be said.
    pub(super) is_short: bool,
}

impl Approvals {
    pub(super) fn any(of: &[String]) -> Approvals {
        Approvals { any_of: of.to_vec(), count: 1, ..Approvals::default() }
    }

    pub(super) fn of(group: &Group) -> Approvals {
        match &group.owned {
            Owned::By { asks, .. } => Approvals::asked(asks),
            Owned::Nobody if !group.is_production => Approvals::any(&[WRITERS.to_owned()]),
            Owned::Nobody | Owned::Unsaid => Approvals::any(&[MAINTAINERS.to_owned()]),
        }
    }

    /// The format has one list of which each is needed, and one of which some are.
    fn asked(asks: &[Ask]) -> Approvals {
        if let [Ask { owners, count: 1 }] = asks {
            // Where one user alone owns something, nobody could approve what that user writes.
            let is_alone = owners.len() == 1 && owners.iter().all(|owner| owner.starts_with("user:"));
            let more = is_alone.then(|| MAINTAINERS.to_owned());
            return Approvals::any(&owners.iter().cloned().chain(more).collect::<Vec<_>>());
        }
        let (single, others): (Vec<&Ask>, Vec<&Ask>) =
            asks.iter().partition(|ask| ask.owners.len() == 1 && ask.count == 1);
        let mut approvals =
            Approvals { all_of: single.iter().flat_map(|ask| ask.owners.clone()).collect(), ..Approvals::default() };
        let Some(strictest) = others.iter().max_by_key(|ask| (ask.count, std::cmp::Reverse(ask.owners.len()))) else {
            return approvals;
        };
        // More than there are users would never come together; of a team nobody here knows how many it has.
        let is_user = |owner: &String| owner.starts_with("user:");
        let most = |owners: &[String]| if owners.iter().all(is_user) { owners.len() } else { usize::MAX };
        approvals.count = strictest.count.min(most(&strictest.owners));
        // Who owns it by all of the others satisfies each of them, if there are enough of these.
        let is_common = |owner: &&String| others.iter().all(|ask| ask.owners.contains(owner));
        let common: Vec<String> = strictest.owners.iter().filter(is_common).cloned().collect();
        approvals.is_short = most(&common) < approvals.count;
        approvals.any_of = if approvals.is_short { strictest.owners.clone() } else { common };
        approvals
    }

    /// Whether one person could give several of them.
    pub(super) fn is_of_several(&self) -> bool {
        let users = self.all_of.iter().filter(|owner| owner.starts_with("user:")).count();
        self.count > 1 || (users < 2 && self.all_of.len() > users + 1)
    }
}
