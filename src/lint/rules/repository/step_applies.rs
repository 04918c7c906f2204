//! A step of the configuration's own workflows or hooks that applies by itself.

use super::commands::applying_arguments;
use crate::config::node::{Entry, Node, Value};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a command of a workflow or hook that runs `terraform apply`, `tofu apply` or `terragrunt apply` (or `destroy`) in the
    /// plan phase, and one in the apply phase that does so without a question (`-auto-approve`).
    ///
    /// ## Why it matters
    ///
    /// Steps of the plan phase run for everybody who may plan, on every push, before anybody has looked. In the apply phase a
    /// command with `-auto-approve` makes a new plan and applies it: not what was reviewed, but whatever is true by then.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// workflows:
    ///   - tag_query: ""
    ///     plan:
    ///       - type: init
    ///       - type: run
    ///         cmd: [terraform, apply, -auto-approve]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// workflows:
    ///   - tag_query: ""
    ///     plan:
    ///       - type: init
    ///       - type: plan
    ///     apply:
    ///       - type: init
    ///       - type: apply
    /// ```
    "step-applies", Warn, Read(check)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Plan,
    Apply,
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let mut commands: Vec<(Phase, &Node)> = Vec::new();
    if let Some(Value::Sequence(workflows)) = subject.written.at(&["workflows"]).map(|node| &node.value) {
        for workflow in workflows {
            commands.extend(steps(Phase::Plan, workflow.entry("plan")));
            commands.extend(steps(Phase::Apply, workflow.entry("apply")));
        }
    }
    // What stands under `all` runs in the plan phase too.
    for (phase, name) in [(Phase::Plan, "all"), (Phase::Plan, "plan"), (Phase::Apply, "apply")] {
        for when in ["pre", "post"] {
            let hooks = subject.written.at(&["hooks", name]).and_then(|node| node.entry(when));
            commands.extend(steps(phase, hooks));
        }
    }
    commands.into_iter().filter_map(|(phase, cmd)| found(phase, cmd)).collect()
}

/// The commands of a list of steps.
fn steps(phase: Phase, list: Option<&Entry>) -> impl Iterator<Item = (Phase, &Node)> {
    let items = list.and_then(|entry| match &entry.value.value {
        Value::Sequence(items) => Some(items),
        _ => None,
    });
    items.into_iter().flatten().filter_map(move |step| Some((phase, &step.entry("cmd")?.value)))
}

fn found(phase: Phase, cmd: &Node) -> Option<Finding> {
    let Value::Sequence(items) = &cmd.value else { return None };
    let words: Vec<&str> = items
        .iter()
        .filter_map(|item| match &item.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let command = applying_arguments(&words)?;
    match phase {
        Phase::Plan => {
            let message =
                format!("`{command}` runs in the plan phase, for everybody who may plan and before any approval");
            let finding = Finding::new(cmd.span, "applies while planning", message);
            Some(finding.with_help("Leave applying to the apply phase and to `type: apply`."))
        }
        Phase::Apply if words.iter().any(|word| word.contains("-auto-approve")) => {
            let message = format!("`{command}` with `-auto-approve` applies a plan of its own that nobody has seen");
            let finding = Finding::new(cmd.span, "does not apply the reviewed plan", message);
            Some(finding.with_help("Write `type: apply`, which applies the plan that was reviewed."))
        }
        Phase::Apply => None,
    }
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
=== while planning
workflows:
  - tag_query: ''
    plan:
      - type: run
        cmd: [bash, -c, 'cd x && terraform apply']
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      - type: plan
=== in a hook of every phase
hooks:
  all:
    pre:
      - type: run
        cmd: ['${TERRATEAM_TF_CMD}', destroy]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
=== without a question
workflows:
  - tag_query: ''
    apply:
      - type: run
        cmd: [tofu, apply, -auto-approve]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
=== steps that do not apply, or apply what was planned
hooks:
  plan:
    post:
      - type: run
        cmd: [echo, terraform, apply]
workflows:
  - tag_query: ''
    plan:
      - type: init
      - type: plan
        extra_args: [-destroy]
    apply:
      - type: run
        cmd: [terraform, apply, $TERRATEAM_PLAN_FILE]
"#,
        );
    }
}
