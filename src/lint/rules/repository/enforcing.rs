//! Where a CI file lets whomay decide.

use super::commands;
use super::pipeline::Step;

/// The lines at which whomay decides: by its action with the command `enforce`, or by itself.
pub(super) fn enforcing(steps: &[Step<'_>]) -> Vec<usize> {
    let is_action = |action: &str| action.split('@').next().is_some_and(|name| name.ends_with("/whomay"));
    let mut lines = Vec::new();
    let mut by_action = false;
    for step in steps {
        match step {
            Step::Uses(_, action) => by_action = is_action(action),
            Step::Run(line, command) if by_action && *command == "enforce" || commands::enforces(command) => {
                lines.push(*line);
            }
            Step::Run(..) => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::pipeline::steps;
    use super::enforcing;

    #[test]
    fn by_the_action_and_by_itself() {
        let text = "jobs:
  a:
    steps:
      - uses: OWNER/whomay@v1
        with:
          command: lint
      - uses: OWNER/whomay@v1
        with:
          command: enforce
      - uses: x/comment@v1
        with:
          command: enforce
      - run: whomay simulate
      - run: |
          set -e
          \"$work/whomay\" enforce --pull 1
";
        assert_eq!(enforcing(&steps(text)), [9, 16]);
    }
}
