//! What an answer says of each dirspace: its tags, what brought it in, and the rules that bind it.

use super::answer::{Because, DirspaceAnswer, PassedOver, policy_rule, requirement_rule};
use crate::access::case::{Case, Subject};
use crate::dirspace::layout::{Layout, PlacedDirspace};
use crate::dirspace::touched::{Reason, Touched, Via};
use crate::source::SourceMap;
use crate::tag_query::{Candidate, TagQuery};

/// What the answers are drawn from.
pub struct Ground<'a> {
    /// All dirspaces.
    pub layout: &'a Layout,
    /// Those that the change touches.
    pub touched: &'a Touched,
    /// The texts behind the rules.
    pub sources: &'a SourceMap,
}

/// One answer for each subject of the case. `explain` adds the policies that were passed over.
pub fn answers(ground: &Ground<'_>, case: &Case<'_>, explain: bool) -> Vec<DirspaceAnswer> {
    let mut layers = std::collections::HashMap::new();
    for (at, layer) in ground.touched.layers().iter().enumerate() {
        layers.extend(layer.iter().map(|dirspace| (dirspace, at + 1)));
    }
    // One for each, so that outcomes and dirspaces are in step.
    let placed = case.subjects.iter().map(|subject| (subject, ground.layout.get(subject.dirspace)));
    placed
        .map(|(subject, placed)| {
            let (dir, tags) = (subject.dirspace.dir.as_str(), subject.tags);
            let policy = case.access.governing(dir, tags);
            let passed = policy.unwrap_or(case.access.policies.len());
            DirspaceAnswer {
                dir: dir.to_owned(),
                workspace: subject.dirspace.workspace.clone(),
                tags: tags.iter().map(str::to_owned).collect(),
                stack: stack(subject, placed).to_owned(),
                layer: layers.get(subject.dirspace).copied(),
                in_working_set: subject.in_working_set,
                because: match (&subject.erased, placed) {
                    (Some(erased), _) => Because::Erased { path: erased.path.clone() },
                    (None, Some(placed)) => because(ground, placed),
                    (None, None) => Because::Named,
                },
                policy: policy.and_then(|at| policy_rule(case, at, ground.sources)),
                requirement: case
                    .requirements
                    .binding(dir, tags)
                    .and_then(|at| requirement_rule(case, at, ground.sources)),
                passed_over: if explain { passed_over(case, subject, passed, ground.sources) } else { Vec::new() },
            }
        })
        .collect()
}

fn stack<'a>(subject: &'a Subject<'_>, placed: Option<&'a PlacedDirspace>) -> &'a str {
    match (placed, &subject.erased) {
        (Some(placed), _) => placed.stack_name(),
        (None, Some(erased)) => erased.stack,
        (None, None) => "",
    }
}

fn because(ground: &Ground<'_>, placed: &PlacedDirspace) -> Because {
    match ground.touched.reason(&placed.dirspace) {
        None => Because::Named,
        Some(Reason::Changed { path, pattern }) => Because::Changed {
            path: path.clone(),
            pattern: placed.file_patterns.get(*pattern).map(|pattern| pattern.text().into_owned()).unwrap_or_default(),
        },
        Some(Reason::PulledIn { by, via }) => Because::PulledIn {
            by: by.into(),
            via: match via {
                Via::DependsOn => "depends_on",
                Via::StackModifiedBy => "modified_by",
            },
        },
    }
}

fn passed_over(case: &Case<'_>, subject: &Subject<'_>, count: usize, sources: &SourceMap) -> Vec<PassedOver> {
    let policies = case.access.policies.iter().take(count).enumerate();
    let passed = policies.filter_map(|(at, policy)| {
        Some(PassedOver { policy: policy_rule(case, at, sources)?, why: why_not(&policy.tag_query.value, subject) })
    });
    passed.collect()
}

/// Which words of a query hold for the dirspace and which do not.
fn why_not(query: &TagQuery, subject: &Subject<'_>) -> String {
    let candidate = Candidate { tags: subject.tags, dir: &subject.dirspace.dir, working_dir: None };
    let words = query.expr().atoms().map(|atom| {
        let spelled = query.text().get(atom.span()).unwrap_or_default();
        let holds = TagQuery::parse(spelled).is_ok_and(|word| word.matches(&candidate));
        format!("`{spelled}` is {}", if holds { "true" } else { "false" })
    });
    words.collect::<Vec<_>>().join(", ")
}
