//! `--format github`, read as a runner of GitHub Actions reads a log.

use std::collections::BTreeMap;

use crate::scenes::{Scene, Seen, assert_harmless, many, scenes};

/// One command of a log.
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn render(scene: &Scene) -> String {
    let text = whomay::output::lint::github::render(&scene.answer, &scene.sources);
    assert_harmless(scene.name, &text);
    text
}

/// The runner's own rules: a command begins a line, its properties end at the next `::`, and are divided by commas.
fn commands(scene: &Scene) -> Vec<Command> {
    let text = render(scene);
    text.lines()
        .map(|line| {
            let (head, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
            let (name, properties) = head.split_once(' ').unwrap();
            let properties = properties.split(',').map(|property| {
                let (key, value) = property.split_once('=').unwrap();
                (key.to_owned(), decoded(value).replace("%3A", ":").replace("%2C", ","))
            });
            Command { name: name.to_owned(), properties: properties.collect(), message: decoded(message) }
        })
        .collect()
}

fn decoded(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

pub(crate) fn read(scene: &Scene) -> Vec<Seen> {
    let commands = commands(scene);
    let found = commands.iter().filter(|command| command.name != "notice");
    found
        .map(|command| {
            let number = |key: &str| command.properties.get(key).map_or(0, |value| value.parse().unwrap());
            Seen {
                code: command.properties["title"].clone(),
                severity: command.name.clone(),
                path: command.properties["file"].clone(),
                line: number("line"),
                column: number("col"),
                end_line: number("endLine"),
                end_column: number("endColumn"),
            }
        })
        .collect()
}

#[test]
fn each_finding_is_a_line_and_a_notice_sums_up() {
    for scene in scenes() {
        let commands = commands(&scene);
        assert_eq!(commands.len(), scene.seen().len() + 1, "{}", scene.name);
        assert_eq!(commands.last().unwrap().name, "notice", "{}", scene.name);
    }
}

#[test]
fn what_is_said_comes_through() {
    let scenes = scenes();
    let of = |name: &str| commands(scenes.iter().find(|scene| scene.name == name).unwrap());
    assert_eq!(of("a warning")[0].message, "something is odd\nDo otherwise.");
    let hostile = of("hostile text");
    assert!(hostile[0].message.starts_with("100 % %0A%25 \\n"), "{:?}", hostile[0].message);
    assert_eq!(hostile[0].message.lines().count(), 2, "the message and the help, and no line of anybody else's");
    assert_eq!(of("two files").last().unwrap().message.split(" in ").next(), Some("1 error, 1 warning"));
}

#[test]
fn what_github_does_not_show_is_said() {
    let says = |count| commands(&many(count)).last().unwrap().message.contains("first 10");
    assert!(!says(20), "ten errors and ten warnings are all shown");
    assert!(says(21));
    assert!(commands(&many(1_000)).last().unwrap().message.starts_with("500 errors, 500 warnings in many.yml"));
}
