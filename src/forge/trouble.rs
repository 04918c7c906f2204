//! Why a forge did not answer, or not with anything that can be relied on.

mod words;

use std::fmt;

/// Why a fact could not be had, or a post was not made. Holds no token, no body of an answer and no URL beyond a path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// 401: the token is missing, wrong or expired. Nothing else will work either.
    BadToken {
        /// The variable that the token came from. `None` when there was none.
        token: Option<&'static str>,
    },
    /// 403 that is no rate limit: the token may not ask that.
    Forbidden {
        /// What was asked.
        asked: String,
    },
    /// 404 or 410: not there, or not visible to this token.
    NotFound {
        /// What was asked.
        asked: String,
    },
    /// A rate limit that does not end within the time budget.
    RateLimited {
        /// Seconds until it ends, where the forge says so.
        seconds: Option<u64>,
    },
    /// 5xx, again and again.
    Server {
        /// The last status.
        status: u16,
        /// What was asked.
        asked: String,
    },
    /// Another status that means nothing good: 422 is a mistake of ours.
    Refused {
        /// The status.
        status: u16,
        /// What was asked.
        asked: String,
    },
    /// No connection, a connection that broke, or a body that was cut.
    Unreachable {
        /// What went wrong, in the transport's words.
        why: String,
    },
    /// The time budget was used up.
    OutOfTime {
        /// What was asked last.
        asked: String,
    },
    /// A redirect or a next page on another server.
    OtherOrigin {
        /// What was asked.
        asked: String,
    },
    /// An answer that is not JSON, or whose shape or words are not the ones that are documented.
    Unreadable {
        /// What was asked.
        asked: String,
        /// What is wrong with it: a path in the answer and what was expected. Quotes nothing.
        why: String,
    },
    /// Half an answer: fewer items than announced, more pages than are read, errors beside data.
    Partial {
        /// What was asked.
        asked: String,
        /// What is missing.
        why: String,
    },
    /// A setting that cannot be used: a base URL, a CA file.
    Setting {
        /// What is wrong with which.
        why: String,
    },
    /// The head of the request moved while it was read, several times in a row.
    KeepsMoving,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::BadToken { token: Some(token) } => write!(f, "the token in {token} is not accepted"),
            Trouble::BadToken { token: None } => f.write_str("there is no token, and the forge wants one"),
            Trouble::Forbidden { asked } => write!(f, "the token may not ask for {asked}"),
            Trouble::NotFound { asked } => write!(f, "{asked} is not there, or not visible to this token"),
            Trouble::RateLimited { seconds: Some(seconds) } => write!(f, "rate limited for another {seconds} s"),
            Trouble::RateLimited { seconds: None } => f.write_str("rate limited"),
            Trouble::Server { status, asked } => write!(f, "the forge answers {status} to {asked}"),
            Trouble::Refused { status, asked } => write!(f, "the forge refuses {asked} with {status}"),
            Trouble::Unreachable { why } => write!(f, "the forge cannot be reached: {why}"),
            Trouble::OutOfTime { asked } => write!(f, "no answer to {asked} in time"),
            Trouble::OtherOrigin { asked } => write!(f, "{asked} leads to another server, which is not followed"),
            Trouble::Unreadable { asked, why } => write!(f, "the answer to {asked} cannot be read: {why}"),
            Trouble::Partial { asked, why } => write!(f, "the answer to {asked} is not complete: {why}"),
            Trouble::Setting { why } => f.write_str(why),
            Trouble::KeepsMoving => f.write_str("the request got new commits while it was read, several times"),
        }
    }
}

impl std::error::Error for Trouble {}

impl Trouble {
    /// What to do about it, as a sentence. Every kind has one; it is an option for callers who have none of their own.
    pub fn next_step(&self) -> Option<String> {
        Some(match self {
            Trouble::BadToken { token } => bad_token(*token).to_owned(),
            Trouble::Forbidden { asked } => forbidden(asked).to_owned(),
            Trouble::NotFound { asked } => not_found(asked).to_owned(),
            Trouble::RateLimited { seconds } => rate_limited(*seconds),
            Trouble::Server { .. } => "Run the job again in a few minutes; if it fails the same way, look at the \
                forge's status page."
                .to_owned(),
            Trouble::Refused { status, .. } => refused(*status).to_owned(),
            Trouble::Unreachable { why } => unreachable(why).to_owned(),
            Trouble::OutOfTime { .. } => "Run the job again; if it happens often, give it more time with \
                `--timeout`, or look at the forge's status page."
                .to_owned(),
            Trouble::OtherOrigin { .. } => "Set the base URL of the API to the server that answers in the end: tokens \
                are sent to one server only. If the URL is right, a proxy in between rewrites addresses."
                .to_owned(),
            Trouble::Unreadable { .. } => "Check that the base URL of the API is right and that no proxy or login \
                page answers in its place; if it is right, report this message as a bug of whomay."
                .to_owned(),
            Trouble::Partial { .. } => "Run the job again. If the list really is this long, whomay does not decide \
                on it: make the request smaller."
                .to_owned(),
            Trouble::Setting { .. } => {
                "Correct this in the definition of the job, or in the configuration if it is a name there.".to_owned()
            }
            Trouble::KeepsMoving => "Wait until nobody pushes, then run the job again.".to_owned(),
        })
    }

    /// Whether nothing that is asked with the same token can succeed.
    pub fn is_final(&self) -> bool {
        matches!(self, Trouble::BadToken { .. })
    }
}

fn bad_token(token: Option<&'static str>) -> &'static str {
    match token {
        None => {
            "Set GITHUB_TOKEN (GitHub: `${{ github.token }}`) or GITLAB_TOKEN (a project access token with `read_api`)."
        }
        Some("CI_JOB_TOKEN") => {
            "Set GITLAB_TOKEN to a project access token with `read_api`: a job token may not ask for approvals, members \
             and statuses, and ends with its job."
        }
        Some("GITLAB_TOKEN") => {
            "Put a project or group access token that has not expired, with `read_api`, into GITLAB_TOKEN."
        }
        Some("WHOMAY_MEMBERS_TOKEN") => {
            "Renew the token in WHOMAY_MEMBERS_TOKEN: on GitHub an app's or a fine-grained token with organization \
             members: read, on GitLab a group access token with `read_api`."
        }
        Some("WHOMAY_WRITE_TOKEN") => {
            "Renew the token in WHOMAY_WRITE_TOKEN: on GitHub it needs pull-requests: write and statuses: write, on \
             GitLab `api`."
        }
        Some(_) => "Renew the token in this variable; the token of a job ends with the job.",
    }
}

/// What a 403 needs, by what was asked: the permission that the documentation of that path names.
fn forbidden(asked: &str) -> &'static str {
    if !asked.starts_with("GET ") && !asked.contains("graphql") {
        return "Give the token that posts the right to: on GitHub pull-requests: write and statuses: write (what a \
                fork's or Dependabot's run gets is read-only), on GitLab `api` and the role Developer. It is \
                WHOMAY_WRITE_TOKEN, or the token that reads where that is not set.";
    }
    match area(asked) {
        Area::Members => MEMBERS,
        Area::Protection => {
            "Use a token with administration: read for this (GitHub), or with the role Maintainer (GitLab); what \
             GitHub gives to a job never has it."
        }
        Area::Checks => {
            "Add checks: read, statuses: read and actions: read to the `permissions` of the job (GitHub), or `read_api` \
             to the scopes of GITLAB_TOKEN."
        }
        Area::Other => {
            "Add pull-requests: read and contents: read to the `permissions` of the job (GitHub), or `read_api` to the \
             scopes of GITLAB_TOKEN."
        }
    }
}

fn not_found(asked: &str) -> &'static str {
    match area(asked) {
        Area::Members => MEMBERS,
        _ => {
            "Check the repository and the number, and that the token may see the repository: forges answer the same for \
             what is not there and what is hidden."
        }
    }
}

const MEMBERS: &str = "Set WHOMAY_MEMBERS_TOKEN, which is the input `members-token` of the action: on GitHub an app's or a \
     fine-grained token with organization members: read (what GitHub gives to a job never has it), on GitLab a token of \
     a member of the group with `read_api`. If it is set, check the spelling of the team or group and that the token sees it.";

fn rate_limited(seconds: Option<u64>) -> String {
    match seconds {
        Some(seconds) => format!("Run the job again in {} min.", seconds.div_ceil(60).max(1)),
        None => "Run the job again in a few minutes, and fewer jobs at once with the same token.".to_owned(),
    }
}

fn refused(status: u16) -> &'static str {
    match status {
        300..=399 => "Check the base URL of the API, and whether the repository was moved or renamed.",
        409 => "Run the job again: something else was written at the same time.",
        _ => "Report this message as a bug of whomay: the forge does not understand what it was asked.",
    }
}

fn unreachable(why: &str) -> &'static str {
    if why.contains("certificate") || why.contains("TLS") {
        return "Name the CA file of the company with `--ca-file` or SSL_CERT_FILE, if the server is your own; otherwise \
                something between the job and the forge breaks TLS.";
    }
    if why.contains("not known") && why.contains("change") {
        return "Run the job again: it looks at what is there before it writes.";
    }
    "Check that GITHUB_SERVER_URL and GITHUB_API_URL, or CI_SERVER_URL and CI_API_V4_URL, name the right server, and \
     that the runner can reach it (proxies are not used), then run the job again."
}

/// What a path is about, as far as permissions go.
#[derive(Clone, Copy)]
enum Area {
    Members,
    Protection,
    Checks,
    Other,
}

fn area(asked: &str) -> Area {
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    if has(&["/teams/", "/orgs/", "/members", "/memberships", "GET /groups/", "/users"]) {
        Area::Members
    } else if has(&["/protection", "/protected_branches"]) {
        Area::Protection
    } else if has(&[
        "/check-runs",
        "/check-suites",
        "/statuses",
        "/status",
        "/actions/",
        "/pipelines",
        "/jobs",
        "statusCheckRollup",
        "checkSuite",
    ]) {
        Area::Checks
    } else {
        Area::Other
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::Trouble;

    fn all() -> Vec<Trouble> {
        let asked = || "GET /repos/o/r/pulls/7".to_owned();
        let why = || "because".to_owned();
        vec![
            Trouble::BadToken { token: None },
            Trouble::BadToken { token: Some("GITHUB_TOKEN") },
            Trouble::Forbidden { asked: asked() },
            Trouble::NotFound { asked: asked() },
            Trouble::RateLimited { seconds: None },
            Trouble::RateLimited { seconds: Some(61) },
            Trouble::Server { status: 502, asked: asked() },
            Trouble::Refused { status: 422, asked: asked() },
            Trouble::Unreachable { why: why() },
            Trouble::OutOfTime { asked: asked() },
            Trouble::OtherOrigin { asked: asked() },
            Trouble::Unreadable { asked: asked(), why: why() },
            Trouble::Partial { asked: asked(), why: why() },
            Trouble::Setting { why: why() },
            Trouble::KeepsMoving,
        ]
    }

    /// A setting is told about before anything is asked, and so is never why a fact is missing.
    fn with_a_form(trouble: Trouble) -> Option<Trouble> {
        (!matches!(trouble, Trouble::Setting { .. })).then_some(trouble)
    }

    #[test]
    fn words_of_somebody_else_are_no_trouble() {
        for words in
            ["", "403", "the token in MY_TOKEN is not accepted", "rate limited for another x s", "rate limited!"]
        {
            assert_eq!(Trouble::with_words(words), None, "{words}");
        }
    }

    /// Fails to compile when a kind is added, which then belongs into `all`.
    #[test]
    fn every_kind_says_what_to_do_in_a_sentence() {
        let mut kinds = std::collections::BTreeSet::new();
        for trouble in all() {
            kinds.insert(match &trouble {
                Trouble::BadToken { .. } => 0,
                Trouble::Forbidden { .. } => 1,
                Trouble::NotFound { .. } => 2,
                Trouble::RateLimited { .. } => 3,
                Trouble::Server { .. } => 4,
                Trouble::Refused { .. } => 5,
                Trouble::Unreachable { .. } => 6,
                Trouble::OutOfTime { .. } => 7,
                Trouble::OtherOrigin { .. } => 8,
                Trouble::Unreadable { .. } => 9,
                Trouble::Partial { .. } => 10,
                Trouble::Setting { .. } => 11,
                Trouble::KeepsMoving => 12,
            });
            let step = trouble.next_step().unwrap();
            assert!(step.ends_with('.') && step.starts_with(char::is_uppercase), "{step}");
            assert!(!step.contains("  "), "{step}");
            assert_eq!(Trouble::with_words(&trouble.to_string()), with_a_form(trouble.clone()), "{trouble}");
            assert_eq!(trouble.is_final(), matches!(trouble, Trouble::BadToken { .. }));
        }
        assert_eq!(kinds.len(), 13);
    }

    #[test]
    fn the_next_step_names_the_variable_and_the_right() {
        let forbidden = |asked: &str| Trouble::Forbidden { asked: asked.to_owned() };
        let missing = |asked: &str| Trouble::NotFound { asked: asked.to_owned() };
        let bad = |name| Trouble::BadToken { token: Some(name) };
        for (trouble, words) in [
            (forbidden("GET /orgs/o/teams/sre/memberships/alice"), &["WHOMAY_MEMBERS_TOKEN", "members: read"][..]),
            (missing("GET /orgs/o/teams/sre"), &["WHOMAY_MEMBERS_TOKEN", "spelling"]),
            (missing("GET /groups/a%2Fb"), &["WHOMAY_MEMBERS_TOKEN"]),
            (missing("GET /repos/o/r/pulls/7"), &["number"]),
            (forbidden("POST /repos/o/r/issues/7/comments"), &["WHOMAY_WRITE_TOKEN", "pull-requests: write"]),
            (forbidden("GET /repos/o/r/commits/c/check-runs"), &["checks: read"]),
            (forbidden("GET /repos/o/r/branches/main/protection"), &["administration: read", "Maintainer"]),
            (forbidden("GET /repos/o/r/rules/branches/main"), &["contents: read"]),
            (forbidden("POST /graphql"), &["pull-requests: read"]),
            (
                forbidden("POST /graphql repository.pullRequest.commits.nodes.0.commit.statusCheckRollup"),
                &["checks: read"],
            ),
            (bad("CI_JOB_TOKEN"), &["GITLAB_TOKEN", "read_api"]),
            (bad("WHOMAY_MEMBERS_TOKEN"), &["WHOMAY_MEMBERS_TOKEN"]),
            (Trouble::RateLimited { seconds: Some(61) }, &["2 min"]),
            (Trouble::Unreachable { why: "the server's certificate has expired".to_owned() }, &["--ca-file"]),
        ] {
            let step = trouble.next_step().unwrap();
            for word in words {
                assert!(step.contains(word), "{trouble}: {step} should hold {word}");
            }
        }
    }
}
