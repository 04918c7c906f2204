//! The first look: one query, whose answer is taken apart fact by fact.
//!
//! What the whole request hangs on (its commits, its page) has to be there. Every other fact stands alone: what is
//! wrong with one of them makes that one unavailable.

use serde_json::{Value as Json, json};

use super::actor::account;
use super::answer::{Misread, Place};
use super::graphql::Reply;
use super::list::{LISTS, List, Page};
use super::reviews::retargeted;
use crate::access::facts::{Mergeable, Request, RequestState, ReviewDecision};
use crate::access::known::Known;
use crate::forge::address::RequestAddress;
use crate::forge::gather::{Commits, Merged};
use crate::forge::trouble::Trouble;

/// Where the request stands in the answer.
pub(super) const REQUEST: [&str; 2] = ["repository", "pullRequest"];

/// What of the query is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// GitHub's own verdict on the reviews.
    pub(super) decision: bool,
    /// Who was asked for a review.
    pub(super) requested: bool,
    /// Reviews.
    pub(super) reviews: bool,
    /// Checks of the head.
    pub(super) checks: bool,
    /// The people behind the commits.
    pub(super) people: bool,
}

/// The query's variables: the first pages of what is asked.
pub(super) fn variables(address: &RequestAddress, asked: Asked) -> Json {
    let mut variables = heads_variables(address);
    for (flag, on) in [
        ("decision", asked.decision),
        ("requested", asked.requested),
        ("reviews", asked.reviews),
        ("checks", asked.checks),
        ("people", asked.people),
    ] {
        variables.as_object_mut().map(|map| map.insert(flag.to_owned(), on.into()));
    }
    variables
}

/// The query's variables: one page of one list, after `cursor`.
pub(super) fn page_variables(address: &RequestAddress, list: &List, cursor: Option<&str>) -> Json {
    let mut variables = variables(address, Asked::default());
    if let Some(map) = variables.as_object_mut() {
        map.insert(list.flag.to_owned(), true.into());
        map.insert(list.cursor.to_owned(), cursor.into());
    }
    variables
}

/// The variables of the query for the commits alone.
pub(super) fn heads_variables(address: &RequestAddress) -> Json {
    let (owner, name) = owner_and_name(&address.repository);
    json!({"owner": owner, "name": name, "number": address.number})
}

/// `owner/name`, taken apart.
pub(super) fn owner_and_name(repository: &str) -> (&str, &str) {
    repository.split_once('/').unwrap_or((repository, ""))
}

/// What the first look gave.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The commits.
    pub(super) commits: Commits,
    /// The request's page.
    pub(super) url: String,
    /// The login of the token.
    pub(super) viewer: Result<String, Trouble>,
    /// The repository of the head; `None` when it is gone.
    pub(super) head_repository: Result<Option<String>, Trouble>,
    /// The first pages of the lists that were asked for, in the order of [`LISTS`].
    pub(super) pages: Vec<Option<Result<Page, Trouble>>>,
    /// Every fact that is no list.
    pub(super) request: Request,
    /// When it last came to go to another branch; `None` within where it never did. Not asked for without reviews.
    pub(super) retargeted: Option<Result<Option<String>, Trouble>>,
}

/// The facts that stand alone, by field.
const ALONE: [&str; 11] = [
    "state",
    "isDraft",
    "mergeable",
    "changedFiles",
    "isInMergeQueue",
    "isCrossRepository",
    "headRefName",
    "headRepository",
    "author",
    "reviewDecision",
    "retargeted",
];

/// Takes the answer apart.
///
/// # Errors
///
/// What everything hangs on is missing, or an error is not about a fact that can do without.
pub(super) fn decode(reply: &Reply, number: u64, asked: Asked) -> Result<Snapshot, Trouble> {
    let below: Vec<Vec<&str>> = ALONE
        .into_iter()
        .chain(LISTS.iter().map(|list| list.field))
        .map(|field| [&REQUEST[..], &[field]].concat())
        .collect();
    let mut parts: Vec<&[&str]> = below.iter().map(Vec::as_slice).collect();
    parts.push(&["viewer"]);
    reply.only_in(&parts)?;
    let commits = commits(reply)?;
    let url = reply.fields(&REQUEST, &["url", "number"], |request| {
        let own = request.field("number")?;
        if own.count()? != number {
            return Err(own.not("the number that was asked for"));
        }
        Ok(request.field("url")?.text()?.to_owned())
    })?;
    let pages = LISTS.iter().map(|list| (list.asked)(asked).then(|| list.page(reply, &commits.head))).collect();
    Ok(Snapshot {
        url,
        viewer: reply.at(&["viewer"], |viewer| Ok(viewer.field("login")?.text()?.to_owned())),
        head_repository: alone(reply, "headRepository", head_repository),
        pages,
        request: request(reply, &commits, asked),
        retargeted: asked.reviews.then(|| alone(reply, "retargeted", retargeted)),
        commits,
    })
}

/// The commits, from either query.
///
/// # Errors
///
/// They are not all there.
pub(super) fn commits(reply: &Reply) -> Result<Commits, Trouble> {
    let (default_branch, default_tip) = reply.at(&["repository", "defaultBranchRef"], |branch| {
        Ok((branch.field("name")?.text()?.to_owned(), branch.path(&["target", "oid"])?.commit()?))
    })?;
    let fields = ["headRefOid", "baseRefName", "baseRefOid", "baseRef", "mergeCommit"];
    reply.fields(&REQUEST, &fields, |request| {
        // `baseRefOid` is what the base was when the request was last looked at; the branch tells what it is now,
        // unless it is gone.
        let base = match request.nullable("baseRef")? {
            Some(branch) => branch.path(&["target", "oid"])?.commit()?,
            None => request.field("baseRefOid")?.commit()?,
        };
        Ok(Commits {
            head: request.field("headRefOid")?.commit()?,
            base,
            target_branch: request.field("baseRefName")?.text()?.to_owned(),
            default_branch,
            default_tip,
            merged: merged(request)?,
        })
    })
}

/// What a merge came to; null for whatever is not merged. `baseRefOid` stays what it was when GitHub last compared a
/// request that is over.
fn merged(request: &Place<'_>) -> Result<Option<Merged>, Misread> {
    let Some(result) = request.nullable("mergeCommit")? else { return Ok(None) };
    let compared_with = Some(request.field("baseRefOid")?.commit()?);
    Ok(Some(Merged { result: result.field("oid")?.commit()?, compared_with }))
}

fn request(reply: &Reply, commits: &Commits, asked: Asked) -> Request {
    let mut facts = Request {
        state: known(alone(reply, "state", state)),
        draft: known(alone(reply, "isDraft", |draft| draft.boolean())),
        source_branch: known(alone(reply, "headRefName", |name| Ok(name.text()?.to_owned()))),
        target_branch: Known::Known(commits.target_branch.clone()),
        author: known(author(reply)),
        from_fork: known(from_fork(reply)),
        head: Known::Known(commits.head.clone()),
        changed_files: known(alone(reply, "changedFiles", |count| count.count())),
        queued: known(alone(reply, "isInMergeQueue", |queued| queued.boolean())),
        ..Request::default()
    };
    if asked.decision {
        facts.review_decision = known(decision(reply));
    }
    let mergeable = mergeable(reply);
    facts.in_conflict = in_conflict(&mergeable, &facts.state, reply.asked());
    facts.mergeable = known(mergeable);
    facts
}

/// A field of the request.
fn alone<T>(reply: &Reply, field: &str, decode: impl FnOnce(&Place<'_>) -> Result<T, Misread>) -> Result<T, Trouble> {
    reply.at(&[&REQUEST[..], &[field]].concat(), decode)
}

/// A fact, or why it could not be had.
pub(super) fn known<T>(read: Result<T, Trouble>) -> Known<T> {
    match read {
        Ok(value) => Known::Known(value),
        Err(trouble) => Known::Unavailable(trouble.to_string()),
    }
}

fn state(state: &Place<'_>) -> Result<RequestState, Misread> {
    match state.text()? {
        "OPEN" => Ok(RequestState::Open),
        "CLOSED" => Ok(RequestState::Closed),
        "MERGED" => Ok(RequestState::Merged),
        _ => Err(state.not("a state that is known")),
    }
}

/// GitHub's own verdict on the reviews.
///
/// # Errors
///
/// It does not say it in a word that is known.
pub(super) fn decision(reply: &Reply) -> Result<ReviewDecision, Trouble> {
    alone(reply, "reviewDecision", review_decision)
}

/// Null is no verdict: the branch asks for no reviews.
fn review_decision(decision: &Place<'_>) -> Result<ReviewDecision, Misread> {
    let Some(decision) = decision.clone().unless_null() else { return Ok(ReviewDecision::NoneRequired) };
    match decision.text()? {
        "APPROVED" => Ok(ReviewDecision::Approved),
        "CHANGES_REQUESTED" => Ok(ReviewDecision::ChangesRequested),
        "REVIEW_REQUIRED" => Ok(ReviewDecision::ReviewRequired),
        _ => Err(decision.not("a verdict that is known")),
    }
}

/// Whether it could be merged.
///
/// # Errors
///
/// GitHub does not say it in a word that is known.
pub(super) fn mergeable(reply: &Reply) -> Result<Mergeable, Trouble> {
    alone(reply, "mergeable", |mergeable| match mergeable.text()? {
        "MERGEABLE" => Ok(Mergeable::Yes),
        "CONFLICTING" => Ok(Mergeable::No),
        "UNKNOWN" => Ok(Mergeable::Computing),
        _ => Err(mergeable.not("a word for mergeability that is known")),
    })
}

/// Whether it conflicts with its target. GitHub does not work that out for what is merged or closed; what is merged
/// has nothing left to conflict.
pub(super) fn in_conflict(
    mergeable: &Result<Mergeable, Trouble>,
    state: &Known<RequestState>,
    asked: &str,
) -> Known<bool> {
    match (mergeable, state.value()) {
        (_, Some(RequestState::Merged)) => Known::Known(false),
        (Ok(Mergeable::Yes), _) => Known::Known(false),
        (Ok(Mergeable::No), _) => Known::Known(true),
        (Ok(Mergeable::Computing), _) => Known::Unavailable(
            Trouble::Partial { asked: asked.to_owned(), why: "GitHub has not worked out mergeability".to_owned() }
                .to_string(),
        ),
        (Err(trouble), _) => Known::Unavailable(trouble.to_string()),
    }
}

fn author(reply: &Reply) -> Result<String, Trouble> {
    match alone(reply, "author", |author| author.clone().unless_null().map_or(Ok(None), |author| account(&author)))? {
        Some(author) => Ok(author),
        None => Err(Trouble::Partial {
            asked: reply.asked().to_owned(),
            why: "whoever opened the request has no account any more".to_owned(),
        }),
    }
}

fn head_repository(repository: &Place<'_>) -> Result<Option<String>, Misread> {
    let name = |repository: Place<'_>| Ok(repository.field("nameWithOwner")?.text()?.to_owned());
    repository.clone().unless_null().map(name).transpose()
}

/// A head whose repository is gone lay in a fork: a request's own repository is there.
fn from_fork(reply: &Reply) -> Result<bool, Trouble> {
    reply.fields(&REQUEST, &["isCrossRepository", "headRepository"], |request| {
        Ok(request.field("isCrossRepository")?.boolean()? || request.nullable("headRepository")?.is_none())
    })
}
