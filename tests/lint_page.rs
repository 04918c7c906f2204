//! `docs/lints.md` is what the lints say of themselves. After a change of one,
//! `WHOMAY_UPDATE=1 cargo test --test lint_page` writes the page anew.

#![cfg(feature = "config")]
#![expect(clippy::disallowed_methods, reason = "reads and writes the page")]
#![expect(clippy::unwrap_used, reason = "a page that cannot be read fails the test")]

use std::fmt::Write as _;
use std::path::PathBuf;

use whomay::config::gate::LintLevel;
use whomay::diagnostic::Severity;
use whomay::lint::documentation::sections;
use whomay::lint::rules::GROUPS;
use whomay::lint::{Depth, Lint, reader_codes};

const HEAD: &str = "\
# Lints

What `whomay lint` finds in a configuration that loads. What does not load is always an error.

A lint has a level: `allow` is silent, `warn` is shown as a warning, `deny` is shown as an error. Set another for one run
with `--allow CODE`, `--warn CODE` or `--deny CODE`, or for a repository in `.whomay.yml`:

```yaml
lints:
  apply-open-by-omission: deny
```

`--all` asks those that are silent by default too. `whomay explain CODE` shows an entry of this page in the terminal.

This page is made from the lints by `tests/lint_page.rs`; edit them, not it.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    let groups = || GROUPS.iter().filter(|group| !group.lints.is_empty());
    for group in groups() {
        write!(page, "\n**{}**\n\n| code | level | what it does |\n| --- | --- | --- |\n", group.title).unwrap();
        for lint in group.lints {
            let summary = lint.summary().replace('|', "\\|");
            writeln!(page, "| [`{0}`](#{0}) | {1} | {summary} |", lint.code, level(lint)).unwrap();
        }
    }
    for group in groups() {
        write!(page, "\n## {}\n", group.title).unwrap();
        group.lints.iter().for_each(|lint| entry(&mut page, lint));
    }
    page.push_str(READERS);
    for (title, codes) in reader_codes::GROUPS {
        write!(page, "\n## {title}\n").unwrap();
        for code in codes {
            let severity = match code.severity {
                Severity::Warning => "A warning, unless another level is set",
                Severity::Error => "Always an error",
            };
            write!(page, "\n### {}\n\n{severity}.\n", code.code).unwrap();
            about(&mut page, code.about);
        }
    }
    page
}

const READERS: &str = "
# What is said when a file is read

These are not opinions. With an error there is no configuration, and no level changes that.
";

fn entry(page: &mut String, lint: &Lint) {
    let depth = match lint.depth() {
        Depth::File => "the file alone",
        Depth::Repository => "the file and the repository",
        Depth::Forge => "the forge",
    };
    write!(page, "\n### {}\n\nLevel `{}`; looks at {depth}.\n", lint.code, level(lint)).unwrap();
    about(page, lint.about);
}

fn about(page: &mut String, text: &str) {
    for section in sections(text) {
        write!(page, "\n#### {}\n\n{}\n", section.title, section.body).unwrap();
    }
}

fn level(lint: &Lint) -> &'static str {
    match lint.level {
        LintLevel::Allow => "allow",
        LintLevel::Warn => "warn",
        LintLevel::Deny => "deny",
    }
}

#[test]
fn the_page_says_what_the_lints_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/lints.md");
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    } else {
        assert!(
            page() == std::fs::read_to_string(path).unwrap(),
            "renew it: WHOMAY_UPDATE=1 cargo test --test lint_page"
        );
    }
}
