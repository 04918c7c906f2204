//! A fake behind the proxy that holds it, and whoever asks it, to GitHub's descriptions.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;

use crate::fake::client::{Answer, get, send};
use crate::fake::github::World;
use crate::fake::github::world::{Links, MEMBERS, READ, WRITE};
use crate::fake::server::{Forge, Server};

/// Ends with the test: the proxy reads its input, and stops when that does.
pub(crate) struct Rig {
    pub(crate) url: String,
    pub(crate) world: Arc<Mutex<World>>,
    _server: Server,
    proxy: Child,
}

impl Rig {
    pub(crate) fn new(world: World) -> Rig {
        Rig::of(world, |world| world)
    }

    /// With something between the world and the server, which may spoil its answers.
    pub(crate) fn of<F: Forge + 'static>(mut world: World, between: impl FnOnce(Arc<Mutex<World>>) -> F) -> Rig {
        // Paths by number are not in the description.
        world.links = Links::Repos;
        let world = Arc::new(Mutex::new(world));
        let server = Server::start(between(Arc::clone(&world)));
        let modules = std::env::var("WHOMAY_CONTRACT_MODULES")
            .expect("WHOMAY_CONTRACT_MODULES is not set: run tests/contract/run, which installs what these tests need");
        let mut proxy = Command::new("node")
            .args([concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contract/proxy.mjs"), &modules, &server.base_url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node was not found: run tests/contract/run");
        let mut url = String::new();
        BufReader::new(proxy.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://"), "the proxy did not start; the reason is above");
        server.seen_as(&url);
        Rig { url, world, _server: server, proxy }
    }

    /// Sends with the token that the request needs.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Json>) -> Answer {
        let token = match path {
            _ if path.starts_with("/orgs/") || path == "/user" => MEMBERS,
            "/graphql" => READ,
            _ if method == "GET" => READ,
            _ => WRITE,
        };
        send(method, &format!("{}{path}", self.url), token, body)
    }

    /// Operations that have come through in both directions.
    pub(crate) fn passed(&self) -> Vec<String> {
        let list = get(&format!("{}/-/passed", self.url), "").json();
        list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }

    /// What has not, and why.
    pub(crate) fn refused(&self) -> String {
        let list = get(&format!("{}/-/refused", self.url), "").json();
        let lines = list.as_array().unwrap().iter().map(|one| format!("{}: {}", one["request"], one["reason"]));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}
