//! Layouts and matches by hand: a configuration, the files, the changed paths, and what is touched.

use std::collections::BTreeSet;
use std::sync::Arc;

use whomay::tag_query::TagQuery;

use crate::worlds::World;
use serde_json::{Value as Json, json};
use whomay::dirspace::layout::{Layout, Origin};
use whomay::dirspace::layout_error::LayoutErrorKind;
use whomay::dirspace::spec::Index;
use whomay::dirspace::touched::{Reason, Via};
use whomay::dirspace::{Change, Dirspace};

fn layout(config: Json, files: &[&str]) -> Layout {
    World::new(config, files).derive().unwrap().unwrap()
}

fn modified(paths: &[&str]) -> Vec<Change> {
    paths.iter().map(|path| Change::Modified((*path).to_owned())).collect()
}

/// The directories that are touched, layer by layer, as `a b | c`.
fn touched(layout: &Layout, paths: &[&str]) -> String {
    let touched = layout.touched(&modified(paths));
    let layers = touched.layers().iter();
    let layers = layers.map(|layer| layer.iter().map(|one| one.dir.as_str()).collect::<Vec<_>>().join(" "));
    layers.collect::<Vec<_>>().join(" | ")
}

fn default_of(dir: &str) -> Dirspace {
    Dirspace { dir: dir.to_owned(), workspace: "default".to_owned() }
}

fn refusal(config: Json, files: &[&str]) -> LayoutErrorKind {
    World::new(config, files).derive().unwrap().unwrap_err().swap_remove(0).kind
}

/// A name, a configuration, the files, the changed paths, and what is touched.
type Case<'c> = (&'c str, Json, &'c [&'c str], &'c [&'c str], &'c str);

#[test]
fn what_a_change_touches() {
    let patterns = |patterns: &[&str]| json!({ "when_modified": { "file_patterns": patterns } });
    let root = json!({ "dirs": { "ec2": patterns(&["*.tf"]), "s3": patterns(&["**/*.tf"]) } });
    let root_files = &["foo.tf", "ec2/ec2.tf", "s3/s3.tf", "iam/foo.tf", "ebl/ebl.tf", "s3/foo.tf"];
    let template = json!({ "dirs": {
        "_template/*": patterns(&[]),
        "aws/**/terragrunt.hcl": patterns(&["${DIR}/*.hcl"]),
    } });
    let template_files = &["_template/aws/terragrunt.hcl", "aws/prod/us-east-1/terragrunt.hcl"];
    let relative = json!({ "dirs": {
        "d/bar/foo": patterns(&[]),
        "d/**/*.tf": patterns(&["${DIR}/../foo/*.tf", "${DIR}/*.tf"]),
    } });
    let negated = json!({ "when_modified": { "file_patterns": ["**/*.tf", "!ec2/**/*.tf"] } });
    let cases: &[Case] = &[
        ("a directory of its own", json!({}), &["ec2/ec2.tf"], &["ec2/ec2.tf"], "ec2"),
        (
            "patterns may lie elsewhere",
            json!({ "dirs": { "iam": patterns(&["ec2/*.tf"]) } }),
            &["ec2/ec2.tf", "s3/s3.tf", "iam/main.tf"],
            &["ec2/ec2.tf"],
            "ec2 iam",
        ),
        (
            "no patterns, no dirspace",
            json!({ "dirs": { "module": patterns(&[]) } }),
            &["module/foo.tf"],
            &["module/foo.tf"],
            "",
        ),
        ("patterns under dirs are literal", root.clone(), root_files, &["foo.tf"], ". ec2 s3"),
        ("and replace the global ones", root, root_files, &["ec2/foo.tf"], "s3"),
        ("a glob without patterns", template.clone(), template_files, &["_template/aws/terragrunt.hcl"], ""),
        (
            "a glob with patterns",
            template,
            template_files,
            &["aws/prod/us-east-1/terragrunt.hcl"],
            "aws/prod/us-east-1",
        ),
        ("negation", negated, &["ec2/ec2.tf"], &["ec2/ec2.tf"], ""),
        ("relative", relative, &["d/bar/foo/t.tf", "d/bar/baz/t.tf"], &["d/bar/foo/t.tf"], "d/bar/baz"),
        (
            "braces after the last star match nothing",
            json!({ "when_modified": { "file_patterns": ["*.{tf,hcl}"] } }),
            &["a/x.tf"],
            &["a/x.tf"],
            "",
        ),
        (
            "a name under any directory is not one at the root",
            json!({ "dirs": { "a": patterns(&["**/x.tf"]) } }),
            &["a/y.tf", "x.tf"],
            &["x.tf"],
            ".",
        ),
        ("a special character in the directory", json!({}), &["a+b/m.tf"], &["a+b/m.tf"], ""),
        ("a directory that is gone", json!({}), &["new/m.tf"], &["old/m.tf"], ""),
        ("both names of a move", json!({}), &["a/m.tf", "b/m.tf"], &["a/m.tf", "b/m.tf"], "a b"),
    ];
    for (name, config, files, changed, expected) in cases {
        assert_eq!(touched(&layout(config.clone(), files), changed), *expected, "{name}");
    }
}

#[test]
fn a_global_negation_excludes_below_its_own_directory_only() {
    let config = json!({ "when_modified": { "file_patterns": ["**/*.tf", "!**/secret.tf"] } });
    let layout = layout(config, &["a/main.tf", "a+b/main.tf"]);
    assert_eq!(touched(&layout, &["a/secret.tf"]), "");
    assert_eq!(touched(&layout, &["a/main.tf"]), "a");
    // With a negated pattern in the list every directory with a file is a dirspace.
    assert!(layout.get(&default_of("a+b")).is_some());
}

#[test]
fn a_dirspace_is_named_by_its_directory_and_its_workspace() {
    assert_eq!(default_of("a/b").to_string(), "a/b (default)");
}

#[test]
fn a_dirspace_answers_to_the_paths_that_touch_it() {
    let config = json!({ "when_modified": { "file_patterns": ["${DIR}/*.tf", "!${DIR}/x.tf"] } });
    let layout = layout(config, &["a/m.tf"]);
    let placed = layout.get(&default_of("a")).unwrap();
    for (path, answers) in [("a/m.tf", true), ("a/x.tf", false), ("a/m.md", false), ("b/m.tf", false)] {
        assert_eq!(placed.answers_to(path), answers, "{path}");
        assert_eq!(placed.matching_pattern(path), answers.then_some(0), "{path}");
    }
}

#[test]
fn patterns_of_one_text_are_one() {
    let shared = json!({ "when_modified": { "file_patterns": ["shared/*.tf", "${DIR}/*.tf"] } });
    let layout = layout(shared, &["a/m.tf", "b/m.tf"]);
    let [a, b] = ["a", "b"].map(|dir| &layout.get(&default_of(dir)).unwrap().file_patterns);
    assert!(Arc::ptr_eq(&a[0], &b[0]), "which is what a diff of many files relies on to be fast");
    assert!(!Arc::ptr_eq(&a[1], &b[1]));
}

#[test]
fn a_change_that_touches_nothing_says_so() {
    let layout = layout(json!({}), &["a/m.tf"]);
    let (nothing, something) = (layout.touched(&modified(&["README.md"])), layout.touched(&modified(&["a/m.tf"])));
    assert!(nothing.is_empty() && nothing.layers().is_empty());
    assert!(!something.is_empty());
}

#[test]
fn a_dirspace_knows_the_stacks_around_its_own() {
    let config = json!({ "stacks": { "names": {
        "db": { "tag_query": "dir:db" },
        "data": { "stacks": ["db"] },
        "all": { "stacks": ["data"] },
        "east": { "stacks": ["db"] },
    } } });
    let layout = layout(config, &["db/m.tf", "web/m.tf"]);
    let of = |dir: &str| layout.get(&default_of(dir)).unwrap();
    assert_eq!(of("db").stack_name(), "db");
    assert_eq!(of("db").stack_paths(), [vec!["all", "data", "db"], vec!["east", "db"]]);
    assert_eq!(of("web").stack_paths(), [["default"]]);
    assert_eq!(of("web").origin.span(), None, "nobody wrote it");
}

#[test]
fn what_speaks_for_a_directory() {
    let config = json!({ "dirs": {
        "live/app-*": { "tags": ["x"] },
        "database/": { "tags": ["x"] },
        "prod": { "tags": ["x"] },
        "projects/**": { "tags": ["short"] },
        "projects/**/file1": { "tags": ["long"] },
        "p/q/*": { "tags": ["q"] },
        "p/*/m": { "tags": ["m"] },
        "!p/**/*.t": { "tags": ["elsewhere"] },
    } });
    let files = [
        "live/app-a/main.tf",
        "database/main.tf",
        "prod/vpc/main.tf",
        "projects/dir1/file1",
        "projects/dir1/file2",
        "p/q/m",
    ];
    let layout = layout(config, &files);
    let own_tags = |dir: &str| -> Vec<String> {
        let placed = layout.get(&default_of(dir)).unwrap();
        placed.tags.iter().filter(|tag| !tag.contains(':')).map(str::to_owned).collect()
    };
    assert_eq!(own_tags("live/app-a"), ["elsewhere"], "a directory glob that no file matches");
    assert_eq!(own_tags("database"), ["elsewhere"], "a slash at the end");
    assert_eq!(own_tags("prod/vpc"), ["elsewhere"], "no inheritance from the directory above");
    assert_eq!(own_tags("projects/dir1"), ["long"], "the longer key");
    // `!p/**/*.t` is longer than either of the two that name the file, and selects it too.
    assert_eq!(own_tags("p/q"), ["elsewhere"]);
    let origin = &layout.get(&default_of("projects/dir1")).unwrap().origin;
    assert_eq!(*origin, Origin::Dirs { key: "projects/**/file1".into(), span: Some(Default::default()) });
    assert_eq!(origin.span(), Some(Default::default()), "where the key stands");
}

#[test]
fn a_glob_does_not_speak_for_a_directory_that_is_spelled_like_it() {
    // A pattern that does not start with `${DIR}/` makes every directory a dirspace.
    let config = json!({ "dirs": { "x*": { "tags": ["t"] } }, "when_modified": { "file_patterns": ["docs/*.tf"] } });
    let layout = layout(config, &["x*/m.tf"]);
    assert_eq!(layout.get(&default_of("x*")).unwrap().origin, Origin::Global);
}

#[test]
fn a_tag_of_the_longer_glob_selects_only_its_directories() {
    let config = json!({ "dirs": {
        "aws/**/secrets-manager/**/terragrunt.hcl": { "tags": ["secrets"] },
        "aws/**/terragrunt.hcl": {},
    } });
    let files = ["aws/secrets-manager/us-east-1/terragrunt.hcl", "aws/prod/us-east-1/terragrunt.hcl"];
    let layout = layout(config, &files);
    let query = TagQuery::parse("secrets").unwrap();
    let selected = layout.dirspaces().iter().filter(|placed| query.matches(&placed.candidate()));
    let selected: Vec<&str> = selected.map(|placed| placed.dirspace.dir.as_str()).collect();
    assert_eq!((layout.dirspaces().len(), selected), (2, vec!["aws/secrets-manager/us-east-1"]));
}

#[test]
fn of_equally_long_globs_the_one_that_sorts_last_comes_first() {
    let config = json!({ "dirs": { "p/q/*": { "tags": ["q"] }, "p/*/m": { "tags": ["m"] } } });
    assert!(layout(config, &["p/q/m"]).get(&default_of("p/q")).unwrap().tags.contains(b"q"));
}

#[test]
fn of_equally_long_globs_for_two_files_that_of_the_first_file_speaks() {
    let config = json!({ "dirs": { "p/*/a": { "tags": ["a"] }, "p/*/b": { "tags": ["b"] } } });
    let tagged =
        |files: &[&str], tag: &[u8]| layout(config.clone(), files).get(&default_of("p/q")).unwrap().tags.contains(tag);
    assert!(tagged(&["p/q/a", "p/q/b"], b"a"));
    assert!(tagged(&["p/q/b", "p/q/a"], b"b"));
}

#[test]
fn workspaces_and_stacks_of_a_directory() {
    let config = json!({ "dirs": { "a": {
        "tags": ["dir-tag"],
        "workspaces": { "one": { "tags": ["w"] }, "two": {} },
        "stacks": { "two": { "tags": ["s"] } },
    } } });
    let layout = layout(config, &["a/main.tf"]);
    let tags: Vec<Vec<&str>> = layout.dirspaces().iter().map(|placed| placed.tags.iter().collect()).collect();
    assert_eq!(
        tags,
        [
            ["dir-tag", "dir:a", "stack_name:default", "w", "workspace:one"],
            ["dir-tag", "dir:a", "s", "stack:two", "stack_name:default"],
        ]
    );
}

#[test]
fn the_greatest_matching_branch_tag_wins() {
    let config =
        json!({ "tags": { "branch": { "a": "feat", "b": "feat", "c": "^x" }, "dest_branch": { "m": "main" } } });
    let layout = layout(config, &["a/main.tf"]);
    let tags: Vec<&str> = layout.dirspaces()[0].tags.iter().collect();
    assert_eq!(tags, ["branch:b", "dest_branch:m", "dir:a", "stack_name:default", "workspace:default"]);
}

#[test]
fn modules_and_links() {
    let mut world = World::new(json!({}), &["modules/foo/main.tf", "tf/main.tf"]);
    world.index.deps = [("tf".to_owned(), vec!["../modules/foo".to_owned()])].into();
    let layout = world.derive().unwrap().unwrap();
    assert_eq!(touched(&layout, &["modules/foo/main.tf"]), "tf");
    assert!(layout.get(&default_of("modules/foo")).is_none());

    world.index.deps = [("tf".to_owned(), vec!["../modules/foo/".to_owned()])].into();
    let slashed = world.derive().unwrap().unwrap();
    assert!(slashed.get(&default_of("tf")).unwrap().answers_to("modules/foo/main.tf"), "a slash is not doubled");

    let null = json!({ "dirs": { "null": { "when_modified": { "file_patterns": [] } } } });
    let mut world = World::new(null, &["tf/main.tf", "null/main.tf"]);
    world.index = Index { symlinks: vec![("tf/main.tf".to_owned(), "null/main.tf".to_owned())], ..Index::default() };
    let layout = world.derive().unwrap().unwrap();
    let touched = layout.touched(&modified(&["null/main.tf"]));
    let expected = Reason::Changed { path: "null/main.tf".to_owned(), pattern: 0 };
    assert_eq!(touched.reason(&default_of("tf")), Some(&expected), "the reason names the path of the change");
}

#[test]
fn dependencies_make_layers() {
    let depends_on = |query: &str| json!({ "when_modified": { "depends_on": query } });
    let relative = json!({ "dirs": { "projects/**/database/*.tf": depends_on("relative_dir:../base") } });
    let files = &[
        "projects/p1/base/main.tf",
        "projects/p1/database/main.tf",
        "projects/p2/base/main.tf",
        "projects/p2/database/main.tf",
    ];
    assert_eq!(
        touched(&layout(relative, files), &["projects/p1/base/main.tf"]),
        "projects/p1/base | projects/p1/database"
    );
    let chain = json!({ "dirs": {
        "db1": depends_on("dir:base"), "db2": depends_on("dir:base"),
        "web1": depends_on("dir:db1"), "web2": depends_on("dir:db2"),
    } });
    let chain = layout(chain, &["base/m.tf", "db1/m.tf", "db2/m.tf", "web1/m.tf", "web2/m.tf"]);
    assert_eq!(touched(&chain, &["base/m.tf"]), "base | db1 db2 | web1 web2");
    assert_eq!(touched(&chain, &["db1/m.tf", "web2/m.tf"]), "db1 web2 | web1");
    let both = chain.touched(&modified(&["base/m.tf"]));
    let by = Reason::PulledIn { by: default_of("db1"), via: Via::DependsOn };
    assert_eq!(both.reason(&default_of("web1")), Some(&by));
}

#[test]
fn order_goes_through_dirspaces_that_are_not_touched() {
    let config = json!({
        "dirs": { "b": { "when_modified": { "depends_on": "dir:a" } } },
        "stacks": { "names": {
            "a": { "tag_query": "dir:a" },
            "b": { "tag_query": "dir:b" },
            "c": { "tag_query": "dir:c", "rules": { "plan_after": ["b"] } },
        } },
    });
    // `c` comes after `b`, which comes after `a`; `b` is pruned or not, the order stays.
    let mut pruning = config.clone();
    pruning["dirs"]["b"]["when_modified"]["depends_on"] = json!({ "tag_query": "dir:a", "prune_on_no_change": true });
    let files = &["a/m.tf", "b/m.tf", "c/m.tf"];
    assert_eq!(touched(&layout(config, files), &["a/m.tf", "c/m.tf"]), "a | b | c");
    let layout = layout(pruning, files);
    assert_eq!(touched(&layout, &["a/m.tf", "c/m.tf"]), "a | c");
    let change = layout.touched(&modified(&["a/m.tf", "c/m.tf"]));
    assert_eq!(change.pruned().map(|(dirspace, _)| dirspace.dir.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(touched(&layout, &["b/m.tf"]), "b", "what changed by itself is not pruned");
}

#[test]
fn what_changed_by_itself_is_touched_for_that_and_not_pruned() {
    let pruning = json!({ "tag_query": "dir:a", "prune_on_no_change": true });
    let layout = layout(
        json!({ "dirs": {
            "b": { "when_modified": { "depends_on": pruning } },
            "c": { "when_modified": { "depends_on": "dir:a or dir:b" } },
        } }),
        &["a/m.tf", "b/m.tf", "c/m.tf"],
    );
    let touched = layout.touched(&modified(&["b/m.tf", "a/m.tf"]));
    let own = Reason::Changed { path: "b/m.tf".to_owned(), pattern: 0 };
    assert_eq!(touched.reason(&default_of("b")), Some(&own), "though it follows `a` as well");
    assert_eq!(touched.pruned().count(), 0);
    let by = Reason::PulledIn { by: default_of("a"), via: Via::DependsOn };
    assert_eq!(touched.reason(&default_of("c")), Some(&by), "the first of the two that it follows");
}

#[test]
fn stacks_pull_in_and_what_is_pruned_still_pulls() {
    let config = json!({
        "dirs": { "b": { "when_modified": { "depends_on": { "tag_query": "dir:a", "prune_on_no_change": true } } } },
        "stacks": { "names": {
            "sa": { "tag_query": "dir:a" },
            "sb": { "tag_query": "dir:b" },
            "sc": { "tag_query": "dir:c", "rules": { "modified_by": ["outer"] } },
            "outer": { "stacks": ["sb"] },
        } },
    });
    let layout = layout(config, &["a/m.tf", "b/m.tf", "c/m.tf"]);
    assert_eq!(touched(&layout, &["a/m.tf"]), "a | c");
    let touched = layout.touched(&modified(&["a/m.tf"]));
    let by = Reason::PulledIn { by: default_of("b"), via: Via::StackModifiedBy };
    assert_eq!(touched.reason(&default_of("c")), Some(&by));
}

#[test]
fn the_first_changed_path_is_the_reason_and_the_rest_are_not_orphans() {
    let layout = layout(json!({}), &["a/m.tf"]);
    let touched = layout.touched(&modified(&["z.txt", "a/x.tfvars", "a/m.tf", "gone/m.tf", "z.txt"]));
    let expected = Reason::Changed { path: "a/x.tfvars".to_owned(), pattern: 1 };
    assert_eq!(touched.reason(&default_of("a")), Some(&expected));
    assert_eq!(touched.orphans(), ["gone/m.tf", "z.txt"]);
}

#[test]
fn the_working_set_is_the_first_unfinished_layer_without_what_waits() {
    let config = json!({ "stacks": { "names": {
        "base": { "tag_query": "dir:base" },
        "net": { "tag_query": "dir:net", "rules": { "plan_after": ["base"] } },
        "db": { "tag_query": "dir:db", "rules": { "plan_after": ["base"] } },
        "web": { "tag_query": "dir:web", "rules": { "plan_after": ["base"] } },
        "data": { "stacks": ["db"], "rules": { "apply_after": ["net"] } },
        "front": { "stacks": ["web"], "rules": { "apply_after": ["data"] } },
    } } });
    let layout = layout(config, &["base/m.tf", "net/m.tf", "db/m.tf", "web/m.tf"]);
    let touched = layout.touched(&modified(&["base/m.tf", "net/m.tf", "db/m.tf", "web/m.tf"]));
    let after = |applied: &[&str]| {
        let applied: BTreeSet<Dirspace> = applied.iter().map(|dir| default_of(dir)).collect();
        let set = layout.working_set(&touched, &applied);
        let names = |dirspaces: &[Dirspace]| dirspaces.iter().map(|one| one.dir.clone()).collect::<Vec<_>>().join(" ");
        (set.layer, names(&set.plan), names(&set.apply), set.blocked.get(&default_of("web")).cloned())
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(after(&[]), (Some(0), text("base"), text("base"), None));
    assert_eq!(after(&["base"]), (Some(1), text("db net web"), text("net"), Some(vec![text("db")])));
    assert_eq!(after(&["base", "net"]), (Some(1), text("db web"), text("db"), Some(vec![text("db")])));
    assert_eq!(after(&["base", "net", "db"]), (Some(1), text("web"), text("web"), None));
    assert_eq!(after(&["base", "net", "db", "web"]), (None, text(""), text(""), None));
}

#[test]
fn refusals() {
    use LayoutErrorKind::*;
    let patterns = |pattern: &str| json!({ "dirs": { "a": { "when_modified": { "file_patterns": [pattern] } } } });
    let stacks = |names: Json| json!({ "stacks": { "names": names } });
    let files = &["a/m.tf", "b/m.tf", "m.tf"];
    let depends_on = |query: &str| json!({ "dirs": { "a": { "when_modified": { "depends_on": query } } } });
    assert!(matches!(refusal(json!({ "dirs": { "a,*": {} } }), files), DirsKey { key, .. } if key == "a,*"));
    assert!(matches!(refusal(patterns("a+b"), files), FilePattern { dir: None, .. }));
    let unused = json!({ "dirs": { "nowhere": { "when_modified": { "file_patterns": ["${FOO}/*.tf"] } } } });
    assert!(matches!(refusal(unused, files), FilePattern { dir: None, .. }));
    let inherited_by_nobody = json!({ "dirs": { "a": {
        "when_modified": { "file_patterns": ["a+b"] },
        "workspaces": { "w": { "when_modified": { "file_patterns": ["*.tf"] } } },
    } } });
    assert!(matches!(refusal(inherited_by_nobody, files), FilePattern { dir: None, .. }));
    let everything = json!({ "when_modified": { "file_patterns": ["${DIR}/**"] } });
    assert!(matches!(
        refusal(everything, files),
        FilePattern { dir: Some(dir), expanded, .. } if dir == "." && expanded == "**"
    ));
    assert_eq!(refusal(depends_on(""), files), DependencyCycle(vec![default_of("a")]));
    let crossed = json!({
        "dirs": { "a": { "when_modified": { "depends_on": "dir:b" } } },
        "stacks": { "names": {
            "sa": { "tag_query": "dir:a" },
            "sb": { "tag_query": "dir:b", "rules": { "apply_after": ["sa"] } },
        } },
    });
    assert_eq!(refusal(crossed, &["a/m.tf", "b/m.tf"]), DependencyCycle(vec![default_of("a"), default_of("b")]));
    let two = stacks(json!({ "s": { "tag_query": "dir:a" }, "t": { "tag_query": "dir:a" } }));
    assert!(matches!(refusal(two, files), ManyStacks { stacks, .. } if stacks == ["s", "t"]));
    let none = stacks(json!({ "default": { "tag_query": "dir:a" } }));
    assert_eq!(refusal(none, &["a/m.tf", "b/m.tf"]), NoStack(default_of("b")));
    let unknown = stacks(json!({ "s": { "tag_query": "dir:a", "rules": { "modified_by": ["t"] } } }));
    assert_eq!(refusal(unknown, files), UnknownStack { stack: "s".to_owned(), name: "t".to_owned() });
    let circle = stacks(json!({
        "s": { "tag_query": "x", "rules": { "apply_after": ["t"] } },
        "t": { "tag_query": "y", "rules": { "plan_after": ["s"] } },
    }));
    assert_eq!(refusal(circle, files), StackCycle(vec!["s".to_owned(), "t".to_owned()]));
}

#[test]
fn an_error_is_said_once_however_many_directories_it_fails_for() {
    let mut world = World::new(json!({ "when_modified": { "file_patterns": ["!x", "${DIR}/../**"] } }), &["m.tf"]);
    world.files.extend((0..100).map(|at| format!("d{at}/m.tf")));
    let errors = world.derive().unwrap().unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:?}");
}

#[test]
fn a_large_repository() {
    let config = json!({ "dirs": { "**/db/*.tf": { "when_modified": {
        "file_patterns": ["${DIR}/*.tf", "shared/**", "!${DIR}/x.tf"],
        "depends_on": "relative_dir:../net or dir:base",
    } } } });
    let mut files = vec!["base/main.tf".to_owned()];
    for at in 0..2_000 {
        files.extend(["db", "net"].map(|kind| format!("live/p{at}/{kind}/main.tf")));
        files.extend((0..8).map(|doc| format!("live/p{at}/docs/{doc}.md")));
    }
    let layout = World { files, ..World::new(config, &[]) }.derive().unwrap().unwrap();
    assert_eq!(layout.dirspaces().len(), 4_001);
    let changes: Vec<String> = (0..1_000).map(|at| format!("live/p{at}/net/main.tf")).collect();
    let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
    let touched = layout.touched(&modified(&changes));
    assert_eq!(touched.layers().iter().map(Vec::len).collect::<Vec<_>>(), [1_000, 1_000]);
    let touched = layout.touched(&modified(&["shared/x"]));
    assert_eq!(touched.iter().count(), 2_000);
}
