//! The public address and the version of this program stand in Cargo.toml, and everything else that names them says the same.
//!
//! After a change of `repository` or `version` there, `WHOMAY_UPDATE=1 cargo test --test address` writes all other places anew;
//! look at the difference before committing it. Left alone are recorded answers of another system, and what the changelog says
//! of versions that were.

#![expect(clippy::disallowed_methods, reason = "reads the repository's own files, and may be asked to write them")]
#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "address/strays.rs"]
mod strays;

use std::path::Path;
use std::process::Command;

use strays::{Address, SHIPPED, mended, strays};

/// Another address. In two parts, so that this file holds no stray.
const ELSEWHERE: &str = concat!("somebody-else", "/whomay");

const OURS: &str = env!("CARGO_MANIFEST_DIR");

/// Every file that git knows, but for recorded answers and other people's lock files.
fn files() -> Vec<String> {
    let output = Command::new("git").args(["-C", OURS, "ls-files", "-z"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let held = |name: &&str| !name.starts_with("tests/conformance/") && !name.ends_with("package-lock.json");
    let there = |name: &&str| Path::new(OURS).join(name).is_file();
    names.split_terminator('\0').filter(held).filter(there).map(str::to_owned).collect()
}

/// The file, if it is text.
fn text(root: &Path, name: &str) -> Option<String> {
    String::from_utf8(std::fs::read(root.join(name)).unwrap()).ok()
}

fn address(root: &Path) -> Address {
    Address::of(&text(root, "Cargo.toml").unwrap()).unwrap()
}

/// Every place that says something else, as a line to read.
fn faults(root: &Path, files: &[String]) -> Vec<String> {
    let address = address(root);
    let mut faults = Vec::new();
    for name in files {
        let Some(text) = text(root, name) else { continue };
        for stray in strays(name, &text, &address) {
            let line = text[..stray.place.start].matches('\n').count() + 1;
            let (found, wanted) = (&text[stray.place.clone()], &stray.wanted);
            faults.push(format!("{name}:{line}: `{}` has to be `{wanted}`", found.trim_end()));
        }
    }
    faults
}

/// Puts every place right, and says which files that changed.
fn update(root: &Path, files: &[String]) -> Vec<String> {
    let address = address(root);
    let mut changed = Vec::new();
    for name in files {
        let Some(text) = text(root, name) else { continue };
        let strays = strays(name, &text, &address);
        if !strays.is_empty() {
            std::fs::write(root.join(name), mended(&text, &strays)).unwrap();
            changed.push(name.clone());
        }
    }
    changed
}

#[test]
fn address_and_version_are_those_of_cargo_toml() {
    let (root, files) = (Path::new(OURS), files());
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        update(root, &files);
    }
    let faults = faults(root, &files);
    assert!(
        faults.is_empty(),
        "these places say something else than Cargo.toml; `WHOMAY_UPDATE=1 cargo test --test address` writes them anew:\n{}",
        faults.join("\n")
    );
}

#[test]
fn cargo_hands_out_what_the_file_says() {
    let address = address(Path::new(OURS));
    assert_eq!(env!("CARGO_PKG_REPOSITORY"), format!("https://github.com/{}", address.slug));
    assert_eq!(env!("CARGO_PKG_VERSION"), address.version);
}

/// A copy of everything, in which the program moves and becomes newer.
fn moved(files: &[String], slug: &str, version: &str) -> tempfile::TempDir {
    let copy = tempfile::TempDir::new().unwrap();
    for name in files {
        let to = copy.path().join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(Path::new(OURS).join(name), to).unwrap();
    }
    let old = address(copy.path());
    let manifest = text(copy.path(), "Cargo.toml").unwrap();
    let manifest = manifest.replace(&format!("{}\"", old.slug), &format!("{slug}\""));
    let manifest =
        manifest.replacen(&format!("\nversion = \"{}\"", old.version), &format!("\nversion = \"{version}\""), 1);
    std::fs::write(copy.path().join("Cargo.toml"), manifest).unwrap();
    copy
}

#[test]
fn one_change_and_one_command_move_the_program() {
    let files = files();
    let old = address(Path::new(OURS));
    let copy = moved(&files, ELSEWHERE, "12.34.56");
    let wanted = Address { slug: ELSEWHERE.to_owned(), version: "12.34.56".to_owned() };
    assert_eq!(address(copy.path()), wanted);
    assert!(faults(copy.path(), &files).len() > 10);

    let changed = update(copy.path(), &files);
    assert!(changed.contains(&"Cargo.lock".to_owned()) && changed.contains(&"README.md".to_owned()), "{changed:?}");
    assert_eq!(faults(copy.path(), &files), Vec::<String>::new());
    assert_eq!(update(copy.path(), &files), Vec::<String>::new(), "a second time there is nothing to write");

    // Looked for without knowing any place.
    let left = |name: &String| {
        let text = text(copy.path(), name).unwrap_or_default();
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(&old.slug));
        lines.map(|(number, line)| format!("{name}:{}: {line}", number + 1)).collect::<Vec<_>>()
    };
    assert_eq!(files.iter().flat_map(left).collect::<Vec<_>>(), Vec::<String>::new());
}

/// What is shipped names no version of ours in a way that nobody knows of.
#[test]
fn no_version_is_hidden_in_what_is_shipped() {
    let files = files();
    let old = address(Path::new(OURS)).version;
    let copy = moved(&files, ELSEWHERE, "12.34.56");
    update(copy.path(), &files);
    // A lint's example of a version that is no future one.
    let known = |name: &str, line: &str| name == "docs/lints.md" && line.starts_with("min_version: ");
    let mut left = Vec::new();
    for name in files.iter().filter(|name| SHIPPED.iter().any(|start| name.starts_with(start))) {
        let text = text(copy.path(), name).unwrap_or_default();
        let lines = text.lines().filter(|line| line.contains(&old) && !known(name, line));
        left.extend(lines.map(|line| format!("{name}: {line}")));
    }
    assert_eq!(left, Vec::<String>::new());
}

/// What becomes of a text when the program is 2.0.0 and belongs to `us`. `~` stands for its name, for the same reason.
fn becomes(path: &str, text: &str) -> String {
    let address = Address { slug: "us/~".replace('~', "whomay"), version: "2.0.0".to_owned() };
    let text = text.replace('~', "whomay");
    mended(&text, &strays(path, &text, &address)).replace("whomay", "~")
}

#[test]
fn places_are_known_by_their_surroundings() {
    let zeros = "0".repeat(40);
    let pinned = |slug: &str, version: &str| format!("- uses: {slug}@{zeros} # v{version}");
    for (before, after) in [
        ("see https://github.com/them/~.", "see https://github.com/us/~."),
        ("git@github.com:them/~.git", "git@github.com:us/~.git"),
        ("--repo them/~", "--repo us/~"),
        ("repository them/~\n", "repository us/~\n"),
        ("`them/~`", "`us/~`"),
        (&pinned("them/~", "1.0.0"), &pinned("us/~", "2.0.0")),
        (&pinned("them/~/action", "1.0.0-rc.1"), &pinned("us/~/action", "2.0.0")),
        ("- uses: them/~@v1.0.0\n", "- uses: us/~@v2.0.0\n"),
        ("- uses: us/~@main\n", "- uses: us/~@v2.0.0\n"),
        ("component: $CI_SERVER_FQDN/them/~/lint@1.0.0\n", "component: $CI_SERVER_FQDN/us/~/lint@2.0.0\n"),
        ("- repo: https://github.com/us/~\n  rev: v1.0.0\n", "- repo: https://github.com/us/~\n  rev: v2.0.0\n"),
        ("- repo: https://github.com/us/~\n  rev: main\n", "- repo: https://github.com/us/~\n  rev: v2.0.0\n"),
        ("pip install ~==1.0.0\n", "pip install ~==2.0.0\n"),
        ("cargo install ~@1.0.0\n", "cargo install ~@2.0.0\n"),
        ("https://github.com/us/~/releases/download/v1.0.0/x", "https://github.com/us/~/releases/download/v2.0.0/x"),
        ("https://github.com/us/~/releases/tag/v1.0.0", "https://github.com/us/~/releases/tag/v2.0.0"),
        ("~-1.0.0-py3-none-any.whl", "~-2.0.0-py3-none-any.whl"),
        ("\"tool\": \"~ 1.0.0\"", "\"tool\": \"~ 2.0.0\""),
        ("https://raw.githubusercontent.com/them/~/v1.0.0/x", "https://raw.githubusercontent.com/us/~/v2.0.0/x"),
        ("`project: them/~`, `ref: v1.0.0`", "`project: us/~`, `ref: v2.0.0`"),
    ] {
        assert_eq!(becomes("docs/page.md", before), after);
        assert_eq!(becomes("docs/page.md", after), after);
    }
}

#[test]
fn what_only_looks_alike_is_left_alone() {
    for text in [
        "bin/~ lint",
        "\"$work/~\" enforce",
        "${HOME}/~",
        "/usr/local/bin/~",
        "target/release/~",
        "schemas/~-config.schema.json",
        ".gitlab/~-apply.yml",
        "\"x/~/enforce/apply\"",
        "/releases/~.tar.gz",
        "labels/~%3A",
        "uses: us/~@COMMIT",
        "uses: us/~@000…",
        "another==1.0.0, ~ since 1.0.0",
        "- repo: https://github.com/other/hooks\n  rev: v1.0.0\n",
    ] {
        assert_eq!(becomes("docs/page.md", text), text);
    }
}

#[test]
fn some_places_are_those_of_one_file() {
    assert_eq!(
        becomes("pyproject.toml", "[project]\nname = \"a\"\nversion = \"1.0.0\"\n"),
        "[project]\nname = \"a\"\nversion = \"2.0.0\"\n"
    );
    assert_eq!(
        becomes("fuzz/Cargo.lock", "\nname = \"~\"\nversion = \"1.0.0\"\n"),
        "\nname = \"~\"\nversion = \"2.0.0\"\n"
    );
    assert_eq!(becomes("CHANGELOG.md", "~ 1.0.0 at them/~\n"), "~ 1.0.0 at us/~\n");
    let inputs =
        |version: &str| format!("    version:\n      description: The version of ~\n      default: \"{version}\"\n");
    assert_eq!(becomes("templates/lint.yml", &inputs("1.0.0")), inputs("2.0.0"));
    assert_eq!(becomes("src/page.rs", &inputs("1.0.0")), inputs("1.0.0"));
    assert_eq!(becomes("tests/a/run", "cache/~ --repo them/~ -- ~ 1.0.0"), "cache/~ --repo us/~ -- ~ 2.0.0");
    assert_eq!(becomes("tests/action/run", "~ 1.0.0"), "~ 1.0.0");
}

/// A sum of another version would be asked of this version's archive.
#[test]
fn sums_go_with_the_version_that_they_are_of() {
    let release = |slug: &str, version: &str| format!("# what\nversion {version}\nrepository {slug}\n");
    let sum = format!("sha256 {} ~-x86_64-unknown-linux-gnu.tar.gz\n", "0".repeat(64));
    let path = "action/release.txt";
    let mine = release("us/~", "2.0.0");
    assert_eq!(becomes(path, &format!("{mine}{sum}")), format!("{mine}{sum}"));
    assert_eq!(becomes(path, &format!("{}{sum}{sum}", release("us/~", "1.0.0"))), mine);
    assert_eq!(becomes(path, &format!("{}{sum}", release("them/~", "2.0.0"))), mine);
}
