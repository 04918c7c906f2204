//! A forge of either kind with a typical request, and a reading of it that needs everything.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use whomay::access::needs::Needs;
use whomay::forge::address::RequestAddress;
use whomay::forge::gather::{Gathered, Stop};
use whomay::forge::session::Session;
use whomay::forge::settings::{ForgeKind, Job, Settings};
use whomay::forge::token::{Token, Tokens};

use crate::fake::github::{World as Hub, world as hub};
use crate::fake::gitlab as lab;
use crate::fake::questions;
use crate::fake::server::{Request, Server};

/// What differs from the typical request.
#[derive(Clone, Copy)]
pub(super) struct Variant {
    pub(super) hub: fn(&mut Hub),
    pub(super) lab: fn(&mut lab::World),
}

/// Carol may apply; Dave may not.
pub(super) const TYPICAL: Variant = Variant { hub: |_| {}, lab: |_| {} };

/// The people who ask.
pub(super) const ACTORS: [&str; 2] = ["carol", "dave"];

/// A forge that was started, and who asks it.
pub(super) struct Bench {
    pub(super) server: Server,
    pub(super) settings: Settings,
    pub(super) team: &'static str,
}

impl Bench {
    pub(super) fn of(forge: ForgeKind, variant: Variant, budget: Duration) -> Bench {
        let (server, job, names, tokens) = match forge {
            ForgeKind::Github => {
                let mut world = typical_hub();
                (variant.hub)(&mut world);
                let job = Job { id: hub::RUN, attempt: Some(1), runner: Some("runner 1".to_owned()), ..Job::default() };
                let tokens = [hub::READ, hub::MEMBERS, hub::WRITE];
                (Server::start(Arc::new(Mutex::new(world))), job, "GITHUB_TOKEN", tokens)
            }
            ForgeKind::Gitlab => {
                let mut world = typical_lab();
                (variant.lab)(&mut world);
                let job = Job { id: 701, pipeline: Some(501), ..Job::default() };
                (Server::start(Arc::new(Mutex::new(world))), job, "GITLAB_TOKEN", ["read", "members", "write"])
            }
        };
        let token = |text: &str, name| Some((Token::new(text).unwrap(), name));
        let [read, members, write] = tokens;
        let tokens = Tokens {
            read: token(read, names),
            members: token(members, "WHOMAY_MEMBERS_TOKEN"),
            write: token(write, "WHOMAY_WRITE_TOKEN"),
            ..Tokens::default()
        };
        let (api, graphql, team) = match forge {
            ForgeKind::Github => (server.base_url.clone(), Some(format!("{}/graphql", server.base_url)), "net"),
            ForgeKind::Gitlab => (format!("{}/api/v4", server.base_url), None, "acme/net"),
        };
        let address = RequestAddress {
            forge,
            host: "gitlab.example.com".to_owned(),
            root: String::new(),
            repository: "acme/infra".to_owned(),
            number: 7,
        };
        Bench { settings: Settings { address, api, graphql, tokens, ca: None, budget, job: Some(job) }, server, team }
    }

    /// Everything that strict rules can depend on, for both people.
    pub(super) fn needs(&self) -> Needs {
        questions::everything(&ACTORS, &questions::person(&[self.team]))
    }

    pub(super) fn gather(&self) -> Result<Gathered, Stop> {
        let needs = self.needs();
        Session::new(self.settings.clone()).unwrap().gather(&needs, &mut |_| Some(needs.clone()))
    }
}

/// Two commits by two people, a commit status, our own status, a check of a workflow, somebody who was asked for a
/// review, and a rule of a ruleset beside the protection of the branch.
fn typical_hub() -> Hub {
    let mut world = Hub::new();
    world.commits.insert(0, hub::Commit::by("erin", &hub::sha('b')));
    world.check("plan", "completed", Some("success"));
    let check = world.checks.last_mut().unwrap();
    (check.app, check.run) = (Some((15368, "github-actions")), Some(hub::RUN));
    world.status("ci/lint", "success", "erin");
    world.status("whomay/enforce/apply", "success", hub::ACTIONS_BOT);
    world.check("whomay job", "in_progress", None);
    let own = world.checks.last_mut().unwrap();
    (own.app, own.run) = (Some((15368, "github-actions")), Some(hub::RUN));
    let own = own.id;
    world.runs.get_mut(&hub::RUN).unwrap().jobs = vec![(own, "whomay job".into(), "runner 1".into())];
    world.rules.push(serde_json::json!({
        "type": "required_status_checks",
        "ruleset_source_type": "Repository",
        "ruleset_source": "acme/infra",
        "ruleset_id": 5,
        "parameters": {
            "strict_required_status_checks_policy": false,
            "do_not_enforce_on_create": false,
            "required_status_checks": [{"context": "plan", "integration_id": 15368}],
        },
    }));
    world
}

fn typical_lab() -> lab::World {
    let mut world = lab::World::new(lab::Tier::Premium);
    world.merge_trains = true;
    world.commits.insert(0, lab::Commit::by("erin", &lab::sha('1')));
    world
        .statuses
        .push(lab::Status { author: 91, ..lab::Status::of(602, "whomay/enforce/apply", "success", &lab::sha('a')) });
    for group in world.groups.iter_mut().filter(|group| group.path == "acme/net") {
        group.members.push(lab::Membership::of(2, 30));
        group.members.push(lab::Membership::of(3, 30));
        group.members.sort_by_key(|member| member.user);
        group.members.dedup_by_key(|member| member.user);
    }
    world
}

/// Which question a request is: method and target, and for GraphQL the name of the query.
pub(super) fn question(request: &Request) -> Question {
    if request.path.ends_with("graphql") {
        let body = request.json();
        let query = body["query"].as_str().unwrap_or_default();
        let name = ["query Snapshot", "query Heads", "query Viewer"].into_iter().find(|name| query.contains(name));
        return Question { method: "POST", target: request.path.clone(), body: name.unwrap() };
    }
    let method =
        ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().find(|method| *method == request.method).unwrap();
    let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Question { method, target: format!("{}?{}", request.path, query.join("&")), body: "" }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) body: &'static str,
}

impl Question {
    /// For people: without the size of pages and without numbers of commits.
    pub(super) fn name(&self) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let path =
            path.trim_start_matches("/api/v4").replace("acme%2Finfra", ":project").replace(&"a".repeat(40), ":head");
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| ["username", "user_ids", "page="].iter().any(|name| pair.starts_with(name)))
            .collect();
        let mut name = format!("{} {path}", self.method);
        if !kept.is_empty() {
            name = format!("{name}?{}", kept.join("&"));
        }
        if !self.body.is_empty() {
            name = format!("{name} {}", self.body.trim_start_matches("query "));
        }
        name
    }
}
