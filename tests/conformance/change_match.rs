//! From a configuration, a list of files and a change to dirspaces, their settings and their order.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use whomay::dirspace::layout::{Layout, PlacedDirspace};
use whomay::dirspace::spec::{Index, LockBranchTarget};
use whomay::dirspace::touched::Touched;
use whomay::dirspace::{Change, Dirspace};
use whomay::tag_query::{Candidate, TagQuery};

use crate::written::{self, Read};
use crate::{Agreement, given, same};

pub(crate) fn compare(input: &Json, expected: &Json) -> Result<Agreement, String> {
    let refused = expected.get("error").is_some();
    let layout = match layout(input)? {
        Ok(_) if refused => return Err(format!("taken, expected {expected}")),
        Ok(layout) => layout,
        Err(_) if refused => return Ok(Agreement::Full),
        Err(said) => return Err(format!("refused: {said:?}")),
    };
    let expected = given::normalised(expected);
    let touched = layout.touched(&changes(given::field(input, "diff")?)?);
    let mut compared = vec!["dirspaces", "matched", "layers"];
    same("dirspaces", &layout.dirspaces().iter().map(placed).collect(), given::field(&expected, "dirspaces")?)?;
    same("matched", &pairs(touched.iter().map(|(dirspace, _)| dirspace)), given::field(&expected, "matched")?)?;
    compare_layers(&layout, &touched, given::field(&expected, "layers")?)?;
    if let Some(query) = input.get("tag_query") {
        compared.push("tag_query_matches");
        compare_selection(&layout, &given::text(query)?, given::field(&expected, "tag_query_matches")?)?;
    }
    match expected.as_object().and_then(|parts| parts.keys().find(|part| !compared.contains(&part.as_str()))) {
        Some(part) => Err(format!("the vector expects a `{part}`, which nothing here gives")),
        None => Ok(Agreement::Full),
    }
}

/// The layout of the repository; inside, why the server would refuse it.
fn layout(input: &Json) -> Result<Result<Layout, Vec<String>>, String> {
    let config = match written::read(given::field(input, "config")?)? {
        Read::Valid(config) => config,
        Read::Refused(said) => return Ok(Err(said)),
    };
    let files = given::texts(given::field(input, "files")?)?;
    let index = input.get("index").map(index).transpose()?.unwrap_or_default();
    let branch = given::text(given::field(input, "branch")?)?;
    let dest_branch = given::text(given::field(input, "dest_branch")?)?;
    let layout = Layout::derive(&config.layout, &files, &index, &branch, &dest_branch);
    Ok(layout.map_err(|errors| errors.iter().map(|error| format!("{error:?}")).collect()))
}

fn index(json: &Json) -> Result<Index, String> {
    let mut index = Index::default();
    for (dir, paths) in json.get("deps").and_then(Json::as_object).into_iter().flatten() {
        index.deps.insert(dir.clone(), given::texts(paths)?);
    }
    for pair in json.get("symlinks").map(given::list).transpose()?.unwrap_or_default() {
        match given::texts(pair)?.as_slice() {
            [link, target] => index.symlinks.push((link.clone(), target.clone())),
            _ => return Err(format!("the vector should have a link and its target here: {pair}")),
        }
    }
    Ok(index)
}

/// A diff as vectors write it.
pub(crate) fn changes(diff: &Json) -> Result<Vec<Change>, String> {
    let change = |json: &Json| {
        let name = given::text(given::field(json, "filename")?)?;
        match given::text(given::field(json, "type")?)?.as_str() {
            "add" => Ok(Change::Added(name)),
            "change" => Ok(Change::Modified(name)),
            "remove" => Ok(Change::Removed(name)),
            "move" => Ok(Change::Moved { from: given::text(given::field(json, "previous_filename")?)?, to: name }),
            other => Err(format!("the vector has a change of type {other}")),
        }
    };
    given::list(diff)?.iter().map(change).collect()
}

fn placed(placed: &PlacedDirspace) -> Json {
    let setting = &placed.when_modified;
    json!({
        "dir": placed.dirspace.dir,
        "workspace": placed.dirspace.workspace,
        "tags": placed.tags.iter().collect::<Vec<_>>(),
        "stack_name": placed.stack_name(),
        "stack_paths": placed.stack_paths(),
        "lock_branch_target": match placed.lock_branch_target {
            LockBranchTarget::All => "all",
            LockBranchTarget::DestBranch => "dest_branch",
        },
        "autoapply": setting.autoapply,
        "autoplan": setting.autoplan,
        "autoplan_draft_pr": setting.autoplan_draft_pr,
        "file_patterns": placed.file_patterns.iter().map(|pattern| given::shown(pattern.as_bytes())).collect::<Json>(),
        "depends_on": setting.depends_on.as_ref().map(|depends_on| json!({
            "tag_query": depends_on.tag_query.value.text(),
            "prune_on_no_change": depends_on.prune_on_no_change,
        })),
    })
}

fn pairs<'a>(dirspaces: impl Iterator<Item = &'a Dirspace>) -> Json {
    dirspaces.map(|dirspace| json!([dirspace.dir, dirspace.workspace])).collect()
}

/// The dirspaces that a query selects.
fn compare_selection(layout: &Layout, query: &str, expected: &Json) -> Result<(), String> {
    let refused = expected.get("error").is_some();
    let query = match TagQuery::parse(query) {
        Ok(_) if refused => return Err(format!("the query was read, expected {expected}")),
        Ok(query) => query,
        Err(_) if refused => return Ok(()),
        Err(error) => return Err(format!("the query was refused: {error:?}")),
    };
    let selected = layout.dirspaces().iter().filter(|placed| query.matches(&placed.candidate()));
    same("tag_query_matches", &pairs(selected.map(|placed| &placed.dirspace)), &as_pairs(expected)?)
}

/// Dirspaces are written either as pairs or as objects.
fn as_pairs(dirspaces: &Json) -> Result<Json, String> {
    Ok(pairs(given::list(dirspaces)?.iter().map(dirspace).collect::<Result<Vec<_>, _>>()?.iter()))
}

fn dirspace(json: &Json) -> Result<Dirspace, String> {
    let (dir, workspace) = match json.as_array().map(Vec::as_slice) {
        Some([dir, workspace]) => (dir, workspace),
        _ => (given::field(json, "dir")?, given::field(json, "workspace")?),
    };
    Ok(Dirspace { dir: given::text(dir)?, workspace: given::text(workspace)? })
}

/// The order within a layer means nothing, and neither does the layer of dirspaces that do not depend on
/// each other. So: the same dirspaces, each once, and each behind all that it has to run after.
fn compare_layers(layout: &Layout, touched: &Touched, expected: &Json) -> Result<(), String> {
    let mut expected_layers: Vec<Vec<Dirspace>> = Vec::new();
    for layer in given::list(expected)? {
        expected_layers.push(given::list(layer)?.iter().map(dirspace).collect::<Result<_, _>>()?);
    }
    let own = touched.layers();
    let everything = |layers: &[Vec<Dirspace>]| {
        let mut all: Vec<Dirspace> = layers.iter().flatten().cloned().collect();
        all.sort();
        all
    };
    if everything(own) != everything(&expected_layers) || own.iter().any(Vec::is_empty) {
        return Err(format!("layers: expected {expected_layers:?}, answered {own:?}"));
    }
    let position = |layers: &[Vec<Dirspace>], one: &Dirspace| layers.iter().position(|layer| layer.contains(one));
    for later in own.iter().flatten() {
        for earlier in runs_after(layout, later) {
            for layers in [own, &expected_layers] {
                if position(layers, &earlier).is_some() && position(layers, later) <= position(layers, &earlier) {
                    return Err(format!("layers: {later} is not after {earlier} in {layers:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Everything that a dirspace has to run after, by its own rules or through others, found by asking each
/// dirspace and not through any index.
fn runs_after(layout: &Layout, dirspace: &Dirspace) -> BTreeSet<Dirspace> {
    let mut found = BTreeSet::new();
    let mut rest: Vec<&PlacedDirspace> = layout.get(dirspace).into_iter().collect();
    while let Some(later) = rest.pop() {
        for earlier in layout.dirspaces().iter().filter(|earlier| has_to_run_after(later, earlier)) {
            if found.insert(earlier.dirspace.clone()) {
                rest.push(earlier);
            }
        }
    }
    found
}

fn has_to_run_after(later: &PlacedDirspace, earlier: &PlacedDirspace) -> bool {
    let candidate =
        Candidate { tags: &earlier.tags, dir: &earlier.dirspace.dir, working_dir: Some(&later.dirspace.dir) };
    let depends_on = later.when_modified.depends_on.as_ref();
    depends_on.is_some_and(|depends_on| depends_on.tag_query.value.matches(&candidate))
        || later.stack.plan_after.contains(&earlier.stack.name)
}
