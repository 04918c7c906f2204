//! Small configurations and repositories, made up from the words of the format: those that people write, and those
//! that look alike and mean something else.

use serde_json::{Map, Value as Json, json};

use crate::worlds::GATE;

/// A generator of numbers that is the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 8) % (limit as u64).max(1)).unwrap()
    }

    pub(crate) fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn list<T>(&mut self, most: usize, mut item: impl FnMut(&mut Random) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| item(self)).collect()
    }
}

pub(crate) const DIRECTORIES: &[&str] = &[
    ".",
    "a",
    "a/b",
    "a/b/c",
    "b",
    "prod",
    "prod/net",
    "prod/db",
    "dev/net",
    "net",
    "eu@prod",
    "eu@prod/net",
    "é",
    "a b",
    "a,b",
    "[id]",
    "a/[id]",
    "{{name}}",
    "$x",
    "w",
    "a/w",
    "A",
    "-a",
    "a#b",
    "~",
    "a+b/c",
    "p/q/r/s/t/u/v/x/y/z",
];

pub(crate) const FILES: &[&str] =
    &["main.tf", "x.tf", "vars.tfvars", "terragrunt.hcl", "README.md", "a.tf.json", "w.tfvars", "b", ".tf", "[x].tf"];

const ODD_KEYS: &[&str] = &[
    "",
    "./a",
    "a/",
    "/a",
    "a//b",
    "a/../b",
    "..",
    "../a",
    "a/.",
    "./",
    "/",
    "a\\b",
    "${DIR}",
    "${DIR}/b",
    "$HOME/x",
    "{a,b}",
    "{a,b}/net",
    "a?",
    "?",
    "a/?/c",
    "${WORKSPACE}",
    "main.tf",
    "a/main.tf",
    "a/...",
    ".hidden",
    "a\nb",
    " a",
    "{a}",
    "a/{b}",
    "[a",
    "a,b/c",
    "a/b/c/d/e",
    "!a",
];

const GLOB_KEYS: &[&str] = &[
    "*",
    "**",
    "**/*",
    "*/*",
    "a/*",
    "a/**",
    "prod/**",
    "**/*.tf",
    "*/main.tf",
    "a/*/",
    "/a/**",
    "./a/**",
    "a/**/",
    "a/{b,c}/*",
    "a/*/{b,c}/x.tf",
    "*.{tf,hcl}",
    "a*",
    "!a/**",
    "!**/*.md",
    "!/a/**",
    "!./*",
    "a/[bc]/*",
    "[ab]/*",
    "*/[ab]/*",
    "a/**/c/*.tf",
    "**/net/**",
    "**/terragrunt.hcl",
    "a\\*",
    "**/b",
    "prod/**/*.tf",
    "a/../b/*",
    "*/../*",
    "*/./*",
    "a//*",
    "*//*",
    "**/{main,x}.tf",
    "**/x?.tf",
    "*?*",
    "*{a,b}*",
    "${DIR}/*",
    "*/${DIR}",
    "eu@prod/*",
    "é/**",
    "{a,b}/**",
    "*/b/**/",
    "**/.",
    "a/*/..",
    "*a?b*.tf",
    "*abc?d*",
    "*/prod{a,b}/*",
    "a/b/*/c/**/*.tf",
    "a/w*/*",
    "*\\*",
    "*a\\b*",
    "!*",
    "!**/*",
    "[id]/*",
    "{{name}}/*",
    "a b/*",
];

const TAGS: &[&str] = &[
    "prod",
    "db",
    "net",
    "a",
    "x y",
    "a,b",
    "dir:a",
    "dir:z",
    "workspace:w",
    "stack_name:net",
    "branch:main",
    "dir~a",
    "relative_dir:a",
    "!prod",
    "x*",
    "workspace:other",
    "PROD",
    "dir:a/",
    "pr(od",
    "stack:w",
];

const NAMES: &[&str] = &["default", "w", "net", "prod", "main", "x y", "a/b", ".", "..", "w@1", "a,b", ""];

const WORKSPACES: &[&str] = &["default", "w", "net", "prod", "x y", "a/b", "w@1", "a,b", "main"];

const ATOMS: &[&str] = &[
    "prod",
    "db",
    "net",
    "a",
    "'x y'",
    "\"x y\"",
    "a,b",
    "x*",
    "!prod",
    "-prod",
    "*",
    "&&",
    "prod\ndb",
    "prod\n",
    "\n",
    "'prod\n'",
    "PROD",
    "'and'",
    "dir:",
    "dir:*",
    "'in'",
    "pr(od",
    "'pr(od'",
    "\u{a0}prod",
    "'\\é'",
    "workspace",
    "dir",
    "dir~",
    "'' in dir",
    "relative_dir:",
    "relative_dir:.",
    "relative_dir:..",
    "relative_dir:../",
    "relative_dir:../net",
    "relative_dir:../../net",
    "relative_dir:./a",
    "relative_dir:/a",
    "relative_dir:a/../b",
    "relative_dir:a/..",
    "relative_dir:*",
    "relative_dir:a//b",
    "relative_dir:../a/../b",
    "relative_dir:../..",
    "relative_dir:b/",
];

fn join(random: &mut Random) -> String {
    const SEGMENTS: &[&str] =
        &["a", "b", "c", "prod", "net", "w", "x", ".", "..", "", "**", "*", "a*", "*.tf", "main.tf"];
    let segments: Vec<&str> = (0..=random.below(4)).map(|_| *random.of(SEGMENTS)).collect();
    segments.join("/")
}

pub(crate) fn key(random: &mut Random) -> String {
    match random.below(9) {
        0..3 => random.of(DIRECTORIES).to_string(),
        3..5 => random.of(ODD_KEYS).to_string(),
        5..8 => random.of(GLOB_KEYS).to_string(),
        _ => join(random),
    }
}

pub(crate) fn pattern(random: &mut Random) -> String {
    const HEADS: &[&str] = &[
        "${DIR}/",
        "${DIR}/",
        "${DIR}",
        "",
        "a/",
        "prod/",
        "../",
        "${DIR}/../",
        "./",
        "/",
        "**/",
        "${WORKSPACE}/",
        "{a,b}/",
        "[ab]/",
        "${DIR}/../../",
        "*/",
        "${DIR}/*/",
        "a/../",
        "${DIR}/**/",
        "net/",
        "${DIR}/../../../../../../../../../",
    ];
    const TAILS: &[&str] = &[
        "*.tf",
        "*.tf",
        "**",
        "*",
        "*.{tf,hcl}",
        "main.tf",
        "x?.tf",
        "{main,x}.tf",
        "**/*.tf",
        "${WORKSPACE}.tfvars",
        "",
        "**/net/*.tf",
        "*a*.tf",
        "*{a,b}*",
        "*abc{d,e}*f",
        "..",
        ".",
        "*/..",
        "*/../x.tf",
        "\\*.tf",
        "*.tfvars",
        "*a[b]*",
        "*main?tf*",
        "**/",
        "b",
        "${DIR}",
        "*/${DIR}/*",
        "*${WORKSPACE}*",
        "*/ab/..",
        "x.tf/",
        "*//*",
        "*/./*",
        "**/*/",
        "[x].tf",
    ];
    let bang = if random.one_in(5) { "!" } else { "" };
    let heads: String = random.list(2, |random| *random.of(HEADS)).concat();
    format!("{bang}{heads}{}", random.of(TAILS))
}

fn atom(random: &mut Random) -> String {
    let key = if random.one_in(2) { random.of(DIRECTORIES).to_string() } else { key(random) };
    match random.below(13) {
        12 => {
            random.of(&["workspace:default", "a in dir", "dir:a", "prod in dir", "dir:prod", "net in dir"]).to_string()
        }
        0 | 1 => random.of(TAGS).to_string(),
        2 | 3 => random.of(ATOMS).to_string(),
        4 | 5 => format!("dir:{key}"),
        6 | 7 => format!("{key} in dir"),
        8 => format!("dir~{key}"),
        9 => format!("relative_dir:{key}"),
        _ => {
            let kind = random.of(&["workspace:", "stack:", "stack_name:", "branch:", "dest_branch:"]);
            format!("{kind}{}", random.of(NAMES))
        }
    }
}

pub(crate) fn query(random: &mut Random) -> String {
    if random.one_in(12) {
        let (one, other) = (atom(random), atom(random));
        return random
            .of(&[format!("{one} or not {one}"), format!("not {one} or not {other}"), format!("{one} and not {one}")])
            .clone();
    }
    let mut query = atom(random);
    for _ in 0..random.below(4) {
        let other = if random.one_in(3) { format!("not {}", atom(random)) } else { atom(random) };
        query = match random.below(6) {
            0 | 1 => format!("{query} and {other}"),
            2 | 3 => format!("{query} or {other}"),
            4 => format!("{query} {other}"),
            _ => format!("({query}) and not ({other})"),
        };
    }
    if random.one_in(12) { String::new() } else { query }
}

fn when_modified(random: &mut Random) -> Json {
    let mut section = Map::new();
    if random.below(4) != 0 {
        let patterns: Vec<String> = (0..=random.below(3)).map(|_| pattern(random)).collect();
        let patterns = if random.one_in(15) { Vec::new() } else { patterns };
        section.insert("file_patterns".to_owned(), json!(patterns));
    }
    if random.one_in(6) {
        section.insert("depends_on".to_owned(), json!(query(random)));
    }
    Json::Object(section)
}

/// Or one that other entries have as well.
fn shared_when_modified(random: &mut Random) -> Json {
    if random.one_in(4) { json!(random.of(&["*w0", "*w1"])) } else { when_modified(random) }
}

fn workspaces(random: &mut Random) -> Json {
    let each = random.list(2, |random| {
        let mut section = Map::new();
        if random.one_in(2) {
            section.insert("tags".to_owned(), json!(random.list(2, |random| *random.of(TAGS))));
        }
        if random.one_in(3) {
            section.insert("when_modified".to_owned(), shared_when_modified(random));
        }
        (random.of(WORKSPACES).to_string(), Json::Object(section))
    });
    Json::Object(each.into_iter().collect())
}

fn dir(random: &mut Random) -> Json {
    let mut section = Map::new();
    if random.one_in(2) {
        section.insert("tags".to_owned(), json!(random.list(2, |random| *random.of(TAGS))));
    }
    if random.one_in(2) {
        section.insert("when_modified".to_owned(), shared_when_modified(random));
    }
    if random.one_in(5) {
        section.insert("workspaces".to_owned(), workspaces(random));
    }
    if random.one_in(10) {
        section.insert("stacks".to_owned(), workspaces(random));
    }
    Json::Object(section)
}

fn people(random: &mut Random) -> Json {
    const PEOPLE: &[&str] = &[
        "*",
        "user:al",
        "user:",
        "user:@al",
        "user:a b",
        "team:sre",
        "team:org/sre",
        "team:@org/sre",
        "team:/x",
        "team:a*",
        "role:admin",
        "role:read",
        "role:owner",
        "role:Admin",
        "role:",
        "user:*",
        "user:a:b",
        "user:a_b",
        "user:a/b",
    ];
    if random.one_in(8) { Json::Null } else { json!(random.list(3, |random| *random.of(PEOPLE))) }
}

fn policies(random: &mut Random) -> Json {
    let each = random.list(5, |random| {
        let mut policy = Map::from_iter([("tag_query".to_owned(), json!(query(random)))]);
        for key in ["plan", "apply", "apply_force", "superapproval", "apply_with_superapproval"] {
            if random.one_in(3) {
                policy.insert(key.to_owned(), people(random));
            }
        }
        Json::Object(policy)
    });
    json!(each)
}

fn access_control(random: &mut Random) -> Json {
    let mut section = Map::new();
    if random.one_in(8) {
        section.insert("enabled".to_owned(), json!(random.one_in(2)));
    }
    if random.below(8) != 0 {
        section.insert("policies".to_owned(), policies(random));
    }
    for key in ["unlock", "ci_config_update", "terrateam_config_update"] {
        if random.one_in(5) {
            section.insert(key.to_owned(), people(random));
        }
    }
    if random.one_in(3) {
        let mut files =
            random.list(3, |random| (format!("{}{}", key(random), random.of(&["", "/main.tf"])), people(random)));
        if random.one_in(2) {
            files.push((random.of(&GATE).0.to_owned(), people(random)));
        }
        section.insert("files".to_owned(), Json::Object(files.into_iter().collect()));
    }
    Json::Object(section)
}

fn checks(random: &mut Random) -> Json {
    let each = random.list(4, |random| {
        let mut check = Map::from_iter([("tag_query".to_owned(), json!(query(random)))]);
        if random.one_in(3) {
            let mut approved = Map::new();
            if random.one_in(2) {
                approved.insert("enabled".to_owned(), json!(random.one_in(2)));
            }
            for key in ["any_of", "all_of"] {
                if random.one_in(2) {
                    approved.insert(key.to_owned(), people(random));
                }
            }
            if random.one_in(3) {
                approved.insert("any_of_count".to_owned(), json!(random.below(3)));
            }
            check.insert("approved".to_owned(), Json::Object(approved));
        }
        Json::Object(check)
    });
    json!({ "checks": each })
}

fn stacks(random: &mut Random) -> Json {
    let each = random.list(2, |random| (random.of(NAMES).to_string(), json!({ "tag_query": query(random) })));
    json!({ "names": Json::Object(each.into_iter().collect()) })
}

fn branches(random: &mut Random) -> Json {
    const PATTERNS: &[&str] = &["main", "^main$", "feature", "release/%d+", "release-1", ".*", "^x"];
    let each = random.list(2, |random| (random.of(NAMES).to_string(), json!(random.of(PATTERNS))));
    Json::Object(each.into_iter().collect())
}

/// What makes up one section.
type Section = fn(&mut Random) -> Json;

/// A configuration. Most sections are left out of most, so that one does not make the others meaningless.
pub(crate) fn config(random: &mut Random) -> Json {
    let mut config = Map::new();
    config.insert("definitions".to_owned(), json!({ "w0": when_modified(random), "w1": when_modified(random) }));
    let dirs: Map<String, Json> = (0..=random.below(4)).map(|_| (key(random), dir(random))).collect();
    if random.below(6) != 0 {
        config.insert("dirs".to_owned(), Json::Object(dirs));
    }
    let sections: [(&str, usize, Section); 8] = [
        ("when_modified", 4, when_modified),
        ("access_control", 2, access_control),
        ("apply_requirements", 3, checks),
        ("stacks", 5, stacks),
        ("workflows", 5, |random| json!(random.list(4, |random| json!({ "tag_query": query(random) })))),
        ("tags", 4, |random| json!({ "branch": branches(random), "dest_branch": branches(random) })),
        ("default_branch_overrides", 10, |random| {
            json!(random.list(3, |random| *random.of(&["access_control", "apply_requirements", "dirs", "hooks"])))
        }),
        ("notifications", 12, |random| json!({ "policies": [{ "tag_query": query(random) }] })),
    ];
    for (name, rarity, section) in sections {
        if random.one_in(rarity) {
            config.insert(name.to_owned(), section(random));
        }
    }
    Json::Object(config)
}

/// As text: JSON, which is YAML too, with the definitions behind their anchors.
pub(crate) fn text(config: &Json) -> String {
    let text = config.to_string();
    ["w0", "w1"].iter().fold(text, |text, name| {
        text.replace(&format!("\"*{name}\""), &format!("*{name} ")).replacen(
            &format!("\"{name}\":"),
            &format!("\"{name}\": &{name} "),
            1,
        )
    })
}

/// Files of a repository, in git's order: made up, and some that the words of the configuration call for.
pub(crate) fn files(random: &mut Random, wanted: &[String]) -> Vec<String> {
    let mut files = random.list(8, |random| {
        let dir = *random.of(DIRECTORIES);
        at(dir, random.of::<&str>(FILES))
    });
    if !wanted.is_empty() {
        files.extend(random.list(8, |random| random.of(wanted).clone()));
    }
    // A path that is a file cannot be a directory as well.
    files.sort();
    files.dedup();
    let all = files.clone();
    files.retain(|file| !all.iter().any(|other| other.starts_with(&format!("{file}/"))));
    files
}

/// The path of a file in a directory.
pub(crate) fn at(dir: &str, name: &str) -> String {
    if dir == "." { name.to_owned() } else { format!("{dir}/{name}") }
}
