//! A team that is not named as GitHub names teams.

use super::lists;
use super::shown::shown;
use crate::access::principal::PrincipalMatch;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports, in a repository with GitHub workflows and without a GitLab pipeline, a team that is named with its
    /// organisation or with capitals.
    ///
    /// ## Why it matters
    ///
    /// On GitHub a team is looked up by its slug in the organisation that owns the repository. `acme/sre` is no slug,
    /// and `SRE` is a display name: slugs are lower case with dashes. A team that is not found counts as one without
    /// members.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:acme/sre"]
    /// ```
    ///
    /// ```files
    /// .github/workflows/terrateam.yml
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "team-is-no-github-slug", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if !is_on_github(&subject.repository.files) {
        return Vec::new();
    }
    let entries = lists::of_config(subject.read.config).flat_map(|list| &list.entries);
    let teams = entries.filter_map(|entry| match &entry.value {
        PrincipalMatch::Team(name) => Some((name.as_str(), entry.span?)),
        _ => None,
    });
    teams.filter_map(|(name, span)| found(name, span)).collect()
}

/// Whether the pipelines say that the repository lives on GitHub and nowhere else.
pub(in crate::lint::rules) fn is_on_github(files: &[String]) -> bool {
    let github = files.iter().any(|file| file.starts_with(".github/workflows/"));
    github && !files.iter().any(|file| file == ".gitlab-ci.yml")
}

fn found(name: &str, span: Span) -> Option<Finding> {
    let fault = match name {
        // What no forge takes is another finding.
        _ if name.chars().any(|c| c.is_whitespace() || "@*,;|:".contains(c)) => return None,
        _ if name.starts_with('/') || name.ends_with('/') || name.contains("//") => return None,
        _ if name.contains('/') => "a team is named without its organisation",
        _ if name.chars().any(char::is_uppercase) => "a slug is lower case",
        _ => return None,
    };
    let slug = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let message = format!("`team:{}` is no slug of a GitHub team: {fault}", shown(name));
    Some(
        Finding::new(span, "", message)
            .with_help(format!("Write the last part of the team's address: `team:{}`.", shown(slug))),
    )
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    const CASES: &str = r#"
=== with the organisation, and with capitals
access_control:
  policies:
    - tag_query: ''
      apply: ["team:acme/sre", "team:SRE", "team:sre", "team:@acme/sre"]
              ^^^^^^^^^^^^^^^
                               ^^^^^^^^^^
"#;

    #[test]
    fn finds_what_it_should() {
        repository_cases(&LINT, &[".github/workflows/terrateam.yml", "main.tf"], CASES);
    }

    #[test]
    fn gitlab_has_such_groups() {
        for files in [vec![".gitlab-ci.yml"], vec![".gitlab-ci.yml", ".github/workflows/x.yml"], vec!["main.tf"]] {
            let config = "access_control:\n  unlock: [team:acme/sre]\n";
            assert_eq!(crate::lint::testing::findings(&LINT, config, &files), []);
        }
    }
}
