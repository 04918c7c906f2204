//! The lines of a CI file that are run, and the actions that it uses.
//!
//! Read by indentation and not as YAML: only `run:` and `script:` are of interest, CI files use a good deal of YAML that the
//! configuration may not, and a file that is understood halfway is better than one that is not looked at.

/// Something that a pipeline does, with its line, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A line of shell.
    Run(usize, &'a str),
    /// An action, by what stands behind `uses:`.
    Uses(usize, &'a str),
}

const RUN: [&str; 6] = ["after_script", "before_script", "cmd", "command", "run", "script"];

/// What a CI file does, in order.
pub(super) fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    // The keys around a line, with their columns.
    let mut keys: Vec<(usize, &str)> = Vec::new();
    // The column that a text of several lines is indented by more than, and whether it is run.
    let mut block: Option<(usize, bool)> = None;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        let mut column = line.len() - trimmed.len();
        if let Some((around, runs)) = block {
            if column > around {
                let is_comment = trimmed.starts_with('#');
                steps.extend((runs && !is_comment).then_some(Step::Run(number + 1, trimmed)));
                continue;
            }
            block = None;
        }
        if trimmed.starts_with('#') {
            continue;
        }
        let (mut rest, mut around) = (trimmed, column);
        while let Some(item) = rest.strip_prefix("- ") {
            let item = item.trim_start();
            around = column;
            column += rest.len() - item.len();
            rest = item;
        }
        while keys.last().is_some_and(|(at, _)| *at >= column) {
            keys.pop();
        }
        let value = match key(rest) {
            Some((key, value)) => {
                keys.push((column, key));
                around = column;
                value
            }
            None => rest,
        };
        let key = keys.last().map_or("", |(_, key)| *key);
        let runs = RUN.contains(&key);
        if value.starts_with(['|', '>']) {
            block = Some((around, runs));
        } else if runs {
            let values = value.trim_matches(['[', ']', '"', '\'', ' ']).split("\", \"");
            steps.extend(values.filter(|value| !value.is_empty()).map(|value| Step::Run(number + 1, value)));
        } else if key == "uses" {
            steps.push(Step::Uses(number + 1, value.trim_matches(['"', '\'', ' '])));
        }
    }
    steps
}

/// The line, from 1, at which the job begins that a line is part of: a name below `jobs`, and where there is no such key one at
/// the left. 0 for what stands before all jobs.
pub(super) fn job(text: &str, line: usize) -> usize {
    let lines =
        || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.trim().starts_with('#'));
    let column = |line: &str| line.len() - line.trim_start().len();
    let jobs = lines().position(|(_, line)| line.starts_with("jobs:"));
    let skipped = jobs.map_or(0, |at| at + 1);
    let Some(names) = lines().nth(skipped).map(|(_, first)| column(first)) else { return 0 };
    let begins = lines().skip(skipped).filter(|(_, line)| column(line) == names && !line.trim_start().starts_with('-'));
    begins.map(|(at, _)| at + 1).take_while(|at| *at <= line).last().unwrap_or(0)
}

/// A key and what follows it in its line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let ends = value.is_empty() || value.starts_with(' ');
    (is_key && ends).then_some((key, value.trim()))
}

/// The name that a workflow gives itself.
pub(super) fn name(text: &str) -> Option<&str> {
    let line = text.lines().find_map(|line| line.strip_prefix("name:"))?;
    let line = line.split(" #").next().unwrap_or_default();
    Some(line.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_run_is_a_step() {
        let text = "name: terraform apply
on: push # run: no
jobs:
  a:
    steps:
      - uses: actions/checkout@v4
      - name: terraform apply
        run: one
      - run: |
          two

          # no
          key: three
        name: terraform apply
      # - run: no
      - uses: x/comment@v1
        with:
          body: |
            terraform apply
deploy:
  script:
    - four
    - >
      five
  before_script: [\"six\", \"seven\"]
  variables:
    X: terraform apply
";
        let steps: Vec<String> = steps(text)
            .into_iter()
            .map(|step| match step {
                Step::Run(line, what) => format!("{line} {what}"),
                Step::Uses(line, what) => format!("{line} uses {what}"),
            })
            .collect();
        assert_eq!(
            steps,
            [
                "6 uses actions/checkout@v4",
                "8 one",
                "10 two",
                "13 key: three",
                "16 uses x/comment@v1",
                "22 four",
                "24 five",
                "25 six",
                "25 seven"
            ]
        );
        assert_eq!(name(text), Some("terraform apply"));
    }

    #[test]
    fn every_line_is_part_of_a_job() {
        let workflow = "on: push\njobs:\n\n  # one\n  a:\n    steps:\n    - run: x\n  b:\n    steps:\n      - run: y\n";
        for (line, expected) in [(1, 0), (2, 0), (5, 5), (7, 5), (8, 8), (10, 8)] {
            assert_eq!(job(workflow, line), expected, "{line}");
        }
        let pipeline = "include: x\na:\n  script:\n    - x\nb:\n  script: y\n";
        for (line, expected) in [(1, 1), (4, 2), (6, 5)] {
            assert_eq!(job(pipeline, line), expected, "{line}");
        }
        assert_eq!((job("", 1), job("jobs:\n", 1)), (0, 0));
    }

    #[test]
    fn a_workflow_says_its_name_at_the_left() {
        assert_eq!(name("on: push\nname: 'Terrateam Workflow' # x\n"), Some("Terrateam Workflow"));
        assert_eq!(name("jobs:\n  name: x\n"), None);
    }
}
