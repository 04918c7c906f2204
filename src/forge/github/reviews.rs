//! Reviews, and who was asked for one.

use serde_json::Value as Json;

use super::actor::{login, login_in};
use super::answer::{Misread, Place};
use crate::access::facts::{Review, ReviewState};

/// Reviews from the items of [`super::list::REVIEWS`], in the order in which they were given. What was not submitted
/// is no review. `retargeted` is when the request last came to go to another branch, if it ever did.
///
/// # Errors
///
/// An item does not fit, or a word is not known: what it says could be a refusal.
pub(super) fn reviews(items: &[Json], retargeted: Option<&str>) -> Result<Vec<Review>, Misread> {
    let mut reviews = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let item = Place::at(item, &format!("reviews.nodes[{at}]"));
        if let Some(state) = state(&item.field("state")?)? {
            let given = given(&item)?;
            // Of two things in one second nobody knows which came first.
            let before_retarget = retargeted.is_some_and(|retargeted| given.0.as_str() <= retargeted);
            let review = Review { before_retarget, ..review(&item, state)? };
            reviews.push((given, review));
        }
    }
    reviews.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(reviews.into_iter().map(|(_, review)| review).collect())
}

/// What a word means. `None` for what is not submitted.
fn state(state: &Place<'_>) -> Result<Option<ReviewState>, Misread> {
    match state.text()? {
        "APPROVED" => Ok(Some(ReviewState::Approved)),
        "CHANGES_REQUESTED" => Ok(Some(ReviewState::ChangesRequested)),
        "COMMENTED" => Ok(Some(ReviewState::Commented)),
        "DISMISSED" => Ok(Some(ReviewState::Dismissed)),
        "PENDING" => Ok(None),
        _ => Err(state.not("a state of a review that is known")),
    }
}

/// When it was given, and its number for two of one second. The number is a text in the schema, because it may be
/// greater than a number of GraphQL.
fn given(item: &Place<'_>) -> Result<(String, Option<u64>), Misread> {
    let number = item.nullable("fullDatabaseId")?;
    let number = number.map(|number| match number.value() {
        Json::String(text) => text.parse().map_err(|_| number.not("a number")),
        _ => number.count(),
    });
    Ok((item.field("submittedAt")?.time()?, number.transpose()?))
}

fn review(item: &Place<'_>, state: ReviewState) -> Result<Review, Misread> {
    let commit = item.nullable("commit")?.map(|commit| commit.field("oid")?.commit()).transpose()?;
    Ok(Review { reviewer: login_in(item, "author")?, state, commit, before_retarget: false })
}

/// When the request last came to go to another branch, from the newest such event. `None` when it never did.
///
/// # Errors
///
/// It does not fit.
pub(super) fn retargeted(events: &Place<'_>) -> Result<Option<String>, Misread> {
    let events = events.field("nodes")?.items()?;
    let times = events.iter().map(|event| event.field("createdAt")?.time());
    times.reduce(|one, other| Ok(one?.max(other?))).transpose()
}

/// Logins of people and slugs of teams from the items of [`super::list::REQUESTED`].
///
/// # Errors
///
/// An item does not fit. One that the token may not see is null: somebody was asked, and nobody knows who.
pub(super) fn requested(items: &[Json]) -> Result<Vec<String>, Misread> {
    let name = |(at, item)| {
        let reviewer = Place::at(item, &format!("requested.nodes[{at}]")).field("requestedReviewer")?;
        match reviewer.field("__typename")?.text()? {
            "Team" => Ok(reviewer.field("slug")?.text()?.to_owned()),
            _ => login(&reviewer),
        }
    };
    items.iter().enumerate().map(name).collect()
}
