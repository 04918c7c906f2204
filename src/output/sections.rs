//! A page of short sections: a title, and below it what belongs to it.

use std::fmt::Write as _;

use anstyle::AnsiColor;

use super::diagnostics::Style;
use super::escape;
use super::page::Page;

/// A title and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Said once, above. Ends in no mark.
    pub title: String,
    /// Below it.
    pub items: Vec<Item>,
    /// Whether it is something to worry about.
    pub urgent: bool,
}

/// Part of a section. All of it may be foreign, and is made harmless here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A name and what is said of it; the names of a section are as wide as the widest.
    Named(String, String),
    /// A sentence.
    Text(String),
    /// Lines to copy, which are not broken.
    Copied(String),
}

impl Section {
    /// A section.
    pub fn new(title: impl Into<String>, items: Vec<Item>) -> Section {
        Section { title: title.into(), items, urgent: false }
    }

    /// One that stands out.
    #[must_use]
    pub fn urgent(self) -> Section {
        Section { urgent: true, ..self }
    }
}

/// Names that are wider push what is said of them into the next line.
const WIDEST_NAME: usize = 44;

/// The sections, with an empty line behind each. What has no item is its title.
pub fn render(sections: &[Section], style: Style) -> String {
    let mut page = Page::new(style);
    for section in sections {
        let title = escape::terminal(&section.title);
        let title = match section.urgent {
            true => page.paint(AnsiColor::Yellow, &title),
            false => page.bold(&title),
        };
        let colon = if section.items.is_empty() { "" } else { ":" };
        page.line(0, &format!("{title}{colon}"));
        let names = section.items.iter().filter_map(|item| match item {
            Item::Named(name, _) => Some(escape::terminal(name).chars().count()).filter(|width| *width <= WIDEST_NAME),
            Item::Text(_) | Item::Copied(_) => None,
        });
        let width = names.max().unwrap_or(0);
        section.items.iter().for_each(|item| draw(&mut page, item, width));
        page.text.push('\n');
    }
    page.text
}

fn draw(page: &mut Page, item: &Item, width: usize) {
    match item {
        Item::Text(text) => page.line(2, &escape::terminal(text)),
        Item::Named(name, text) => {
            let name = escape::terminal(name);
            let text = escape::terminal(text);
            if name.chars().count() > width {
                let _ = writeln!(page.text, "  {name}");
                page.hanging(&" ".repeat(4 + width), &text);
            } else {
                page.hanging(&format!("  {name:width$}  "), &text);
            }
        }
        Item::Copied(lines) => {
            for line in lines.lines() {
                let line = format!("      {}", escape::terminal(line));
                let _ = writeln!(page.text, "{}", line.trim_end());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { width: 50, colour: false };

    #[test]
    fn names_stand_below_each_other_and_code_is_not_broken() {
        let items = vec![
            Item::Named("a".to_owned(), "first of a few words that do not fit".to_owned()),
            Item::Named("long/name".to_owned(), "second".to_owned()),
            Item::Text("a sentence".to_owned()),
            Item::Copied(format!("{}\n\nx: y", "word ".repeat(12).trim_end())),
        ];
        let text = render(&[Section::new("files", items), Section::new("nothing else", Vec::new())], PLAIN);
        let long = "word ".repeat(12);
        let expected = format!(
            "files:\n  a          first of a few words that do not fit\n  long/name  second\n  a sentence\n      {}\n\n      x: y\n\n\
             nothing else\n\n",
            long.trim_end()
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn everything_foreign_is_harmless() {
        let bad = || "\u{1b}[2J".to_owned();
        let items = vec![Item::Named(bad(), bad()), Item::Text(bad()), Item::Copied(bad())];
        let text = render(&[Section::new(bad(), items)], PLAIN);
        assert!(!text.contains('\u{1b}'), "{text:?}");
        assert_eq!(text.matches("\\u{1b}[2J").count(), 5, "{text}");
    }
}
