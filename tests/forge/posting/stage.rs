//! A fake forge of either kind, as posting sees it: comments with authors, labels, statuses, a head.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use whomay::forge::address::RequestAddress;
use whomay::forge::posting::StatusState;
use whomay::forge::posting::desk::{CommentOrder, Order, Posted, StatusOrder};
use whomay::forge::posting::labels::Label;
use whomay::forge::posting::marker::{Kind, Marker};
use whomay::forge::session::Session;
use whomay::forge::settings::{ForgeKind, Settings};
use whomay::forge::token::{Token, Tokens};

use crate::fake::github::{self, world as hub};
use crate::fake::gitlab as lab;
use crate::fake::server::Server;

pub(super) const MARK: &str = "<!-- whomay:report v1 -->";

/// The head of both fakes.
pub(super) fn head() -> String {
    "a".repeat(40)
}

/// A comment: its number, its author and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) id: u64,
    pub(super) author: String,
    pub(super) body: String,
}

/// A commit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) commit: String,
    pub(super) name: String,
    pub(super) state: String,
    pub(super) description: String,
}

/// A fake forge and its server.
pub(super) enum Stage {
    Github { world: Arc<Mutex<hub::World>>, server: Server },
    Gitlab { world: Arc<Mutex<lab::World>>, server: Server },
}

impl Stage {
    pub(super) fn both() -> [Stage; 2] {
        let hub = Arc::new(Mutex::new(github::World::new()));
        let lab = Arc::new(Mutex::new(lab::World::new(lab::Tier::Free)));
        [
            Stage::Github { server: Server::start(Arc::clone(&hub)), world: hub },
            Stage::Gitlab { server: Server::start(Arc::clone(&lab)), world: lab },
        ]
    }

    pub(super) fn server(&self) -> &Server {
        match self {
            Stage::Github { server, .. } | Stage::Gitlab { server, .. } => server,
        }
    }

    pub(super) fn kind(&self) -> ForgeKind {
        match self {
            Stage::Github { .. } => ForgeKind::Github,
            Stage::Gitlab { .. } => ForgeKind::Gitlab,
        }
    }

    /// The token that may write.
    pub(super) fn write_token(&self) -> &'static str {
        match self {
            Stage::Github { .. } => hub::WRITE,
            Stage::Gitlab { .. } => "write",
        }
    }

    /// The token that may read.
    pub(super) fn read_token(&self) -> &'static str {
        match self {
            Stage::Github { .. } => hub::READ,
            Stage::Gitlab { .. } => "read",
        }
    }

    /// Who has the token that may write.
    pub(super) fn us(&self) -> &'static str {
        match self {
            Stage::Github { .. } => hub::ACTIONS_BOT,
            Stage::Gitlab { .. } => "project_42_bot_1",
        }
    }

    pub(super) fn settings(&self, write: &str) -> Settings {
        let base = &self.server().base_url;
        let (api, graphql) = match self {
            Stage::Github { .. } => (base.clone(), Some(format!("{base}/graphql"))),
            Stage::Gitlab { .. } => (format!("{base}/api/v4"), None),
        };
        let token = |text| Token::new(text);
        let tokens = Tokens {
            read: token(self.read_token()).map(|token| (token, "READ_TOKEN")),
            write: token(write).map(|token| (token, "WHOMAY_WRITE_TOKEN")),
            ..Tokens::default()
        };
        let address = RequestAddress {
            forge: self.kind(),
            host: base.trim_start_matches("http://").to_owned(),
            root: String::new(),
            repository: "acme/infra".to_owned(),
            number: 7,
        };
        Settings { address, api, graphql, tokens, ca: None, budget: Duration::from_secs(20), job: None }
    }

    pub(super) fn session(&self) -> Session {
        Session::new(self.settings(self.write_token())).unwrap()
    }

    /// Posts, as one run does.
    pub(super) fn post(&self, order: &Order) -> Posted {
        self.session().post(order, false)
    }

    pub(super) fn comments(&self) -> Vec<Seen> {
        match self {
            Stage::Github { world, .. } => {
                let world = world.lock().unwrap();
                let seen = |it: &hub::Comment| Seen {
                    id: it.id,
                    author: it.login.clone().unwrap_or_default(),
                    body: it.body.clone(),
                };
                world.comments.iter().map(seen).collect()
            }
            Stage::Gitlab { world, .. } => {
                let world = world.lock().unwrap();
                let seen = |it: &lab::Note| Seen {
                    id: it.id,
                    author: world.user(it.author).username.clone(),
                    body: it.body.clone(),
                };
                world.notes.iter().filter(|note| !note.system).map(seen).collect()
            }
        }
    }

    /// Ours with our mark.
    pub(super) fn own(&self) -> Vec<Seen> {
        let is_ours = |seen: &Seen| seen.author == self.us() && seen.body.starts_with(MARK);
        self.comments().into_iter().filter(is_ours).collect()
    }

    pub(super) fn comment_by(&self, author: &str, body: &str) -> u64 {
        match self {
            Stage::Github { world, .. } => world.lock().unwrap().comment(author, body),
            Stage::Gitlab { world, .. } => {
                let mut world = world.lock().unwrap();
                let id = world.notes.iter().map(|note| note.id).max().unwrap_or(900) + 1;
                let author = world.users.iter().find(|user| user.username == author).unwrap().id;
                let at = "2026-11-20T14:00:00.000Z".to_owned();
                world.notes.push(lab::Note { id, author, body: body.to_owned(), system: false, at });
                id
            }
        }
    }

    pub(super) fn labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = match self {
            Stage::Github { world, .. } => world.lock().unwrap().pull.labels.clone(),
            Stage::Gitlab { world, .. } => world.lock().unwrap().labels.iter().cloned().collect(),
        };
        labels.sort();
        labels
    }

    pub(super) fn label(&self, name: &str) {
        match self {
            Stage::Github { world, .. } => world.lock().unwrap().pull.labels.push(name.to_owned()),
            Stage::Gitlab { world, .. } => drop(world.lock().unwrap().labels.insert(name.to_owned())),
        }
    }

    /// Statuses of ours, the newest last.
    pub(super) fn statuses(&self) -> Vec<Status> {
        match self {
            Stage::Github { world, .. } => {
                let status = |it: &hub::Status| Status {
                    commit: it.commit.clone(),
                    name: it.context.clone(),
                    state: it.state.clone(),
                    description: it.description.clone().unwrap_or_default(),
                };
                world.lock().unwrap().statuses.iter().map(status).collect()
            }
            Stage::Gitlab { world, .. } => {
                let status = |it: &lab::Status| Status {
                    commit: it.sha.clone(),
                    name: it.name.clone(),
                    state: it.state.clone(),
                    description: it.description.clone().unwrap_or_default(),
                };
                let world = world.lock().unwrap();
                world.statuses.iter().filter(|it| it.name.starts_with("whomay")).map(status).collect()
            }
        }
    }

    /// Somebody pushes. Gives the new head.
    pub(super) fn push(&self) -> String {
        match self {
            Stage::Github { world, .. } => {
                let mut world = world.lock().unwrap();
                world.push("alice", &hub::sha('b'));
                world.pull.head.clone()
            }
            Stage::Gitlab { world, .. } => {
                let mut world = world.lock().unwrap();
                world.push(lab::sha('e'), "mallory");
                world.head.clone()
            }
        }
    }

    /// What the server was asked to change, as `METHOD PATH` and body.
    pub(super) fn writes(&self) -> Vec<(String, String)> {
        let log = self.server().log();
        let is_write = |method: &str, path: &str| method != "GET" && !path.ends_with("/graphql");
        let writes = log.iter().filter(|it| is_write(&it.request.method, &it.request.path));
        writes
            .map(|it| {
                let body = String::from_utf8(it.request.body.clone()).unwrap();
                (format!("{} {}", it.request.method, it.request.path), body)
            })
            .collect()
    }

    /// Where comments are made.
    pub(super) fn comments_path(&self) -> &'static str {
        match self {
            Stage::Github { .. } => "/repos/acme/infra/issues/7/comments",
            Stage::Gitlab { .. } => "/api/v4/projects/acme%2Finfra/merge_requests/7/notes",
        }
    }

    /// Where statuses are set.
    pub(super) fn statuses_path(&self) -> &'static str {
        match self {
            Stage::Github { .. } => "/repos/acme/infra/statuses/",
            Stage::Gitlab { .. } => "/api/v4/projects/acme%2Finfra/statuses/",
        }
    }

    /// That no request broke a rule of the fake's, where it keeps a list of that.
    pub(super) fn broke_no_rule(&self) {
        if let Stage::Gitlab { world, .. } = self {
            assert_eq!(world.lock().unwrap().violations, Vec::<String>::new());
        }
    }
}

/// A comment of ours with this text below its mark.
pub(super) fn body(text: &str) -> String {
    format!("{MARK}\n## {text}\n")
}

pub(super) fn comment(text: &str) -> Order {
    let marker = Marker { kind: Kind::Report, key: "default".parse().unwrap() };
    Order { comment: Some(CommentOrder { marker, body: body(text) }), labels: None, status: None, is_stale: false }
}

pub(super) fn everything(text: &str, state: StatusState, labels: &[Label]) -> Order {
    let status = StatusOrder {
        commit: head(),
        context: "whomay/report".to_owned(),
        state,
        description: format!("Plan: {text}"),
    };
    Order { labels: Some(labels.to_vec()), status: Some(status), ..comment(text) }
}
