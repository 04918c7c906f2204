"""Renders the Markdown of a file as Bitbucket Cloud does: Python-Markdown with its extensions, and HTML shown as text."""

import sys
from pathlib import Path

import markdown

renderer = markdown.Markdown(
    extensions=["abbr", "def_list", "fenced_code", "footnotes", "sane_lists", "tables"],
    extension_configs={"tables": {"use_align_attribute": True}},
)
renderer.preprocessors.deregister("html_block")
renderer.inlinePatterns.deregister("html")
sys.stdout.reconfigure(encoding="utf-8", newline="\n")
print(renderer.convert(Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")))
