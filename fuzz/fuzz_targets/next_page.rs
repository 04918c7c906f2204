//! Any headers of a page → where the next one is, or why not.
//!
//! Held: nothing panics or hangs; a next page is on the server that was asked, carries no user, and is another address
//! than nothing; GitLab's number changes the number and keeps the rest; how a request is spoken of is short and plain.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use url::Url;
use whomay::forge::address::RequestAddress;
use whomay::forge::link;
use whomay::forge::pages::next_page;
use whomay::forge::settings::{ForgeKind, Settings};
use whomay::forge::token::{Purpose, Scheme, Tokens};
use whomay::forge::transport::{Answer, Call, Transport};

const BASE: &str = "https://git.example.com:8443/api/v4";

thread_local! {
    static TRANSPORT: Transport = transport();
}

fn transport() -> Transport {
    let address = RequestAddress {
        forge: ForgeKind::Gitlab,
        host: "git.example.com:8443".to_owned(),
        root: String::new(),
        repository: "o/r".to_owned(),
        number: 7,
    };
    let settings = Settings {
        address,
        api: BASE.to_owned(),
        graphql: None,
        tokens: Tokens::default(),
        ca: None,
        budget: Duration::from_secs(1),
        job: None,
    };
    Transport::new(&settings, Scheme::PrivateToken).expect("the base is one")
}

/// The first line is the query of the page, the others are its headers.
fn answer(text: &str) -> (Url, Answer) {
    let mut lines = text.lines();
    let mut url = Url::parse(BASE).expect("the base is one");
    url.set_query(lines.next().filter(|query| !query.is_empty()));
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    (url, Answer { status: 200, headers, body: bytes::Bytes::new() })
}

fuzz_target!(|text: &str| {
    let (url, answer) = answer(text);
    let next = TRANSPORT.with(|transport| next_page(transport, &url, &answer, "GET /x"));
    if let Ok(Some(next)) = &next {
        assert_eq!(next.origin(), url.origin());
        assert!(next.username().is_empty() && next.password().is_none());
        let pages = next.query_pairs().filter(|(name, _)| name == "page").count();
        assert!(answer.header("x-next-page").is_none_or(|number| number.trim().is_empty()) || pages == 1);
    }
    let links: Vec<&str> = answer.header_values("link").collect();
    if next == Ok(None) {
        assert_eq!(link::next(&links.join(", ")), Ok(None));
    }
    let asked = Call::get(Purpose::Read, text).asked();
    assert!(asked.len() < 210 && asked.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
});
