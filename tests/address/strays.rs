//! Where a text says where this program lives and which version it is, and what ought to stand there instead.
//!
//! A place is known by its surroundings and not by its value, so that one that was forgotten is found whatever it says.

use std::ops::Range;

/// The name of the repository, which does not change with its owner.
const NAME: &str = "whomay";

/// What Cargo.toml says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// `OWNER/whomay`, at GitHub.
    pub(crate) slug: String,
    /// As `0.1.0`.
    pub(crate) version: String,
}

impl Address {
    /// Of the text of Cargo.toml; `None` where it is not one of ours.
    pub(crate) fn of(manifest: &str) -> Option<Address> {
        let value = |key: &str| {
            let start = format!("{key} = \"");
            manifest.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix('"')).map(str::to_owned)
        };
        let slug = value("repository")?.strip_prefix("https://github.com/")?.to_owned();
        let owner = slug.strip_suffix(NAME)?.strip_suffix('/')?;
        let plain = !owner.is_empty() && owner.chars().all(is_of_owner);
        plain.then_some(Address { version: value("version")?, slug })
    }
}

/// A place that says something else than Cargo.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    /// The bytes that are wrong.
    pub(crate) place: Range<usize>,
    /// What has to stand there; the empty text for a line that has to go.
    pub(crate) wanted: String,
}

/// Everything in the file that is not as Cargo.toml has it, in order.
pub(crate) fn strays(path: &str, text: &str, address: &Address) -> Vec<Stray> {
    let mut found: Vec<Stray> = Vec::new();
    if path.ends_with(".lock") {
        found.extend(own_versions(text, "\nname = \"whomay\"\nversion = \"", address));
        return found;
    }
    let slugs = slugs(path, text);
    for slug in &slugs {
        found.extend(differs(text, slug.clone(), &address.slug));
    }
    // What was released before is history.
    if path != "CHANGELOG.md" {
        if !path.starts_with("src/") {
            found.extend(references(text, &slugs, address));
        }
        found.extend(revisions(text, &slugs, address));
        found.extend(prefixes(path).flat_map(|prefix| own_versions(text, prefix, address)));
    }
    if path == "action/release.txt" && !found.is_empty() {
        found.extend(sums(text));
    }
    found.sort_by_key(|stray| stray.place.start);
    let mut free = 0;
    // Two rules may know the same place; what begins earlier has more of it.
    found.retain(|stray| {
        let is_new = stray.place.start >= free;
        free = free.max(stray.place.end);
        is_new
    });
    found
}

/// The text with everything put right.
pub(crate) fn mended(text: &str, strays: &[Stray]) -> String {
    let mut mended = String::new();
    let mut copied = 0;
    for stray in strays {
        mended.push_str(&text[copied..stray.place.start]);
        mended.push_str(&stray.wanted);
        copied = stray.place.end;
    }
    mended.push_str(&text[copied..]);
    mended
}

/// What is shipped, or shown to people: there a version is one of ours more often.
pub(crate) const SHIPPED: [&str; 10] = [
    "README.md",
    "SECURITY.md",
    "action",
    "docs/",
    "hooks/",
    "pyproject.toml",
    "release/",
    "templates/",
    "workflows/",
    ".github/",
];

/// What stands right before a version of ours. A `v` may be between.
const ANYWHERE: [&str; 6] =
    ["whomay==", "whomay@", "whomay ", "whomay-", "whomay/releases/download/", "whomay/releases/tag/"];

/// What does so in what is shipped.
const IN_SHIPPED: [&str; 13] = [
    "/whomay/",
    "refs/tags/",
    "gh release download ",
    "git clone --quiet --branch ",
    "git push origin ",
    "git tag --sign ",
    "`ref: ",
    "`@",
    "`lint@",
    "make a tag `",
    "the commit of `",
    "\n    version:\n      default: \"",
    "\n      description: The version of whomay\n      default: \"",
];

/// What does so in one file.
const IN_ONE: [(&str, &str); 4] = [
    ("README.md", "\nmin_version: "),
    ("docs/config.md", "\nmin_version: "),
    ("action/release.txt", "\nversion "),
    ("pyproject.toml", "\nversion = \""),
];

fn prefixes(path: &str) -> impl Iterator<Item = &'static str> {
    // They have a release of their own, which is made up.
    let anywhere: &[&str] = if path.starts_with("tests/action/") { &[] } else { &ANYWHERE };
    let shipped: &[&str] = if SHIPPED.iter().any(|start| path.starts_with(start)) { &IN_SHIPPED } else { &[] };
    let in_one = IN_ONE.iter().filter(|(file, _)| *file == path).map(|(_, prefix)| *prefix).collect::<Vec<_>>();
    anywhere.iter().chain(shipped).copied().chain(in_one)
}

/// What stands before the owner in an address that is written out.
const HOSTS: [&str; 7] = [
    "github.com/",
    "github.com:",
    "api.github.com/repos/",
    "gitlab.com/",
    "CI_SERVER_FQDN/",
    "CI_SERVER_FQDN}/",
    "githubusercontent.com/",
];

/// What stands before one that is not.
const WORDS: [&str; 4] = ["uses: ", "repository ", "--repo ", "--signer-workflow "];

/// Folders that a program of ours lies in. They are owners of nothing.
const FOLDERS: [&str; 7] = ["bin", "debug", "release", "work", "x", "sboms", "schemas"];

fn is_of_owner(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-'
}

fn is_of_word(character: char) -> bool {
    is_of_owner(character) || matches!(character, '_' | '.')
}

/// The places of addresses: behind a host, or as a word of its own whose first part is no known folder.
fn slugs(path: &str, text: &str) -> Vec<Range<usize>> {
    // Tests in shell are full of folders, of which pages that are kept for comparison hold none; what is meant for GitHub is told by what stands around it.
    let folders = path.starts_with("tests/") && ![".rs", ".py", ".snap"].iter().any(|end| path.ends_with(end));
    let found = text.match_indices("/whomay").filter_map(|(slash, found)| slug_at(text, slash, slash + found.len()));
    let meant = |slug: &Range<usize>| {
        let before = &text[..slug.start];
        text[slug.end..].starts_with('@') || HOSTS.iter().chain(&WORDS).any(|word| before.ends_with(word))
    };
    found.filter(|slug| !folders || meant(slug)).collect()
}

fn slug_at(text: &str, slash: usize, end: usize) -> Option<Range<usize>> {
    let (before, after) = (&text[..slash], &text[end..]);
    let name_goes_on = after.starts_with(|next: char| is_of_owner(next) || matches!(next, '_' | '%'))
        || (after.starts_with('.') && !after.starts_with(".git") && after[1..].starts_with(char::is_alphanumeric));
    let start = slash - before.chars().rev().take_while(|character| is_of_word(*character)).count();
    let (outside, owner) = (&text[..start], &text[start..slash]);
    if name_goes_on || owner.is_empty() {
        return None;
    }
    let behind_a_host = HOSTS.iter().any(|host| outside.ends_with(host));
    let alone = owner.chars().all(is_of_owner)
        && !owner.starts_with('-')
        && !outside.ends_with(['/', '\\', '$', '{', '}', '~', '%', '>', '<', '*', ':'])
        && !FOLDERS.contains(&owner);
    (behind_a_host || alone).then_some(start..end)
}

/// What follows an address with `@`: `@v0.1.0`, `/lint@0.1.0`, or a commit with the version in a comment.
fn references(text: &str, slugs: &[Range<usize>], address: &Address) -> Vec<Stray> {
    slugs.iter().filter_map(|slug| reference_after(text, slug.end, address)).collect()
}

fn reference_after(text: &str, end: usize, address: &Address) -> Option<Stray> {
    let within = |from: usize, is_part: fn(char) -> bool| {
        text[from..].find(|c| !is_part(c)).map_or(text.len(), |length| from + length)
    };
    let at = within(end, |c| is_of_word(c) || c == '/');
    let start = at + text[at..].strip_prefix('@').map(|_| 1)?;
    let place = start..within(start, is_of_word);
    let reference = &text[place.clone()];
    if is_commit(reference) {
        let comment = text[place.end..].strip_prefix(" # v").map(|_| place.end + 4)?;
        return differs(text, comment..within(comment, is_of_word), &address.version);
    }
    // `@COMMIT` and `@000…` are to be filled in, and `@$REF` was.
    if reference.is_empty() || reference.chars().all(|character| character.is_ascii_uppercase() || character == '0') {
        return None;
    }
    let component = reference.starts_with(|first: char| first.is_ascii_digit());
    let wanted = if component { address.version.clone() } else { format!("v{}", address.version) };
    differs(text, place, &wanted)
}

fn is_commit(reference: &str) -> bool {
    reference.len() == 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The `rev:` of a pre-commit configuration, which stands below the address.
fn revisions(text: &str, slugs: &[Range<usize>], address: &Address) -> Vec<Stray> {
    let below = |slug: &Range<usize>| {
        let line = text[..slug.start].rfind('\n').map_or(0, |newline| newline + 1);
        text[line..slug.start].trim_start_matches([' ', '-']).strip_prefix("repo: ")?;
        let start = slug.end + text[slug.end..].find('\n')?;
        let value = start + text[start..].strip_prefix('\n')?.find("rev: ").map(|found| 1 + found + 5)?;
        let between = &text[start..value];
        (between.lines().count() <= 2 && between.trim() == "rev:").then_some(value)
    };
    let value = slugs.iter().filter_map(below);
    let place = value.map(|start| start..start + text[start..].find(char::is_whitespace).unwrap_or(text.len() - start));
    place.filter_map(|place| differs(text, place, &format!("v{}", address.version))).collect()
}

/// The versions right behind this text, if they are others.
fn own_versions(text: &str, prefix: &str, address: &Address) -> Vec<Stray> {
    let starts = text.match_indices(prefix).map(|(at, found)| at + found.len());
    let starts = starts.map(|start| start + usize::from(text[start..].starts_with('v')));
    starts.filter_map(|start| differs(text, version_at(text, start)?, &address.version)).collect()
}

/// Three numbers, and what a version before a release has behind them.
fn version_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let mut end = 0;
    for part in 0..3 {
        let dot = usize::from(part > 0);
        if part > 0 && !rest[end..].starts_with('.') {
            return None;
        }
        let digits = rest[end + dot..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        end += dot + digits;
    }
    let before_a_release = ["-alpha", "-beta", "-rc"].iter().any(|mark| rest[end..].starts_with(mark));
    if before_a_release {
        end += 1 + rest[end + 1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'.').count();
    }
    Some(start..start + end)
}

/// Sums of archives of another version, or of another address, which is in the program.
fn sums(text: &str) -> Vec<Stray> {
    let lines = text.match_indices("\nsha256 ").map(|(at, _)| at + 1);
    let end = |start: usize| text[start..].find('\n').map_or(text.len(), |newline| start + newline + 1);
    lines.map(|start| Stray { place: start..end(start), wanted: String::new() }).collect()
}

fn differs(text: &str, place: Range<usize>, wanted: &str) -> Option<Stray> {
    (&text[place.clone()] != wanted).then(|| Stray { place, wanted: wanted.to_owned() })
}
