//! Lists as GitLab pages them: by number, with the counts and the links in headers.

use serde_json::Value as Json;

use crate::fake::server::{Reply, Request};

/// Above this, GitLab does not count: no total, no number of pages, no link to the last one.
const COUNTED: usize = 10_000;

/// The page that a request is for. Parameters have been held against the documentation already.
pub(super) fn page(items: Vec<Json>, request: &Request, variables: &[(&str, &str)]) -> Reply {
    let number = |name: &str, otherwise: usize| request.param(name).map_or(otherwise, |text| text.parse().unwrap());
    let (page, size) = (number("page", 1), number("per_page", 20));
    let total = items.len();
    let pages = total.div_ceil(size).max(1);
    let on_page: Vec<Json> = items.into_iter().skip((page - 1) * size).take(size).collect();
    let next = (page < pages).then_some(page + 1);
    let previous = (page > 1).then_some(page - 1);
    let text = |page: Option<usize>| page.map_or(String::new(), |page| page.to_string());

    let counted = total <= COUNTED;
    let mut links = vec![("prev", previous), ("next", next), ("first", Some(1))];
    links.push(("last", counted.then_some(pages)));
    let link = |(relation, page): (&str, Option<usize>)| {
        Some(format!("<{}>; rel=\"{relation}\"", address(page?, size, request, variables)))
    };
    let links: Vec<String> = links.into_iter().filter_map(link).collect();

    let mut reply = Reply::json(200, &Json::Array(on_page))
        .with("x-page", page.to_string())
        .with("x-per-page", size.to_string())
        .with("x-next-page", text(next))
        .with("x-prev-page", text(previous))
        .with("link", links.join(", "));
    if counted {
        reply = reply.with("x-total", total.to_string()).with("x-total-pages", pages.to_string());
    }
    reply
}

/// A page's address. GitLab repeats in the query what the path says.
fn address(page: usize, size: usize, request: &Request, variables: &[(&str, &str)]) -> String {
    let own = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut query: Vec<(&str, String)> = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    query.extend(
        own.filter(|(name, _)| !matches!(*name, "page" | "per_page")).map(|(name, value)| (name, value.to_owned())),
    );
    query.retain({
        let mut seen = std::collections::BTreeSet::new();
        move |(name, value)| seen.insert((name.to_string(), value.clone()))
    });
    query.push(("page", page.to_string()));
    query.push(("per_page", size.to_string()));
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(&query);
    format!("{}{}?{}", request.origin, request.path, encoded.finish())
}
