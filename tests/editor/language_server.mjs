// Opens configurations in the YAML language server, as an editor does, and looks at what it underlines, at what
// it shows under the pointer and at what it offers to write.
//
//   node language_server.mjs SERVER

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

const REPOSITORY = new URL("../../", import.meta.url);
const SCHEMA = new URL("schemas/terrateam-config.schema.json", REPOSITORY).href;
// An answer takes milliseconds. A server that is silent for this long has failed.
const PATIENCE = 60_000;

// The language server protocol: JSON-RPC behind a header with the length.
class Server {
  #process;
  #unread = Buffer.alloc(0);
  #asked = new Map();
  #published = new Map();
  #documents = 0;

  constructor(program) {
    this.#process = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#process.stdout.on("data", (bytes) => this.#read(bytes));
    this.#process.on("exit", (code) => fail(`the language server ended with ${code}`));
  }

  async start() {
    const capabilities = {
      workspace: { configuration: true },
      textDocument: { hover: { contentFormat: ["markdown"] }, completion: { completionItem: { snippetSupport: true } } },
    };
    await this.ask("initialize", { processId: process.pid, rootUri: REPOSITORY.href, capabilities });
    this.tell("initialized", {});
  }

  stop() {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
  }

  // Opens a document and waits until the server has said what is wrong with it.
  async open(text, path = ".terrateam/config.yml") {
    const uri = new URL(`document${++this.#documents}/${path}`, REPOSITORY).href;
    const problems = new Promise((resolve) => this.#published.set(uri, resolve));
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
    return { uri, problems: await problems };
  }

  ask(method, params) {
    const id = this.#asked.size + 1;
    const answer = new Promise((resolve) => this.#asked.set(id, resolve));
    this.#write({ id, method, params });
    return answer;
  }

  tell(method, params) {
    this.#write({ method, params });
  }

  #write(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(bytes) {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (;;) {
      const end = this.#unread.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#unread.subarray(0, end))[1]);
      if (this.#unread.length < end + 4 + length) return;
      const message = JSON.parse(this.#unread.subarray(end + 4, end + 4 + length));
      this.#unread = this.#unread.subarray(end + 4 + length);
      this.#receive(message);
    }
  }

  #receive({ id, method, params, result, error }) {
    if (method === "textDocument/publishDiagnostics") {
      this.#published.get(params.uri)?.(params.diagnostics);
    } else if (method !== undefined && id !== undefined) {
      this.#write({ id, result: method === "workspace/configuration" ? params.items.map(settings) : null });
    } else if (error !== undefined) {
      fail(`the language server answers: ${error.message}`);
    } else if (id !== undefined) {
      this.#asked.get(id)(result);
    }
  }
}

// The settings of somebody who has set nothing but the schema. The public store of schemas is on the network.
function settings({ section }) {
  if (section !== "yaml") return null;
  return { schemas: { [SCHEMA]: "/.terrateam/config.yml" }, schemaStore: { enable: false }, hover: true, completion: true, validate: true };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

// Splits a text at its `|`, which is where the pointer is.
function pointed(text) {
  const before = text.slice(0, text.indexOf("|"));
  const line = before.split("\n").length - 1;
  return { text: text.replace("|", ""), position: { line, character: before.length - before.lastIndexOf("\n") - 1 } };
}

async function hover(server, marked) {
  const { text, position } = pointed(marked);
  const { uri } = await server.open(text);
  const shown = await server.ask("textDocument/hover", { textDocument: { uri }, position });
  return shown.contents.value.replaceAll("\\", "");
}

async function offered(server, marked) {
  const { text, position } = pointed(marked);
  const { uri } = await server.open(text);
  const answer = await server.ask("textDocument/completion", { textDocument: { uri }, position });
  return (answer.items ?? answer).map((item) => item.label);
}

// Lines with a problem, counted from 1, and what is said there.
async function problems(server, text) {
  const { problems } = await server.open(text);
  return problems.map(({ range, message }) => [range.start.line + 1, message]);
}

const good = `version: "1"
definitions:
  planning: &planning {autoplan: true}
access_control:
  policies:
    - tag_query: dir:prod
      plan:
      apply: ["*", user:a, team:b, role:write, repo:admin]
    - tag_query: ""
      apply: []
  files: {CODEOWNERS: [role:admin]}
apply_requirements:
  checks:
    - tag_query: ""
      approved: {enabled: true, any_of: [team:sre], any_of_count: 2}
when_modified:
  <<: *planning
  depends_on: dir:network
dirs:
`;

const tests = {
  "a good configuration is left alone": async (server) => {
    assert.deepEqual(await problems(server, good), []);
  },

  "what is wrong is underlined, each on its line": async (server) => {
    const rows = [
      ["version: 1", /Value must be "1"/],
      ["polices: []", /polices is not allowed/],
      ["access_control: {unlock: [bob]}", /pattern/],
      ["access_control: {unlock: ['role:owner']}", /pattern/],
      ["access_control: {unlock: ['Team:sre']}", /pattern/],
      ["access_control: {enabled: yes}", /boolean/],
      ["access_control: {enabled: }", /boolean/],
      ["access_control: {policies: [{apply: []}]}", /tag_query/],
      ["access_control: {files: {a: }}", /array/],
      ["apply_requirements: {checks: {approved: {enabled: true}}}", /Matches multiple schemas/],
      ["apply_requirements: {checks: {approved: {count: '2'}}}", /integer/],
      ["default_branch_overrides: [acces_control]", /Value is not accepted/],
      ["dirs: {a: {lock_branch_target: some}}", /Value is not accepted/],
      ["parallel_runs: 4611686018427387904000", /maximum/],
      ["engine: {name: tofu, version: 1.9}", /string/],
      ["workflows: [{tag_query: '', plan: [{type: pln}]}]", /Value must be "init"/],
      ["stacks: {names: {a: {tag_query: '', stacks: []}}}", /not allowed/],
    ];
    for (const [line, message] of rows) {
      const found = await problems(server, `# one\n# two\n${line}\n`);
      assert.equal(found.length, 1, `${line}: ${JSON.stringify(found)}`);
      assert.equal(found[0][0], 3, line);
      assert.match(found[0][1], message, line);
    }
  },

  "a key under the pointer is explained": async (server) => {
    const rows = [
      ["ver|sion: '1'", "the string \"1\", in quotes"],
      ["acc|ess_control: {}", "Who may plan, apply, force and unlock."],
      ["access_control: {policies: [{tag_query: '', app|ly: []}]}", "Who may apply. Left out: everyone."],
      ["access_control: {policies: [{tag_qu|ery: ''}]}", "The first policy whose query matches a dirspace governs it"],
      ["access_control: {unlock: ['tea|m:sre']}", "that role or a stronger one"],
      ["apply_requirements: {checks: [{tag_query: '', appr|oved: {}}]}", "Approvals by given people."],
      ["dirs: {a: {when_modified: {file_pa|tterns: []}}}", "they replace the inherited ones"],
      ["workflows: [{tag_query: '', plan: [{type: run, cmd: [], run|_on: always}]}]", "Run this step only when"],
    ];
    for (const [marked, text] of rows) {
      const shown = await hover(server, marked);
      assert.ok(shown.includes(text), `${marked}: ${shown}`);
    }
  },

  "keys and words are offered": async (server) => {
    const rows = [
      ["version: '1'\n|", ["access_control", "apply_requirements", "dirs"]],
      ["access_control:\n  policies:\n    - tag_query: ''\n      |", ["plan", "apply", "superapproval"]],
      ["access_control:\n  unlock:\n    - |", ['"*"', "role:read", "role:triage", "role:write", "role:maintain", "role:admin"]],
      ["default_branch_overrides:\n  - |", ["access_control", "tags"]],
      ["lock_policy: |", ["apply", "merge", "none", "strict"]],
      ["enabled: |", ["true", "false"]],
    ];
    for (const [marked, wanted] of rows) {
      const labels = await offered(server, marked);
      for (const label of wanted) assert.ok(labels.includes(label), `${marked}: ${label} of ${labels}`);
    }
  },

  "a line in the file is enough to name the schema": async (server) => {
    const opened = async (first) => (await server.open(`${first}\nversion: 1\n`, "elsewhere.yaml")).problems;
    assert.equal((await opened("# no schema")).length, 0);
    assert.equal((await opened(`# yaml-language-server: $schema=${SCHEMA}`)).length, 1);
  },
};

const server = new Server(process.argv[2]);
const patience = setTimeout(() => fail("the language server does not answer"), PATIENCE);
await server.start();
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test(server);
    console.log(`test ${name} ... ok`);
  } catch (error) {
    failed += 1;
    console.log(`test ${name} ... FAILED\n${error.message}`);
  }
}
server.stop();
clearTimeout(patience);
console.log(`test result: ${failed ? "FAILED" : "ok"}. ${Object.keys(tests).length - failed} passed; ${failed} failed`);
process.exitCode = failed ? 1 : 0;
