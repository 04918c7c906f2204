//! The transport against a server that misbehaves.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::slice::from_ref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use http_body_util::Full;

use super::connection::{Connection, Lost};
use super::wire::{CA, Reply, SENTINEL, Server, run, settings};
use super::{AT_ONCE, Answer, Call, MAX_REQUESTS, Transport};
use crate::forge::settings::Settings;
use crate::forge::token::{Purpose, Scheme, Token, Tokens};
use crate::forge::trouble::Trouble;

const BUDGET: Duration = Duration::from_secs(3);

fn transport(server: &Server) -> Transport {
    Transport::new(&server.settings(BUDGET), Scheme::Bearer).unwrap()
}

fn read(target: &str) -> Call {
    Call::get(Purpose::Read, target)
}

fn write(target: &str) -> Call {
    let body = Some(b"{\"body\":\"x\"}".to_vec());
    Call { purpose: Purpose::Write, method: http::Method::POST, target: target.to_owned(), body, reads: false }
}

fn send(server: &Server, call: Call) -> Result<Answer, Trouble> {
    run(transport(server).send(call))
}

#[test]
fn a_read_carries_what_github_wants_and_gives_the_body() {
    let server = Server::script(vec![Reply::new("200 OK\nDate: Sun, 06 Nov 1994 08:49:37 GMT\nX-Other: 1", "{}")]);
    let answer = send(&server, read("/repos/o/r/pulls/7?a=b")).unwrap();
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{}"[..]));
    assert_eq!(answer.headers, [("date".to_owned(), "Sun, 06 Nov 1994 08:49:37 GMT".to_owned())]);
    let request = &server.log()[0];
    assert!(request.starts_with("GET /repos/o/r/pulls/7?a=b HTTP/1.1\r\n"), "{request}");
    for line in [
        concat!("user-agent: whomay/", env!("CARGO_PKG_VERSION")),
        "accept: application/vnd.github+json",
        "x-github-api-version: 2022-11-28",
        "accept-encoding: identity",
        &format!("authorization: Bearer {SENTINEL}"),
    ] {
        assert_eq!(request.lines().filter(|own| own.eq_ignore_ascii_case(line)).count(), 1, "{line} in {request}");
    }
}

/// Sends a call with everything that its server answers, and gives the result and how often it was asked.
fn tried(replies: &[Reply], call: Call) -> (Result<u16, Trouble>, usize) {
    let server = Server::script(replies.to_vec());
    let result = send(&server, call).map(|answer| answer.status);
    (result, server.log().len())
}

fn cut() -> Reply {
    Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2".to_vec())
}

fn endless_chunks() -> Reply {
    Reply::Bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n[1,2\r\n".to_vec())
}

#[test]
fn a_read_is_sent_three_times_at_most_and_a_write_once() {
    let nothing = Reply::Bytes(Vec::new());
    let status = |text: &str| Reply::new(text, "");
    for fault in [
        nothing,
        cut(),
        endless_chunks(),
        status("500 Internal Server Error"),
        status("502 Bad Gateway"),
        status("503 Service Unavailable"),
        status("504 Gateway Timeout"),
    ] {
        let once = [fault.clone(), Reply::ok("[]")];
        let twice = [fault.clone(), fault.clone(), Reply::ok("[]")];
        let always = [fault.clone()];
        assert_eq!(tried(&once, read("/x")), (Ok(200), 2), "{fault:?}");
        assert_eq!(tried(&twice, read("/x")), (Ok(200), 3), "{fault:?}");
        let (result, count) = tried(&always, read("/x"));
        assert!(matches!(result, Err(Trouble::Unreachable { .. } | Trouble::Server { .. })), "{fault:?}: {result:?}");
        assert_eq!(count, 3, "{fault:?}");
        let (result, count) = tried(&once, write("/x"));
        assert!(result.is_err(), "{fault:?}");
        assert_eq!(count, 1, "{fault:?} and a write");
    }
}

#[test]
fn what_lasts_is_asked_once_and_means_what_it_says() {
    let asked = || "GET /x".to_owned();
    for (head, trouble) in [
        ("400 Bad Request", Trouble::Refused { status: 400, asked: asked() }),
        ("401 Unauthorized", Trouble::BadToken { token: Some("GITHUB_TOKEN") }),
        ("403 Forbidden", Trouble::Forbidden { asked: asked() }),
        ("403 Forbidden\nx-ratelimit-remaining: 4999", Trouble::Forbidden { asked: asked() }),
        ("404 Not Found", Trouble::NotFound { asked: asked() }),
        ("410 Gone", Trouble::NotFound { asked: asked() }),
        ("422 Unprocessable", Trouble::Refused { status: 422, asked: asked() }),
        ("451 Unavailable", Trouble::Refused { status: 451, asked: asked() }),
        ("501 Not Implemented", Trouble::Server { status: 501, asked: asked() }),
        ("206 Partial Content", Trouble::Refused { status: 206, asked: asked() }),
        ("304 Not Modified", Trouble::Refused { status: 304, asked: asked() }),
        ("302 Found", Trouble::Refused { status: 302, asked: asked() }),
    ] {
        assert_eq!(tried(&[Reply::new(head, "")], read("/x")), (Err(trouble), 1), "{head}");
    }
}

#[test]
fn no_content_is_a_good_answer() {
    let server = Server::script(vec![Reply::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())]);
    let answer = send(&server, write("/x")).unwrap();
    assert_eq!((answer.status, answer.body.len()), (204, 0));
}

#[test]
fn a_lost_write_says_that_it_may_have_happened() {
    for reply in [Reply::Bytes(Vec::new()), cut(), Reply::Hang(Vec::new())] {
        let trouble = send(&Server::script(vec![reply]), write("/x")).unwrap_err();
        let says = matches!(&trouble, Trouble::Unreachable { why } if why.contains("not known"));
        assert!(says || matches!(trouble, Trouble::OutOfTime { .. }), "{trouble}");
    }
}

#[test]
fn a_rate_limit_is_waited_for_also_by_a_write_and_only_once() {
    for head in ["429 Too Many Requests\nretry-after: 0", "403 Forbidden\nretry-after: 0", "429 Too Many Requests"] {
        let limit = Reply::new(head, "");
        for call in [read("/x"), write("/x")] {
            assert_eq!(tried(&[limit.clone(), Reply::ok("")], call), (Ok(200), 2), "{head}");
        }
        let (result, count) = tried(from_ref(&limit), write("/x"));
        assert!(matches!(result, Err(Trouble::RateLimited { .. })), "{head}: {result:?}");
        assert_eq!(count, 2, "{head}");
    }
}

#[test]
fn a_rate_limit_beyond_the_budget_is_not_waited_for() {
    let date = "date: Sun, 06 Nov 1994 08:49:37 GMT";
    for (lines, seconds) in [
        ("retry-after: 60", Some(60)),
        ("x-ratelimit-remaining: 0\nx-ratelimit-reset: 784111837", Some(60)),
        ("ratelimit-remaining: 0\nratelimit-reset: 784111837", Some(60)),
        ("retry-after: Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
        ("retry-after: 18446744073709551615", Some(u64::MAX)),
    ] {
        let reply = Reply::new(&format!("403 Forbidden\n{date}\n{lines}"), "");
        assert_eq!(tried(&[reply], read("/x")), (Err(Trouble::RateLimited { seconds }), 1), "{lines}");
    }
}

#[test]
fn a_redirect_is_followed_on_the_same_server_only_and_three_times() {
    let to = |place: &str| Reply::new(&format!("301 Moved Permanently\nlocation: {place}"), "");
    assert_eq!(tried(&[to("/repositories/1/pulls/7"), Reply::ok("")], read("/x")), (Ok(200), 2));
    assert_eq!(tried(&[to("/a"), to("b"), to("?c=d"), Reply::ok("")], read("/x")), (Ok(200), 4));
    let (result, count) = tried(&[to("/a")], read("/x"));
    assert_eq!((result, count), (Err(Trouble::Refused { status: 301, asked: "GET /x".to_owned() }), 4));
    let refused = Err(Trouble::Refused { status: 301, asked: "POST /x".to_owned() });
    assert_eq!(tried(&[to("/a"), Reply::ok("")], write("/x")), (refused, 1));
}

#[test]
fn no_redirect_leads_to_another_server() {
    let other = Server::script(vec![Reply::ok("")]);
    let port = other.base.rsplit(':').next().unwrap().to_owned();
    for place in [
        format!("{}/x", other.base),
        format!("//127.0.0.1:{port}/x"),
        format!("http://localhost:{port}/x"),
        "https://example.invalid/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://".to_owned(),
        format!("\\\\127.0.0.1:{port}/x"),
    ] {
        let reply = Reply::new(&format!("302 Found\nlocation: {place}"), "");
        for call in [read("/x"), write("/x")] {
            let asked = call.asked();
            assert_eq!(tried(from_ref(&reply), call), (Err(Trouble::OtherOrigin { asked }), 1), "{place}");
        }
    }
    assert_eq!(other.log(), Vec::<String>::new());
}

#[test]
fn a_redirect_to_the_same_server_with_a_user_is_not_followed() {
    let server = Server::new(|_, request| {
        let host = request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
        Reply::new(&format!("302 Found\nlocation: http://user:password@{host}/y"), "")
    });
    assert_eq!(send(&server, read("/x")).unwrap_err(), Trouble::OtherOrigin { asked: "GET /x".to_owned() });
    assert_eq!(server.log().len(), 1);
}

#[test]
fn a_hanging_or_dripping_server_is_left_within_the_budget() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
    let mut drops = vec![head.clone()];
    drops.extend(std::iter::repeat_n(b"[".to_vec(), 200));
    for reply in [Reply::Hang(Vec::new()), Reply::Hang(head), Reply::Slow(drops, Duration::from_millis(50))] {
        let server = Server::script(vec![reply]);
        let budget = Duration::from_millis(600);
        run(async {
            let transport = Transport::new(&server.settings(budget), Scheme::Bearer).unwrap();
            let begun = tokio::time::Instant::now();
            let trouble = transport.send(read("/x")).await.unwrap_err();
            assert!(begun.elapsed() < budget + Duration::from_millis(400), "{:?}", begun.elapsed());
            assert!(matches!(trouble, Trouble::Unreachable { .. } | Trouble::OutOfTime { .. }), "{trouble}");
            assert!(transport.sent().iter().all(|sent| sent.status.is_none()));
        });
        assert!((2..=3).contains(&server.log().len()), "{}", server.log().len());
    }
}

#[test]
fn the_budget_is_one_for_all_requests() {
    let server = Server::script(vec![Reply::ok("")]);
    run(async {
        let transport = Transport::new(&server.settings(Duration::from_millis(100)), Scheme::Bearer).unwrap();
        assert!(transport.send(read("/x")).await.is_ok());
        let pause = transport.pause(Duration::from_secs(1), "GET /x").await;
        assert_eq!(pause, Err(Trouble::OutOfTime { asked: "GET /x".to_owned() }));
        transport.pause(Duration::from_millis(20), "GET /x").await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let late = transport.clone().send(read("/x")).await;
        assert_eq!(late.unwrap_err(), Trouble::OutOfTime { asked: "GET /x".to_owned() });
        assert_eq!(transport.left(), Duration::ZERO);
    });
    assert_eq!(server.log().len(), 1);
}

#[test]
fn a_question_without_an_answer_leaves_time_for_the_last_look() {
    let server = Server::new(|_, request| match request.starts_with("GET /head ") {
        true => Reply::ok("[]"),
        false => Reply::Hang(Vec::new()),
    });
    let transport = Transport::new(&server.settings(Duration::from_secs(2)), Scheme::Bearer).unwrap();
    run(async {
        transport.hold_back(true);
        assert!(transport.send(read("/x")).await.is_err());
        transport.hold_back(false);
        assert_eq!(transport.send(read("/head")).await.unwrap().status, 200);
    });
}

#[test]
fn a_run_asks_so_many_questions_and_no_more() {
    let server = Server::new(|_, _| Reply::ok("[]"));
    let transport = Transport::new(&server.settings(Duration::from_secs(100)), Scheme::Bearer).unwrap();
    run(async {
        transport.hold_back(true);
        for _ in 0..MAX_REQUESTS {
            transport.inner.sent.begin(&read("/x"), "/x".to_owned(), 1);
        }
        let trouble = transport.send(read("/x")).await.unwrap_err();
        assert!(matches!(trouble, Trouble::Partial { .. }), "{trouble}");
        transport.hold_back(false);
        assert_eq!(transport.send(read("/head")).await.unwrap().status, 200);
    });
    assert_eq!(server.log().len(), 1);
}

#[test]
fn a_body_that_is_too_large_is_refused_without_reading_it() {
    let announced = Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n[".to_vec());
    let mut chunks = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..17 {
        chunks.extend_from_slice(b"100000\r\n");
        chunks.resize(chunks.len() + 0x10_0000, b'1');
        chunks.extend_from_slice(b"\r\n");
    }
    for reply in [announced, Reply::Bytes(chunks)] {
        let (result, count) = tried(&[reply], read("/x"));
        assert!(matches!(&result, Err(Trouble::Unreadable { why, .. }) if why.contains("16 MiB")), "{result:?}");
        assert_eq!(count, 1);
    }
}

#[test]
fn what_is_not_http_or_compressed_cannot_be_read() {
    for reply in [
        Reply::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()),
        Reply::new("200 OK\ncontent-encoding: gzip", "x"),
        Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_vec()),
    ] {
        let (result, count) = tried(from_ref(&reply), read("/x"));
        assert!(matches!(result, Err(Trouble::Unreadable { .. })), "{reply:?}: {result:?}");
        assert_eq!(count, 1, "{reply:?}");
    }
}

#[test]
fn nobody_there_is_said_so() {
    let gone = {
        let server = Server::script(vec![Reply::ok("")]);
        // A port that was free a moment ago; nothing listens on it with TLS in any case.
        server.base.replace("http:", "https:")
    };
    for (api, word) in [(gone.as_str(), "TLS"), ("http://127.0.0.1:1", "refused"), ("http://[::1]:1", "")] {
        let transport = Transport::new(&settings(api, Duration::from_millis(500)), Scheme::Bearer).unwrap();
        match run(transport.send(read("/x"))).unwrap_err() {
            Trouble::Unreachable { why } => assert!(why.contains(word), "{api}: {why}"),
            other => assert!(api.contains("https"), "{api}: {other}"),
        }
    }
}

#[test]
fn only_a_safe_base_is_used() {
    for good in [
        "https://api.github.com",
        "https://git.example.com:8443/gitlab/api/v4",
        "http://127.0.0.1:80/api",
        "http://127.8.9.1",
        "http://[::1]:8080",
        "http://localhost:1/",
    ] {
        assert!(Transport::new(&settings(good, BUDGET), Scheme::Bearer).is_ok(), "{good}");
    }
    for bad in [
        "http://api.github.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::ffff:127.0.0.1]",
        "ftp://127.0.0.1",
        "https://user@api.github.com",
        "https://user:SENTINEL@api.github.com",
        "https://:SENTINEL@api.github.com",
        "https://api.github.com?x=SENTINEL",
        "https://api.github.com/#x",
        "https://",
        "api.github.com",
        "",
    ] {
        let result = Transport::new(&settings(bad, BUDGET), Scheme::Bearer).map(|_| ());
        let refused = matches!(&result, Err(Trouble::Setting { why }) if !why.contains("SENTINEL"));
        assert!(refused, "{bad}: {result:?}");
    }
}

#[test]
fn graphql_is_on_the_same_server() {
    let with = |graphql: &str| {
        let base = settings("https://git.example.com/api/v3", BUDGET);
        Transport::new(&Settings { graphql: Some(graphql.to_owned()), ..base }, Scheme::Bearer).map(|_| ())
    };
    assert_eq!(with("https://git.example.com/api/graphql"), Ok(()));
    assert_eq!(with("https://git.example.com:443/api/graphql"), Ok(()));
    for other in ["https://example.com/graphql", "https://git.example.com:444/x", "http://git.example.com/x", "x"] {
        assert!(matches!(with(other), Err(Trouble::Setting { .. })), "{other}");
    }
}

#[test]
fn a_target_stays_below_the_base_and_on_the_server() {
    let server = Server::script(vec![Reply::ok("")]);
    let base = format!("{}/below/api/v4/", server.base);
    let transport = Transport::new(&settings(&base, BUDGET), Scheme::Bearer).unwrap();
    run(async {
        for target in ["/projects/a%2Fb", "//example.com/x", &format!("{}/repositories/1?page=2", server.base)] {
            transport.send(read(target)).await.unwrap();
        }
        for outside in [
            "/orgs/o/teams/..",
            "/a/%2E%2e/b",
            "/a/.%2e",
            "/a\\..\\b",
            "/.",
            "/groups/..%2Fx",
            "/groups/a%2f%2e%2E%2fx",
            "/groups/a%5C..",
        ] {
            let trouble = transport.send(read(outside)).await.unwrap_err();
            assert!(matches!(trouble, Trouble::Setting { .. }), "{outside}: {trouble}");
        }
        for elsewhere in ["https://example.com/x", "http://127.0.0.1:1/x", "x", ""] {
            let trouble = transport.send(read(elsewhere)).await.unwrap_err();
            assert!(matches!(trouble, Trouble::OtherOrigin { .. }), "{elsewhere}: {trouble}");
        }
    });
    let lines: Vec<String> = server.log().iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "GET /below/api/v4/projects/a%2Fb HTTP/1.1",
            "GET /below/api/v4//example.com/x HTTP/1.1",
            "GET /repositories/1?page=2 HTTP/1.1"
        ]
    );
    let calls: Vec<String> = transport.sent().into_iter().map(|sent| sent.call).collect();
    assert_eq!(calls, ["GET /projects/a%2Fb", "GET //example.com/x", "GET /repositories/1?page=2"]);
}

#[test]
fn a_ca_file_has_to_hold_certificates() {
    let with = |ca: &[u8]| {
        let base = settings("https://git.example.com", BUDGET);
        Transport::new(&Settings { ca: Some(ca.to_vec()), ..base }, Scheme::Bearer).map(|_| ())
    };
    let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let damaged = b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
    let no_certificate = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let open = b"-----BEGIN CERTIFICATE-----\nAAAA\n";
    for bad in [&b""[..], b"not PEM", key, damaged, no_certificate, open] {
        let result = with(bad);
        assert!(matches!(&result, Err(Trouble::Setting { why }) if why.contains("CA file")), "{result:?}");
    }
}

#[test]
fn each_purpose_carries_its_own_token_in_its_own_way() {
    let server = Server::script(vec![Reply::ok("")]);
    let mut settings = server.settings(BUDGET);
    settings.tokens = Tokens {
        read: Token::new("read").map(|token| (token, "CI_JOB_TOKEN")),
        members: Token::new("members").map(|token| (token, "WHOMAY_MEMBERS_TOKEN")),
        write: None,
        read_is_job_token: true,
        job: None,
    };
    let call = |purpose| Call { purpose, ..read("/x") };
    run(async {
        for scheme in [Scheme::PrivateToken, Scheme::Bearer] {
            let transport = Transport::new(&settings, scheme).unwrap();
            for purpose in [Purpose::Read, Purpose::Members, Purpose::Write] {
                transport.send(call(purpose)).await.unwrap();
            }
        }
    });
    let names = ["private-token", "job-token", "authorization"];
    let is_credential = |line: &&str| names.iter().any(|name| line.starts_with(name));
    let sent: Vec<String> =
        server.log().iter().flat_map(|text| text.lines().find(is_credential).map(str::to_owned)).collect();
    assert_eq!(
        sent,
        [
            "job-token: read",
            "private-token: members",
            "job-token: read",
            "authorization: Bearer read",
            "authorization: Bearer members",
            "authorization: Bearer read"
        ]
    );
}

#[test]
fn no_more_than_a_few_are_under_way_at_once_and_rounds_are_counted() {
    let now = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (own_now, own_most) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::new(move |_, _| {
        own_most.fetch_max(own_now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(50));
        own_now.fetch_sub(1, Ordering::SeqCst);
        Reply::ok("")
    });
    run(async {
        let transport = transport(&server);
        let calls = (0..AT_ONCE + 4).map(|number| transport.send(read(&format!("/{number}"))));
        assert!(join_all(calls).await.iter().all(Result::is_ok));
        assert!(transport.sent().iter().all(|sent| sent.round == 1));
        transport.send(read("/next")).await.unwrap();
        assert_eq!(transport.sent().last().map(|sent| sent.round), Some(2));
    });
    assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
}

#[test]
fn what_waited_for_its_turn_until_the_end_was_not_sent() {
    let server = Server::script(vec![Reply::Hang(Vec::new())]);
    run(async {
        let transport = Transport::new(&server.settings(Duration::from_millis(200)), Scheme::Bearer).unwrap();
        let calls = (0..AT_ONCE + 1).map(|number| transport.send(write(&format!("/{number}"))));
        let results = join_all(calls).await;
        assert!(results.iter().all(|result| matches!(result, Err(Trouble::OutOfTime { .. }))), "{results:?}");
        assert_eq!(transport.sent().len(), AT_ONCE);
    });
    assert_eq!(server.log().len(), AT_ONCE);
}

#[test]
fn a_token_is_in_no_error_and_in_no_log() {
    let replies =
        ["401 X", "403 X", "404 X", "429 X\nretry-after: 99", "422 X", "500 X", "302 X\nlocation: https://x/"];
    for head in replies {
        let server = Server::script(vec![Reply::new(head, SENTINEL)]);
        let settings = server.settings(BUDGET);
        let transport = Transport::new(&settings, Scheme::Bearer).unwrap();
        let trouble = run(transport.send(read("/x"))).unwrap_err();
        let everything = format!(
            "{trouble} {trouble:?} {:?} {:?} {settings:?} {:?}",
            trouble.next_step(),
            transport.sent(),
            transport.inner.headers.request(&read("/x"), &transport.address(&read("/x")).unwrap()).unwrap()
        );
        assert!(!everything.contains(SENTINEL), "{everything}");
        assert!(server.log()[0].contains(SENTINEL));
    }
}

#[test]
fn what_was_asked_is_said_without_host_query_or_odd_letters() {
    for (target, asked) in [
        ("/repos/o/r?x=SENTINEL", "GET /repos/o/r"),
        ("https://user:SENTINEL@host/a/b?c#d", "GET /a/b"),
        ("https://host", "GET /"),
        ("/a\n::error::b\u{202e}", "GET /a?::error::b?"),
    ] {
        assert_eq!(read(target).asked(), asked);
    }
    assert!(read(&"/x".repeat(1000)).asked().len() < 210);
}

#[test]
fn a_server_is_believed_only_with_a_certificate_that_is_trusted_and_its_own() {
    let ask = |ca: Option<&str>, as_localhost: bool| {
        let server = Server::with_tls(vec![Reply::ok("{}")]);
        let api = if as_localhost { server.base.replace("127.0.0.1", "localhost") } else { server.base.clone() };
        let settings = Settings { ca: ca.map(|pem| pem.as_bytes().to_vec()), ..settings(&api, BUDGET) };
        let result = run(Transport::new(&settings, Scheme::Bearer).unwrap().send(read("/x")));
        (result.map(|answer| answer.status), server.log().len())
    };
    let distrust = |why: &str| Err(Trouble::Unreachable { why: format!("the server's certificate {why}") });
    assert_eq!(ask(Some(CA), false), (Ok(200), 1));
    assert_eq!(ask(None, false), (distrust("comes from an authority that is not trusted"), 0));
    assert_eq!(ask(Some(CA), true), (distrust("is for another name"), 0));
    let other = include_str!("wire/server.pem");
    assert_eq!(ask(Some(&format!("{other}{CA}")), false), (Ok(200), 1));
}

#[test]
fn a_body_that_tls_cuts_off_is_no_answer() {
    // Neither a length nor the goodbye of TLS: it ended, and nobody said that it should.
    let reply = Reply::Bytes(b"HTTP/1.1 200 OK\r\n\r\n[1".to_vec());
    let server = Server::with_tls(vec![reply]);
    let settings = Settings { ca: Some(CA.as_bytes().to_vec()), ..server.settings(BUDGET) };
    let trouble = run(Transport::new(&settings, Scheme::Bearer).unwrap().send(read("/x"))).unwrap_err();
    assert!(matches!(trouble, Trouble::Unreachable { .. }), "{trouble}");
    assert_eq!(server.log().len(), 3);
}

/// The origin refuses such an address before; the connection does not rely on it.
#[test]
fn a_connection_for_https_speaks_nothing_else() {
    let server = Server::script(vec![Reply::ok("")]);
    let request = http::Request::get(format!("{}/x", server.base)).body(Full::default()).unwrap();
    let outcome = run(Connection::new(None, false).unwrap().exchange(request));
    assert!(matches!(outcome, Err(Lost::NoConnection(_))), "{outcome:?}");
    assert_eq!(server.log(), Vec::<String>::new());
}
