//! Lists against a server that gives them in every way there is, and in ways that there should not be.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::forge::token::{Purpose, Scheme};
use crate::forge::transport::wire::{Reply, Server, run, settings};

fn transport(server: &Server) -> Transport {
    Transport::new(&server.settings(Duration::from_secs(20)), Scheme::Bearer).unwrap()
}

fn first() -> Call {
    Call::get(Purpose::Read, "/items?per_page=100")
}

fn read_all(server: &Server, list: fn(Json) -> Option<Listed>) -> Result<Vec<u64>, Trouble> {
    let items = run(all(&transport(server), first(), list))?;
    Ok(items.iter().map(|item| item.as_u64().unwrap()).collect())
}

/// Which page a request asks for.
fn page_of(request: &str) -> u64 {
    let query = request.split_whitespace().nth(1).unwrap().split_once('?').unwrap().1;
    query.split('&').find_map(|part| part.strip_prefix("page=")).map_or(1, |page| page.parse().unwrap())
}

/// Numbers from 0 to `total`, a hundred to a page.
fn numbers(page: u64, total: u64) -> String {
    let items: Vec<String> = ((page - 1) * 100..(page * 100).min(total)).map(|number| number.to_string()).collect();
    format!("[{}]", items.join(","))
}

/// A list of `total` items whose headers are made from the number of the page and of the last.
fn list_of(total: u64, headers: fn(u64, u64) -> String) -> Server {
    let last = total.div_ceil(100).max(1);
    Server::new(move |_, request| {
        let page = page_of(request);
        Reply::new(&format!("200 OK{}", headers(page, last)), &numbers(page, total))
    })
}

/// A list of given answers, one after the other.
fn answers(pages: &[(&str, &str)]) -> Server {
    Server::script(pages.iter().map(|(headers, body)| Reply::new(&format!("200 OK{headers}"), body)).collect())
}

#[test]
fn all_pages_are_read_whatever_way_the_next_one_is_named() {
    let absolute = |page: u64, last: u64| match page < last {
        true => format!("\nlink: </items?page={}&per_page=100>; rel=\"next\", <x>; rel=\"last\"", page + 1),
        false => "\nlink: </items?page=1>; rel=\"first\"".to_owned(),
    };
    let relative = |page: u64, last: u64| match page < last {
        true => format!("\nlink: <?per_page=100&page={}>; foo=bar; rel=next", page + 1),
        false => String::new(),
    };
    let two_headers = |page: u64, last: u64| match page < last {
        true => format!("\nlink: <x>; rel=\"last\"\nlink: </repositories/1/items?page={}>; rel=\"next\"", page + 1),
        false => String::new(),
    };
    let gitlab = |page: u64, last: u64| match page < last {
        true => format!("\nx-next-page: {}\nx-page: {page}", page + 1),
        false => "\nx-next-page:".to_owned(),
    };
    for total in [0, 1, 100, 101, 1001] {
        for headers in [absolute, relative, two_headers, gitlab] {
            let server = list_of(total, headers);
            let read = read_all(&server, array).unwrap();
            assert_eq!(read, (0..total).collect::<Vec<_>>());
            // A full page that says nothing of a next one is not believed.
            let doubted = total % 100 == 0 && total > 0 && headers(1, 1).is_empty();
            assert_eq!(server.log().len() as u64, total.div_ceil(100).max(1) + u64::from(doubted));
            let kept =
                server.log().iter().all(|text| !headers(1, 2).contains("x-next") || text.contains("per_page=100"));
            assert!(kept, "{:?}", server.log());
        }
    }
}

#[test]
fn a_whole_url_on_the_same_server_is_followed() {
    let server = Server::new(|number, request| {
        let host = request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
        match number {
            0 => Reply::new(&format!("200 OK\nlink: <http://{host}/repositories/1/items?page=2>; rel=\"next\""), "[1]"),
            _ => Reply::ok("[2]"),
        }
    });
    assert_eq!(read_all(&server, array).unwrap(), [1, 2]);
    assert!(server.log()[1].starts_with("GET /repositories/1/items?page=2 "));
}

#[test]
fn a_list_whose_headers_were_lost_on_the_way_is_read_to_its_end() {
    let server = list_of(250, |_, _| String::new());
    assert_eq!(read_all(&server, array).unwrap(), (0..250).collect::<Vec<_>>());
    // One whose pages have no numbers gives the first one again.
    let server = Server::script(vec![Reply::ok(&numbers(1, 100))]);
    assert!(matches!(read_all(&server, array), Err(Trouble::Partial { .. })));
}

#[test]
fn a_next_page_on_another_server_is_not_asked_for() {
    let other = Server::script(vec![Reply::ok("[2]")]);
    for place in [format!("{}/items?page=2", other.base), "https://example.invalid/x".to_owned(), "http://".to_owned()]
    {
        let server = answers(&[(&format!("\nlink: <{place}>; rel=\"next\""), "[1]")]);
        let trouble = read_all(&server, array).unwrap_err();
        assert_eq!(trouble, Trouble::OtherOrigin { asked: "GET /items".to_owned() });
        assert_eq!(server.log().len(), 1);
    }
    assert_eq!(other.log(), Vec::<String>::new());
}

#[test]
fn a_list_that_does_not_end_is_not_complete() {
    let to = |page: &str| format!("\nlink: <{page}>; rel=\"next\"");
    for loops in [
        vec![to("/items?per_page=100")],
        vec![to("/items?page=2"), to("/items?page=2")],
        vec![to("/items?page=2"), to("/items?page=3"), to("/items?page=2#x")],
    ] {
        let pages: Vec<_> = loops.iter().map(|headers| (headers.as_str(), "[1]")).collect();
        let server = answers(&pages);
        let trouble = read_all(&server, array).unwrap_err();
        assert!(matches!(&trouble, Trouble::Partial { why, .. } if why.contains("back")), "{trouble}");
        assert!(server.log().len() <= 3);
    }
    for wrong in ["2", "1", "0", "3", "18446744073709551615"] {
        let headers = format!("\nx-next-page: {wrong}");
        let trouble = read_all(&answers(&[(&headers, "[1]")]), array).unwrap_err();
        assert!(matches!(&trouble, Trouble::Partial { why, .. } if why.contains("after it")), "{wrong}: {trouble}");
    }
    let server = list_of(u64::MAX / 200, |page, _| format!("\nx-next-page: {}", page + 1));
    let trouble = read_all(&server, array).unwrap_err();
    assert!(matches!(&trouble, Trouble::Partial { why, .. } if why.contains("more pages")), "{trouble}");
    assert_eq!(server.log().len(), MAX_PAGES);
}

#[test]
fn an_announced_number_has_to_come_out() {
    fn counted(page: Json) -> Option<Listed> {
        let items = page.get("items")?.as_array()?.clone();
        Some(Listed { items, total: page.get("total").and_then(Json::as_u64) })
    }
    let next = "\nlink: <?page=2>; rel=\"next\"";
    let body = |total: u64, item: u64| format!("{{\"total\":{total},\"items\":[{item}]}}");
    let two = |first: u64, second: u64| answers(&[(next, &body(first, 1)), ("", &body(second, 2))]);
    assert_eq!(read_all(&two(2, 2), counted).unwrap(), [1, 2]);
    for (first, second) in [(3, 3), (1, 1), (3, 2), (2, 3)] {
        assert!(matches!(read_all(&two(first, second), counted), Err(Trouble::Partial { .. })), "{first} {second}");
    }
    for (total, complete) in [("\nx-total: 2", true), ("\nx-total: 3", false), ("\nx-total: 1", false), ("", true)] {
        let server = answers(&[(total, "[1,2]")]);
        assert_eq!(read_all(&server, array).is_ok(), complete, "{total}");
        let visible = run(all_visible(&transport(&server), first(), array));
        assert_eq!(visible.unwrap().len(), 2);
    }
}

#[test]
fn half_a_list_is_none() {
    let next = "\nlink: <?page=2>; rel=\"next\"";
    for (headers, body) in [
        ("", "{}"),
        ("", "null"),
        ("", "[2"),
        ("", ""),
        ("", "[2]]"),
        ("\nlink: <?page=3; rel=\"next\"", "[2]"),
        ("\nlink: \u{ff}", "[2]"),
        ("\nx-next-page: three", "[2]"),
        ("\nx-next-page: -1", "[2]"),
        ("\nx-next-page: 3\nx-next-page: 4", "[2]"),
        ("\nx-total: many", "[2]"),
        ("\nx-total: 2\nx-total: 3", "[2]"),
    ] {
        let trouble = read_all(&answers(&[(next, "[1]"), (headers, body)]), array).unwrap_err();
        assert!(matches!(trouble, Trouble::Unreadable { .. }), "{headers} {body}: {trouble}");
    }
    let server = Server::script(vec![Reply::new(&format!("200 OK{next}"), "[1]"), Reply::new("404 Not Found", "[]")]);
    assert!(matches!(read_all(&server, array), Err(Trouble::NotFound { .. })));
}

#[test]
fn a_single_answer_comes_with_the_forges_time() {
    let server = answers(&[("\ndate: Sun, 06 Nov 1994 08:49:37 GMT", "{\"a\":1}")]);
    let (json, date) = run(get_dated(&transport(&server), first())).unwrap();
    assert_eq!((json, date.as_deref()), (serde_json::json!({"a": 1}), Some("Sun, 06 Nov 1994 08:49:37 GMT")));
    assert_eq!(run(get(&transport(&server), first())).unwrap(), serde_json::json!({"a": 1}));
}

#[test]
fn what_is_no_json_is_no_answer() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["", "<html>SENTINEL</html>", "{\"a\":", "{} {}", "\u{feff}{}", "NaN", deep.as_str()] {
        let trouble = run(get(&transport(&answers(&[("", body)])), first())).unwrap_err();
        assert_eq!(trouble, Trouble::Unreadable { asked: "GET /items".to_owned(), why: "it is not JSON".to_owned() });
    }
}

/// Pieces of addresses and headers that could lead somewhere else.
fn piece() -> impl Strategy<Value = String> {
    let known =
        ["https:", "//", "git.example.com:8443", "@", "evil.example", "\\", "page=2", "?", "#", "..", "%2e", ">", "<"];
    let known = proptest::sample::select(known.map(str::to_owned).to_vec());
    prop_oneof![4 => known, 1 => any::<String>(), 1 => Just("; rel=next".to_owned()), 1 => Just(", ".to_owned())]
}

proptest! {
    #[test]
    fn a_next_page_is_on_the_same_server_whatever_the_headers_say(
        link in proptest::collection::vec(piece(), 0..8),
        in_form in any::<bool>(),
        number in "[0-9 x]{0,3}",
        query in "[a-z=&0-9]{0,12}",
    ) {
        let transport =
            Transport::new(&settings("https://git.example.com:8443/api", Duration::from_secs(1)), Scheme::Bearer).unwrap();
        let url = Url::parse(&format!("https://git.example.com:8443/api/x?{query}")).unwrap();
        let text = link.concat();
        let text = if in_form { format!("<{text}>; rel=\"next\"") } else { text };
        let headers = vec![("link".to_owned(), text), ("x-next-page".to_owned(), number)];
        let answer = Answer { status: 200, headers, body: bytes::Bytes::new() };
        if let Ok(Some(next)) = next_page(&transport, &url, &answer, "GET /x") {
            prop_assert_eq!(next.origin(), url.origin());
            prop_assert!(next.username().is_empty() && next.password().is_none());
        }
    }
}
