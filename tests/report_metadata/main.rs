//! `docs/report-metadata.md` is what `--metadata` says, from the list in the code. After a change of it,
//! `WHOMAY_UPDATE=1 cargo test --test report_metadata` writes the page anew.

#![cfg(feature = "plan")]
#![expect(clippy::disallowed_methods, reason = "reads and writes the page")]
#![expect(clippy::unwrap_used, reason = "a page that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use whomay::plan::request::{ELSEWHERE, FIELDS, Fate, Platform, Source, Why};

const HEAD: &str = "\
# What `--metadata` says

`whomay report --metadata` adds what is known of the request, its checks and the run to a report: exactly this list, and
nothing else. It is read from the environment of the job and, on GitHub, from the event file that `GITHUB_EVENT_PATH`
names. Nobody is asked over the network, and no token is needed.

Both places hold text of whoever opens a request. So a value is believed only if it has the shape that the list gives
it; any other is not known and left out, and so is what a platform does not say. Times are written in UTC. Addresses are
put together of parts that have been accepted.

Of a request without a number nothing is said. `head_commit` is the commit that the plans are taken to be of unless
`--head` names another: of a pull request on GitHub its last commit, and never the merge commit of `GITHUB_SHA`.

This page is made from the list by `tests/report_metadata/main.rs`; edit the list, not the page.

## The list

| name | what it is | shape | GitHub | GitLab | Bitbucket |
| --- | --- | --- | --- | --- | --- |
";

const OTHERS: &str = "
## Fields that other collectors send

For whoever comes from one of them: what becomes of each field. What is dropped has a reason:

";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for field in FIELDS {
        let from = Platform::ALL.map(|platform| sources(field.sources_on(platform)));
        let [github, gitlab, bitbucket] = from;
        let (name, about, shape) = (field.name, field.about, field.shape.about());
        writeln!(page, "| `{name}` | {about} | {shape} | {github} | {gitlab} | {bitbucket} |").unwrap();
    }
    page.push_str(OTHERS);
    for why in Why::ALL {
        writeln!(page, "- **{}**: {}", why.name(), why.about()).unwrap();
    }
    for group in ELSEWHERE {
        write!(page, "\n### {}\n\n| field | here |\n| --- | --- |\n", group.title).unwrap();
        for field in group.fields {
            let fate = match field.fate {
                Fate::Kept(names) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                Fate::Dropped(why) => format!("dropped: {}", why.name()),
            };
            writeln!(page, "| `{}{}` | {fate} |", group.prefix, field.name).unwrap();
        }
    }
    page
}

/// Where it is from, the first place first.
fn sources(sources: &[Source]) -> String {
    let shown = sources.iter().map(|source| match source {
        Source::Fixed(text) => format!("always `{text}`"),
        Source::Env(name) => format!("`{name}`"),
        Source::Event(keys) => format!("event: `pull_request.{}`", keys.join(".")),
        Source::Each(list, key) => format!("event: `pull_request.{list}[].{key}`"),
        Source::Composed(template) => format!("`{template}`"),
    });
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() { "not known".to_owned() } else { shown.join(", else ") }
}

#[test]
fn the_page_says_what_the_list_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/report-metadata.md");
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    } else {
        let written = std::fs::read_to_string(path).unwrap();
        assert!(page() == written, "renew it: WHOMAY_UPDATE=1 cargo test --test report_metadata");
    }
}

/// `elsewhere.txt` was put together from what other collectors send and not from the list.
#[test]
fn every_field_that_others_send_is_kept_or_dropped_for_a_reason() {
    let wanted: BTreeSet<&str> = include_str!("elsewhere.txt").lines().collect();
    let listed: Vec<String> = ELSEWHERE
        .iter()
        .flat_map(|group| group.fields.iter().map(|field| format!("{}{}", group.prefix, field.name)))
        .collect();
    let listed_once: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(listed.len(), listed_once.len(), "a field is listed twice");
    assert_eq!(wanted, listed_once);
    assert!(wanted.len() > 150);
}

#[test]
fn every_reason_is_given_for_something() {
    let given: BTreeSet<Why> = ELSEWHERE
        .iter()
        .flat_map(|group| group.fields)
        .filter_map(|field| match field.fate {
            Fate::Dropped(why) => Some(why),
            Fate::Kept(_) => None,
        })
        .collect();
    assert_eq!(given, BTreeSet::from(Why::ALL));
}
