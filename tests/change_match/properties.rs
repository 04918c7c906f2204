//! Laws of layouts and matches, on random small repositories.

use std::collections::{BTreeMap, BTreeSet};

use crate::worlds::{World, comes_after_in_the_end, depends_on};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use whomay::dirspace::layout::{Layout, Origin, PlacedDirspace};
use whomay::dirspace::path_pattern::PathPattern;
use whomay::dirspace::spec::Index;
use whomay::dirspace::touched::Reason;
use whomay::dirspace::{Change, Dirspace};

fn path() -> impl Strategy<Value = String> {
    "((a|b|c|a\\+)/){0,3}(m|x)\\.(tf|md)"
}

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        "!?(\\$\\{DIR\\}/|a/|b/|\\*\\*/|\\*/)(\\*\\.tf|m\\.tf|\\*\\*/\\*|\\.\\./\\*|x\\*)",
        Just("${DIR}/*.tf".to_owned()),
        Just("${DIR}/${WORKSPACE}*".to_owned()),
    ]
}

fn dirs() -> impl Strategy<Value = Json> {
    let key = prop_oneof!["(a|b)(/(a|b|c)){0,2}", "!?(a/|b/|\\*\\*/|\\*/)(\\*|\\*\\*/\\*|m\\*|\\*\\.tf)"];
    let entry = (
        prop::option::of(prop::collection::vec(pattern(), 0..3)),
        prop::option::of("(dir:(a|b|c)|relative_dir:\\.\\./(a|b)|t|a in dir|not t)"),
        any::<bool>(),
        any::<bool>(),
    );
    let entry = entry.prop_map(|(patterns, query, prune, tagged)| {
        let mut when_modified = json!({});
        if let Some(patterns) = patterns {
            when_modified["file_patterns"] = json!(patterns);
        }
        if let Some(query) = query {
            when_modified["depends_on"] = json!({ "tag_query": query, "prune_on_no_change": prune });
        }
        let tags: &[&str] = if tagged { &["t"] } else { &[] };
        json!({ "when_modified": when_modified, "tags": tags })
    });
    prop::collection::btree_map(key, entry, 0..4).prop_map(|dirs| json!(dirs))
}

fn stacks() -> impl Strategy<Value = Json> {
    let rule = prop::collection::vec(prop::sample::select(vec!["s1", "s2", "n"]), 0..2);
    (any::<bool>(), rule.clone(), prop::option::of(rule.clone()), rule).prop_map(
        |(declared, modified_by, plan_after, apply_after)| {
            if !declared {
                return json!({});
            }
            let mut rules = json!({ "modified_by": modified_by, "apply_after": apply_after });
            if let Some(plan_after) = plan_after {
                rules["plan_after"] = json!(plan_after);
            }
            json!({
                "s1": { "tag_query": "a in dir and not dir:a" },
                "s2": { "tag_query": "b in dir and not (a in dir)" },
                "n": { "stacks": ["s2"] },
                "s3": { "tag_query": "dir:a or dir:c", "rules": rules },
            })
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let files = prop::collection::vec(path(), 1..12);
    let global = prop::option::of(prop::collection::vec(pattern(), 1..3));
    let links = prop::collection::vec(("(l|c/l)", "(a|b|a/b)"), 0..2);
    let deps = prop::collection::btree_map("(a|b|c)", prop::collection::vec("\\.\\./(a|b)", 1..2), 0..2);
    (dirs(), stacks(), files, global, links, deps).prop_map(|(dirs, stacks, files, global, symlinks, deps)| {
        let mut config = json!({ "dirs": dirs, "stacks": { "names": stacks } });
        if let Some(global) = global {
            config["when_modified"] = json!({ "file_patterns": global });
        }
        World { files, index: Index { deps, symlinks }, ..World::new(config, &[]) }
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        path().prop_map(Change::Modified),
        path().prop_map(Change::Removed),
        (path(), path()).prop_map(|(from, to)| Change::Moved { from, to }),
    ];
    prop::collection::vec(one, 0..5)
}

/// The layout, when there is one.
fn derive(world: &World) -> Option<Layout> {
    world.derive().ok()?.ok()
}

/// Every path of the change as links have it.
fn stand_ins(world: &World, path: &str) -> Vec<String> {
    let targets: BTreeSet<&String> = world.index.symlinks.iter().map(|(_, target)| target).collect();
    let nearest =
        targets.into_iter().rfind(|target| target.as_str() <= path).filter(|target| path.starts_with(*target));
    match nearest {
        None => vec![path.to_owned()],
        Some(near) => {
            let links = world.index.symlinks.iter().filter(|(_, target)| target == near);
            links.map(|(link, _)| path.replacen(near.as_str(), link, 1)).collect()
        }
    }
}

/// Everything touched, by asking every dirspace about every path and every other dirspace.
fn naive(world: &World, layout: &Layout, changes: &[Change]) -> (BTreeSet<Dirspace>, BTreeSet<String>) {
    let paths: Vec<(String, Vec<String>)> =
        changes.iter().flat_map(Change::paths).map(|path| (path.to_owned(), stand_ins(world, path))).collect();
    let answers = |placed: &PlacedDirspace, path: &str| {
        let (negated, positive): (Vec<_>, Vec<_>) = placed.file_patterns.iter().partition(|one| one.is_negated());
        positive.iter().any(|one| one.is_match(path)) && negated.iter().all(|one| one.is_match(path))
    };
    let all = layout.dirspaces();
    let changed =
        |placed: &&PlacedDirspace| paths.iter().flat_map(|(_, paths)| paths).any(|path| answers(placed, path));
    let really: Vec<&PlacedDirspace> = all.iter().filter(changed).collect();
    let mut touched = really.clone();
    loop {
        let follows = |one: &&PlacedDirspace| {
            touched.iter().any(|other| depends_on(one, other) || one.stack.modified_by.contains(&other.stack.name))
        };
        let more: Vec<&PlacedDirspace> = all
            .iter()
            .filter(|one| !touched.iter().any(|other| other.dirspace == one.dirspace))
            .filter(follows)
            .collect();
        if more.is_empty() {
            break;
        }
        touched.extend(more);
    }
    let prunes =
        |one: &PlacedDirspace| one.when_modified.depends_on.as_ref().is_some_and(|rule| rule.prune_on_no_change);
    touched.retain(|one| !prunes(one) || really.iter().any(|other| other.dirspace == one.dirspace));
    let orphan = |paths: &[String]| !paths.iter().any(|path| all.iter().any(|placed| answers(placed, path)));
    let orphans = paths.iter().filter(|(_, paths)| orphan(paths)).map(|(path, _)| path.clone()).collect();
    (touched.into_iter().map(|one| one.dirspace.clone()).collect(), orphans)
}

/// The `dirs` key of every directory, by comparing every key with every file.
fn naive_keys(world: &World) -> BTreeMap<String, Option<String>> {
    let keys: Vec<String> = world.config["dirs"].as_object().unwrap().keys().cloned().collect();
    let mut globs: Vec<&String> = keys.iter().filter(|key| key.contains('*')).collect();
    globs.sort_by_key(|key| std::cmp::Reverse((key.len(), (*key).clone())));
    let mut chosen: BTreeMap<String, Option<String>> = BTreeMap::new();
    for file in world.files.iter().flat_map(|file| stand_ins(world, file)) {
        let dir = file.rsplit_once('/').map_or(".", |(dir, _)| dir).to_owned();
        let own = if keys.contains(&dir) {
            Some(dir.clone())
        } else {
            globs.iter().find(|glob| PathPattern::parse(glob).unwrap().is_match(&file)).map(|glob| (*glob).clone())
        };
        let best = chosen.entry(dir).or_default();
        if own.as_ref().map(String::len) > best.as_ref().map(String::len) {
            *best = own;
        }
    }
    chosen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_index_agrees_with_asking_everyone(world in world(), changes in changes()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let touched = layout.touched(&changes);
        let own: BTreeSet<Dirspace> = touched.iter().map(|(dirspace, _)| dirspace.clone()).collect();
        let orphans: BTreeSet<String> = touched.orphans().iter().cloned().collect();
        prop_assert_eq!((own, orphans), naive(&world, &layout, &changes));
    }

    #[test]
    fn the_entry_of_a_directory_agrees_with_comparing_everything(world in world()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let keys = naive_keys(&world);
        for placed in layout.dirspaces() {
            let own = match &placed.origin {
                Origin::Dirs { key, .. } => Some(key.to_string()),
                Origin::Global => None,
            };
            prop_assert_eq!(Some(&own), keys.get(&placed.dirspace.dir));
        }
    }

    #[test]
    fn everything_touched_is_in_one_layer_after_what_it_depends_on(world in world(), changes in changes()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let touched = layout.touched(&changes);
        let layers = touched.layers();
        let placed: Vec<&Dirspace> = layers.iter().flatten().collect();
        prop_assert_eq!(placed.len(), touched.iter().count());
        for (dirspace, _) in touched.iter() {
            let layer = layers.iter().position(|layer| layer.contains(dirspace));
            let before: Vec<usize> = (0..layers.len())
                .filter(|at| layers[*at].iter().any(|other| comes_after_in_the_end(&layout, dirspace, other)))
                .collect();
            // Exactly one layer after the last: no earlier is possible, and no later is needed.
            prop_assert_eq!(layer, Some(before.last().map_or(0, |last| last + 1)));
        }
    }

    #[test]
    fn reasons_hold(world in world(), changes in changes()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let touched = layout.touched(&changes);
        for (dirspace, reason) in touched.iter().chain(touched.pruned()) {
            let placed = layout.get(dirspace).unwrap();
            match reason {
                Reason::Changed { path, pattern } => {
                    let pattern = &placed.file_patterns[*pattern];
                    prop_assert!(!pattern.is_negated());
                    prop_assert!(stand_ins(&world, path).iter().any(|path| pattern.is_match(path) && placed.answers_to(path)));
                }
                Reason::PulledIn { by, .. } => {
                    let by = layout.get(by).unwrap();
                    prop_assert!(depends_on(placed, by) || placed.stack.modified_by.contains(&by.stack.name));
                }
            }
        }
    }

    #[test]
    fn more_changes_touch_no_less(world in world(), changes in changes(), more in changes()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let all = layout.touched(&[changes.clone(), more].concat());
        for (dirspace, _) in layout.touched(&changes).iter() {
            prop_assert!(all.reason(dirspace).is_some());
        }
    }

    #[test]
    fn the_order_of_files_decides_only_between_globs_of_one_length(world in world(), seed in any::<u64>()) {
        let lengths: Vec<usize> =
            world.config["dirs"].as_object().unwrap().keys().filter(|key| key.contains('*')).map(String::len).collect();
        let distinct: BTreeSet<&usize> = lengths.iter().collect();
        prop_assume!(distinct.len() == lengths.len());
        let mut files = world.files.clone();
        let len = files.len();
        for at in 0..len {
            files.swap(at, (seed as usize).wrapping_mul(at + 7) % len);
        }
        let shuffled = World { files, ..world.clone() };
        let describe = |layout: Option<Layout>| layout.map(|layout| format!("{:?}", layout.dirspaces()));
        prop_assert_eq!(describe(derive(&world)), describe(derive(&shuffled)));
    }

    #[test]
    fn the_working_set_comes_to_an_end(world in world(), changes in changes()) {
        let Some(layout) = derive(&world) else { return Ok(()) };
        let touched = layout.touched(&changes);
        let mut applied = BTreeSet::new();
        loop {
            let set = layout.working_set(&touched, &applied);
            prop_assert_eq!(set.plan.len(), set.apply.len() + set.blocked.len());
            prop_assert_eq!(set.layer.is_none(), set.plan.is_empty());
            if set.layer.is_none() {
                break;
            }
            prop_assert!(!set.apply.is_empty(), "nothing goes in circles, so something can always be applied");
            applied.extend(set.apply);
        }
        prop_assert_eq!(applied.len(), touched.iter().count());
    }

    #[test]
    fn arbitrary_text_does_no_harm(
        key in any::<String>(), pattern in any::<String>(), file in any::<String>(), changed in any::<String>(), link in any::<String>(),
    ) {
        let config = json!({
            "dirs": { key: { "when_modified": { "file_patterns": ["${DIR}/*", pattern] } } },
            "when_modified": { "file_patterns": [pattern] },
        });
        let mut world = World::new(config, &[&file, "a/b"]);
        world.index.symlinks.push((link, changed.clone()));
        if let Some(layout) = derive(&world) {
            layout.touched(&[Change::Added(changed), Change::Removed(file)]);
        }
    }
}
