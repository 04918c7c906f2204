//! Scripts of the request that change what the file lists are asked about.

use super::lists;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `tree_builder` or `config_builder` together with a restricted `files`, `terrateam_config_update` or
    /// `ci_config_update`.
    ///
    /// ## Why it matters
    ///
    /// Both scripts run on the content of the request. What `tree_builder` prints replaces the list of changed files,
    /// and a file that it leaves out is not asked about. What `config_builder` prints is part of the configuration,
    /// without any change to the file that `terrateam_config_update` guards. The scripts and whatever they read are
    /// guarded only if `files` names them, and for the first not even then.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// tree_builder:
    ///   enabled: true
    ///   script: ./list-files
    /// access_control:
    ///   terrateam_config_update: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   terrateam_config_update: ["team:sre"]
    /// ```
    ///
    /// or let the forge guard the files, with code owners and a protected branch.
    "builder-can-hide-files", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let config = subject.config;
    let access = &config.access_control;
    let guarded = || lists::of_the_repository(access).filter(|(key, list)| *key != "unlock" && !lists::is_open(list));
    let builders = [
        ("tree_builder", &config.tree_builder_enabled, guarded().next()),
        // It adds to the configuration and hides no file.
        (
            "config_builder",
            &config.config_builder_enabled,
            guarded().find(|(key, _)| *key == "terrateam_config_update"),
        ),
    ];
    let mut found = Vec::new();
    for (builder, enabled, guard) in builders {
        let place = guard.and_then(|(key, list)| Some((key, lists::place(list)?)));
        let (true, Some(span), Some((key, place)), true) = (enabled.value, enabled.span, place, access.enabled) else {
            continue;
        };
        let (what, help) = match builder {
            "tree_builder" => {
                ("says which files the request changes", "Do without it, or let the forge guard the files.")
            }
            _ => ("adds to this configuration", "Guard the script and what it reads with `files`, or do without it."),
        };
        let message = format!("`{builder}` runs a script of the request, which {what}, whatever `{key}` says");
        let finding = Finding::new(span, "switched on here", message);
        found.push(finding.with_label(place, "can be passed by").with_help(help));
    }
    found
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
=== a file is guarded
tree_builder:
  enabled: true
           ^^^^
  script: ./tree
access_control:
  files:
    Makefile: ["team:sre"]
               ~~~~~~~~~~
=== the configuration is guarded
config_builder:
  enabled: true
           ^^^^
  script: ./config
access_control:
  ci_config_update: []
  terrateam_config_update: []
                           ~~
=== nothing of the kind is guarded
tree_builder:
  enabled: true
  script: ./tree
config_builder:
  enabled: true
  script: ./config
access_control:
  unlock: []
  files:
    a: ['*']
=== switched off
tree_builder:
  enabled: false
access_control:
  ci_config_update: []
"#,
        );
    }
}
