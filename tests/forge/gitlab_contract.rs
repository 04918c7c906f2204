//! That the fake GitLab keeps to what GitLab documents, and that whatever does not is found out.
//!
//! No connections here: requests are values, and the fake is asked for its answer.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::fake::gitlab::{
    Access, Commit, Group, Membership, Note, Reviewer, Rule, Status, Tier, VIOLATION, World, contract, sha,
};
use crate::fake::server::{Forge, Reply, Request};

const TIERS: [Tier; 2] = [Tier::Free, Tier::Premium];
const PROJECT: &str = "/api/v4/projects/acme%2Finfra";

fn request(method: &str, target: &str, token: &str, body: Option<Json>) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let header = if token == "job" { "job-token" } else { "private-token" };
    let mut headers = vec![(header.to_owned(), token.to_owned())];
    headers.extend(body.is_some().then(|| ("content-type".to_owned(), "application/json".to_owned())));
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers,
        body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
        origin: "http://127.0.0.1:1".to_owned(),
    }
}

fn get(world: &mut World, target: &str) -> Reply {
    world.answer(&request("GET", target, "read", None))
}

/// Below the project.
fn of_project(world: &mut World, target: &str) -> Reply {
    get(world, &format!("{PROJECT}{target}"))
}

fn write(world: &mut World, method: &str, target: &str, body: Json) -> Reply {
    world.answer(&request(method, &format!("{PROJECT}{target}"), "write", Some(body)))
}

fn body(reply: &Reply) -> Json {
    serde_json::from_slice(&reply.body).unwrap()
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// A world in which there is something of everything.
fn full(tier: Tier) -> World {
    let mut world = World::new(tier);
    world.merge_trains = tier == Tier::Premium;
    world.on_merge_train = true;
    world.approvals.clear();
    world.notes.push(Note {
        id: 903,
        author: 91,
        body: "ours".to_owned(),
        system: false,
        at: "2026-11-20T13:00:00Z".to_owned(),
    });
    world
}

/// A good request to every endpoint: method, target, token, body.
fn every_request() -> Vec<Request> {
    let head = sha('a');
    let reads = [
        ("read", PROJECT.to_owned()),
        ("read", format!("{PROJECT}/repository/branches/main")),
        ("read", format!("{PROJECT}/protected_branches?per_page=100")),
        ("read", format!("{PROJECT}/protected_branches/main")),
        ("read", format!("{PROJECT}/approvals")),
        ("read", format!("{PROJECT}/repository/commits/{head}")),
        ("read", format!("{PROJECT}/repository/commits/{head}/statuses?order_by=id&sort=asc&per_page=100")),
        ("read", format!("{PROJECT}/repository/commits/{head}/merge_requests?per_page=100")),
        ("read", format!("{PROJECT}/jobs/701")),
        ("read", format!("{PROJECT}/pipelines/501/jobs?include_retried=true")),
        ("read", format!("{PROJECT}/members/all/2")),
        ("read", format!("{PROJECT}/members/2")),
        ("read", format!("{PROJECT}/members/all?user_ids[]=1&user_ids[]=2")),
        ("read", format!("{PROJECT}/events?action=pushed&per_page=100&page=1")),
        ("read", format!("{PROJECT}/merge_requests/7?include_diverged_commits_count=true")),
        ("read", format!("{PROJECT}/merge_requests/7/approvals")),
        ("read", format!("{PROJECT}/merge_requests/7/approval_state")),
        ("read", format!("{PROJECT}/merge_requests/7/reviewers?per_page=100")),
        ("read", format!("{PROJECT}/merge_requests/7/participants")),
        ("read", format!("{PROJECT}/merge_requests/7/commits?per_page=100")),
        ("read", format!("{PROJECT}/merge_requests/7/versions?per_page=100")),
        ("read", format!("{PROJECT}/merge_requests/7/pipelines")),
        ("read", format!("{PROJECT}/merge_requests/7/notes?sort=asc&order_by=created_at")),
        ("read", format!("{PROJECT}/merge_trains/merge_requests/7")),
        ("read", "/api/v4/groups/acme%2Fnet?with_projects=false".to_owned()),
        ("read", "/api/v4/groups/acme%2Fnet/members/2".to_owned()),
        ("read", "/api/v4/groups/acme%2Fnet/members?user_ids[]=2&per_page=100".to_owned()),
        ("read", "/api/v4/groups/acme%2Fnet/members/all/2".to_owned()),
        ("read", "/api/v4/groups/acme%2Fnet/members/all".to_owned()),
        ("read", "/api/v4/users?username=bob".to_owned()),
        ("read", "/api/v4/users/2".to_owned()),
        ("read", "/api/v4/user".to_owned()),
        ("job", "/api/v4/job".to_owned()),
    ];
    let note = format!("{PROJECT}/merge_requests/7/notes");
    let writes = [
        ("POST", note.clone(), Some(json!({"body": "Hello"}))),
        ("PUT", format!("{note}/903"), Some(json!({"body": "Hello again"}))),
        ("DELETE", format!("{note}/903"), None),
        ("PUT", format!("{PROJECT}/merge_requests/7"), Some(json!({"add_labels": "a,b", "remove_labels": "c"}))),
        (
            "POST",
            format!("{PROJECT}/statuses/{head}"),
            Some(json!({"state": "pending", "name": "whomay", "ref": "network", "description": "Waiting"})),
        ),
    ];
    let reads = reads.into_iter().map(|(token, target)| request("GET", &target, token, None));
    let writes = writes.into_iter().map(|(method, target, body)| request(method, &target, "write", body));
    reads.chain(writes).collect()
}

#[test]
fn every_page_is_named_and_every_definition_is_used() {
    for (file, page) in contract::pages() {
        let source = page["documentation"].as_str().unwrap_or_default();
        assert!(source.starts_with("https://docs.gitlab.com/api/"), "{file} follows {source:?}");
        let whole = contract::pages().iter().map(|(_, page)| page.to_string()).collect::<String>();
        for name in page["$defs"].as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(whole.contains(&format!("\"#/$defs/{name}\"")) || name == "error", "{name} of {file} is of no use");
        }
    }
}

#[test]
fn parameters_and_bodies_are_closed() {
    for (file, page) in contract::pages() {
        for endpoint in page["endpoints"].as_array().into_iter().flatten() {
            for part in ["query", "body"] {
                let schema = &endpoint[part];
                let closed = schema["additionalProperties"] == json!(false) || schema.get("$ref").is_some();
                assert!(closed || (part == "body" && schema.is_null()), "{part} of {} in {file}", endpoint["name"]);
            }
        }
    }
}

#[test]
fn every_endpoint_answers_on_every_tier_as_documented() {
    for tier in TIERS {
        let mut world = full(tier);
        for request in every_request() {
            let reply = world.answer(&request);
            let name = format!("{} {} on {tier:?}", request.method, request.path);
            assert!(reply.status < 300 || reply.status == 404, "{name}: {:?}", reply.headers);
        }
        assert_eq!(world.violations, [""; 0]);
        let documented = contract::endpoints().iter().filter(|endpoint| endpoint.exists_on(tier));
        let documented: BTreeSet<String> = documented.map(|endpoint| endpoint.name.clone()).collect();
        assert_eq!(world.used, documented, "{tier:?}");
    }
}

#[test]
fn a_misspelt_parameter_is_found_out_everywhere() {
    for mut request in every_request() {
        request.query.push(("per_pagee".to_owned(), "100".to_owned()));
        refused(full(Tier::Premium), &request, "query of ");
    }
    for (name, value) in
        [("per_page", "101"), ("per_page", "many"), ("page", "0"), ("order_by", "date"), ("sort", "up")]
    {
        let target = format!("{PROJECT}/merge_requests/7/notes?{name}={value}");
        refused(World::new(Tier::Premium), &request("GET", &target, "read", None), name);
    }
}

#[test]
fn a_misspelt_body_field_is_found_out_everywhere() {
    let mut tried = 0;
    for request in every_request().into_iter().filter(|request| !request.body.is_empty()) {
        let fields: Vec<String> = request.json().as_object().unwrap().keys().cloned().collect();
        for field in fields {
            let mut body = request.json();
            let value = body.as_object_mut().unwrap().remove(&field).unwrap();
            body[format!("{field}x")] = value;
            refused(full(Tier::Premium), &Request { body: body.to_string().into_bytes(), ..request.clone() }, &field);
            tried += 1;
        }
    }
    assert_eq!(tried, 8);
    let unknown = json!({"state": "failure", "name": "whomay"});
    let target = format!("{PROJECT}/statuses/{}", sha('a'));
    refused(full(Tier::Free), &request("POST", &target, "write", Some(unknown)), "failure");
}

fn refused(mut world: World, request: &Request, why: &str) {
    let reply = world.answer(request);
    assert_eq!(reply.status, 500, "{} {}", request.method, request.path);
    assert!(header(&reply, VIOLATION).unwrap().contains(why), "{:?}", header(&reply, VIOLATION));
    assert_eq!(world.violations.len(), 1);
}

/// Names of all fields of an answer, whatever they are in; those of free-form objects are nobody's to spell.
fn fields(value: &Json, names: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| fields(item, names)),
        Json::Object(of) => of.iter().for_each(|(name, value)| {
            names.insert(name.clone());
            if !matches!(name.as_str(), "time_stats" | "task_completion_status" | "detailed_status") {
                fields(value, names);
            }
        }),
        _ => {}
    }
}

#[test]
fn a_misspelt_field_of_an_answer_is_found_out_everywhere() {
    let mut tried = 0;
    for tier in TIERS {
        for request in every_request() {
            let reply = full(tier).answer(&request);
            let mut names = BTreeSet::new();
            fields(&serde_json::from_slice(&reply.body).unwrap_or_default(), &mut names);
            for name in names {
                let mut world = full(tier);
                world.misspelt_answer = Some((name.clone(), format!("{name}_")));
                assert_eq!(world.answer(&request).status, 500, "{name} of {} on {tier:?}", request.path);
                assert!(world.violations[0].contains(&format!("{name}_")), "{:?}", world.violations);
                tried += 1;
            }
        }
    }
    assert!(tried > 800, "{tried}");
}

#[test]
fn a_path_that_is_not_escaped_is_found_out() {
    let mut world = World::new(Tier::Free);
    let reply = get(&mut world, "/api/v4/projects/acme/infra");
    assert_eq!((reply.status, world.violations.len()), (500, 1));
}

#[test]
fn what_only_paid_tiers_have_is_not_in_a_free_answer() {
    let (free, paid) = (body(&approvals(Tier::Free)), body(&approvals(Tier::Premium)));
    for field in ["approvals_left", "approvals_required", "approval_rules_left"] {
        assert!(free.get(field).is_none() && paid.get(field).is_some(), "{field}");
        let mut mixed = free.clone();
        mixed[field] = paid[field].clone();
        let path = ["projects", "acme/infra", "merge_requests", "7", "approvals"].map(str::to_owned);
        let (endpoint, _) = contract::endpoint_for("GET", &path).unwrap();
        assert!(endpoint.check_answer(&Reply::json(200, &free), Tier::Free).is_ok());
        assert!(endpoint.check_answer(&Reply::json(200, &mixed), Tier::Free).unwrap_err().contains(field));
    }
    for path in ["/merge_requests/7/approval_state", "/approvals", "/merge_trains/merge_requests/7"] {
        let mut world = World::new(Tier::Free);
        assert_eq!(of_project(&mut world, path).status, 404, "{path}");
        assert_eq!(world.violations, [""; 0]);
    }
}

fn approvals(tier: Tier) -> Reply {
    of_project(&mut World::new(tier), "/merge_requests/7/approvals")
}

#[test]
fn a_token_can_what_it_is_for() {
    let request7 = "/merge_requests/7";
    let statuses = format!("/repository/commits/{}/statuses", sha('a'));
    let rows = [
        ("job", "GET", request7, 200),
        ("job", "GET", "/merge_requests/7/notes", 200),
        // Taken for nobody: 401 where somebody has to be signed in, and no such project everywhere else.
        ("job", "GET", "/merge_requests/7/approvals", 404),
        ("job", "GET", "/repository/branches/main", 404),
        ("job", "GET", "", 404),
        ("job", "GET", "/members/all/2", 401),
        ("job", "GET", &statuses, 401),
        ("job", "GET", "/jobs/701", 401),
        ("job", "POST", "/merge_requests/7/notes", 401),
        ("nobody's", "GET", request7, 401),
        ("read", "GET", "/members/all/2", 200),
        ("read", "GET", "/members/all/6", 404),
        ("read", "POST", "/merge_requests/7/notes", 403),
        ("write", "GET", "/merge_requests/7/approvals", 200),
        ("write", "POST", "/merge_requests/7/notes", 201),
    ];
    for (token, method, path, status) in rows {
        let mut world = World::new(Tier::Free);
        let body = (method == "POST").then(|| json!({"body": "Hello"}));
        let reply = world.answer(&request(method, &format!("{PROJECT}{path}"), token, body));
        assert_eq!(reply.status, status, "{token}: {method} {path}: {:?}", world.violations);
    }
}

#[test]
fn a_token_is_shown_as_what_it_is() {
    for (header, token, status) in
        [("private-token", "job", 401), ("job-token", "read", 401), ("authorization", "Bearer read", 200)]
    {
        let mut asked = request("GET", &format!("{PROJECT}/merge_requests/7"), "", None);
        asked.headers = vec![(header.to_owned(), token.to_owned())];
        assert_eq!(World::new(Tier::Free).answer(&asked).status, status, "{header}: {token}");
    }
}

#[test]
fn a_group_that_a_token_cannot_see_is_as_good_as_none() {
    let asked = |token: &str, path: &str| {
        World::new(Tier::Free).answer(&request("GET", &format!("/api/v4/groups/{path}"), token, None)).status
    };
    assert_eq!((asked("read", "acme%2Fsecret"), asked("members", "acme%2Fsecret")), (404, 200));
    assert_eq!((asked("read", "acme%2Fnone"), asked("read", "acme%2Fnet")), (404, 200));
    // Direct members, and those of the groups above.
    assert_eq!((asked("read", "acme%2Fnet%2Feu/members/3"), asked("read", "acme%2Fnet%2Feu/members/2")), (200, 404));
    assert_eq!((asked("read", "acme%2Fnet%2Feu/members/all/2"), asked("read", "acme%2Fnet/members/all/3")), (200, 404));
}

#[test]
fn lists_come_in_pages_with_the_counts_in_headers() {
    let mut world = World::new(Tier::Free);
    let template = Status::of(0, "job", "success", &sha('a'));
    world.statuses = (1..=1001).map(|id| Status { id, name: format!("job {id}"), ..template.clone() }).collect();
    let path = format!("/repository/commits/{}/statuses", sha('a'));
    let middle = of_project(&mut world, &format!("{path}?per_page=100&page=2&sort=asc"));
    let headers = ["x-total", "x-total-pages", "x-page", "x-per-page", "x-next-page", "x-prev-page"];
    assert_eq!(headers.map(|name| header(&middle, name).unwrap()), ["1001", "11", "2", "100", "3", "1"]);
    assert_eq!((body(&middle)[0]["id"].clone(), body(&middle).as_array().unwrap().len()), (json!(101), 100));
    // As GitLab writes them: parts of the path once more in the query.
    let next = format!(
        "<http://127.0.0.1:1{PROJECT}{path}?id=acme%2Finfra&sha={}&sort=asc&page=3&per_page=100>; rel=\"next\"",
        sha('a')
    );
    assert!(header(&middle, "link").unwrap().contains(&next), "{:?}", header(&middle, "link"));
    for relation in ["prev", "first", "last"] {
        assert!(header(&middle, "link").unwrap().contains(&format!("rel=\"{relation}\"")));
    }

    let last = of_project(&mut world, &format!("{path}?per_page=100&page=11"));
    assert_eq!((header(&last, "x-next-page"), body(&last).as_array().unwrap().len()), (Some(""), 1));
    assert!(!header(&last, "link").unwrap().contains("rel=\"next\""));
    // Twenty, when nobody says how many.
    assert_eq!(body(&of_project(&mut world, &path)).as_array().unwrap().len(), 20);
    assert_eq!(world.violations, [""; 0]);
}

/// Every next link, to the end.
#[test]
fn the_links_lead_through_the_whole_list() {
    let mut world = World::new(Tier::Free);
    let template = world.commits[0].clone();
    world.commits = (0..250).map(|index| Commit { id: format!("{index:040x}"), ..template.clone() }).collect();
    let mut target = Some(format!("{PROJECT}/merge_requests/7/commits?per_page=100"));
    let mut seen = BTreeSet::new();
    while let Some(page) = target {
        let reply = get(&mut world, &page);
        seen.extend(body(&reply).as_array().unwrap().iter().map(|commit| commit["id"].as_str().unwrap().to_owned()));
        let next = header(&reply, "link").unwrap().split(", ").find(|link| link.ends_with("rel=\"next\""));
        target =
            next.map(|link| link.split(['<', '>']).nth(1).unwrap().trim_start_matches("http://127.0.0.1:1").to_owned());
    }
    assert_eq!((seen.len(), world.violations.len()), (250, 0));
}

#[test]
fn above_ten_thousand_nothing_is_counted() {
    let mut world = World::new(Tier::Free);
    for (count, total) in [(10_000, Some("10000")), (10_001, None)] {
        let note = world.notes[0].clone();
        world.notes = (1..=count).map(|id| Note { id, ..note.clone() }).collect();
        let reply = of_project(&mut world, "/merge_requests/7/notes?per_page=100");
        assert_eq!((header(&reply, "x-total"), header(&reply, "x-total-pages").is_some()), (total, total.is_some()));
        assert_eq!(header(&reply, "link").unwrap().contains("rel=\"last\""), total.is_some());
        assert_eq!(header(&reply, "x-next-page"), Some("2"));
    }
}

#[test]
fn a_status_goes_from_state_to_state_and_never_to_its_own() {
    let mut world = World::new(Tier::Free);
    let path = format!("/statuses/{}", sha('a'));
    let mut post = |state: &str| {
        let reply = write(&mut world, "POST", &path, json!({"state": state, "name": "whomay", "ref": "network"}));
        (reply.status, body(&reply))
    };
    let first = post("pending").1["id"].clone();
    let (again, why) = post("pending");
    assert_eq!(again, 400);
    assert!(why["message"].as_str().unwrap().starts_with("Cannot transition status via :enqueue from :pending"));
    assert_eq!(post("running").1["id"], first);
    assert!(
        post("running").1["message"].as_str().unwrap().starts_with("Cannot transition status via :run from :running")
    );
    assert_eq!(post("pending").0, 400);
    assert_eq!(post("success").1["status"], "success");
    // What has ended is followed by another one.
    assert_ne!(post("success").1["id"], first);
    assert_eq!(post("failed").0, 201);

    let listed = of_project(&mut world, &format!("/repository/commits/{}/statuses?name=whomay", sha('a')));
    let all = of_project(&mut world, &format!("/repository/commits/{}/statuses?name=whomay&all=true", sha('a')));
    assert_eq!([listed, all].map(|reply| body(&reply).as_array().unwrap().len()), [1, 3]);
    // One that had no pipeline to go to is in a new one.
    assert_eq!(world.pipelines.last().map(|pipeline| pipeline.source), Some("external"));
    assert_eq!(world.violations, [""; 0]);
}

#[test]
fn who_may_not_set_a_status() {
    let path = format!("/statuses/{}", sha('a'));
    let status = json!({"state": "success", "name": "whomay"});
    let change: [fn(&mut World); 2] =
        [|world| world.archived = true, |world| world.members.retain(|member| member.user != 91)];
    for change in change {
        let mut world = World::new(Tier::Free);
        change(&mut world);
        assert_eq!(write(&mut world, "POST", &path, status.clone()).status, 403);
    }
    let mut world = World::new(Tier::Free);
    assert_eq!(write(&mut world, "POST", &format!("/statuses/{}", sha('9')), status).status, 404);
}

#[test]
fn notes_belong_to_who_wrote_them() {
    let mut world = World::new(Tier::Free);
    let notes = "/merge_requests/7/notes";
    let id = body(&write(&mut world, "POST", notes, json!({"body": "one"})))["id"].clone();
    let own = format!("{notes}/{id}");
    assert_eq!(body(&write(&mut world, "PUT", &own, json!({"body": "two"})))["body"], "two");
    assert_eq!(write(&mut world, "PUT", &format!("{notes}/901"), json!({"body": "forged"})).status, 403);
    assert_eq!(write(&mut world, "PUT", &format!("{notes}/999"), json!({"body": "none"})).status, 404);
    // The newest first, unless somebody asks for another order.
    assert_eq!(body(&of_project(&mut world, notes))[0]["id"], id);
    assert_eq!(body(&of_project(&mut world, &format!("{notes}?sort=asc")))[0]["id"], 901);
    let delete = request("DELETE", &format!("{PROJECT}{own}"), "write", None);
    assert_eq!([world.answer(&delete).status, world.answer(&delete).status], [204, 404]);
    assert_eq!((world.notes.len(), world.violations.len()), (2, 0));
}

#[test]
fn labels_are_added_and_taken_away() {
    let mut world = World::new(Tier::Free);
    world.labels.insert("old".to_owned());
    let edit = json!({"add_labels": "new, other", "remove_labels": "old,none"});
    assert_eq!(body(&write(&mut world, "PUT", "/merge_requests/7", edit))["labels"], json!(["new", "other"]));
}

#[test]
fn a_push_moves_the_head_and_takes_approvals_back() {
    let mut world = World::new(Tier::Premium);
    world.move_head();
    let looks = [(); 2].map(|()| body(&of_project(&mut world, "/merge_requests/7")));
    assert_eq!(
        looks.each_ref().map(|look| look["detailed_merge_status"].as_str().unwrap()),
        ["approvals_syncing", "mergeable"]
    );
    assert_eq!(looks[0]["sha"], sha('e'));
    let approvals = body(&of_project(&mut world, "/merge_requests/7/approvals"));
    assert_eq!((approvals["approvals_left"].clone(), approvals["approved"].clone()), (json!(1), json!(false)));
    let versions = body(&of_project(&mut world, "/merge_requests/7/versions"));
    assert_eq!((versions[0]["head_commit_sha"].clone(), versions.as_array().unwrap().len()), (json!(sha('e')), 2));
    let pushes = body(&of_project(&mut world, "/events?action=pushed"));
    assert_eq!(
        (pushes[0]["push_data"]["commit_from"].clone(), pushes[0]["author_username"].clone()),
        (json!(sha('a')), json!("mallory"))
    );

    let mut lasting = World::new(Tier::Premium);
    lasting.reset_approvals_on_push = false;
    lasting.move_head();
    assert_eq!(body(&of_project(&mut lasting, "/merge_requests/7/approvals"))["approvals_left"], 0);
    assert_eq!([world.violations, lasting.violations].concat(), [""; 0]);
}

#[test]
fn gitlab_may_lie_under_a_relative_url() {
    let mut world = World::new(Tier::Free);
    world.root = "/gitlab".to_owned();
    assert_eq!(get(&mut world, "/gitlab/api/v4/projects/42/merge_requests/7").status, 200);
    assert_eq!(world.violations, [""; 0]);
    assert_eq!(get(&mut world, "/api/v4/projects/42/merge_requests/7").status, 500);
}

#[test]
fn rules_members_and_reviewers_are_what_the_test_says() {
    let mut world = World::new(Tier::Premium);
    world.rules.push(Rule {
        id: 202,
        name: "All".to_owned(),
        kind: "any_approver",
        required: 2,
        eligible: Vec::new(),
        hidden_groups: true,
    });
    world.reviewers = (1..=5).map(|user| Reviewer { user, state: "unreviewed" }).collect();
    world.groups.push(Group { id: 14, path: "acme/late".to_owned(), hidden: false, members: Vec::new() });
    world.members[3] = Membership { role: Some("deployer".to_owned()), awaiting: true, ..Membership::of(4, 25) };
    world.bot("other", Access::Write { user: 2 });
    let state = body(&of_project(&mut world, "/merge_requests/7/approval_state"));
    assert_eq!([&state["rules"][0]["approved"], &state["rules"][1]["approved"]], [true, false]);
    let dave = body(&of_project(&mut world, "/members/all/4"));
    assert_eq!(
        (dave["membership_state"].as_str(), dave["member_role"]["name"].as_str()),
        (Some("awaiting"), Some("deployer"))
    );
    assert_eq!(body(&of_project(&mut world, "/merge_requests/7/reviewers?per_page=2")).as_array().unwrap().len(), 2);
    assert_eq!(get(&mut world, "/api/v4/groups/acme%2Flate").status, 200);
    let own = world.answer(&request("GET", "/api/v4/user", "other", None));
    assert_eq!(body(&own)["username"], "bob");
    assert_eq!(world.violations, [""; 0]);
}
