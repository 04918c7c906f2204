//! The documentation of a lint, taken apart: its sections, and the blocks of code in them.
//!
//! One text serves the source, the page, the terminal and the tests, so it is Markdown of a plain sort: headings with
//! `##`, blocks with three backticks, and nothing nested.

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// Its heading.
    pub title: &'a str,
    /// Everything below the heading, blocks included, without the blank of a comment before each line.
    pub body: String,
    /// The blocks of code.
    pub blocks: Vec<Block>,
}

/// One block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the opening backticks: `yaml`, `files`, `hcl prod/main.tf`.
    pub info: String,
    /// The code, every line ended.
    pub text: String,
}

/// The sections of a lint's documentation, in order.
pub fn sections(about: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut open: Option<Block> = None;
    for line in about.lines() {
        // A doc comment keeps the blank between its slashes and its text.
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let (None, Some(title)) = (&open, line.strip_prefix("## ")) {
            sections.push(Section { title, body: String::new(), blocks: Vec::new() });
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        section.body.push_str(line);
        section.body.push('\n');
        match (open.take(), line.strip_prefix("```")) {
            // A path that begins with a dot stands in quotes, without which rustdoc takes the dot for the name of a class.
            (None, Some(info)) => open = Some(Block { info: info.replace('"', ""), text: String::new() }),
            (Some(block), Some(_)) => section.blocks.push(block),
            (Some(mut block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    for section in &mut sections {
        section.body = section.body.trim().to_owned();
    }
    sections
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a section that is not there fails the test")]
mod tests {
    use super::*;

    #[test]
    fn headings_and_blocks_are_taken_apart() {
        let found =
            sections(" ## A\n\n one\n\n ```yaml\n # ## not a heading\n a:\n   b\n ```\n ## B\n ```files\n x\n ```\n");
        assert_eq!(found.iter().map(|section| section.title).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(
            found[0].blocks,
            [Block { info: "yaml".to_owned(), text: "# ## not a heading\na:\n  b\n".to_owned() }]
        );
        assert!(found[0].body.starts_with("one\n\n```yaml"));
        assert_eq!(found[1].blocks[0].info, "files");
    }
}
