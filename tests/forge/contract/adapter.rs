//! Every request that the adapter makes, through the proxy: whatever it sends fits GitHub's descriptions, and so does
//! what the fake makes of it.

use whomay::access::needs::Needs;
use whomay::forge::asker::{Pushed, Refusal, Unheard};
use whomay::forge::gather::Forge;
use whomay::forge::github::Github;
use whomay::forge::posting::{Reaction, StatusState, Write};
use whomay::forge::presence::{Named, Presence};

use crate::fake::github::world::{ACTIONS_BOT, Links, sha};
use crate::fake::github::{World, settings};
use crate::fake::questions;
use crate::operations::busy;
use crate::proxy::Rig;

/// Every operation that the adapter uses. What is not in `tests/contract/github.openapi.json` cannot be used at all.
const USED: &[&str] = &[
    "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}",
    "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
    "GET /apps/{app_slug}",
    "GET /orgs/{org}/teams/{team_slug}",
    "GET /orgs/{org}/teams/{team_slug}/members",
    "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
    "GET /repos/{owner}/{repo}/actions/workflows",
    "GET /repos/{owner}/{repo}/activity",
    "GET /repos/{owner}/{repo}/branches/{branch}",
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
    "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    "GET /repos/{owner}/{repo}/rules/branches/{branch}",
    "GET /users/{username}",
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
    "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
    "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
    "POST /repos/{owner}/{repo}/statuses/{sha}",
    "query Heads",
    "query Snapshot",
    "query Viewer",
];

/// All that a decision can need, of people in teams.
fn everything() -> Needs {
    questions::everything(&["carol"], &questions::person(&["net"]))
}

async fn reads(github: &Github, rig: &Rig) {
    let gathered = whomay::forge::gather::gather(github, &everything(), &mut |_| Some(everything())).await;
    let gathered = gathered.unwrap_or_else(|stop| panic!("{stop:?}: {}", rig.refused()));
    let facts = format!("{:#?}", gathered.facts);
    assert!(!facts.contains("Unavailable"), "{facts}");
    let named = [
        Named::User("bob".into()),
        Named::Team("net".into()),
        Named::App("ci".into()),
        Named::ProtectedBranch("main".into()),
    ];
    assert_eq!(github.presence(&named).await, [const { Presence::There }; 4]);
}

/// Who asks: the run, the comment, and the request behind a commit.
async fn asks(github: &Github, rig: &Rig) {
    let (comment, head) = {
        let mut world = rig.world.lock().unwrap();
        (world.comment("carol", "whomay apply"), world.pull.head.clone())
    };
    let asking = github.asking();
    assert_eq!(asking.asker().await.unwrap().actor.login, "carol", "{}", rig.refused());
    assert_eq!(asking.comment(comment).await.unwrap().text, "whomay apply");
    assert!(matches!(asking.pushed(&head).await, Pushed::At(_)));
    let merged = asking.merged_as(&head, "main").await;
    assert!(matches!(merged, Err(Unheard::Refused(Refusal::NoRequest { .. }))), "{merged:?} {}", rig.refused());
}

async fn posts(github: &Github) {
    let posting = github.posting();
    posting.identity().await.unwrap();
    posting.comments().await.unwrap();
    posting.labels().await.unwrap();
    assert_eq!(posting.head().await, Ok(sha('b')));
    let id = posting.write(&Write::CreateComment { body: "hello".into() }).await.unwrap().unwrap();
    for write in [
        Write::React { comment: id, reaction: Reaction::Eyes },
        Write::React { comment: id, reaction: Reaction::Eyes },
        Write::UpdateComment { id, body: "other".into() },
        Write::DeleteComment { id },
        Write::SetStatus {
            commit: sha('b'),
            context: "whomay".into(),
            state: StatusState::Success,
            description: "d".into(),
        },
        Write::AddLabel { label: "a label / with: all % sorts?".into() },
        Write::RemoveLabel { label: "a label / with: all % sorts?".into() },
    ] {
        assert_eq!(posting.write(&write).await, Ok(None), "{write:?}");
    }
}

#[test]
fn every_request_of_the_adapter_passes_in_both_directions() {
    let mut world = busy();
    world.pull.mergeable = [None, Some(true)].into();
    // Only a status of our name makes it matter who we are.
    world.status("whomay/enforce/apply", "pending", ACTIONS_BOT);
    // A second question about a team is asked of whoever asks for changes and is not in it.
    world.review("dave", "CHANGES_REQUESTED");
    let rig = Rig::new(world);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let github = Github::new(settings(&rig.url)).unwrap();
        reads(&github, &rig).await;
        asks(&github, &rig).await;
        posts(&github).await;
    });
    assert_eq!(rig.refused(), "");
    assert_eq!(rig.passed(), USED);
}

#[test]
fn a_long_list_is_read_through_the_proxy() {
    let mut world = World::new();
    for number in 0..250 {
        world.review("bob", if number % 2 == 0 { "COMMENTED" } else { "APPROVED" });
        world.check(&format!("check {number}"), "completed", Some("success"));
        world.require(&format!("check {number}"), None);
    }
    let rig = Rig::new(world);
    rig.world.lock().unwrap().links = Links::Repos;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let facts = runtime.block_on(async {
        let github = Github::new(settings(&rig.url)).unwrap();
        let needs = Needs { reviews: true, checks: true, required_checks: true, ..Needs::default() };
        whomay::forge::gather::gather(&github, &needs, &mut |_| Some(needs.clone())).await.unwrap().facts
    });
    assert_eq!(rig.refused(), "");
    assert_eq!(facts.request.reviews.value().map(Vec::len), Some(251));
    assert_eq!(facts.request.checks.value().map(Vec::len), Some(251));
    assert_eq!(facts.request.required_checks.value().map(Vec::len), Some(251));
}
