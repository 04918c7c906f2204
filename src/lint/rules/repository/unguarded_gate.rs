//! What `whomay enforce` goes by, where everybody may change it.

use super::enforcing::enforcing;
use super::unguarded_workflow::is_guarded;
use super::{pipeline, place, restricts_apply};
use crate::access::principal::MatchList;
use crate::config::document::{Document, Reading};
use crate::lint::Finding;
use crate::lint::rules::access::{lists, places, shown};
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::source::{SourceMap, Span};

lint! {
    /// ## What it does
    ///
    /// Reports `.whomay.yml`, and jobs of GitHub or GitLab that run `whomay enforce`, if `access_control.files` restricts nobody from
    /// changing them and the configuration restricts who may plan, apply or change it, or asks for approvals.
    ///
    /// A `.whomay.yml` without `gate` is left alone where no job runs `whomay enforce`. So is the file that `ci_config_update`
    /// is about.
    ///
    /// ## Why it matters
    ///
    /// `.whomay.yml` says which checks and approvals `whomay enforce` takes, and the job is what asks at all. Nothing of a request
    /// counts there before it is merged; after that it holds for every later request. `terrateam_config_update` is not about these
    /// files.
    ///
    /// An entry of `files` keeps everybody else from planning and applying a request that changes the file. A request that
    /// changes nothing else has nothing to plan or apply, so no rule here is asked: for that one, protect the default branch on
    /// the forge and have code owners review these files.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   terrateam_config_update: ["team:leads"]
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```yaml ".whomay.yml"
    /// gate:
    ///   required_checks: [{name: build, app: github-actions}]
    /// ```
    ///
    /// ```yaml ".github/workflows/apply.yml"
    /// on: issue_comment
    /// jobs:
    ///   decide:
    ///     steps:
    ///       - uses: OWNER/whomay@0000000000000000000000000000000000000000
    ///         with:
    ///           command: enforce
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   terrateam_config_update: ["team:leads"]
    ///   files:
    ///     .whomay.yml: ["team:leads"]
    ///     .github/workflows/apply.yml: ["team:leads"]
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    "unguarded-gate", Warn, Repository(check)
}

const OPTIONS: &str = ".whomay.yml";

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if !restricts(subject) {
        return Vec::new();
    }
    let jobs: Vec<(&str, usize)> = subject.repository.contents.iter().filter_map(job).collect();
    let options = subject.repository.contents.get(OPTIONS).filter(|text| !jobs.is_empty() || has_gate(text));
    let options = options.map(|_| (OPTIONS, "says what `whomay enforce` asks for".to_owned()));
    let jobs = jobs.into_iter().map(|(path, line)| (path, format!("runs `whomay enforce` in line {line}")));
    options.into_iter().chain(jobs).filter_map(|(path, what)| found(subject, path, &what)).collect()
}

/// Whether somebody is kept from something, and `files` is asked.
fn restricts(subject: &InRepository<'_>) -> bool {
    let access = &subject.read.config.access_control;
    let plans = access.policies.iter().map(|policy| &policy.plan);
    let mut lists = plans.chain([&access.terrateam_config_update]);
    let is_restricted = restricts_apply(subject.read.config, subject.read.written.root());
    access.enabled && (is_restricted || lists.any(|list| !lists::is_open(list)))
}

/// The path of a file with a job that decides, and where it does. On GitLab `.gitlab-ci.yml` includes those below `.gitlab/`.
fn job<'a>((path, text): (&'a String, &String)) -> Option<(&'a str, usize)> {
    let on_github = path.starts_with(".github/workflows/") && !is_guarded(path, text);
    let is_job = on_github || path.starts_with(".gitlab/");
    let line = *enforcing(&pipeline::steps(text)).first().filter(|_| is_job)?;
    Some((path, line))
}

/// Whether the options are more than levels of lints and the like. What cannot be read may be.
fn has_gate(text: &str) -> bool {
    match Document::read(&mut SourceMap::new(), OPTIONS, text.as_bytes(), None) {
        Ok(Reading::Document(document)) => document.root().entry("gate").is_some(),
        Ok(Reading::Empty(_)) => false,
        Err(_) => true,
    }
}

fn found(subject: &InRepository<'_>, path: &str, what: &str) -> Option<Finding> {
    let access = &subject.read.config.access_control;
    let (span, label) = match access.files.get(path) {
        Some(list) if !lists::is_open(list) => return None,
        Some(list) => (lists::place(list)?, "everybody"),
        None => (section(subject)?, "who may change it is not said"),
    };
    let who = trusted(&access.terrateam_config_update);
    let help = format!(
        "Write `{}: {who}` below `access_control.files`, and have code owners review the file: a request that changes nothing \
         else has nothing to apply.",
        shown(path)
    );
    let message = format!("in a request everybody may change `{}`, which {what}", shown(path));
    Some(Finding::new(span, label, message).with_help(help))
}

/// Where the entry would stand: below `files`, or at least below `access_control`.
fn section(subject: &InRepository<'_>) -> Option<Span> {
    let files = ["access_control", "files"];
    let is_there = !places::is_left_empty(subject.read.written, &files);
    let files = places::entry(subject.read.written, &files).filter(|_| is_there).map(|entry| entry.key_span);
    files.or_else(|| place(&subject.read, &["access_control", "apply_requirements"]))
}

/// Those who may change the configuration, as a list of YAML; with a gap where that is everybody.
fn trusted(list: &MatchList) -> String {
    if lists::is_open(list) {
        return "[...]".to_owned();
    }
    let people: Vec<String> = list.entries.iter().map(|entry| format!("\"{}\"", shown(&entry.value))).collect();
    format!("[{}]", people.join(", "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const GATE: &str = ".whomay.yml\ngate:\n  approval_mode: same-diff\n";
    const LEVELS: &str = ".whomay.yml\nlints: {unlock-open: allow}\n";
    const ACTION: &str =
        "jobs:\n  a:\n    steps:\n      - uses: OWNER/whomay@v1\n        with:\n          command: enforce\n";
    const RESTRICTED: &str = "access_control: {policies: [{tag_query: '', apply: ['team:sre']}]}";

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[GATE],
            r#"
=== who may apply is restricted
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: ''
      apply: ['team:sre']
=== who may plan is restricted
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: ''
      plan: ['team:sre']
=== who may change the configuration is restricted
access_control:
^^^^^^^^^^^^^^
  terrateam_config_update: ['team:leads']
  files:
=== an approval is asked for
enabled: true
apply_requirements:
^^^^^^^^^^^^^^^^^^
  checks:
    - tag_query: ''
      approved: {enabled: true}
=== other files are guarded
access_control:
  terrateam_config_update: ['team:leads']
  files:
  ^^^^^
    a/.whomay.yml: ['team:leads']
=== everybody is named
access_control:
  terrateam_config_update: ['team:leads']
  files:
    .whomay.yml: ['*']
                  ^^^
=== it is guarded
access_control:
  terrateam_config_update: ['team:leads']
  files:
    .whomay.yml: ['role:write']
=== nobody may change it
access_control:
  terrateam_config_update: []
  files:
    .whomay.yml: []
=== everybody may do everything
access_control:
  policies:
    - tag_query: ''
      apply: ['*']
=== no list is asked
access_control:
  enabled: false
  terrateam_config_update: ['team:leads']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true}
"#,
        );
    }

    #[test]
    fn which_files_decide() {
        let github = |path: &str| format!(".github/workflows/{path}\n{ACTION}");
        let script = "decide:\n  script:\n    - |\n      \"$work/whomay\" enforce --pull 1\n";
        let rows = [
            (vec![GATE.to_owned()], vec![".whomay.yml"]),
            (vec![LEVELS.to_owned()], vec![]),
            (vec![".whomay.yml\n# nothing\n".to_owned()], vec![]),
            (vec!["a/.whomay.yml\ngate: {}\n".to_owned()], vec![]),
            (vec![github("apply.yml")], vec![".github/workflows/apply.yml"]),
            (
                vec![github("apply.yml"), github("b.yml"), LEVELS.to_owned()],
                vec![".github/workflows/apply.yml", ".github/workflows/b.yml", ".whomay.yml"],
            ),
            (vec![github("terrateam.yml"), GATE.to_owned()], vec![".whomay.yml"]),
            (vec![github("x.yml").replace("jobs", "name: Terrateam Workflow\njobs")], vec![]),
            (vec![github("lint.yml").replace("enforce", "lint")], vec![]),
            (vec![format!(".gitlab/whomay/apply.yml\n{script}")], vec![".gitlab/whomay/apply.yml"]),
            (vec![format!(".gitlab-ci.yml\n{script}")], vec![]),
            (vec![format!("ci/apply.yml\n{script}")], vec![]),
        ];
        for (files, wanted) in rows {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let found = findings(&LINT, RESTRICTED, &files);
            let paths: Vec<&str> = found.iter().map(|found| found.message.split('`').nth(1).unwrap()).collect();
            assert_eq!(paths, wanted, "{files:?}");
        }
    }

    #[test]
    fn the_entry_to_add_is_shown() {
        let help = |access: &str| {
            let found = findings(&LINT, &format!("access_control: {{{access}}}"), &[GATE]);
            found[0].help.clone().unwrap().split('`').nth(1).unwrap().to_owned()
        };
        let rows = [
            ("terrateam_config_update: ['team:leads', 'user:a']", ".whomay.yml: [\"team:leads\", \"user:a\"]"),
            ("terrateam_config_update: []", ".whomay.yml: []"),
            ("policies: [{tag_query: '', apply: []}]", ".whomay.yml: [...]"),
        ];
        for (access, wanted) in rows {
            assert_eq!(help(access), wanted, "{access}");
        }
    }
}
