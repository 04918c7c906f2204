//! Small repositories for tests: a configuration as JSON, a list of files, a change.

use serde_json::Value as Json;
use whomay::config::Config;
use whomay::config::node::{Entry, Node, Number, Value};
use whomay::dirspace::Dirspace;
use whomay::dirspace::layout::{Layout, PlacedDirspace};
use whomay::dirspace::layout_error::LayoutError;
use whomay::dirspace::spec::Index;
use whomay::source::{SourceMap, Span};
use whomay::tag_query::Candidate;

/// What it takes to derive a layout.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) config: Json,
    pub(crate) files: Vec<String>,
    pub(crate) index: Index,
    pub(crate) branch: String,
    pub(crate) dest_branch: String,
}

impl World {
    pub(crate) fn new(config: Json, files: &[&str]) -> World {
        World {
            config,
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            index: Index::default(),
            branch: "feature".to_owned(),
            dest_branch: "main".to_owned(),
        }
    }

    /// The layout; outside, why the configuration is none; inside, why it has no layout.
    pub(crate) fn derive(&self) -> Result<Result<Layout, Vec<LayoutError>>, Vec<String>> {
        let config = Config::from_node(&node(&self.config), &SourceMap::new())
            .map_err(|found| found.into_iter().map(|one| one.message).collect::<Vec<_>>())?
            .config;
        Ok(Layout::derive(&config.layout, &self.files, &self.index, &self.branch, &self.dest_branch))
    }
}

/// The document that a JSON value stands for.
pub(crate) fn node(json: &Json) -> Node {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(
            number.as_i64().map(Number::Signed).unwrap_or_else(|| Number::Float(number.as_f64().unwrap())),
        ),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(entries) => Value::Sequence(entries.iter().map(node).collect()),
        Json::Object(members) => Value::Mapping(
            members
                .iter()
                .map(|(key, value)| Entry {
                    key: key.clone(),
                    key_span: Span::default(),
                    value: node(value),
                    merged_at: None,
                })
                .collect(),
        ),
    };
    Node { span: Span::default(), value }
}

/// Whether `later` has to run after `earlier` by a rule of its own, found by asking and not through any index.
pub(crate) fn comes_after(later: &PlacedDirspace, earlier: &PlacedDirspace) -> bool {
    depends_on(later, earlier) || later.stack.plan_after.contains(&earlier.stack.name)
}

/// Whether the `depends_on` of `dependent` selects `other`.
pub(crate) fn depends_on(dependent: &PlacedDirspace, other: &PlacedDirspace) -> bool {
    dependent.when_modified.depends_on.as_ref().is_some_and(|depends_on| {
        depends_on.tag_query.value.matches(&Candidate {
            tags: &other.tags,
            dir: &other.dirspace.dir,
            working_dir: Some(&dependent.dirspace.dir),
        })
    })
}

/// Whether it does by its own rule or through others.
pub(crate) fn comes_after_in_the_end(layout: &Layout, later: &Dirspace, earlier: &Dirspace) -> bool {
    let mut seen = std::collections::BTreeSet::from([later.clone()]);
    let mut rest = vec![later.clone()];
    while let Some(dirspace) = rest.pop() {
        let Some(own) = layout.get(&dirspace) else { continue };
        for other in layout.dirspaces().iter().filter(|other| comes_after(own, other)) {
            if other.dirspace == *earlier {
                return true;
            }
            if seen.insert(other.dirspace.clone()) {
                rest.push(other.dirspace.clone());
            }
        }
    }
    false
}
