//! The changelog keeps its form, so that whoever upgrades a gate finds everything that can change a verdict.

#![expect(clippy::disallowed_methods, reason = "reads the repository's own file")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

const MARK: &str = "**(verdict)**";
const KINDS: [&str; 6] = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
const PROFILES: [&str; 3] = ["Strict", "Terrateam", "Both profiles"];
const VERDICTS: [&str; 4] = ["allow", "pending", "undetermined", "deny"];

/// What is wrong with a changelog, of a program of this version.
fn faults(text: &str, version: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (head, releases) = text.split_once("\n## ").unwrap();
    if !head.contains(&format!("An entry marked {MARK} can change an answer")) {
        faults.push("the head does not say what the mark is".to_owned());
    }
    let releases: Vec<&str> = releases.split("\n## ").collect();
    for (place, release) in releases.iter().enumerate() {
        let (title, body) = release.split_once('\n').unwrap();
        if !is_title(title, place) {
            faults
                .push(format!("`{title}` is neither `[Unreleased]`, which comes first, nor `[VERSION] - YYYY-MM-DD`"));
        }
        faults.extend(body.split("\n### ").skip(1).flat_map(|section| faults_of_section(title, section)));
        if body.split("\n### ").next().is_some_and(|before| !before.trim().is_empty()) {
            faults.push(format!("{title}: something stands before the first kind of change"));
        }
    }
    faults.extend(faults_of_order(&releases, version));
    faults
}

fn is_title(title: &str, place: usize) -> bool {
    let day = |day: &str| {
        day.len() == 10
            && day.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
    };
    let dated = |title: &str| {
        let (version, date) = title.strip_prefix('[')?.split_once("] - ")?;
        Some(numbers(version).is_some() && day(date))
    };
    (place == 0 && title == "[Unreleased]") || dated(title) == Some(true)
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    let numbers: Option<Vec<u64>> = version.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|numbers| numbers.len() == 3)
}

/// Versions get older downwards, and the newest is that of the program, unless what it will hold is still collected.
fn faults_of_order(releases: &[&str], version: &str) -> Vec<String> {
    let named = |release: &&str| numbers(release.strip_prefix('[')?.split(']').next()?);
    let versions: Vec<Vec<u64>> = releases.iter().filter_map(named).collect();
    let mut faults = Vec::new();
    if !versions.iter().rev().is_sorted() {
        faults.push("versions have to get older downwards".to_owned());
    }
    let collected = releases.iter().any(|release| release.starts_with("[Unreleased]\n") && release.contains("\n- "));
    if versions.first() != numbers(version).as_ref() && !collected {
        faults.push(format!("nothing is said of {version}, neither under its name nor under `[Unreleased]`"));
    }
    faults
}

fn faults_of_section(title: &str, section: &str) -> Vec<String> {
    let (kind, body) = section.split_once('\n').unwrap();
    let mut faults = Vec::new();
    if !KINDS.contains(&kind) {
        faults.push(format!("{title}: `{kind}` is none of {KINDS:?}"));
    }
    for entry in format!("\n{}", body.trim()).split("\n- ").skip(1) {
        faults.extend(fault_of_entry(entry).map(|fault| format!("{title}: {fault}: {entry}")));
    }
    if !body.trim().starts_with("- ") {
        faults.push(format!("{title}: {kind} has no entry"));
    }
    faults
}

fn fault_of_entry(entry: &str) -> Option<&'static str> {
    if !entry.ends_with('.') {
        return Some("an entry is of whole sentences");
    }
    if entry.lines().skip(1).any(|line| !line.starts_with("  ") || line.starts_with("   ")) {
        return Some("the lines of an entry are indented by two");
    }
    let Some(marked) = entry.strip_prefix(MARK) else {
        return entry.contains("(verdict)").then_some("the mark comes first");
    };
    let (head, _) = marked.trim_start().split_once(": ").unwrap_or_default();
    let Some((profile, change)) = head.split_once(", from ") else {
        return Some("a marked entry begins with `PROFILE, from VERDICT to VERDICT: `");
    };
    let (from, to) = change.split_once(" to ").unwrap_or_default();
    let known = PROFILES.contains(&profile) && VERDICTS.contains(&from) && VERDICTS.contains(&to) && from != to;
    (!known).then_some("a marked entry begins with `PROFILE, from VERDICT to VERDICT: `")
}

#[test]
fn the_changelog_keeps_its_form() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CHANGELOG.md")).unwrap();
    assert_eq!(faults(&text, env!("CARGO_PKG_VERSION")), Vec::<String>::new());
    // The first release has some, and this test reads them.
    assert!(text.contains(&format!("\n- {MARK} ")));
}

#[test]
fn each_fault_is_found() {
    let head = format!("# Changelog\n\nAn entry marked {MARK} can change an answer.\n");
    let with = |title: &str, entry: &str| format!("{head}\n## {title}\n\n### Added\n\n{entry}\n");
    let good = format!("- {MARK} Strict, from allow to deny: less\n  is let through.\n- More is said.");
    assert_eq!(faults(&with("[Unreleased]", &good), "1.0.0"), Vec::<String>::new());
    assert_eq!(faults(&with("[1.0.0] - 2026-01-31", &good), "1.0.0"), Vec::<String>::new());
    for title in ["Unreleased", "[1.0] - 2026-01-31", "[1.0.0]", "[1.0.0] - 31.1.2026", "[0.9.0] - 2026-01-31"] {
        assert_ne!(faults(&with(title, &good), "1.0.0"), Vec::<String>::new(), "{title}");
    }
    for entry in [
        "",
        "Prose.",
        "- No full stop",
        "- Less is let through (verdict).",
        "- Two\nlines.",
        &format!("- {MARK} Less is let through."),
        &format!("- {MARK} Strict: less is let through."),
        &format!("- {MARK} Lenient, from allow to deny: less is let through."),
        &format!("- {MARK} Strict, from allow to allow: less is let through."),
        &format!("- {MARK} Strict, from allow to denied: less is let through."),
    ] {
        assert_ne!(faults(&with("[Unreleased]", entry), "1.0.0"), Vec::<String>::new(), "{entry}");
    }
    let order = |first: &str, second: &str| {
        let one = |version: &str| format!("\n## [{version}] - 2026-01-31\n\n### Fixed\n\n- It.\n");
        faults(&format!("{head}{}{}", one(first), one(second)), "1.1.0")
    };
    assert_eq!(order("1.1.0", "1.0.9"), Vec::<String>::new());
    assert_ne!(order("1.0.9", "1.1.0"), Vec::<String>::new());
}
