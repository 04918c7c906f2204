//! Lists that come in pages: all of them, or none.
//!
//! A list that stops early looks like a shorter list, and a shorter list of checks or reviews can open a door. So the
//! next page is where the forge says it is (on the same origin), every page is asked for, and a number of items that
//! was announced has to come out.

use std::collections::HashSet;

use serde_json::Value as Json;
use url::Url;

use super::link;
use super::transport::{Answer, Call, Transport};
use super::trouble::Trouble;

/// Items on a page: the most that both forges give. More is cut down without a word.
pub const PER_PAGE: usize = 100;

/// Pages that are read of one list.
pub const MAX_PAGES: usize = 50;

/// The items of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The items.
    pub items: Vec<Json>,
    /// How many there are on all pages, where the page says so.
    pub total: Option<u64>,
}

/// A page that is an array.
pub fn array(page: Json) -> Option<Listed> {
    match page {
        Json::Array(items) => Some(Listed { items, total: None }),
        _ => None,
    }
}

/// A single answer, as JSON.
///
/// # Errors
///
/// It cannot be had, or is not JSON.
pub async fn get(transport: &Transport, call: Call) -> Result<Json, Trouble> {
    get_dated(transport, call).await.map(|(json, _)| json)
}

/// A single answer, as JSON, and when the forge gave it: its `Date` header as it is.
///
/// # Errors
///
/// It cannot be had, or is not JSON.
pub async fn get_dated(transport: &Transport, call: Call) -> Result<(Json, Option<String>), Trouble> {
    let asked = call.asked();
    let answer = transport.send(call).await?;
    Ok((json(&answer, &asked)?, answer.header("date").map(str::to_owned)))
}

/// Every item of a list.
///
/// `list` finds the items in a page: the page itself, or one of its fields with the announced number beside it.
///
/// # Errors
///
/// A page cannot be had or read, there are too many, one leads to another server or back, or the number is not the one
/// that was announced.
pub async fn all(transport: &Transport, first: Call, list: fn(Json) -> Option<Listed>) -> Result<Vec<Json>, Trouble> {
    read(transport, first, list, true).await
}

/// Every item of a list that this token may see, where the forge counts the others too and leaves them out of its pages:
/// GitLab's notes. What is announced is no promise there, and everything else is as in [`all`].
///
/// # Errors
///
/// As [`all`], but for the number.
pub async fn all_visible(
    transport: &Transport,
    first: Call,
    list: fn(Json) -> Option<Listed>,
) -> Result<Vec<Json>, Trouble> {
    read(transport, first, list, false).await
}

async fn read(
    transport: &Transport,
    first: Call,
    list: fn(Json) -> Option<Listed>,
    counted: bool,
) -> Result<Vec<Json>, Trouble> {
    let asked = first.asked();
    let mut url = transport.address(&first)?;
    let mut seen = HashSet::from([url.clone()]);
    let (mut items, mut totals) = (Vec::new(), Vec::new());
    let mut guessed = false;
    for _ in 0..MAX_PAGES {
        let answer = transport.send(Call { target: url.as_str().to_owned(), ..first.clone() }).await?;
        let wrong_shape = || unreadable(&asked, "it is not the list that is documented");
        let page = list(json(&answer, &asked)?).ok_or_else(wrong_shape)?;
        totals.extend(page.total);
        totals.extend(number(&answer, "x-total", &asked)?);
        if guessed && !page.items.is_empty() && items.ends_with(&page.items) {
            return Err(partial(&asked, "a full page says nothing of a next one, and the next one is the same"));
        }
        guessed = page.items.len() >= PER_PAGE && totals.is_empty() && says_nothing(&answer);
        items.extend(page.items);
        let next = match guessed {
            true => Some(after(&url)),
            false => next_page(transport, &url, &answer, &asked)?,
        };
        let Some(next) = next else {
            let complete = !counted || totals.iter().all(|total| *total == items.len() as u64);
            return if complete { Ok(items) } else { Err(partial(&asked, "not as many items as announced")) };
        };
        if !seen.insert(next.clone()) {
            return Err(partial(&asked, "a page leads back to one that was read"));
        }
        url = next;
    }
    Err(partial(&asked, "there are more pages than are read"))
}

/// Where the next page is, by either way to say it. A list ends when neither does. Sends nothing.
///
/// # Errors
///
/// It is on another server, or a header says something else than the documentation lets it.
pub fn next_page(transport: &Transport, url: &Url, answer: &Answer, asked: &str) -> Result<Option<Url>, Trouble> {
    if let Some(number) = next_number(url, answer, asked)? {
        return Ok(Some(with_page(url, number)));
    }
    let links: Vec<&str> = answer.header_values("link").collect();
    let next = link::next(&links.join(", ")).map_err(|_| unreadable(asked, "its Link header is malformed"))?;
    next.map(|next| transport.follow(url, &next, asked)).transpose()
}

/// GitLab's number of the next page, which is the one after this. Empty on the last one.
fn next_number(url: &Url, answer: &Answer, asked: &str) -> Result<Option<u64>, Trouble> {
    let Some(next) = number(answer, "x-next-page", asked)? else { return Ok(None) };
    let this = url.query_pairs().find(|(name, _)| name == "page").map_or(Some(1), |(_, page)| page.parse::<u64>().ok());
    let follows = this.and_then(|this| this.checked_add(1)) == Some(next);
    if follows { Ok(Some(next)) } else { Err(partial(asked, "a page does not lead to the one after it")) }
}

/// Whether an answer has no header about other pages at all. GitHub sends none with a list that fits on one page; a full
/// page may also be one whose headers were taken away in between.
fn says_nothing(answer: &Answer) -> bool {
    ["link", "x-next-page"].into_iter().all(|name| answer.header(name).is_none())
}

/// The page after this one, by its number.
fn after(url: &Url) -> Url {
    let this = url.query_pairs().find(|(name, _)| name == "page").and_then(|(_, page)| page.parse::<u64>().ok());
    with_page(url, this.unwrap_or(1).saturating_add(1))
}

/// A header that is a number. Empty is as good as not there; GitLab leaves `x-total` out of a long list.
fn number(answer: &Answer, name: &str, asked: &str) -> Result<Option<u64>, Trouble> {
    let mut values = answer.header_values(name).map(str::trim).filter(|text| !text.is_empty());
    let (first, more) = (values.next(), values.next());
    let parsed = first.map(str::parse::<u64>).transpose();
    match (parsed, more) {
        (Ok(number), None) => Ok(number),
        _ => Err(unreadable(asked, &format!("its {name} header is not one number"))),
    }
}

/// The same list at another page.
fn with_page(url: &Url, number: u64) -> Url {
    let kept = url.query().unwrap_or_default().split('&').filter(|part| !part.is_empty() && !part.starts_with("page="));
    let query: Vec<String> = kept.map(str::to_owned).chain([format!("page={number}")]).collect();
    let mut next = url.clone();
    next.set_query(Some(&query.join("&")));
    next
}

/// The body as JSON.
fn json(answer: &Answer, asked: &str) -> Result<Json, Trouble> {
    super::json::read(&answer.body).map_err(|why| unreadable(asked, &format!("it {why}")))
}

fn unreadable(asked: &str, why: &str) -> Trouble {
    Trouble::Unreadable { asked: asked.to_owned(), why: why.to_owned() }
}

fn partial(asked: &str, why: &str) -> Trouble {
    Trouble::Partial { asked: asked.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests;
