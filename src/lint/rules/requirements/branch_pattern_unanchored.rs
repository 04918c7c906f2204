//! A branch tag that decides, and is given to more branches than it names.

use std::collections::{BTreeMap, BTreeSet};

use super::patterns;
use crate::dirspace::spec::BranchTag;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::tag_query::{Meaning, TagQuery};

lint! {
    /// ## What it does
    ///
    /// Reports a pattern of `tags` that is the name of a branch without `^` and `$`, where a policy or a requirement
    /// asks for the tag.
    ///
    /// ## Why it matters
    ///
    /// Patterns are looked for anywhere in the branch: `main` is found in `maintenance` and in `not-main`. Requests
    /// for such a branch are then governed by the policy that was written for `main`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// tags:
    ///   dest_branch:
    ///     main: main
    /// access_control:
    ///   policies:
    ///     - tag_query: dest_branch:main
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// tags:
    ///   dest_branch:
    ///     main: ^main$
    /// access_control:
    ///   policies:
    ///     - tag_query: dest_branch:main
    ///       apply: ["team:sre"]
    /// ```
    "branch-pattern-unanchored", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let config = subject.config;
    let layout = &config.layout;
    if layout.branch_tags.is_empty() && layout.dest_branch_tags.is_empty() {
        return Vec::new();
    }
    let policies = config.access_control.policies.iter().map(|policy| &policy.tag_query.value);
    let asked = asked(policies.chain(config.apply_requirements.checks.iter().map(|check| &check.tag_query.value)));
    let of = |prefix: &str, tags: &BTreeMap<String, BranchTag>| -> Vec<Finding> {
        let decides = |name: &str| asked.contains(format!("{prefix}{name}").as_bytes());
        tags.iter().filter(|(name, _)| decides(name)).filter_map(|(_, tag)| found(tag)).collect()
    };
    let mut found = of("branch:", &layout.branch_tags);
    found.extend(of("dest_branch:", &layout.dest_branch_tags));
    found
}

/// The tags that the queries ask for.
fn asked<'a>(queries: impl Iterator<Item = &'a TagQuery>) -> BTreeSet<&'a [u8]> {
    let atoms = queries.flat_map(|query| query.expr().atoms());
    atoms
        .filter_map(|atom| match atom.meaning {
            Meaning::Tag(tag) if tag.starts_with(b"branch:") || tag.starts_with(b"dest_branch:") => Some(tag),
            _ => None,
        })
        .collect()
}

fn found(tag: &BranchTag) -> Option<Finding> {
    let text = tag.pattern.text();
    let name = patterns::meant(text)?;
    let (open_before, open_behind) = (!text.starts_with('^'), !text.ends_with('$'));
    // `^release/` and `^v.*` are prefixes on purpose; what does not match its own text is another finding.
    let prefix = !open_before && text.ends_with(['/', '-', '_', '.', '*', '+']);
    if prefix
        || text.contains(".*")
        || text.contains(".+")
        || !(open_before || open_behind)
        || !tag.pattern.is_match(&name)
    {
        return None;
    }
    let other = match (open_before, open_behind) {
        (true, false) => format!("not-{name}"),
        _ => format!("{name}-2"),
    };
    if !tag.pattern.is_match(&other) {
        return None;
    }
    let exact = format!("^{}$", name.replace('-', "%-").replace('.', "%."));
    let message = format!("`{text}` is found anywhere in a branch: `{other}` has it as well");
    Some(
        Finding::new(tag.span?, "decides for other branches too", message)
            .with_help(format!("Write `{exact}` for that branch alone.")),
    )
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== a policy asks for it
tags:
  dest_branch:
    main: main
          ^^^^
    rel: ^release/
    dev: ^dev
         ^^^^
    qa: qa$
        ^^^
    poc: ^poc$
access_control:
  policies:
    - tag_query: dest_branch:main or not dest_branch:rel or dest_branch:dev or dest_branch:qa or dest_branch:poc
=== a requirement asks for it
tags:
  branch:
    hot: hotfix
         ^^^^^^
apply_requirements:
  checks:
    - tag_query: branch:hot
=== nobody asks, or for another one
tags:
  branch:
    main: main
  dest_branch:
    a: a
access_control:
  policies:
    - tag_query: dest_branch:main
"#,
        );
    }
}
