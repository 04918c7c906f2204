//! Policies by tags that the request brings along.

use super::user_tags;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports policies that tell directories apart by tags which a request can change, where everybody may change the
    /// configuration in a request.
    ///
    /// ## Why it matters
    ///
    /// Policies are read from the default branch. `dirs`, `tags` and `stacks` are read from the request, unless
    /// `default_branch_overrides` names them. Whoever opens a request can give production the tag of the sandbox in
    /// it, and is then asked what the sandbox asks. Branch tags can be chosen without changing any file, by the name
    /// of the branch.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: sandbox
    ///       apply: ["role:write"]
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   terrateam_config_update: ["team:sre"]
    ///   policies:
    ///     - tag_query: sandbox
    ///       apply: ["role:write"]
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// or queries about the directory itself, which nobody can retag (`sandbox in dir`; a `dir:` is a tag like any
    /// other, and can be given to other directories as well), or `default_branch_overrides: [access_control,
    /// apply_requirements, destination_branches, dirs]`.
    "retaggable-policy", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let retaggable = user_tags::retaggable_policies(subject.config);
    retaggable.and_then(|retaggable| retaggable.finding(subject.config, "policy")).into_iter().collect()
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
=== tags of directories, one finding for all policies
access_control:
  terrateam_config_update: ['*']
                            ~~~
  policies:
    - tag_query: sandbox
                 ^^^^^^^
      apply: ['*']
    - tag_query: prod in dir
      apply: ["team:a"]
    - tag_query: 'not legacy'
                 ~~~~~~~~~~~~
      apply: ["team:sre"]
=== overrides that leave out what matters
default_branch_overrides: [access_control, dirs]
access_control:
  policies:
    - tag_query: stack_name:net
                 ^^^^^^^^^^^^^^
      apply: ["team:net"]
    - tag_query: ''
      apply: ["team:sre"]
=== overrides with what matters
default_branch_overrides: [access_control, dirs, stacks]
access_control:
  policies:
    - tag_query: stack_name:net
      apply: ["team:net"]
    - tag_query: ''
      apply: ["team:sre"]
=== not everybody may change the file
access_control:
  terrateam_config_update: ["team:sre"]
  policies:
    - tag_query: sandbox
      apply: ['*']
    - tag_query: ''
      apply: ["team:sre"]
=== without its tag a directory is denied
access_control:
  policies:
    - tag_query: prod
      apply: ["team:sre"]
=== nothing is won by another policy
access_control:
  policies:
    - tag_query: prod
      plan: ["team:sre"]
      apply: ["team:sre"]
    - tag_query: ''
      apply: ["team:sre"]
=== directories
access_control:
  policies:
    - tag_query: sandbox in dir
      apply: ['*']
    - tag_query: workspace:dev
      apply: ["team:dev"]
    - tag_query: ''
      apply: ["team:sre"]
"#,
        );
    }
}
