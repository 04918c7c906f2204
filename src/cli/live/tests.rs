//! Tables of environments: where a token goes is worth more than a glance.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use super::origin::Origin;
use super::request::RequestName;
use super::{LiveArgs, with_origin};
use crate::cli::failure::Failure;
use crate::forge::settings::Settings;

const GITHUB: &str = "git@github.com:octo/infra.git";
const GITLAB: &str = "https://gitlab.com/octo/platform/infra.git";

/// A GitHub job.
const HUB_JOB: &str = "GITHUB_ACTIONS=true GITHUB_REPOSITORY=octo/infra GITHUB_SERVER_URL=https://github.com \
                       GITHUB_API_URL=https://api.github.com GITHUB_GRAPHQL_URL=https://api.github.com/graphql \
                       GITHUB_RUN_ID=11 GITHUB_RUN_ATTEMPT=2 RUNNER_NAME=r1";
/// A GitLab job under a relative root.
const LAB_JOB: &str = "GITLAB_CI=true CI_SERVER_URL=https://git.example.com:8443/lab CI_PROJECT_PATH=octo/p/infra \
                       CI_API_V4_URL=https://git.example.com:8443/lab/api/v4 CI_JOB_ID=12 CI_JOB_TOKEN=jt";

fn asked(pull: &str, origin: &str, variables: &str) -> Result<Settings, Failure> {
    let env = |name: &str| {
        let found = variables.split_whitespace().find_map(|variable| variable.strip_prefix(name)?.strip_prefix('='));
        found.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let args = LiveArgs { ca_file: None, timeout: 9 };
    let origin = (!origin.is_empty()).then_some(origin);
    RequestName::parse(pull).and_then(|name| with_origin(&name, &args, origin, &env))
}

/// Host, root, repository, number; API and GraphQL.
fn place(settings: &Settings) -> String {
    let address = &settings.address;
    let graphql = settings.graphql.as_deref().unwrap_or("-");
    format!("{} {} {} {} {} {graphql}", address.host, address.root, address.repository, address.number, settings.api)
}

#[test]
fn which_request_on_which_server() {
    let hub = "github.com  octo/infra 7 https://api.github.com https://api.github.com/graphql";
    let ghe = "GITHUB_SERVER_URL=https://ghe.example.com";
    let ghe_place = "ghe.example.com  octo/infra 7 https://ghe.example.com/api/v3 https://ghe.example.com/api/graphql";
    let lab = "git.example.com:8443 lab octo/p/infra 7 https://git.example.com:8443/lab/api/v4 -";
    let table = [
        ("7", GITHUB, "", hub),
        ("#7", GITHUB, "", hub),
        ("7", "https://user:secret@github.com/octo/infra", "", hub),
        ("7", "ssh://git@ssh.github.com:443/octo/infra.git/", "", hub),
        ("7", "", HUB_JOB, hub),
        // The job says more than a remote that anybody may have changed.
        ("7", "git@github.com:evil/infra.git", HUB_JOB, hub),
        ("https://github.com/octo/infra/pull/7", "", "", hub),
        ("https://GitHub.com/octo/infra/pull/7/files?w=1#diff", GITLAB, "", hub),
        ("7", "git@ghe.example.com:octo/infra.git", ghe, ghe_place),
        ("https://ghe.example.com/octo/infra/pull/7", "", ghe, ghe_place),
        ("https://ghe.example.com/octo/infra/pull/7", "", "GITHUB_API_URL=https://ghe.example.com/api/v3/", ghe_place),
        (
            "https://acme.ghe.com/octo/infra/pull/7",
            "",
            "GITHUB_SERVER_URL=https://acme.ghe.com",
            "acme.ghe.com  octo/infra 7 https://api.acme.ghe.com https://api.acme.ghe.com/graphql",
        ),
        ("7", "", "GITHUB_API_URL=https://api.github.com GITHUB_ACTIONS=true GITHUB_REPOSITORY=octo/infra", hub),
        ("!7", GITLAB, "", "gitlab.com  octo/platform/infra 7 https://gitlab.com/api/v4 -"),
        (
            "https://gitlab.com/octo/platform/infra/-/merge_requests/7/diffs",
            "",
            "",
            "gitlab.com  octo/platform/infra 7 https://gitlab.com/api/v4 -",
        ),
        ("!7", "", LAB_JOB, lab),
        ("https://git.example.com:8443/lab/octo/p/infra/-/merge_requests/7", "", LAB_JOB, lab),
        (
            "7",
            "https://git.example.com:8443/lab/octo/p/infra.git",
            "CI_API_V4_URL=https://git.example.com:8443/lab/api/v4",
            lab,
        ),
    ];
    for (pull, origin, variables, wanted) in table {
        let settings = asked(pull, origin, variables).map_err(|failure| failure.message().to_owned());
        assert_eq!(settings.as_ref().map(place), Ok(wanted.to_owned()), "{pull} {origin} {variables}");
        assert_eq!(settings.unwrap().budget, Duration::from_secs(9));
    }
}

#[test]
fn what_is_refused_and_what_to_do() {
    let table = [
        (
            "https://evil.example/octo/infra/pull/7",
            "",
            "",
            "the request is on evil.example",
            "GITHUB_SERVER_URL=https://evil.example",
        ),
        (
            "https://evil.example/o/i/-/merge_requests/7",
            "",
            "",
            "the request is on evil.example",
            "CI_SERVER_URL=https://evil.example",
        ),
        ("https://github.com.evil.example/o/i/pull/7", "", "", "the request is on github.com.evil.example", "no other"),
        ("https://github.com@evil.example/o/i/pull/7", "", "", "the request is on evil.example", "no other"),
        ("https://github.com:8443/o/i/pull/7", "", "", "the request is on github.com:8443", "no other"),
        // The token of a server that the variables name is not for github.com.
        (
            "https://github.com/o/i/pull/7",
            "",
            "GITHUB_SERVER_URL=https://ghe.example.com",
            "this run asks ghe.example.com",
            "GITHUB_SERVER_URL",
        ),
        (
            "7",
            "git@evil.example:octo/infra.git",
            "",
            "`origin` is on evil.example",
            "GITHUB_SERVER_URL=https://evil.example if that is GitHub, or CI_SERVER_URL",
        ),
        ("7", "/srv/git/infra.git", "", "no `origin` on a server", "--pull"),
        ("7", "", "", "no `origin` on a server", "--pull"),
        ("7", "", "GITHUB_ACTIONS=true", "GITHUB_REPOSITORY is not set", "--pull"),
        ("7", "", "GITLAB_CI=true CI_PROJECT_PATH=../../x", "CI_PROJECT_PATH is not the path", "--pull"),
        ("7", "git@github.com:octo/../infra", "", "not the one of a repository", "--pull"),
        ("#7", GITLAB, "", "is an issue on GitLab", "!7"),
        ("!7", GITHUB, "", "is on GitHub", "#7"),
        ("0", GITHUB, "", "names no request", "number"),
        ("+7", GITHUB, "", "names no request", "number"),
        ("", GITHUB, "", "names no request", "number"),
        ("pull/7", GITHUB, "", "names no request", "number"),
        ("file:///octo/infra/pull/7", GITHUB, "", "names no request", "number"),
        ("https://github.com/octo/infra/issues/7", "", "", "not the one of a request", "URL"),
        ("https://github.com/octo/infra/pull/x", "", "", "not the one of a request", "URL"),
        ("https://github.com/octo/a%2fb/pull/7", "", "", "not the one of a request", "URL"),
        ("https://github.com/a/b/c/pull/7", "", "", "not the one of a request", "URL"),
        (
            "7",
            GITHUB,
            "GITHUB_SERVER_URL=https://user:secret@github.com",
            "GITHUB_SERVER_URL is no base URL",
            "https://HOST",
        ),
        ("7", GITHUB, "GITHUB_API_URL=github", "GITHUB_API_URL is no base URL", "https://HOST"),
        (
            "7",
            GITHUB,
            "GITHUB_GRAPHQL_URL=https://evil.example/graphql",
            "GITHUB_GRAPHQL_URL is on evil.example",
            "GITHUB_API_URL",
        ),
        (
            "https://git.example.com:8443/other/o/i/-/merge_requests/7",
            "",
            LAB_JOB,
            "this run asks git.example.com:8443/lab",
            "CI_SERVER_URL",
        ),
        (
            "7",
            "",
            &format!("{HUB_JOB} GITHUB_RUN_ID=x").replace("GITHUB_RUN_ID=11 ", ""),
            "GITHUB_RUN_ID is not a number",
            "forge",
        ),
        ("7", GITHUB, "GITHUB_TOKEN=gh\u{e9}", "GITHUB_TOKEN holds a character", "line end"),
        (
            "https://github.com/o/i/pull/7",
            "",
            &format!("{LAB_JOB} WHOMAY_WRITE_TOKEN=w"),
            "WHOMAY_WRITE_TOKEN is set in a job of GitLab",
            "github.com",
        ),
    ];
    for (pull, origin, variables, wrong, help) in table {
        let failure = asked(pull, origin, variables).err().map(|failure| match failure {
            Failure::Plain { message, help } => (message, help.unwrap_or_default()),
            Failure::Diagnostics { message, .. } => (message, String::new()),
        });
        let (message, said) = failure.unwrap_or_else(|| (format!("{pull} {variables} is taken"), String::new()));
        assert!(message.contains(wrong), "{message}");
        assert!(said.contains(help), "{message}: {said}");
        assert!(!format!("{message} {said}").contains("secret"), "{message} {said}");
    }
}

/// The variables that the tokens come from: read, members, write; and whether the first is a job's.
fn names(settings: &Settings) -> String {
    let tokens = &settings.tokens;
    let name = |token: &Option<(_, &'static str)>| token.as_ref().map_or("-", |(_, name)| *name);
    format!("{} {} {} {}", name(&tokens.read), name(&tokens.members), name(&tokens.write), tokens.read_is_job_token)
}

#[test]
fn which_token_goes_along() {
    let all = "GITHUB_TOKEN=g GITLAB_TOKEN=l CI_JOB_TOKEN=j WHOMAY_MEMBERS_TOKEN=m WHOMAY_WRITE_TOKEN=w";
    let table = [
        ("7", GITHUB, "", "- - - false"),
        ("7", GITHUB, "GITHUB_TOKEN=", "- - - false"),
        ("7", GITHUB, all, "GITHUB_TOKEN WHOMAY_MEMBERS_TOKEN WHOMAY_WRITE_TOKEN false"),
        ("7", GITLAB, all, "GITLAB_TOKEN WHOMAY_MEMBERS_TOKEN WHOMAY_WRITE_TOKEN false"),
        ("7", GITHUB, "GITLAB_TOKEN=l CI_JOB_TOKEN=j GH_TOKEN=x", "- - - false"),
        // Nothing says which server's job it is.
        ("7", GITLAB, "CI_JOB_TOKEN=j", "- - - false"),
        ("7", "", LAB_JOB, "CI_JOB_TOKEN - - true"),
        ("7", "", &format!("{LAB_JOB} GITLAB_TOKEN=l"), "GITLAB_TOKEN - - false"),
    ];
    for (pull, origin, variables, wanted) in table {
        let found = asked(pull, origin, variables).map(|settings| names(&settings));
        assert_eq!(
            found.map_err(|failure| failure.message().to_owned()),
            Ok(wanted.to_owned()),
            "{origin} {variables}"
        );
    }
}

#[test]
fn the_job_counts_where_it_is_one_of_the_repository() {
    let table = [
        ("7", GITHUB, "GITHUB_RUN_ID=11".to_owned(), None),
        ("7", "", HUB_JOB.to_owned(), Some((11, Some(2), Some("r1")))),
        ("https://github.com/Octo/Infra/pull/7", "", HUB_JOB.to_owned(), Some((11, Some(2), Some("r1")))),
        ("https://github.com/octo/other/pull/7", "", HUB_JOB.to_owned(), None),
        ("7", "", LAB_JOB.to_owned(), Some((12, None, None))),
        // A pipeline of a fork: the request is elsewhere, and so the job is not to be found there.
        ("7", "", format!("{LAB_JOB} CI_MERGE_REQUEST_PROJECT_PATH=up/stream"), None),
    ];
    for (pull, origin, variables, wanted) in table {
        let job = asked(pull, origin, &variables).map(|settings| settings.job).unwrap_or_default();
        let found = job.as_ref().map(|job| (job.id, job.attempt, job.runner.as_deref()));
        assert_eq!(found, wanted, "{pull} {variables}");
    }
}

#[test]
fn addresses_of_remotes() {
    let table = [
        ("git@github.com:o/n.git", Some(("github.com", "o/n"))),
        ("github.com:o/n", Some(("github.com", "o/n"))),
        ("https://token@Git.Example.com:8443/a/b/c.git", Some(("git.example.com:8443", "a/b/c"))),
        ("ssh://git@git.example.com:2222/a/b.git", Some(("git.example.com", "a/b"))),
        ("git@altssh.gitlab.com:a/b", Some(("gitlab.com", "a/b"))),
        ("/srv/git/a.git", None),
        ("../a:b/c", None),
        ("C:\\repo", None),
        ("file:///srv/a/b.git", None),
        ("https://github.com/", None),
        ("-oProxyCommand=x:a/b", None),
        ("", None),
    ];
    for (address, wanted) in table {
        let found = Origin::parse(address);
        assert_eq!(found.as_ref().map(|origin| (origin.host.as_str(), origin.path.as_str())), wanted, "{address}");
    }
}
