//! `--format markdown`: nothing that comes from a repository can act on the page that it is put on.
//!
//! Read back by a Markdown parser that shares no code with the renderer.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use whomay::access::reason::Clause;
use whomay::output::answer::{Answer, Commits, DirspaceName, OutcomeAnswer, Place, ReasonAnswer, RunAnswer, Warning};
use whomay::output::markdown::render;

use crate::playground::Playground;

/// Texts that try to be more than text.
pub(crate) const HOSTILE: &[&str] = &[
    "a|b",
    "`a` ``b",
    "@org/team",
    "a@b.example",
    "#1 !2 GH-3",
    "two\nlines\r\n\n# heading",
    "<img src=x onerror=alert(1)>",
    "</code></td></table><script>",
    "<!-- whomay -->",
    "&lt;b&gt; &commat;org",
    "\u{1b}[2J\u{1b}]8;;https://e.vil\u{7}",
    "\u{202e}ft.niam\u{200b}",
    "https://e.vil www.e.vil",
    "[text](https://e.vil) ![i](x)",
    "**bold** _it_ ~~no~~ \\",
    "- [x] item",
    "::error::it",
    "$(id) ${{ secrets.X }} %0A",
    " two  spaces ",
    "",
    "---",
    "|---|---|",
];

/// What a reader would see.
#[derive(Debug, Default)]
pub(crate) struct Page {
    rows: Vec<Vec<String>>,
    pub(crate) text: String,
    /// Text that stands outside of code, where a forge looks for mentions.
    pub(crate) loose: String,
}

impl Page {
    /// Fails for everything but headings, paragraphs, lists, quotes, one table, bold, `<code>` and `<br>`.
    pub(crate) fn read(markdown: &str) -> Page {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut page = Page::default();
        let mut cell: Option<String> = None;
        let mut in_code = false;
        for event in Parser::new_ext(markdown, options) {
            let shown = match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    page.rows.push(Vec::new());
                    continue;
                }
                Event::Start(Tag::TableCell) => {
                    cell = Some(String::new());
                    continue;
                }
                Event::End(TagEnd::TableCell) => {
                    page.rows.last_mut().unwrap().push(cell.take().unwrap());
                    continue;
                }
                Event::Start(
                    Tag::Table(_)
                    | Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::Strong
                    | Tag::BlockQuote(_),
                )
                | Event::End(_) => continue,
                Event::InlineHtml(html) => match html.as_ref() {
                    "<code>" => {
                        assert!(!std::mem::replace(&mut in_code, true), "code in code: {markdown}");
                        continue;
                    }
                    "</code>" => {
                        assert!(std::mem::take(&mut in_code), "{markdown}");
                        continue;
                    }
                    "<br>" => "\n".into(),
                    other => panic!("{other} in {markdown}"),
                },
                Event::Text(text) => text,
                other => panic!("{other:?} in {markdown}"),
            };
            if !in_code {
                page.loose.push_str(&shown);
            }
            page.text.push_str(&shown);
            if let Some(cell) = &mut cell {
                cell.push_str(&shown);
            }
        }
        assert!(!in_code, "{markdown}");
        page
    }

    /// Fails where a forge would find somebody to notify or something to link.
    pub(crate) fn has_no_reference(&self) {
        let loose: Vec<char> = self.loose.chars().collect();
        for pair in loose.windows(2) {
            let [mark, next] = pair else { unreachable!("windows of two") };
            let calls = matches!(mark, '@' | '#' | '!' | '$' | '%' | '&' | '^' | '~') && next.is_alphanumeric();
            assert!(!calls, "{mark}{next} in {}", self.loose);
        }
        assert!(!self.loose.contains("://") && !self.loose.contains("www.e"), "{}", self.loose);
    }
}

/// As the escaper shows it in a terminal, which a page shows too. Spaces that cannot break stand for plain ones.
pub(crate) fn seen(text: &str) -> String {
    whomay::output::escape::terminal(text).into_owned()
}

pub(crate) fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ").replace('\u{200b}', "")
}

pub(crate) fn outcome(dir: &str, workspace: &str, user: &str, text: &str) -> OutcomeAnswer {
    let place =
        Place { path: dir.to_owned(), line: 3, column: 1, end_line: 3, span: whomay::source::Span::new(id(), 0, 0) };
    OutcomeAnswer {
        dir: Some(dir.to_owned()),
        workspace: Some(workspace.to_owned()),
        operation: "apply",
        user: Some(user.to_owned()),
        verdict: "deny",
        condition: None,
        reasons: vec![ReasonAnswer {
            clause: Clause::Policy.name(),
            verdict: "deny",
            text: text.to_owned(),
            condition: None,
            unavailable: None,
            place: Some(place),
        }],
        approvals: None,
        missing: None,
    }
}

fn id() -> whomay::source::SourceId {
    whomay::source::SourceMap::new().add("x", "", None)
}

pub(crate) fn answer(outcomes: Vec<OutcomeAnswer>) -> Answer {
    Answer {
        format: 1,
        tool: "whomay".to_owned(),
        profile: "terrateam",
        vcs: "github",
        verdict: "deny",
        request: None,
        commits: Commits::default(),
        configs: Vec::new(),
        premises: Vec::new(),
        assumptions: Vec::new(),
        warnings: Vec::new(),
        dirspaces: Vec::new(),
        outcomes,
        runs: Vec::new(),
        unclaimed: Vec::new(),
    }
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    for hostile in HOSTILE {
        let page = Page::read(&render(&answer(vec![outcome(hostile, hostile, hostile, hostile)])));
        page.has_no_reference();
        let [head, row] = page.rows.as_slice() else { panic!("{hostile:?}: {page:?}") };
        assert_eq!(head.len(), 5);
        let name = seen(hostile);
        let wanted = [
            format!("{name} {name}"),
            "apply".to_owned(),
            name.clone(),
            "deny".to_owned(),
            format!("{name} ({name} line 3)"),
        ];
        for (cell, wanted) in row.iter().zip(&wanted) {
            // The edges of a cell are blank whatever is in it.
            assert_eq!(plain(cell).trim(), wanted.trim(), "{hostile:?}");
        }
    }
}

#[test]
fn names_that_differ_are_shown_differently() {
    let mut cells: Vec<String> = Vec::new();
    for dir in ["a b", "a  b", " a b", "a b ", "a|b", "a\u{2758}b", "a\\b", "a&#124;b", "a\nb", "a\\nb"] {
        let page = Page::read(&render(&answer(vec![outcome(dir, "w", "u", "t")])));
        cells.push(page.rows[1][0].clone());
    }
    let distinct: std::collections::BTreeSet<&String> = cells.iter().collect();
    // A line end is spelled as `\n` is; the two are the price of showing it at all.
    assert_eq!(distinct.len(), cells.len() - 1, "{cells:#?}");
}

#[test]
fn hostile_text_around_the_table_does_nothing_either() {
    for hostile in HOSTILE {
        let mut answer = answer(vec![OutcomeAnswer {
            condition: Some((*hostile).to_owned()),
            ..outcome("a", "default", "eve", hostile)
        }]);
        let place = None;
        answer.warnings.push(Warning { text: (*hostile).to_owned(), place });
        answer.assumptions.push(format!("review:{hostile}=approved"));
        answer.unclaimed.push((*hostile).to_owned());
        let name = DirspaceName { dir: (*hostile).to_owned(), workspace: (*hostile).to_owned() };
        answer.runs.push(RunAnswer {
            user: Some((*hostile).to_owned()),
            operation: "apply",
            would_run: Vec::new(),
            held_back_by: vec![name],
        });
        let page = Page::read(&render(&answer));
        page.has_no_reference();
        assert_eq!(page.rows.len(), 2, "{hostile:?}: {page:?}");
        assert!(plain(&page.text).contains(&seen(hostile)), "{hostile:?}: {page:?}");
    }
}

#[test]
fn many_rows_are_cut_and_counted() {
    let rows = |count: usize| {
        let outcomes = (0..count).map(|at| outcome(&format!("dir-{at}"), "default", "eve", "no")).collect();
        render(&answer(outcomes))
    };
    for (count, shown, more) in [(199, 199, None), (200, 200, None), (201, 200, Some(1)), (5000, 200, Some(4800))] {
        let markdown = rows(count);
        let page = Page::read(&markdown);
        assert_eq!(page.rows.len(), shown + 1, "{count}");
        assert!(page.rows.iter().all(|row| row.len() == 5), "{count}");
        let note =
            more.map(|more: usize| format!("… and {more} outcome{} not shown.", if more == 1 { "" } else { "s" }));
        assert_eq!(note.as_ref().is_some_and(|note| page.text.contains(note)), more.is_some(), "{count}");
        assert!(markdown.len() < 65_536, "a forge cuts comments off there: {}", markdown.len());
    }
}

#[test]
fn the_rows_that_stand_in_the_way_come_first() {
    let mut outcomes: Vec<OutcomeAnswer> = (0..300)
        .map(|at| OutcomeAnswer { verdict: "allow", ..outcome(&format!("dir-{at}"), "default", "eve", "yes") })
        .collect();
    outcomes.push(outcome("last", "default", "eve", "no"));
    let page = Page::read(&render(&answer(outcomes)));
    assert!(page.rows.iter().any(|row| row[3] == "deny"), "a page that says deny has to show what is denied");
}

#[test]
fn long_text_leaves_the_page_within_what_a_forge_takes() {
    let long = "`x|".repeat(2000);
    let outcomes = (0..300).map(|_| outcome(&long, &long, &long, &long)).collect();
    let markdown = render(&answer(outcomes));
    assert!(markdown.len() < 65_536, "{}", markdown.len());
    Page::read(&markdown).has_no_reference();
}

#[test]
fn nothing_to_decide_has_no_table() {
    let tour = Playground::of_the_tour();
    let markdown = tour.answer(&["simulate", "--user", "devin", "--query", "no-such-tag", "--format", "markdown"]);
    let page = Page::read(&markdown);
    assert!(page.rows.is_empty(), "{markdown}");
    assert!(page.text.contains("nothing-to-decide"), "{markdown}");
}

#[test]
fn the_tour_as_markdown() {
    let tour = Playground::of_the_tour();
    let markdown = tour.answer(&["simulate", "--facts", "facts.yml", "--all-users", "--format", "markdown"]);
    let page = Page::read(&markdown);
    page.has_no_reference();
    assert_eq!(page.rows.len(), 1 + 5 * 4 * 2, "{markdown}");
    assert!(page.text.contains("docs/network.md"), "what belongs to no dirspace is said: {markdown}");
}
