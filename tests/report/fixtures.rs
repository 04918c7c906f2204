//! The plans in `tests/plans`.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A plan, and what is known of it without reading it as this program does.
pub(crate) struct Fixture {
    /// Folder and name, such as `terraform/create`.
    pub(crate) name: String,
    /// The file.
    pub(crate) plan: PathBuf,
    /// Secrets that were planted in it.
    pub(crate) planted: Vec<String>,
    /// A recount by another program. Not there for plans that have to be refused.
    pub(crate) expected: Option<Value>,
    /// The engine's own line.
    pub(crate) engine_line: Option<String>,
    /// The code that it is refused with, for what is no plan or none that can be used.
    pub(crate) refused: Option<String>,
}

/// All of them. There are many: an empty list would let every test pass.
pub(crate) fn all() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut fixtures: Vec<Fixture> = ["terraform", "written", "not_plans"]
        .iter()
        .flat_map(|kind| std::fs::read_dir(root.join(kind)).unwrap().map(move |entry| (kind, entry.unwrap().path())))
        .map(|(kind, folder)| fixture(kind, &folder))
        .collect();
    fixtures.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(fixtures.len() > 100, "{} fixtures", fixtures.len());
    fixtures
}

/// The plans that can be used.
pub(crate) fn plans() -> Vec<Fixture> {
    all().into_iter().filter(|fixture| fixture.refused.is_none()).collect()
}

fn fixture(kind: &str, folder: &Path) -> Fixture {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let file = if kind == "not_plans" { "input" } else { "plan.json" };
    Fixture {
        name: format!("{kind}/{}", folder.file_name().unwrap().to_string_lossy()),
        plan: folder.join(file),
        planted: text("planted.txt").unwrap_or_default().lines().map(str::to_owned).collect(),
        expected: text("expected.json").map(|text| serde_json::from_str(&text).unwrap()),
        engine_line: text("plan_line.txt").map(|text| text.trim_end().to_owned()),
        refused: text("expected.txt").or_else(|| text("refused.txt")).map(|text| text.trim().to_owned()),
    }
}
