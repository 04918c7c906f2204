//! The pages that are made: docs/commands.md from the command line, docs/config.md from the schema of `.whomay.yml`.

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use serde_json::Value;

use crate::pages::root;

const COMMANDS: &str = "\
# Commands

All of `whomay`, as `whomay COMMAND --help` says it. This page is made from the command line by `tests/docs.rs`; edit the
program, not the page. What the exit statuses mean is at [the end](#exit-status).
";

const EVERYWHERE: &str = "
Every command takes `--color WHEN` (`auto`, `always` or `never`; `NO_COLOR` holds for `auto`) and `--help`.
";

/// The page of all commands.
pub(crate) fn commands() -> String {
    let command = whomay::cli::command();
    let mut page = COMMANDS.to_owned();
    page.push_str("\n| command | what it does |\n| --- | --- |\n");
    for subcommand in command.get_subcommands() {
        let (name, about) = (subcommand.get_name(), subcommand.get_about().unwrap().to_string());
        writeln!(page, "| [`whomay {name}`](#whomay-{name}) | {} |", cell(&about)).unwrap();
    }
    page.push_str(EVERYWHERE);
    command.get_subcommands().for_each(|subcommand| section(&mut page, subcommand));
    let after = command.get_after_help().unwrap().to_string();
    write!(page, "\n## Exit status\n\n{}.\n", after.trim_start_matches("Exit status: ").trim_end_matches('.')).unwrap();
    page.push_str("Where a command says more of its own, that holds.\n");
    page
}

fn section(page: &mut String, command: &Command) {
    let mut command = command.clone().bin_name(format!("whomay {}", command.get_name()));
    let about = command.get_long_about().or(command.get_about()).unwrap().to_string();
    let about = about.split("\n\n").map(|text| format!("{}.", text.trim_end_matches('.'))).collect::<Vec<_>>();
    write!(page, "\n## whomay {}\n\n{}\n", command.get_name(), about.join("\n\n")).unwrap();
    let usage = command.render_usage().to_string();
    write!(page, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ").trim()).unwrap();
    for heading in headings(&command) {
        let title = heading.as_deref().unwrap_or("Arguments and options");
        write!(page, "\n**{title}**\n\n| | what it is | default |\n| --- | --- | --- |\n").unwrap();
        let of_heading = own(&command).filter(|argument| argument.get_help_heading() == heading.as_deref());
        of_heading.for_each(|argument| row(page, argument));
    }
    if let Some(after) = command.get_after_help() {
        write!(page, "\n{after}\n").unwrap();
    }
}

/// The arguments of the command itself.
fn own(command: &Command) -> impl Iterator<Item = &Arg> {
    let told_once = |argument: &&Arg| argument.is_global_set() || argument.get_id() == "help";
    command.get_arguments().filter(move |argument| !told_once(argument) && !argument.is_hide_set())
}

/// The headings in the order in which the help has them.
fn headings(command: &Command) -> Vec<Option<String>> {
    let mut headings: Vec<Option<String>> = Vec::new();
    for argument in own(command) {
        let heading = argument.get_help_heading().map(str::to_owned);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings.sort_by_key(Option::is_some);
    headings
}

fn row(page: &mut String, argument: &Arg) {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let (help, told) = without_default(&help);
    let values = values(argument);
    let separator = if values.is_empty() { "" } else { ". " };
    let given = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).next();
    let default = told.or(given.filter(|_| takes_value(argument)).map(|value| format!("`{value}`")));
    let (name, default) = (code(&name(argument)), default.unwrap_or_default());
    let help = format!("{help}{separator}{values}");
    writeln!(page, "| {name} | {} | {} |", cell(&help), cell(&default)).unwrap();
}

/// The text without what it says of the default, and that.
fn without_default(help: &str) -> (String, Option<String>) {
    let Some((before, behind)) = help.split_once("[default: ") else { return (help.to_owned(), None) };
    let (default, rest) = behind.split_once(']').unwrap();
    (format!("{}{rest}", before.trim_end()), Some(default.to_owned()))
}

fn takes_value(argument: &Arg) -> bool {
    argument.get_action().takes_values()
}

/// As it is typed.
fn name(argument: &Arg) -> String {
    let value = argument.get_value_names().map(|names| names.join(" ")).unwrap_or_default();
    let several = if argument.get_num_args().is_some_and(|range| range.max_values() > 1) { "..." } else { "" };
    let Some(long) = argument.get_long() else { return format!("[{value}]{several}") };
    let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    let value = match argument.get_num_args() {
        _ if !takes_value(argument) => String::new(),
        Some(range) if range.min_values() == 0 => format!("[=<{value}>]"),
        _ => format!(" <{value}>{several}"),
    };
    format!("{short}--{long}{value}")
}

fn values(argument: &Arg) -> String {
    if !takes_value(argument) {
        return String::new();
    }
    let values: Vec<PossibleValue> =
        argument.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect();
    let shown = values.iter().map(|value| match value.get_help() {
        Some(help) => format!("`{}`: {help}", value.get_name()),
        None => format!("`{}`", value.get_name()),
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// Text in a cell of a table: one line, and no line that is taken for a column. Names of values would be taken for tags.
fn cell(text: &str) -> String {
    text.replace("\n\n", " ").replace('\n', " ").replace('|', "\\|").replace('<', "&lt;")
}

const CONFIG: &str = "\
# Configuration

Three files say something to `whomay`. None is needed: without them the server's defaults hold, which let everybody plan
and apply, and the strict defaults of the gate.

| file | says | its format |
| --- | --- | --- |
| `.terrateam/config.yml` | who may plan and apply what, and what has to be approved | [Terrateam's](#terrateamconfigyml) |
| `.whomay.yml` | what that format cannot say: options of the gate, levels of lints | [below](#whomayyml) |
| a file of facts | for `simulate` alone: who is in which team, who approved | `whomay schema facts` |

`whomay enforce` reads the first two from the default branch and nowhere else.

## .whomay.yml

Every key is optional, and every default is the strict one. A key that is not in this table is an error, and so is a value of
another type: nothing falls back to a default.

```yaml .whomay.yml
version: \"1\"
min_version: VERSION
gate:
  required_checks:
    - {name: build, app: github-actions}
  approval_mode: exact
  trusted_bots: []
  protected_branches: [release/*]
  plan_on_forks: false
lints:
  apply-open-by-omission: deny
report:
  instance_keys: mask
```

| key | type | default | meaning |
| --- | --- | --- | --- |
";

const TERRATEAM: &str = "
This table is made from [its schema](../schemas/whomay-config.schema.json) by `tests/docs.rs`; edit the schema.

## .terrateam/config.yml

The format of the Terrateam server, read as the server reads it; `.terrateam/config.yaml` is taken as well, and not both. Of the keys at its top
these decide, and all others are read and left to the server:

| key | what it decides |
| --- | --- |
";

const EDITOR: &str = "
A small one:

```yaml .terrateam/config.yml
access_control:
  terrateam_config_update: ['team:leads']
  ci_config_update: ['team:leads']
  policies:
    - tag_query: prod in dir
      plan: ['*']
      apply: ['team:sre']
    - tag_query: ''
      plan: ['*']
      apply: ['team:developers', 'team:sre']
apply_requirements:
  checks:
    - tag_query: prod in dir
      approved:
        enabled: true
        any_of: ['team:leads']
        any_of_count: 1
    - tag_query: ''
```

[The schema](../schemas/terrateam-config.schema.json), which `whomay schema config` prints, describes every key and is made for
editors. With a language server for YAML, put this in the first line, with the path of a copy:

```yaml .terrateam/config.yml
# yaml-language-server: $schema=../terrateam-config.schema.json
enabled: true
```

`whomay lint` finds what no schema can: [all lints](lints.md).
";

/// The keys of the Terrateam format that a decision depends on.
const DECIDE: [&str; 10] = [
    "enabled",
    "access_control",
    "apply_requirements",
    "dirs",
    "when_modified",
    "tags",
    "stacks",
    "destination_branches",
    "default_branch_overrides",
    "workflows",
];

/// The page of the configuration.
pub(crate) fn config() -> String {
    let schema = read("whomay-config.schema.json");
    let mut page = CONFIG.replace("VERSION", env!("CARGO_PKG_VERSION"));
    keys(&mut page, &schema, "", &schema);
    page.push_str(TERRATEAM);
    let terrateam = read("terrateam-config.schema.json");
    for key in DECIDE {
        let known = resolved(&terrateam["properties"][key], &terrateam);
        let description = known["description"].as_str().unwrap_or_else(|| panic!("{key}"));
        writeln!(page, "| `{key}` | {} |", cell(description)).unwrap();
    }
    page.push_str(EDITOR);
    page
}

fn read(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join("schemas").join(name)).unwrap()).unwrap()
}

/// A row for each key of a mapping, and below it for those of the mapping that it may hold.
fn keys(page: &mut String, mapping: &Value, above: &str, schema: &Value) {
    for (name, written) in mapping["properties"].as_object().into_iter().flatten() {
        let key = resolved(written, schema);
        let path = format!("{above}{name}");
        let description =
            [written, &key].iter().find_map(|at| at["description"].as_str()).unwrap_or_default().to_owned();
        let default = if key["default"].is_null() { String::new() } else { format!("`{}`", key["default"]) };
        let about = format!("{description}{}", each(&key, schema));
        writeln!(page, "| `{path}` | {} | {default} | {} |", cell(&kind(&key, schema)), cell(&about)).unwrap();
        keys(page, &key, &format!("{path}."), schema);
        for item in items(&key, schema) {
            keys(page, &item, &format!("{path}[]."), schema);
        }
    }
}

/// What a list may hold.
fn items(key: &Value, schema: &Value) -> Vec<Value> {
    let item = resolved(&key["items"], schema);
    match item["oneOf"].as_array() {
        Some(either) => either.iter().map(|one| resolved(one, schema)).collect(),
        None if item.is_null() => Vec::new(),
        None => vec![item],
    }
}

/// What is said of each of several.
fn each(key: &Value, schema: &Value) -> String {
    let of_values = key["additionalProperties"]["description"].as_str().map(str::to_owned);
    let of_items = items(key, schema).iter().find_map(|item| item["description"].as_str().map(str::to_owned));
    of_values.or(of_items.filter(|_| key["items"]["oneOf"].is_null())).map_or(String::new(), |text| format!(" {text}"))
}

fn kind(key: &Value, schema: &Value) -> String {
    let words = |values: &Value| {
        let values = values.as_array().into_iter().flatten();
        values.map(|value| format!("`{}`", value.as_str().unwrap_or_default())).collect::<Vec<_>>().join(", ")
    };
    if let Some(word) = key["const"].as_str() {
        return format!("`\"{word}\"`");
    }
    if key["enum"].is_array() {
        return words(&key["enum"]);
    }
    match key["type"].as_str() {
        Some("array") => {
            let items = items(key, schema);
            let kinds: Vec<String> = items.iter().map(|item| kind(item, schema)).collect();
            format!("list of {}", kinds.join(" or "))
        }
        Some("object") if key["additionalProperties"].is_object() => {
            format!("mapping to {}", kind(&key["additionalProperties"], schema))
        }
        Some("object") => "mapping".to_owned(),
        Some(other) => other.to_owned(),
        None => panic!("a key without a type: {key}"),
    }
}

/// With what it refers to, and what stands beside the reference.
fn resolved(key: &Value, schema: &Value) -> Value {
    let Some(name) = key["$ref"].as_str() else { return key.clone() };
    let mut found = schema.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name}")).clone();
    for (name, value) in key.as_object().into_iter().flatten().filter(|(name, _)| *name != "$ref") {
        found[name] = value.clone();
    }
    found
}
