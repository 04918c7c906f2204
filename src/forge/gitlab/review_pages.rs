//! Approvals and reviews, as they are asked for: together, because they have to fit together, and again when GitLab was
//! still at work.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::approvals::{self, Approvals, Reviewer, RuleStates};
use super::maybe::{Maybe, answered, fact, when};
use super::read::FirstLook;
use super::{Gitlab, asked_for};
use crate::access::facts::{Request, Review};
use crate::access::known::Known;
use crate::access::needs::Needs;
use crate::forge::gather::Source;
use crate::forge::trouble::Trouble;

/// Everything about approvals and reviews. Read together, because they have to fit together.
pub(super) struct ReviewPages {
    pub(super) approvals: Maybe<Approvals>,
    pub(super) reviewers: Maybe<Vec<Reviewer>>,
    pub(super) states: Maybe<RuleStates>,
    versions: Maybe<Vec<Json>>,
}

impl Gitlab {
    /// Asks for what is needed of them.
    pub(super) async fn review_pages(&self, needs: &Needs) -> ReviewPages {
        let calls = self.calls();
        let any = needs.reviews || needs.review_decision;
        let (approvals, reviewers, states, versions) = tokio::join!(
            when(any, self.get(calls.approvals(), Approvals::read)),
            when(any || needs.requested_reviewers, self.reviewers()),
            when(needs.review_decision, self.get(calls.approval_state(), RuleStates::read)),
            when(needs.reviews, self.list(calls.versions())),
        );
        ReviewPages { approvals, reviewers, states, versions }
    }

    async fn reviewers(&self) -> Result<Vec<Reviewer>, Trouble> {
        let asked = self.calls().reviewers();
        let name = asked_for(&asked);
        approvals::reviewers(&name, &self.list(asked).await?)
    }

    /// Writes down what they come to. `settled` says whether they can be relied on.
    pub(super) fn tell_reviews(
        &self,
        look: &FirstLook,
        needs: &Needs,
        settled: bool,
        request: &mut Request,
        sources: &mut BTreeMap<String, Source>,
    ) {
        let calls = self.calls();
        let pages = &look.reviews;
        let syncing = || Trouble::OutOfTime { asked: "approvals, which GitLab may be about to take away".to_owned() };
        let [approvals, reviewers] = [asked_for(&calls.approvals()), asked_for(&calls.reviewers())];
        if needs.reviews {
            request.reviews = fact(Some(if settled { self.reviews(look) } else { Err(syncing()) }));
            let settings = match &look.settings {
                Some(Ok(settings)) if !settings.is_empty() => format!(" ({settings})"),
                _ => String::new(),
            };
            let versions = asked_for(&calls.versions());
            sources.insert("reviews".to_owned(), format!("{approvals}, {reviewers}, {versions}{settings}"));
        }
        if needs.review_decision {
            let decision = || {
                let approvals = answered(&pages.approvals, &approvals)?;
                let states = answered(&pages.states, "the approval rules");
                let given = answered(&pages.reviewers, &reviewers).map(Vec::as_slice);
                Ok(approvals::decision(approvals, states.as_ref().copied(), given.as_ref().copied()))
            };
            let decision: Result<_, Trouble> = if settled { decision() } else { Err(syncing()) };
            request.review_decision = decision.unwrap_or_else(|trouble| Known::Unavailable(trouble.to_string()));
            let states = asked_for(&calls.approval_state());
            sources.insert("review_decision".to_owned(), format!("{approvals}, {states}, {reviewers}"));
        }
        if needs.requested_reviewers {
            request.requested_reviewers = match answered(&pages.reviewers, &reviewers) {
                Ok(given) => approvals::requested(given),
                Err(trouble) => Known::Unavailable(trouble.to_string()),
            };
            sources.insert("requested_reviewers".to_owned(), reviewers);
        }
    }

    fn reviews(&self, look: &FirstLook) -> Result<Vec<Review>, Trouble> {
        let calls = self.calls();
        let pages = &look.reviews;
        let approvals = answered(&pages.approvals, &asked_for(&calls.approvals()))?;
        let reviewers = answered(&pages.reviewers, &asked_for(&calls.reviewers()))?;
        let asked = asked_for(&calls.versions());
        let versions =
            answered(&pages.versions, &asked).and_then(|items| approvals::versions(&asked, items, &look.request.head));
        approvals::reviews(approvals, reviewers, versions.as_deref())
    }
}
