//! Reading a pull request from GitHub, as the rest of the program does it: through a session.

mod reading;
#[cfg(feature = "config")]
mod vectors;

use std::time::Duration;

use whomay::access::needs::Needs;
use whomay::forge::address::RequestAddress;
use whomay::forge::gather::{Gathered, Opening, Stop};
use whomay::forge::session::Session;
use whomay::forge::settings::{ForgeKind, Job, Settings};
use whomay::forge::token::{Token, Tokens};

use crate::fake::github::world::{MEMBERS, NAME, NUMBER, OWNER, READ, WRITE};
use crate::fake::questions;

/// Settings for the fake, with three tokens.
pub(crate) fn settings(base: &str) -> Settings {
    let token = |text, name| Some((Token::new(text).unwrap(), name));
    Settings {
        address: RequestAddress {
            forge: ForgeKind::Github,
            host: "github.example".to_owned(),
            root: String::new(),
            repository: format!("{OWNER}/{NAME}"),
            number: NUMBER,
        },
        api: base.to_owned(),
        graphql: Some(format!("{base}/graphql")),
        tokens: Tokens {
            read: token(READ, "GITHUB_TOKEN"),
            members: token(MEMBERS, "WHOMAY_MEMBERS_TOKEN"),
            write: token(WRITE, "WHOMAY_WRITE_TOKEN"),
            ..Tokens::default()
        },
        ca: None,
        budget: Duration::from_secs(20),
        job: None,
    }
}

/// The job of the fake's only run.
pub(crate) fn job() -> Job {
    Job { id: 500, attempt: Some(1), runner: Some("GitHub Actions 1".to_owned()), ..Job::default() }
}

/// Everything, of `actor` and of everybody who reviewed.
pub(crate) fn everything(actor: &str) -> Needs {
    questions::everything(&[actor], &questions::person(&["net"]))
}

/// Reads a request, with the same needs in every round.
pub(crate) fn read(settings: Settings, needs: &Needs) -> Result<Gathered, Stop> {
    let session = Session::new(settings).unwrap();
    session.gather(needs, &mut |_: &Opening| Some(needs.clone()))
}
