//! Links on the pages lead somewhere, and every page is led to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::pages::{Prose, pages, root};

/// A link to a place in this repository: the path from its root, and the heading there.
fn target(page: &str, link: &str) -> Option<(String, Option<String>)> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    let path = if path.is_empty() { page.to_owned() } else { resolved(&Path::new(page).with_file_name(path)) };
    Some((path, anchor))
}

/// The path without `..`.
fn resolved(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(parts.pop(), "{} leads out of the repository", path.display()),
            part => parts.push(part),
        }
    }
    parts.to_str().unwrap().to_owned()
}

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let prose: BTreeMap<&str, Prose> = pages.iter().map(|page| (page.path.as_str(), Prose::of(&page.text))).collect();
    let mut seen = 0;
    for (page, found) in &prose {
        for link in &found.links {
            let Some((path, anchor)) = target(page, link) else { continue };
            assert!(root().join(&path).exists(), "{page}: ({link}) leads to nothing");
            if let Some(anchor) = anchor {
                let there = prose.get(path.as_str()).unwrap_or_else(|| panic!("{page}: ({link}) leads into no page"));
                assert!(
                    there.anchors.contains(&anchor),
                    "{page}: ({link}): there is no such heading: {:?}",
                    there.anchors
                );
            }
            seen += 1;
        }
    }
    assert!(seen >= 30, "{seen}");
}

#[test]
fn every_page_is_led_to() {
    let pages = pages();
    let prose: BTreeMap<&str, Prose> = pages.iter().map(|page| (page.path.as_str(), Prose::of(&page.text))).collect();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut next = vec!["README.md".to_owned(), "docs/README.md".to_owned()];
    while let Some(page) = next.pop() {
        if !reached.insert(page.clone()) {
            continue;
        }
        let links = prose.get(page.as_str()).map_or(&[][..], |found| &found.links);
        let targets = links.iter().filter_map(|link| target(&page, link)).map(|(path, _)| path);
        // A link to a folder shows its README.
        next.extend(targets.map(|path| if root().join(&path).is_dir() { format!("{path}/README.md") } else { path }));
    }
    let lost: Vec<&&str> = prose.keys().filter(|page| !reached.contains(**page) && **page != "CHANGELOG.md").collect();
    assert!(lost.is_empty(), "no link leads from README.md or docs/README.md to {lost:?}");
}

#[test]
fn links_are_resolved_from_their_page() {
    let path = |page, link| target(page, link).map(|(path, _)| path);
    assert_eq!(path("docs/start/a.md", "../b.md#c").as_deref(), Some("docs/b.md"));
    assert_eq!(path("docs/a.md", "#c").as_deref(), Some("docs/a.md"));
    assert_eq!(path("README.md", "docs/").as_deref(), Some("docs"));
    assert_eq!(path("README.md", "https://example.com"), None);
}
