//! Requirements by tags that the request brings along.

use crate::lint::Finding;
use crate::lint::rules::access::user_tags;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports requirements that tell directories apart by tags which a request can change, where everybody may change
    /// the configuration in a request.
    ///
    /// ## Why it matters
    ///
    /// Requirements are read from the default branch. `dirs`, `tags` and `stacks` are read from the request, unless
    /// `default_branch_overrides` names them. Whoever opens a request can take the tag of production away in it, and
    /// needs the approvals that the rest needs.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod
    ///       approved:
    ///         enabled: true
    ///     - tag_query: ''
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod in dir
    ///       approved:
    ///         enabled: true
    ///     - tag_query: ''
    /// ```
    ///
    /// or a `terrateam_config_update` with those who may retag, or
    /// `default_branch_overrides: [access_control, apply_requirements, destination_branches, dirs]`.
    "retaggable-requirement", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    // One cure for both.
    if user_tags::retaggable_policies(subject.config).is_some() {
        return Vec::new();
    }
    let retaggable = user_tags::retaggable_requirements(subject.config);
    retaggable.and_then(|retaggable| retaggable.finding(subject.config, "requirement")).into_iter().collect()
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
=== without its tag a directory needs no approval
apply_requirements:
  checks:
    - tag_query: prod
                 ^^^^
      approved: {enabled: true}
    - tag_query: sandbox in dir
      status_checks: {enabled: false}
    - tag_query: not legacy
                 ~~~~~~~~~~
=== everybody may retag, and says so
access_control:
  terrateam_config_update: ['*']
                            ~~~
apply_requirements:
  checks:
    - tag_query: stack_name:net
                 ^^^^^^^^^^^^^^
      approved: {enabled: true}
    - tag_query: ''
=== not everybody may retag
access_control:
  terrateam_config_update: ["team:sre"]
apply_requirements:
  checks:
    - tag_query: prod
      approved: {enabled: true}
    - tag_query: ''
=== without its tag a directory cannot be applied
apply_requirements:
  checks:
    - tag_query: prod
      approved: {enabled: true}
=== nothing is won
apply_requirements:
  checks:
    - tag_query: prod
      approved: {enabled: true, any_of: [team:a]}
    - tag_query: ''
      approved: {enabled: true, any_of: [team:a]}
=== the tags are those of the default branch
default_branch_overrides: [access_control, apply_requirements, dirs]
apply_requirements:
  checks:
    - tag_query: prod
      approved: {enabled: true}
    - tag_query: ''
=== the policies say it already
access_control:
  policies:
    - tag_query: prod
      apply: ["team:sre"]
    - tag_query: ''
apply_requirements:
  checks:
    - tag_query: prod
      approved: {enabled: true}
    - tag_query: ''
"#,
        );
    }
}
