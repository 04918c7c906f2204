//! Lists of the snapshot, which come in pages: all of them, or none.
//!
//! Each list has a cursor of its own. The number that every page announces has to come out in the end, and every page
//! has to be about the head that the first look saw.

use serde_json::Value as Json;

use super::answer::{Misread, Place};
use super::graphql::Reply;
use super::snapshot::{Asked, REQUEST};
use crate::forge::trouble::Trouble;

/// A list of the snapshot.
#[derive(Debug)]
pub(super) struct List {
    /// The field that it stands in.
    pub(super) field: &'static str,
    /// The variable that asks for it.
    pub(super) flag: &'static str,
    /// The variable that says after what.
    pub(super) cursor: &'static str,
    /// Whether it is asked for.
    pub(super) asked: fn(Asked) -> bool,
    /// The connection in that field; `None` for a list that is not there because it is empty.
    connection: for<'a> fn(Place<'a>, &str) -> Result<Option<Place<'a>>, Misread>,
}

/// Who was asked for a review.
pub(super) const REQUESTED: List = List {
    field: "requested",
    flag: "requested",
    cursor: "requestedAfter",
    asked: |asked| asked.requested,
    connection: |place, _| Ok(Some(place)),
};

/// Reviews.
pub(super) const REVIEWS: List = List {
    field: "reviews",
    flag: "reviews",
    cursor: "reviewsAfter",
    asked: |asked| asked.reviews,
    connection: |place, _| Ok(Some(place)),
};

/// Checks of the head.
pub(super) const CHECKS: List =
    List { field: "head", flag: "checks", cursor: "checksAfter", asked: |asked| asked.checks, connection: contexts };

/// The people behind the commits.
pub(super) const PEOPLE: List = List {
    field: "people",
    flag: "people",
    cursor: "peopleAfter",
    asked: |asked| asked.people,
    connection: |place, _| Ok(Some(place)),
};

/// All of them, in the order of [`super::snapshot::Snapshot::pages`].
pub(super) const LISTS: [List; 4] = [REQUESTED, REVIEWS, CHECKS, PEOPLE];

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its items.
    pub(super) items: Vec<Json>,
    /// How many there are on all pages.
    pub(super) total: u64,
    /// What comes after it.
    pub(super) next: Option<String>,
}

impl List {
    /// The page of this list in an answer.
    ///
    /// # Errors
    ///
    /// It is not there, or is about another head than `head`.
    pub(super) fn page(&self, reply: &Reply, head: &str) -> Result<Page, Trouble> {
        let whole = [&REQUEST[..], &[self.field]].concat();
        reply.fields(&REQUEST, &["headRefOid"], |request| match request.field("headRefOid")?.text()? {
            own if own == head => Ok(()),
            _ => Err(Misread::new("it is about another head than the first one")),
        })?;
        reply.at(&whole, |place| match (self.connection)(place.clone(), head)? {
            Some(connection) => page(&connection),
            None => Ok(Page { items: Vec::new(), total: 0, next: None }),
        })
    }
}

fn page(connection: &Place<'_>) -> Result<Page, Misread> {
    let info = connection.field("pageInfo")?;
    let next =
        if info.field("hasNextPage")?.boolean()? { Some(info.field("endCursor")?.text()?.to_owned()) } else { None };
    let items = connection.field("nodes")?.items()?;
    if let Some(gap) = items.iter().find(|item| item.value().is_null()) {
        return Err(gap.not("an item"));
    }
    let total = connection.field("totalCount")?.count()?;
    Ok(Page { items: items.iter().map(|item| item.value().clone()).collect(), total, next })
}

/// The checks of the last commit, which has to be the head. A commit that nothing was reported for has none.
fn contexts<'a>(commits: Place<'a>, head: &str) -> Result<Option<Place<'a>>, Misread> {
    let nodes = commits.field("nodes")?;
    let [last] = <[Place<'a>; 1]>::try_from(nodes.items()?).map_err(|_| nodes.not("one commit"))?;
    let commit = last.field("commit")?;
    let oid = commit.field("oid")?;
    if oid.text()? != head {
        return Err(oid.not("the head"));
    }
    commit.nullable("statusCheckRollup")?.map(|rollup| rollup.field("contexts")).transpose()
}

/// A list that is being read.
#[derive(Debug)]
pub(super) struct Pages {
    items: Vec<Json>,
    total: Option<u64>,
    cursors: Vec<String>,
}

/// What to do after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Ask for what comes after this cursor.
    Ask(String),
    /// This is all.
    Done(Vec<Json>),
}

impl Pages {
    /// Nothing yet.
    pub(super) fn new() -> Pages {
        Pages { items: Vec::new(), total: None, cursors: Vec::new() }
    }

    /// Adds a page.
    ///
    /// # Errors
    ///
    /// The pages do not belong together: another number of items, a cursor that was there already, more pages than
    /// `most`, or an end before the number that was announced.
    pub(super) fn add(mut self, page: Page, most: usize) -> Result<(Pages, Then), String> {
        if self.total.is_some_and(|total| total != page.total) {
            return Err("it changed while it was read".to_owned());
        }
        self.total = Some(page.total);
        self.items.extend(page.items);
        match page.next {
            Some(next) if self.cursors.contains(&next) => Err("its pages lead back".to_owned()),
            Some(_) if self.cursors.len() + 1 >= most => Err(format!("it has more than {most} pages")),
            Some(next) => {
                self.cursors.push(next.clone());
                Ok((self, Then::Ask(next)))
            }
            None if self.items.len() as u64 != page.total => {
                Err(format!("{} of {} items came", self.items.len(), page.total))
            }
            None => {
                let items = std::mem::take(&mut self.items);
                Ok((self, Then::Done(items)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use serde_json::json;

    use super::super::snapshot::page_variables;
    use super::*;
    use crate::forge::address::RequestAddress;
    use crate::forge::settings::ForgeKind;

    fn page(items: usize, total: u64, next: Option<&str>) -> Page {
        Page { items: vec![json!(1); items], total, next: next.map(str::to_owned) }
    }

    /// What becomes of pages.
    fn read(pages: &[Page]) -> Result<usize, String> {
        let mut read = Pages::new();
        for page in pages {
            match read.add(page.clone(), 3)? {
                (_, Then::Done(items)) => return Ok(items.len()),
                (rest, Then::Ask(_)) => read = rest,
            }
        }
        Err("it goes on".to_owned())
    }

    #[test]
    fn a_list_is_whole_or_nothing() {
        let rows = [
            (vec![page(0, 0, None)], Ok(0)),
            (vec![page(100, 101, Some("a")), page(1, 101, None)], Ok(101)),
            (vec![page(100, 101, None)], Err("100 of 101 items came")),
            (vec![page(2, 1, None)], Err("2 of 1 items came")),
            (vec![page(100, 101, Some("a")), page(0, 101, None)], Err("100 of 101 items came")),
            (vec![page(100, 101, Some("a")), page(2, 102, None)], Err("it changed while it was read")),
            (vec![page(1, 9, Some("a")), page(1, 9, Some("a"))], Err("its pages lead back")),
            (
                vec![page(1, 9, Some("a")), page(1, 9, Some("b")), page(1, 9, Some("c"))],
                Err("it has more than 3 pages"),
            ),
        ];
        for (pages, wanted) in rows {
            assert_eq!(read(&pages), wanted.map_err(str::to_owned), "{pages:?}");
        }
    }

    /// A known tool asks for the next page of one list with the cursor variable of another, and reads the first page
    /// for ever.
    #[test]
    fn every_list_moves_its_own_cursor() {
        let address = RequestAddress {
            forge: ForgeKind::Github,
            host: "github.com".to_owned(),
            root: String::new(),
            repository: "o/r".to_owned(),
            number: 7,
        };
        for list in &LISTS {
            let variables = page_variables(&address, list, Some("CURSOR"));
            let map = variables.as_object().unwrap();
            let on: Vec<&String> = map.iter().filter(|(_, value)| **value == json!(true)).map(|(key, _)| key).collect();
            let moved: Vec<&String> =
                map.iter().filter(|(_, value)| **value == json!("CURSOR")).map(|(key, _)| key).collect();
            assert_eq!((on, moved), (vec![&list.flag.to_owned()], vec![&list.cursor.to_owned()]));
            let query = super::super::graphql::SNAPSHOT;
            let (_, from) =
                [":", "("].iter().find_map(|sign| query.split_once(&format!("\n      {}{sign}", list.field))).unwrap();
            let (section, _) = from.split_once("\n      }").unwrap();
            assert!(section.contains(&format!("@include(if: ${})", list.flag)), "{section}");
            let cursors: Vec<&str> = section.split("after: $").skip(1).collect();
            assert!(matches!(cursors.as_slice(), [one] if one.starts_with(&format!("{})", list.cursor))), "{section}");
        }
    }
}
