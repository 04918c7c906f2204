//! Lists in many pages: how a forge cuts them makes no difference, and one that cannot be read to its end is not known.

use std::time::Duration;

use serde_json::{Value, json};
use whomay::access::known::Known;
use whomay::access::needs::Needs;
use whomay::config::facts_file::write_facts;

use crate::fake::github::World;
use crate::fake::github::world::{Commit, Links, sha};
use crate::fake::server::Server;
use crate::github::{everything, read, settings};

/// A rule that requires a check.
fn rule(at: usize) -> Value {
    json!({
        "type": "required_status_checks",
        "ruleset_source_type": "Repository", "ruleset_source": "acme/infra", "ruleset_id": at,
        "parameters": {
            "required_status_checks": [{"context": format!("rule/{at}"), "integration_id": 15}],
            "strict_required_status_checks_policy": false,
        },
    })
}

/// A request with more of everything than one answer of REST or GraphQL holds.
fn large() -> World {
    let mut world = World::new();
    (0..100).for_each(|_| world.review("erin", "COMMENTED"));
    for at in 0..130 {
        world.status(&format!("ci/{at}"), "success", "erin");
        world.workflows.push((format!("Workflow {at}"), format!(".github/workflows/{at}.yml")));
        world.rules.push(rule(at));
    }
    world.workflows.reverse();
    world.commits = (0..129).map(|at| Commit::by(["alice", "erin"][at % 2], &format!("{at:040x}"))).collect();
    world.commits.push(Commit::by("carol", &sha('a')));
    world
}

fn facts_of(world: World) -> Value {
    let server = Server::start(world);
    let settings = settings(&server.base_url);
    let gathered = read(settings, &everything("carol")).unwrap();
    assert!(server.log().iter().all(|exchange| exchange.request.path.starts_with('/')));
    write_facts(&gathered.facts)
}

#[test]
fn how_lists_are_cut_makes_no_difference() {
    let whole = facts_of(large());
    let request = &whole["pull_request"];
    let number = |list: &str| request[list].as_array().map(Vec::len);
    assert_eq!((number("reviews"), number("checks"), number("required_checks")), (Some(101), Some(131), Some(131)));
    assert_eq!(whole["ci_config"]["paths"], json!([".github/workflows/terrateam.yml"]));
    for links in [Links::Repos, Links::Repositories] {
        for page_size in [7, 50, 99, 100] {
            let facts = facts_of(World { links, page_size, ..large() });
            assert_eq!(facts, whole, "{page_size} items a page, {links:?}");
        }
    }
}

#[test]
fn a_list_of_more_pages_than_are_read_is_not_known() {
    let facts = facts_of(World { page_size: 2, ..large() });
    for list in ["reviews", "checks", "required_checks", "contributors"] {
        assert!(facts["pull_request"][list]["unavailable"].is_string(), "{list}: {}", facts["pull_request"][list]);
    }
    assert!(facts["ci_config"]["unavailable"].is_string());
    assert_eq!(facts["pull_request"]["author"], "alice", "what is in no list is known all the same");
}

/// Files are counted and not listed: git lists them, however many there are.
#[test]
fn thousands_of_files_are_a_number() {
    let world = World { changed_files: Some(3_000), ..World::new() };
    let server = Server::start(world);
    let mut settings = settings(&server.base_url);
    settings.budget = Duration::from_secs(5);
    let gathered = read(settings, &Needs::default()).unwrap();
    assert_eq!(gathered.facts.request.changed_files, Known::Known(3_000));
    assert_eq!(server.log().len(), 2, "the request, and the second look at its head");
}
