//! Every operation that the fake knows, asked for through the proxy: the fake is what GitHub says of itself.

use serde_json::{Value as Json, json};

use crate::fake::github::World;
use crate::fake::github::world::{Account, ChangedFile, MergeQueueEntry, Status, sha};
use crate::proxy::Rig;

/// A world in which nothing is empty, and nothing as plain as it could be.
pub(crate) fn busy() -> World {
    let mut world = World::new();
    world.accounts.insert("renovate[bot]".into(), Account { id: 8, kind: "Bot", role: None });
    world
        .accounts
        .insert("maintainer".into(), Account { id: 9, kind: "User", role: Some(("write", "maintain".into())) });
    world.team("secret", &["bob"]);
    world.teams.get_mut("secret").unwrap().secret = true;
    world.pull.requested_users = vec!["erin".into()];
    world.pull.requested_teams = vec!["net".into()];
    world.pull.labels = vec!["network".into()];
    world.pull.merge_queue = Some(MergeQueueEntry { state: "AWAITING_CHECKS", head: Some(sha('f')) });
    world.review("erin", "COMMENTED");
    world.reviews.push(crate::fake::github::world::Review { login: None, commit: None, ..world.reviews[0].clone() });
    world.reviews[2].id = 1;
    world.files.push(ChangedFile { path: "b.tf".into(), status: "renamed", previous: Some("a.tf".into()) });
    world.commits[0].authors.push(("stranger@example.com".into(), None));
    world.check("ci/lint", "queued", None);
    world.check("plan", "in_progress", None);
    world.checks[2].run = Some(500);
    world.checks[2].app = Some((15368, "github-actions"));
    world.status("legacy", "pending", "renovate[bot]");
    let status = world.statuses[0].clone();
    world.statuses.push(Status {
        id: status.id + 1,
        login: None,
        description: Some("d".into()),
        target_url: Some("https://ci.example".into()),
        ..status
    });
    world.require("ci/test", Some(15));
    world.require("anybody", None);
    world.comment("renovate[bot]", "hello");
    world.pull.retargeted.push(5);
    world.push("bob", &sha('b'));
    world
}

const REPO: &str = "/repos/acme/infra";

#[test]
fn every_read_passes_in_both_directions() {
    let rig = Rig::new(busy());
    let comment = rig.world.lock().unwrap().comments[0].id;
    let mut wrong = Vec::new();
    for path in [
        "/user".to_owned(),
        "/users/bob".to_owned(),
        "/users/renovate%5Bbot%5D".to_owned(),
        "/apps/ci".to_owned(),
        "/orgs/acme/teams/net".to_owned(),
        "/orgs/acme/teams/net/memberships/bob".to_owned(),
        REPO.to_owned(),
        format!("{REPO}/pulls/7"),
        format!("{REPO}/pulls/7/reviews?per_page=100"),
        format!("{REPO}/pulls/7/files?per_page=100"),
        format!("{REPO}/pulls/7/commits?per_page=100"),
        format!("{REPO}/pulls/7/requested_reviewers"),
        format!("{REPO}/issues/7/comments?per_page=100"),
        format!("{REPO}/issues/7/labels?per_page=100"),
        format!("{REPO}/issues/comments/{comment}"),
        format!("{REPO}/commits/main"),
        format!("{REPO}/commits/{}/check-runs?filter=all&per_page=100", sha('a')),
        format!("{REPO}/commits/{}/statuses?per_page=100", sha('a')),
        format!("{REPO}/rules/branches/main?per_page=100"),
        format!("{REPO}/branches/main"),
        format!("{REPO}/branches/topic"),
        format!("{REPO}/collaborators/carol/permission"),
        format!("{REPO}/collaborators/maintainer/permission"),
        format!("{REPO}/collaborators/mallory/permission"),
        format!("{REPO}/actions/runs/500"),
        format!("{REPO}/actions/runs/500/attempts/1"),
        format!("{REPO}/actions/runs/500/jobs?per_page=100"),
        format!("{REPO}/actions/runs/500/attempts/1/jobs?per_page=100"),
        format!("{REPO}/actions/workflows?per_page=100"),
        format!("{REPO}/activity?ref=refs/heads/topic&per_page=100"),
    ] {
        let answer = rig.ask("GET", &path, None);
        if answer.status != 200 || answer.json().is_null() {
            wrong.push(format!("{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.join(
            "
"
        )
    );
}

#[test]
fn every_write_passes_in_both_directions() {
    let rig = Rig::new(busy());
    let comment = rig.world.lock().unwrap().comments[0].id;
    let status =
        json!({"state": "success", "context": "whomay", "description": "d", "target_url": "https://ci.example"});
    for (status, method, path, body) in [
        (201, "POST", format!("{REPO}/issues/7/comments"), json!({"body": "hello"})),
        (200, "PATCH", format!("{REPO}/issues/comments/{comment}"), json!({"body": "other"})),
        (204, "DELETE", format!("{REPO}/issues/comments/{comment}"), Json::Null),
        (201, "POST", format!("{REPO}/statuses/{}", sha('b')), status),
        (200, "POST", format!("{REPO}/issues/7/labels"), json!({"labels": ["more"]})),
        (200, "DELETE", format!("{REPO}/issues/7/labels/more"), Json::Null),
    ] {
        let answer = rig.ask(method, &path, (!body.is_null()).then_some(&body));
        assert_eq!(answer.status, status, "{method} {path}: {}", rig.refused());
    }
    assert_eq!(rig.refused(), "");
    assert_eq!(rig.world.lock().unwrap().writes.len(), 6);
}

#[test]
fn pages_pass() {
    let mut world = busy();
    world.page_size = 2;
    let rig = Rig::new(world);
    for (path, items) in [("/pulls/7/reviews", 3), ("/activity", 2), ("/issues/7/comments", 1)] {
        let mut found = 0;
        let mut next = Some(format!("{REPO}{path}?per_page=1"));
        while let Some(path) = next {
            let answer = rig.ask("GET", &path, None);
            assert_eq!(answer.status, 200, "{}", rig.refused());
            found += answer.json().as_array().unwrap().len();
            next = answer.next().map(|url| url.strip_prefix(&rig.url).expect("a link that leads elsewhere").to_owned());
        }
        assert_eq!(found, items, "{path}");
    }
}

/// Everything that the fake has, whoever asks for it.
const EVERYTHING: &str = include_str!("everything.graphql");

#[test]
fn all_that_graphql_gives_passes() {
    let rig = Rig::new(busy());
    let body = json!({"query": EVERYTHING, "variables": {"owner": "acme", "name": "infra", "number": 7}});
    let answer = rig.ask("POST", "/graphql", Some(&body));
    assert_eq!((answer.status, rig.refused()), (200, String::new()));
    let data = &answer.json()["data"];
    assert_eq!(data["repository"]["pullRequest"]["headRefOid"], sha('b'), "{}", answer.json());
    assert!(rig.passed().contains(&"query Everything".to_owned()));
}
