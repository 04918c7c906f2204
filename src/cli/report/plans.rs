//! Which plans to read, and of which dirspace each is: no plan says that itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::config::node::{Node, Value};
use crate::plan::report::Place;
use crate::source::SourceMap;

/// A plan to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlanSource {
    /// The dirspace that it is of.
    pub(super) place: Place,
    /// The file; `-` is standard input.
    pub(super) file: PathBuf,
}

const SHAPE: &str = "Write the dirspace and the file as DIR:WORKSPACE=FILE, such as `network:prod=plan.json`; a directory whose name holds \
                     `=` or `:` goes into a --manifest.";
const MANIFEST: &str = "A manifest is `{plans: [{dir: DIR, workspace: NAME, file: FILE}, …]}`; workspace is `default` where it is not named.";

/// The plans that the arguments and the manifest name.
///
/// # Errors
///
/// An argument or entry of another shape, a dirspace that is named twice, standard input named twice.
pub(super) fn sources(arguments: &[String], manifest: Option<&Path>) -> Result<Vec<PlanSource>, Failure> {
    let mut sources = Vec::new();
    for argument in arguments {
        sources.push(argument_source(argument)?);
    }
    if let Some(path) = manifest {
        sources.extend(manifest_sources(path)?);
    }
    each_once(&sources)?;
    Ok(sources)
}

fn argument_source(argument: &str) -> Result<PlanSource, Failure> {
    let shape = |what: &str| Failure::with_help(format!("`{argument}` {what}"), SHAPE);
    let Some((dirspace, file)) = argument.split_once('=') else {
        let is_dirspace = argument.contains(':');
        return Err(shape(if is_dirspace { "names no file" } else { "does not say which dirspace it is the plan of" }));
    };
    let (dir, workspace) = dirspace.rsplit_once(':').unwrap_or((dirspace, ""));
    match (dir, workspace, file) {
        ("", _, _) => Err(shape("names no directory; `.` is the root")),
        (_, "", _) => Err(shape("names no workspace")),
        (_, _, "") => Err(shape("names no file")),
        _ => {
            let place = place(dir, workspace).ok_or_else(|| shape("names no dirspace"))?;
            Ok(PlanSource { place, file: file.into() })
        }
    }
}

/// A dirspace as the rest of the program writes it, so that one directory has one name: no step that leads nowhere, no
/// slash at the end, `.` for the root.
fn place(dir: &str, workspace: &str) -> Option<Place> {
    let long = |text: &str| text.len() > 1024;
    let steps: Vec<&str> = dir.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
    let names_nothing = dir.trim_end_matches('/').is_empty();
    if names_nothing || workspace.is_empty() || long(dir) || long(workspace) {
        return None;
    }
    let root = if dir.starts_with('/') { "/" } else { "" };
    let dir = if steps.is_empty() { ".".to_owned() } else { format!("{root}{}", steps.join("/")) };
    Some(Place { dir, workspace: workspace.to_owned() })
}

fn manifest_sources(path: &Path) -> Result<Vec<PlanSource>, Failure> {
    let mut sources = SourceMap::new();
    let name = inputs::name(path);
    let document = inputs::document(path, &mut sources)?
        .ok_or_else(|| Failure::with_help(format!("{name} is empty"), MANIFEST))?;
    let shape = |node: &Node, what: &str| {
        let place = sources.locate(node.span).map_or_else(|| name.clone(), |place| place.to_string());
        Failure::with_help(format!("{place} {what}"), MANIFEST)
    };
    let root = document.root();
    let plans = root.entry("plans").map_or(root, |entry| &entry.value);
    let Value::Sequence(plans) = &plans.value else { return Err(shape(plans, "is no list of plans")) };
    let folder = path.parent().unwrap_or(Path::new(""));
    plans
        .iter()
        .map(|plan| {
            manifest_source(plan, folder)
                .ok_or_else(|| shape(plan, "is no entry for a plan, or holds a key that is not known"))
        })
        .collect()
}

fn manifest_source(plan: &Node, folder: &Path) -> Option<PlanSource> {
    let known = |key: &str| matches!(key, "dir" | "workspace" | "file");
    if plan.entries()?.iter().any(|entry| !known(&entry.key)) {
        return None;
    }
    let text = |key: &str| match plan.entry(key).map(|entry| &entry.value.value) {
        Some(Value::String(text)) => Some(Some(text.as_str())),
        None => Some(None),
        Some(_) => None,
    };
    let workspace = text("workspace")?.unwrap_or("default");
    let file = Path::new(text("file")??);
    let file = if file == Path::new("-") { file.to_owned() } else { folder.join(file) };
    Some(PlanSource { place: place(text("dir")??, workspace)?, file })
}

fn each_once(sources: &[PlanSource]) -> Result<(), Failure> {
    let mut seen: BTreeMap<&Place, &Path> = BTreeMap::new();
    for source in sources {
        if let Some(other) = seen.insert(&source.place, &source.file) {
            let Place { dir, workspace } = &source.place;
            let (one, other) = (other.display().to_string(), source.file.display().to_string());
            let what = match one == other {
                true => format!("is named twice, with {one} both times"),
                false => format!("has two plans: {one} and {other}"),
            };
            return Err(Failure::with_help(
                format!("`{dir}:{workspace}` {what}"),
                "A dirspace has one plan: take one away, or correct the directory or workspace.",
            ));
        }
    }
    if sources.iter().filter(|source| source.file == Path::new("-")).count() > 1 {
        return Err(Failure::with_help("standard input was named twice", "It can be read once: write `-` once."));
    }
    Ok(())
}
