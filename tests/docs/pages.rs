//! The pages that people read, and what stands in them: fenced blocks, headings, links and code within a line.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folders that hold pages for users, besides the root itself.
const FOLDERS: [&str; 6] = ["action", "docs", "hooks", "release", "templates", "workflows"];

/// A page: where it is, from the root of the repository, and its text.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn read(path: &str) -> Page {
        Page { path: path.to_owned(), text: std::fs::read_to_string(root().join(path)).unwrap() }
    }

    /// The blocks of the page.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        blocks(&self.text)
    }

    /// Those of a language, as text.
    pub(crate) fn of_language(&self, language: &str) -> Vec<String> {
        let wanted = self.blocks().into_iter().filter(|block| block.language() == language);
        wanted.map(|block| block.content(&self.text)).collect()
    }

    /// For a message: the page and the line.
    pub(crate) fn place(&self, block: &Block) -> String {
        let line = self.text.get(..block.start).unwrap().matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }
}

/// Every page for users, in order.
pub(crate) fn pages() -> Vec<Page> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    folders.retain(|folder| folder.is_dir());
    found.extend(files_in(root()).into_iter().filter(|path| path.is_file()));
    while let Some(folder) = folders.pop() {
        for path in files_in(&folder) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    let name = |path: PathBuf| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
    let mut names: Vec<String> = found.into_iter().map(name).collect();
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A fenced block: what stands behind the fence, where its lines stand in the text, and how far they are indented.
pub(crate) struct Block {
    pub(crate) info: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    indent: usize,
}

impl Block {
    /// The first word behind the fence.
    pub(crate) fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    /// The file that the block is said to be: the second word behind the fence.
    pub(crate) fn file(&self) -> Option<&str> {
        self.info.split(' ').nth(1)
    }

    /// The lines, without what they are indented by.
    pub(crate) fn content(&self, page: &str) -> String {
        let lines = page.get(self.start..self.end).unwrap().split_inclusive('\n');
        lines.map(|line| line.get(self.indent..).unwrap_or_else(|| line.trim_start_matches(' '))).collect()
    }
}

pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches(' ');
        if let Some(info) = trimmed.trim_end().strip_prefix("```") {
            let indent = line.len() - trimmed.len();
            match open.take() {
                None => open = Some(Block { info: info.to_owned(), start: at + line.len(), end: at, indent }),
                Some(block) => blocks.push(Block { end: at, ..block }),
            }
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block that does not end");
    blocks
}

/// What the prose of a page holds.
#[derive(Default)]
pub(crate) struct Prose {
    /// Where a link to a heading leads.
    pub(crate) anchors: Vec<String>,
    /// Where links and pictures lead, as written.
    pub(crate) links: Vec<String>,
    /// Code within lines, but for headings.
    pub(crate) code: Vec<String>,
}

impl Prose {
    pub(crate) fn of(text: &str) -> Prose {
        let mut prose = Prose::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => prose.add_anchor(&heading.take().unwrap_or_default()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    prose.links.push(dest_url.into_string());
                }
                Event::Text(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
                Event::Code(code) => match &mut heading {
                    Some(heading) => heading.push_str(&code),
                    None => prose.code.push(code.into_string()),
                },
                _ => {}
            }
        }
        prose
    }

    /// As the forges make one: lower case, letters, digits, `-` and `_`, blanks as `-`; a second one of the same name is
    /// numbered.
    fn add_anchor(&mut self, heading: &str) {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let slug: String = heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
        let number = self.anchors.iter().filter(|anchor| **anchor == slug).count();
        self.anchors.push(if number == 0 { slug } else { format!("{slug}-{number}") });
    }
}

#[test]
fn blocks_and_prose_are_told_apart() {
    let text = "# A `b` c!\n\n1. see `x --y` [there](z.md#a-b-c)\n\n   ```sh name\n   whomay --no\n     two\n   ```\n\n# A b c\n";
    let block = &blocks(text)[0];
    assert_eq!((block.language(), block.file()), ("sh", Some("name")));
    assert_eq!(block.content(text), "whomay --no\n  two\n");
    let prose = Prose::of(text);
    assert_eq!(prose.anchors, ["a-b-c", "a-b-c-1"]);
    assert_eq!(prose.links, ["z.md#a-b-c"]);
    assert_eq!(prose.code, ["x --y"]);
}
