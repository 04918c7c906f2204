//! What has to be true of every page, told by a parser of Markdown that knows nothing of how it was drawn.

use pulldown_cmark::{Event, Options, Parser, Tag};
use whomay::output::report::Dialect;

pub(crate) const DIALECTS: [Dialect; 3] = [Dialect::Github, Dialect::Gitlab, Dialect::Bitbucket];

/// All HTML that a page may hold, besides the marker.
const HTML: [&str; 7] = ["<code>", "</code>", "<details>", "<details open>", "</details>", "<summary>", "</summary>"];

/// What a reader of the page sees.
pub(crate) struct Seen {
    /// Outside of code.
    pub(crate) prose: String,
    /// Each piece of code.
    pub(crate) code: Vec<String>,
    /// Each heading.
    pub(crate) headings: Vec<String>,
}

/// Checks a page, and returns what is seen of it.
pub(crate) fn check(page: &str, dialect: Dialect) -> Seen {
    let marker = match dialect {
        Dialect::Github | Dialect::Gitlab => "<!-- whomay:report v1 -->",
        Dialect::Bitbucket => "[//]: # (whomay:report v1)",
    };
    assert_eq!(page.lines().next(), Some(marker));
    assert_eq!(page.lines().filter(|line| line.contains(marker)).count(), 1, "the marker is made once");
    assert!(page.lines().nth(1).unwrap().starts_with("## ") || dialect == Dialect::Bitbucket);
    assert!(page.lines().last().unwrap().starts_with("Self-check: "), "{page}");
    assert_eq!(page.matches("<details").count(), page.matches("</details>").count());
    for line in page.lines() {
        assert!(!line.trim_start().starts_with('/'), "a quick action: {line}");
    }
    let seen = read(page, dialect);
    for sign in ["@", "#", "!", "~", "%", "$", "&", "://", "www.", "<", ">", "\u{200b}"] {
        assert!(!seen.prose.contains(sign), "{sign} outside of code: {}", seen.prose);
    }
    seen
}

/// Reads the page. Fails on what no page may hold.
fn read(page: &str, dialect: Dialect) -> Seen {
    let mut seen = Seen { prose: String::new(), code: Vec::new(), headings: Vec::new() };
    let mut in_heading = false;
    let mut in_code = false;
    let mut folds = 0_i32;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert_ne!(dialect, Dialect::Bitbucket, "HTML is shown as text: {html}");
                read_html(&html, &mut seen, &mut in_code, &mut folds);
            }
            Event::Text(text) if in_code => seen.code.last_mut().unwrap().push_str(&text),
            Event::Text(text) => {
                seen.prose.push_str(&text);
                if in_heading {
                    seen.headings.last_mut().unwrap().push_str(&text);
                }
            }
            Event::Code(code) => seen.code.push(code.to_string()),
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                seen.headings.push(String::new());
            }
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong | Tag::HtmlBlock)
            | Event::End(_) => {
                seen.prose.push(' ');
            }
            Event::SoftBreak => seen.prose.push('\n'),
            other => panic!("no page holds {other:?}"),
        }
    }
    assert_eq!(folds, 0, "each fold is closed");
    assert!(!in_code, "each code is closed");
    seen
}

/// HTML is read tag by tag: anything but the few that are known fails.
fn read_html(html: &str, seen: &mut Seen, in_code: &mut bool, folds: &mut i32) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text(&rest[..start], seen, *in_code);
        let end = start + rest[start..].find('>').expect("a tag ends") + 1;
        let tag = &rest[start..end];
        rest = &rest[end..];
        if tag == "<!-- whomay:report v1 -->" {
            continue;
        }
        assert!(HTML.contains(&tag), "no page holds {tag}");
        match tag {
            "<code>" => {
                assert!(!*in_code, "code in code");
                *in_code = true;
                seen.code.push(String::new());
            }
            "</code>" => *in_code = false,
            "<details>" | "<details open>" => *folds += 1,
            "</details>" => *folds -= 1,
            _ => {}
        }
        assert!(*folds >= 0, "a fold is closed that is not open");
    }
    text(rest, seen, *in_code);
}

fn text(text: &str, seen: &mut Seen, in_code: bool) {
    let target = if in_code { seen.code.last_mut().unwrap() } else { &mut seen.prose };
    target.push_str(&decoded(text));
}

/// Decimal entities, as a browser reads them.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("&#") {
        out.push_str(&rest[..start]);
        let end = start + rest[start..].find(';').expect("an entity ends");
        out.push(char::from_u32(rest[start + 2..end].parse().unwrap()).unwrap());
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}
