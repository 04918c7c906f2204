//! State in HCP Terraform, where runs are applied without this configuration.

use std::collections::BTreeSet;

use super::terraform_blocks::blocks;
use super::{place, restricts_apply, some_of};
use crate::lint::Finding;
use crate::lint::repository::directory_of;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports planned directories with a `cloud` block or a `remote` backend, when the configuration restricts who may apply or
    /// asks for approvals.
    ///
    /// ## Why it matters
    ///
    /// HCP Terraform and Terraform Enterprise have teams and permissions of their own. Whoever may apply there can do so in the
    /// browser or from a laptop, and a workspace that is connected to the repository may apply by itself: no policy of this file
    /// is asked.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```hcl prod/main.tf
    /// terraform {
    ///   cloud {
    ///     organization = "example"
    ///   }
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```hcl prod/main.tf
    /// terraform {
    ///   backend "s3" {}
    /// }
    /// ```
    ///
    /// Where the state stays, take the permission to apply away there, or set the workspaces to local execution; then allow this
    /// lint.
    "hcp-can-apply", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if !restricts_apply(subject.read.config, subject.read.written.root()) {
        return Vec::new();
    }
    let planned: BTreeSet<&str> = subject.repository.dirspaces().map(|placed| placed.dirspace.dir.as_str()).collect();
    let contents = subject.repository.contents.iter();
    let code = contents.filter(|(path, _)| [".tf", ".tofu"].iter().any(|ending| path.ends_with(ending)));
    let of_planned = code.filter(|(path, _)| planned.contains(directory_of(path)));
    let places: Vec<String> = of_planned.filter_map(|(path, text)| in_hcp(path, text)).collect();
    let (Some(span), false) = (place(&subject.read, &["access_control", "apply_requirements"]), places.is_empty())
    else {
        return Vec::new();
    };
    let message =
        format!("state is kept in HCP Terraform, which can apply without this configuration: {}", some_of(&places, 3));
    let finding = Finding::new(span, "not asked there", message);
    vec![finding.with_help(
        "Let nobody apply there but the account that runs these jobs, or set the workspaces to local execution.",
    )]
}

fn in_hcp(path: &str, text: &str) -> Option<String> {
    // Most files have neither word.
    if !text.contains("cloud") && !text.contains("remote") {
        return None;
    }
    let block = blocks(text).into_iter().find(|block| {
        let is_remote = block.kind == "backend" && block.label.as_deref() == Some("remote");
        block.parent.as_deref() == Some("terraform") && (block.kind == "cloud" || is_remote)
    })?;
    Some(format!("{path}:{}", block.line))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    const POLICY: &str = "
=== a restricting policy
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: ''
      apply: ['team:sre']
=== nobody is restricted
enabled: true
=== the directory is not planned
access_control:
  policies:
    - tag_query: ''
      apply: ['team:sre']
dirs:
  a: {when_modified: {file_patterns: []}}
";

    #[test]
    fn finds_what_it_should() {
        for file in ["a/x.tf\nterraform {\n cloud {}\n}\n", "a/x.tf\nterraform { backend \"remote\" {} }\n"] {
            repository_cases(&LINT, &[file], POLICY);
        }
    }

    #[test]
    fn other_state_and_other_clouds() {
        let config = "access_control: {policies: [{tag_query: '', apply: ['team:sre']}]}";
        for file in [
            "a/x.tf\nterraform {\n  # cloud {}\n  backend \"s3\" {}\n}\n",
            "a/x.tf\nresource \"x\" \"cloud\" {\n  cloud {}\n}\n",
            "a/x.tf\ndata \"terraform_remote_state\" \"x\" {\n  backend = \"remote\"\n}\n",
        ] {
            assert!(crate::lint::testing::findings(&LINT, config, &[file]).is_empty(), "{file}");
        }
    }
}
