// Whether rendered reports are harmless: runs in the page that `run` makes, which holds every report three times, as its
// Markdown, as the HTML that was made of it and as cmark-gfm's syntax tree, and nothing else.
//
// A report is looked at in three ways: as the text that was posted, as the tree that a browser makes of its HTML
// without running anything, and live, in a frame that may do nothing, where whatever it tries is reported.
//
// Everything that can be wrong has a name in RULES. The self-test demands a report that breaks each of them, so
// that a rule which never says anything is found out.
"use strict";

const RULES = {
  mention: "text outside of code that notifies somebody",
  "reference.issue": "text outside of code that links an issue: #1, owner/repo#1, ^alert#1",
  "reference.key": "text outside of code that links an issue by a key: GH-1, GL-1",
  "reference.merge-request": "text outside of code that links a merge request: !1",
  "reference.label": "text outside of code that GitLab takes for a label: ~bug",
  "reference.milestone": "text outside of code that GitLab takes for a milestone: %v1",
  "reference.epic": "text outside of code that GitLab takes for an epic: &1",
  "reference.snippet": "text outside of code that GitLab takes for a snippet: $1",
  "reference.iteration": "text outside of code that GitLab takes for an iteration: *iteration:1",
  "reference.bracket": "text outside of code that GitLab takes for a reference: [issue:1], [[page]]",
  "reference.advisory": "text outside of code that links an advisory: GHSA-…, CVE-…",
  commit: "text outside of code that links a commit, and is not declared as ours",
  link: "text outside of code that a forge makes a link of",
  emoji: "text outside of code that is shown as a picture: :name:",
  maths: "text outside of code that is set as a formula: $…$",
  "element.name": "an element that no report has",
  "element.broken": "a < that begins no whole tag",
  "element.repaired": "the browser makes other elements of it than were written",
  "element.nesting": "elements that are not closed, or not in order",
  "attribute.name": "an attribute that no report has",
  "attribute.handler": "an attribute that runs a script",
  "attribute.address": "an attribute that runs its address",
  "live.blocked": "the page tried to load or run something",
  "live.moved": "the page tried to leave",
  "details.count": "as many openings as closings are not there",
  "details.nesting": "folds or their titles cross something else",
  "details.summary": "a fold without exactly one title, in front, or a title without a fold",
  "details.swallows": "the end of the report is inside of a fold",
  "html.markdown": "Markdown inside of HTML, where it is shown as it is written: a blank line is missing",
  "differs.blocks": "this renderer makes other blocks of it than cmark-gfm does",
  "differs.text": "this renderer shows another text than cmark-gfm does",
  "html.unsupported": "HTML, which Bitbucket shows as text",
  "comment.place": "a comment elsewhere than on the first line",
  "comment.marker": "a marker that is more than one line of plain words",
  definition: "a link definition, which nobody sees, that is not Bitbucket's marker on the first line",
  "line.slash": "a line that GitLab takes for a quick action",
  "line.log": "text that a CI job's log takes for a command",
  "line.command": "a line that a bot takes for its command",
  "character.encoding": "the file is not UTF-8",
  "character.source": "a character in the Markdown that is not seen, or has no meaning",
  "character.shown": "a character on the page that is not seen, or has no meaning",
  "character.width": "more spaces of no width on the page than the Markdown spells as &#8203;",
  "private-use": "a character in code that every font shows differently",
  "table.cells": "a row with more or fewer cells than the header",
  "table.edge": "a row that does not begin and end with a bar",
  "table.lost": "a row that is in no table",
  "table.uneven": "on the page, a row with more or fewer cells than the first",
  "fence.language": "a language that could run: only none, text and diff are written",
  "fence.open": "a fence that is not closed, or closed where it should not be",
  "fence.indented": "code by indentation, which nobody wrote on purpose",
  empty: "nothing is shown",
};

const ELEMENTS = new Set(
  "p h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr th td details summary code pre strong em br hr blockquote".split(" "),
);
const VOID_ELEMENTS = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
// What a browser adds by itself.
const IMPLIED_ELEMENTS = new Set(["html", "head", "body"]);
const LANGUAGES = new Set(["", "text", "diff"]);

const MENTION = /@[\p{L}\p{N}_{"-]/u;
const REFERENCES = {
  "reference.issue": /#\d/u,
  "reference.key": /\bG[HL]-\d/iu,
  "reference.merge-request": /!\d/u,
  "reference.label": /~[\p{L}\p{N}_"]/u,
  "reference.milestone": /%[\p{L}\p{N}_"]/u,
  "reference.epic": /&[\p{L}\p{N}_"]/u,
  "reference.snippet": /\$[\p{L}\p{N}_"]/u,
  "reference.iteration": /\*iteration:/iu,
  "reference.bracket": /\[[a-z_]+:[^\]]+\]|\[\[/iu,
  "reference.advisory": /\b(?:GHSA|CVE)-\w/iu,
};
const COMMIT = /(?<!\w)(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}(?!\w)/giu;
const LINK = /\b[a-z][a-z0-9.+-]*:\/\/\S|\bwww\.\w/iu;
const EMOJI = /:(?:[+-]1|100|1234|[a-z0-9_+-]*[a-z][a-z0-9_+-]*):/iu;

const LOG_COMMAND = /^\s*::|##\[|##vso\[/u;
const BOTS = "atlantis|digger|terrateam|bors";
const ORDERS =
  "run|plan|apply|unlock|lock|help|version|state|import|destroy|approve|gate|show|index|repo-config|feedback|r[+-]|try|retry|cancel";
const BOT_COMMAND = new RegExp(`^[\\s>*+\`_-]*(?:${BOTS})(?:\\s+(?:${ORDERS})(?!\\w).*)?[\\s.\`*_]*$`, "iu");

// Controls, formatting (which holds the directions and the spaces of no width), separators, private use, what is not
// assigned, and what is by definition not seen; and two letters that are blank all the same.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{DI}\u2800\u3164]/gu;
const NO_WIDTH = "\u200b";
const NO_WIDTH_SPELLED = "&#8203;";

const MARKER_WORDS = "[\\w.:;=/+,][\\w .:;=/+,]*(?:-[\\w .:;=/+,]+)*";
const HTML_MARKER = new RegExp(`^<!-- ${MARKER_WORDS} -->\\n?$`, "u");
const BITBUCKET_MARKER = new RegExp(`^\\[//\\]: # \\(${MARKER_WORDS}\\)$`, "u");

// What stands in front of a block's own text: quotes and list items.
const CONTAINER = /^(?:[\s>]|[*+-] |\d+[.)] )*/u;

// ---- a document

function textOf(base64) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.fromBase64(base64));
}

function isUtf8(base64) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(base64));
    return true;
  } catch {
    return false;
  }
}

// cmark-gfm writes characters that XML cannot hold, where the rules for characters look elsewhere, and has no name
// for footnotes, which are no XML then.
function treeOf(xml) {
  const tree = new DOMParser().parseFromString(
    xml
      .replace(/<(\/?)<unknown>/gu, "<$1unknown")
      .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd"),
    "application/xml",
  );
  const error = tree.querySelector("parsererror");
  if (error) throw new Error(`cmark-gfm wrote a tree that is no XML: ${error.textContent}`);
  return tree;
}

// The tags of the HTML as they were written, before a browser mends them.
function tagsOf(html) {
  const tag = /<!--[\s\S]*?-->|<(\/?)([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^"'<>])*>|</giu;
  return Array.from(html.matchAll(tag), ({ 0: written, 1: slash, 2: name, index }) => ({
    written,
    broken: written === "<" && html.slice(index, index + 40),
    closes: slash === "/",
    name: name?.toLowerCase(),
    alone: VOID_ELEMENTS.has(name?.toLowerCase()),
  }));
}

function readReport(island) {
  const { name, dialect, renderer, expect, source, html, tree, commits } = island.dataset;
  const rendered = textOf(html);
  const page = new DOMParser().parseFromString(`<!doctype html><body>${rendered}`, "text/html");
  page.normalize();
  const text = textOf(source);
  const all = [page, ...page.querySelectorAll("*")];
  const texts = [];
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  return {
    name: textOf(name),
    dialect: textOf(dialect),
    renderer: textOf(renderer),
    expect: textOf(expect).split(" ").filter(Boolean),
    utf8: isUtf8(source),
    source: text,
    lines: text.split(/\r\n|\n|\r/u),
    html: rendered,
    tags: tagsOf(rendered),
    tree: treeOf(textOf(tree)),
    page,
    elements: all.slice(1),
    texts,
    loose: texts.filter((node) => !node.parentElement.closest("code, pre")),
    commits: new Set(textOf(commits).split(/\s+/u).filter(Boolean)),
  };
}

function nodes(report, ...names) {
  return names.flatMap((name) => Array.from(report.tree.getElementsByTagName(name)));
}

// The first line, from 1, of a node of the tree. Its last line is not always told.
function lineOf(node) {
  return Number(node.getAttribute("sourcepos").split(":")[0]);
}

// ---- what is wrong: each of these calls says(rule, where) for everything that it finds

function references(report, says) {
  for (const { data } of report.loose) {
    if (MENTION.test(data)) says("mention", data);
    for (const [rule, pattern] of Object.entries(REFERENCES)) if (pattern.test(data)) says(rule, data);
    if (LINK.test(data)) says("link", data);
    if (EMOJI.test(data)) says("emoji", data);
    for (const [commit] of data.matchAll(COMMIT)) if (!report.commits.has(commit)) says("commit", data);
  }
}

// Two of them anywhere in one block: there may be elements between them.
function maths(report, says) {
  const dollars = new Map();
  for (const node of report.loose) {
    const block = node.parentElement.closest("p, li, td, th, h1, h2, h3, h4, h5, h6, summary, blockquote, body");
    dollars.set(block, (dollars.get(block) ?? 0) + node.data.split("$").length - 1);
  }
  for (const [block, count] of dollars) if (count > 1) says("maths", block.textContent);
}

function elements(report, says) {
  const written = new Map();
  for (const tag of report.tags) {
    if (tag.broken) says("element.broken", tag.broken);
    if (!tag.name) continue;
    if (!ELEMENTS.has(tag.name)) says("element.name", tag.written);
    if (!tag.closes) written.set(tag.name, (written.get(tag.name) ?? 0) + 1);
  }
  const kept = new Map();
  for (const element of report.elements) {
    const name = element.localName;
    if (IMPLIED_ELEMENTS.has(name)) continue;
    if (!ELEMENTS.has(name) || !(element instanceof HTMLElement)) says("element.name", element.outerHTML);
    kept.set(name, (kept.get(name) ?? 0) + 1);
  }
  for (const name of new Set([...written.keys(), ...kept.keys()])) {
    const [before, after] = [written.get(name) ?? 0, kept.get(name) ?? 0];
    // A browser adds the body of a table that has none.
    if (name !== "tbody" && before !== after) says("element.repaired", `${name}: ${before} written, ${after} kept`);
  }
}

const isFold = (name) => name === "details" || name === "summary";

function nesting(report, says) {
  const open = [];
  const crossed = (name, other) => (isFold(name) || isFold(other) ? "details.nesting" : "element.nesting");
  for (const { name, closes, alone, written } of report.tags) {
    if (!name || alone) continue;
    if (!closes) open.push(name);
    else if (open.at(-1) === name) open.pop();
    else {
      says(crossed(name, open.at(-1)), `${written} inside of ${open.join(" ") || "nothing"}`);
      if (open.includes(name)) open.length = open.lastIndexOf(name);
    }
  }
  for (const name of open) says(crossed(name), `${name} is not closed`);
}

function folds(report, says) {
  for (const name of ["details", "summary"]) {
    const tags = report.tags.filter((tag) => tag.name === name);
    const closings = tags.filter((tag) => tag.closes).length;
    const openings = tags.length - closings;
    if (openings !== closings) says("details.count", `${name}: ${openings} openings, ${closings} closings`);
  }
  for (const fold of report.page.querySelectorAll("details")) {
    const titles = Array.from(fold.children).filter((child) => child.localName === "summary");
    if (titles.length !== 1 || fold.firstElementChild !== titles[0]) says("details.summary", fold.outerHTML);
  }
  for (const title of report.page.querySelectorAll("summary"))
    if (title.parentElement.localName !== "details") says("details.summary", title.outerHTML);
  const last = report.page.body.lastElementChild;
  if (last?.localName === "details") says("details.swallows", last.textContent.trim().slice(-80));
}

const ATTRIBUTES = {
  th: { align: /^(?:left|right|center)$/u },
  td: { align: /^(?:left|right|center)$/u },
  details: { open: /^$/u },
  code: { class: /^language-(?:text|diff)$/u },
};

function attributes(report, says) {
  for (const element of report.elements) {
    for (const { name, value } of element.attributes) {
      const where = `${element.localName} ${name}="${value}"`;
      if (name.startsWith("on")) says("attribute.handler", where);
      if (/^(?:javascript|vbscript|data):/iu.test(value.replace(/[\u0000- ]/gu, ""))) says("attribute.address", where);
      const language = name === "class" && element.matches("pre > code");
      // That a language is not one of ours is said by the rule for fences.
      if (!language && !ATTRIBUTES[element.localName]?.[name]?.test(value)) says("attribute.name", where);
    }
  }
}

function html(report, says) {
  for (const node of nodes(report, "html_block", "html_inline")) {
    const written = node.textContent;
    if (report.dialect === "bitbucket") says("html.unsupported", written);
    if (!written.includes("<!--")) continue;
    if (lineOf(node) !== 1) says("comment.place", written);
    else if (node.localName !== "html_block" || !HTML_MARKER.test(written)) says("comment.marker", written);
  }
  const markdown = /\\[!-/:-@[-`{-~]|`|\*\*|\]\(|^[ \t]*(?:[-*+]|\d+\.|#{1,6}|>|\|)[ \t]/mu;
  for (const node of nodes(report, "html_block")) {
    const text = node.textContent.replace(/<!--[\s\S]*?-->|<code>[\s\S]*?<\/code>|<[^>]*>/gu, "");
    if (markdown.test(text)) says("html.markdown", text);
  }
}

const BLOCKS = {
  heading: "h1, h2, h3, h4, h5, h6",
  item: "li",
  block_quote: "blockquote",
  table: "table",
  table_row: "tbody tr",
  code_block: "pre",
  code: ":not(pre) > code",
};

// Reports are written for cmark-gfm; other renderers want more blank lines, know fewer kinds of blocks, and let other
// signs be escaped. The tree is always cmark-gfm's.
function differences(report, says) {
  if (report.renderer === "cmark-gfm") return;
  for (const [name, selector] of Object.entries(BLOCKS)) {
    const [there, here] = [nodes(report, name).length, report.page.querySelectorAll(selector).length];
    if (there !== here) says("differs.blocks", `${name}: ${there} by cmark-gfm, ${here} here`);
  }
  const letters = (text) => text.replace(/\s/gu, "");
  const [there, here] = [letters(report.tree.documentElement.textContent), letters(report.page.body.textContent)];
  if (there === here) return;
  let at = 0;
  while (there[at] === here[at]) at += 1;
  says("differs.text", `${there.slice(at, at + 40)} by cmark-gfm, ${here.slice(at, at + 40)} here`);
}

function lines(report, says) {
  const code = codeLines(report);
  report.lines.forEach((line, at) => {
    if (/^\s*\//u.test(line)) says("line.slash", line);
    if (LOG_COMMAND.test(line)) says("line.log", line);
    if (BOT_COMMAND.test(line)) says("line.command", line);
    if (!/^[\s>]*\[[^\]]*\]:/u.test(line) || code.has(at + 1)) return;
    if (at > 0 || report.dialect !== "bitbucket" || !BITBUCKET_MARKER.test(line)) says("definition", line);
  });
}

function unseen(text) {
  return Array.from(text.matchAll(UNSEEN)).filter(({ 0: character, index }) => {
    if (character === "\n") return false;
    return character !== "\ufe0f" || !/\p{Extended_Pictographic}$/u.test(text.slice(0, index));
  });
}

function spelled(text, { 0: character, index }) {
  const point = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${point} after ${text.slice(Math.max(0, index - 40), index)}`;
}

function characters(report, says) {
  if (!report.utf8) says("character.encoding", report.source.slice(0, 40));
  for (const found of unseen(report.source)) says("character.source", spelled(report.source, found));
  let empty = 0;
  const shown = report.texts.map((node) => node.data);
  for (const element of report.elements) for (const { value } of element.attributes) shown.push(value);
  for (const text of shown) {
    for (const found of unseen(text)) {
      if (found[0] === NO_WIDTH) empty += 1;
      else says("character.shown", spelled(text, found));
    }
  }
  const allowed = report.source.split(NO_WIDTH_SPELLED).length - 1;
  if (empty > allowed) says("character.width", `${empty} shown, ${allowed} spelled`);
  for (const code of report.page.querySelectorAll("code, pre"))
    if (/\p{Co}/u.test(code.textContent)) says("private-use", code.textContent);
}

// How many cells a row has, when a backslash keeps a bar from ending one; undefined when renderers would not agree.
function cells(row) {
  const bars = (pattern) => row.replace(pattern, "").split("|").length - 2;
  const [pairs, single] = [bars(/\\./gu), bars(/\\\|/gu)];
  return pairs === single ? pairs : undefined;
}

function tables(report, says) {
  const seen = codeLines(report);
  for (const table of nodes(report, "table")) {
    const rows = Array.from(table.children);
    const columns = rows[0].children.length;
    const header = lineOf(rows[0]);
    for (const line of [header, header + 1, ...rows.slice(1).map(lineOf)]) {
      seen.add(line);
      const written = report.lines[line - 1];
      const row = written.replace(CONTAINER, "").trimEnd();
      if (!row.startsWith("|") || !row.endsWith("|") || row === "|") says("table.edge", written);
      else if (cells(row) !== columns) says("table.cells", `${cells(row) ?? "unclear"} of ${columns}: ${written}`);
    }
  }
  for (const table of report.page.querySelectorAll("table")) {
    const counts = new Set(Array.from(table.rows, (row) => row.cells.length));
    if (counts.size > 1) says("table.uneven", table.textContent);
  }
  report.lines.forEach((line, at) => {
    if (!seen.has(at + 1) && /^\||(?<!\\)\|$/u.test(line.replace(CONTAINER, "").trimEnd())) says("table.lost", line);
  });
}

// The lines of every fenced block, from the opening to the closing fence; undefined when there is no closing one or
// the block is not what is between them.
function fenceOf(block, report) {
  const first = lineOf(block);
  const opening = /^(`{3,}|~{3,})/u.exec(report.lines[first - 1].replace(CONTAINER, ""))?.[1];
  if (!opening) return { indented: true };
  const closes = new RegExp(`^[\\s>]*[${opening[0]}]{${opening.length},}\\s*$`, "u");
  const after = report.lines.slice(first).findIndex((line) => closes.test(line));
  const held = block.textContent.split("\n").length - 1;
  return after === held ? { first, last: first + held + 1 } : {};
}

function codeLines(report) {
  const code = new Set();
  for (const block of nodes(report, "code_block")) {
    const { first, last } = fenceOf(block, report);
    for (let line = first; line <= last; line += 1) code.add(line);
  }
  return code;
}

function fences(report, says) {
  for (const block of nodes(report, "code_block")) {
    const { indented, last } = fenceOf(block, report);
    if (indented) says("fence.indented", block.textContent);
    else if (!last) says("fence.open", block.textContent);
    if (!LANGUAGES.has(block.getAttribute("info") ?? "")) says("fence.language", block.getAttribute("info"));
  }
}

function emptiness(report, says) {
  if (report.page.body.textContent.trim() === "") says("empty", report.source);
}

// ---- live

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Puts the document on a page where the policy of this one forbids everything, and collects what the browser
// reports. The sandbox keeps it from touching this page; scripts may run in it, so that the policy has to stop them.
function live(report, says) {
  return new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-same-origin allow-scripts");
    frame.width = "390";
    document.body.append(frame);
    const settled = new Promise((loaded) => frame.addEventListener("load", loaded));
    const inner = frame.contentDocument;
    inner.open();
    inner.write("<!doctype html><body>");
    inner.addEventListener("securitypolicyviolation", (event) =>
      says("live.blocked", `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
    inner.write(report.html);
    inner.close();
    Promise.race([settled, pause(5000)]).then(() => pause(500)).then(() => {
      let address = "elsewhere";
      try {
        address = frame.contentWindow.location.href;
      } catch {
        // Another site's page cannot be asked where it is.
      }
      if (address !== "about:blank" && address !== window.location.href) says("live.moved", address);
      frame.remove();
      done();
    });
  });
}

// ---- the verdict

const LOOKS = [
  references, maths, elements, nesting, folds, attributes, html, differences, lines, characters, tables, fences,
  emptiness,
];

// For a terminal: one line of ASCII, not too long.
function quoted(text) {
  const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return JSON.stringify(short).replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

async function judge(report) {
  const found = new Map();
  const says = (rule, where) => {
    if (!(rule in RULES)) throw new Error(`${rule} is no rule`);
    if (!found.has(rule)) found.set(rule, []);
    found.get(rule).push(String(where));
  };
  for (const look of LOOKS) look(report, says);
  await live(report, says);
  return found;
}

// The lines to print and whether all is well. Where rules are expected, exactly those have to be broken.
function tell(report, found) {
  const unexpected = Array.from(found.keys()).filter((rule) => !report.expect.includes(rule));
  const missing = report.expect.filter((rule) => !found.has(rule));
  const fine = unexpected.length === 0 && missing.length === 0;
  const size = `${report.elements.length} elements, ${report.texts.length} texts`;
  const told = [`${fine ? "ok    " : "FAILED"} ${report.name}: ${size}`];
  for (const rule of unexpected) {
    const places = found.get(rule);
    told.push(`       ${rule}: ${RULES[rule]}`);
    for (const place of places.slice(0, 5)) told.push(`         ${quoted(place)}`);
    if (places.length > 5) told.push(`         and ${places.length - 5} more`);
  }
  for (const rule of missing) told.push(`       ${rule}: was not found, and is in there`);
  return { fine, told };
}

async function main() {
  const islands = Array.from(document.querySelectorAll("script.report"));
  if (islands.length === 0) throw new Error("there are no reports");
  // What stays on the page is written down by the browser together with the verdict.
  for (const island of islands) island.remove();
  const told = [];
  const broken = new Set();
  let failed = 0;
  for (let at = 0; at < islands.length; at += 100) {
    const reports = islands.slice(at, at + 100).map(readReport);
    const findings = await Promise.all(reports.map(judge));
    reports.forEach((it, index) => {
      const verdict = tell(it, findings[index]);
      told.push(...verdict.told);
      if (!verdict.fine) failed += 1;
      else for (const rule of it.expect) broken.add(rule);
    });
  }
  let untried = [];
  if (document.body.dataset.selfTest) {
    untried = Object.keys(RULES).filter((rule) => !broken.has(rule));
    for (const rule of untried) told.push(`FAILED no document breaks ${rule}`);
  }
  failed += untried.length;
  const passed = islands.length + untried.length - failed;
  told.push(`test result: ${failed === 0 ? "ok" : "FAILED"}. ${passed} passed; ${failed} failed`);
  return told;
}

// The browser writes the page down as soon as it is loaded, which it is not while a frame is still being written.
const unfinished = document.createElement("iframe");
document.body.append(unfinished);
unfinished.contentDocument.open();
unfinished.contentDocument.write("<!doctype html>");
main()
  .catch((error) => [`no verdict: ${error.stack ?? error}`])
  .then((told) => {
    const bytes = new TextEncoder().encode(told.join("\n") + "\n");
    document.getElementById("verdict").textContent = bytes.toBase64();
    unfinished.contentDocument.close();
  });
