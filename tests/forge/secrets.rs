//! No token appears in anything that is printed or written, in any form, whatever goes wrong, and none goes elsewhere.

#![expect(clippy::panic, reason = "a panic is what is looked at")]

use whomay::access::needs::Needs;
use whomay::forge::session::Session;

use crate::fake::faults::{At, Fault, FaultKind, Matcher};
use crate::fake::github::{World, world as hub};
use crate::fake::gitlab::Tier;
use crate::fake::server::Server;
use crate::scene::{Clone, HUB_CONFIG, Hub, Lab};

const READ: &str = "SENTINELreadSENTINELread";
const MEMBERS: &str = "SENTINELmembersSENTINEL";
const WRITE: &str = "SENTINELwriteSENTINELwr";

/// The files that runs write.
const WRITTEN: [&str; 4] = ["facts.json", "record", "summary", "outputs"];

/// A plan without changes.
const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": []}"#;

/// The letters of a token in raw, percent-encoded (they are the same), hexadecimal and base64 form, at any offset.
fn forms(token: &str) -> Vec<String> {
    let hex: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    let base64 = (0..3).map(|skip| base64(&token.as_bytes()[skip..token.len() - (token.len() - skip) % 3]));
    [token.to_owned(), hex.to_uppercase(), hex].into_iter().chain(base64).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = bytes.chunks_exact(3).flat_map(|three| {
        let number = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[(number >> shift & 63) as usize]))
    });
    letters.collect()
}

#[track_caller]
fn clean(text: &str, what: &str) {
    for token in [READ, MEMBERS, WRITE] {
        for form in forms(token) {
            assert!(!text.contains(&form), "{what}: {form} in\n{text}");
        }
    }
}

fn kinds(elsewhere: &Server) -> Vec<FaultKind> {
    let base_url = elsewhere.base_url.clone();
    vec![
        FaultKind::Unauthorized,
        FaultKind::Forbidden,
        FaultKind::NotFound,
        FaultKind::TooMany { retry_after: 3600 },
        FaultKind::ServerError,
        FaultKind::Timeout,
        FaultKind::Closed,
        FaultKind::CutBody,
        FaultKind::BadJson,
        FaultKind::EmptyPage,
        FaultKind::ExtraPage,
        FaultKind::PageElsewhere { base_url: base_url.clone() },
        FaultKind::WrongType { at: At::Everywhere },
        FaultKind::UnknownWord { at: At::Everywhere },
        FaultKind::NullObject { at: At::Everywhere },
        FaultKind::Redirect { base_url },
        FaultKind::MovedHead,
        FaultKind::GraphqlErrors,
    ]
}

/// Runs the line, and looks through all that it prints and the facts that it writes.
fn run(clone: &Clone, mut variables: Vec<(&'static str, String)>, line: &str, what: &str) {
    variables.retain(|(name, _)| !name.ends_with("_TOKEN"));
    for (name, token) in [
        ("GITHUB_TOKEN", READ),
        ("GITLAB_TOKEN", READ),
        ("CI_JOB_TOKEN", WRITE),
        ("WHOMAY_MEMBERS_TOKEN", MEMBERS),
        ("WHOMAY_WRITE_TOKEN", WRITE),
        ("RUST_BACKTRACE", "full"),
        ("RUST_LOG", "trace"),
    ] {
        variables.push((name, token.to_owned()));
    }
    for file in WRITTEN {
        let _ = std::fs::remove_file(clone.at(file));
    }
    let run = clone.run(&variables, line);
    clean(&run.out, what);
    clean(&run.err, what);
    for file in WRITTEN {
        clean(&std::fs::read_to_string(clone.at(file)).unwrap_or_default(), what);
    }
}

#[test]
fn no_token_is_in_any_output() {
    let elsewhere = Server::start(World::new());
    let hub = Hub::with(HUB_CONFIG);
    for (sentinel, real) in [(READ, hub::READ), (MEMBERS, hub::MEMBERS), (WRITE, hub::WRITE)] {
        let grant = hub.world().tokens[real].clone();
        hub.world().tokens.insert(sentinel, grant);
    }
    let lab = Lab::with(Tier::Premium, HUB_CONFIG);
    for (sentinel, real) in [(READ, "read"), (MEMBERS, "members"), (WRITE, "write")] {
        let access = lab.world().tokens[real];
        lab.world().bot(sentinel, access);
    }
    let lab_url = format!("{}/lab/acme/infra/-/merge_requests/7", lab.server.base_url);
    let line = |url: &str, format: &str| {
        format!("simulate --pull {url} --user carol --explain --facts-out facts.json --timeout 2 --format {format}")
    };
    for clone in [&hub.clone, &lab.clone] {
        std::fs::write(clone.at("plan.json"), PLAN).unwrap();
    }
    let (hub_head, lab_head) = (hub.world().pull.head.clone(), lab.world().head.clone());
    let post = |url: &str, head: &str| {
        format!("report prod:default=plan.json --head {head} --pull {url} --post=comment,status,labels --timeout 2")
    };
    let enforce = "enforce --pull 7 --operation apply --explain --json-file record --summary-file summary --outputs-file outputs \
                   --post=comment,status --timeout 2";
    for dry in ["", " --dry-run"] {
        run(&hub.clone, hub.job_variables(), &format!("{enforce}{dry}"), "enforce on GitHub");
        run(&lab.clone, lab.job_variables(), &format!("{enforce}{dry}"), "enforce on GitLab");
        assert!(hub.clone.read("record").contains("\"posts\""), "it went all the way");
    }
    for (at, kind) in kinds(&elsewhere).into_iter().enumerate() {
        let format = ["json", "human"][at % 2];
        for server in [&hub.server, &lab.server] {
            server.heal();
            server.fault(Fault::always(Matcher::default(), kind.clone()));
        }
        run(&hub.clone, hub.variables(), &line(&hub.url(), format), &format!("GitHub {kind:?}"));
        run(&lab.clone, lab.variables(), &line(&lab_url, format), &format!("GitLab {kind:?}"));
        run(&hub.clone, hub.variables(), "lint --online", &format!("lint of GitHub {kind:?}"));
        run(&lab.clone, lab.variables(), "lint --online", &format!("lint of GitLab {kind:?}"));
        run(&hub.clone, hub.job_variables(), enforce, &format!("enforce on GitHub {kind:?}"));
        run(&lab.clone, lab.job_variables(), enforce, &format!("enforce on GitLab {kind:?}"));
        run(&hub.clone, hub.variables(), &post(&hub.url(), &hub_head), &format!("post to GitHub {kind:?}"));
        run(&lab.clone, lab.variables(), &post(&lab_url, &lab_head), &format!("post to GitLab {kind:?}"));
    }
    assert!(elsewhere.log().is_empty());
    let was_asked = |server: &Server| server.log().iter().any(|it| it.request.token() == Some(READ));
    assert!(was_asked(&hub.server) && was_asked(&lab.server), "the tokens were used");
}

#[test]
fn a_panic_in_the_middle_of_a_reading_shows_no_token() {
    let server = Server::start(World::new());
    let settings = crate::github::settings(&server.base_url);
    let shown = format!("{settings:?} {:?} {:#?}", settings.tokens, settings.tokens.read);
    let session = Session::new(settings).unwrap();
    let needs = Needs::default();
    let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        session.gather(&needs, &mut |opening| panic!("{opening:?} {shown}"))
    }));
    let panic = asked.unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    for token in [hub::READ, hub::MEMBERS, hub::WRITE] {
        assert!(!text.contains(token) && !shown.contains(token), "{text}");
    }
}
