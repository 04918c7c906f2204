// A proxy in front of a fake GitHub that lets nothing through that GitHub's own descriptions do not allow:
//
//   node proxy.mjs NODE_MODULES FAKE_URL
//
// REST: Prism checks requests and answers against github.openapi.json. It lets through what a description does not
// mention, so here objects are closed first, and parameters that no operation has are refused.
// GraphQL: queries are validated against GitHub's schema. Answers are checked by executing the query on the data: what
// comes out has to be what went in.
//
// Says where it listens on the first line of its output, and ends with its standard input. `GET /-/passed` lists what
// has come through, `GET /-/refused` what has not and why.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

const [, , modules, fake] = process.argv;
const require = createRequire(`${modules}/`);
const { createLogger } = require("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const prism = require("@stoplight/prism-http-server");
const graphql = require("graphql");

const passed = new Set();
const refused = [];

// --- REST

const description = JSON.parse(readFileSync(new URL("github.openapi.json", import.meta.url), "utf8"));

// Templates with fewer parameters first: /issues/comments/{id} before /issues/{number}/comments.
const operations = Object.entries(description.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  .map((known) => ({ ...known, matches: new RegExp(`^${known.path.replaceAll(/\{[^}]*\}/g, "[^/]+")}$`) }))
  .sort((one, other) => one.path.split("{").length - other.path.split("{").length);

const parameterNames = (operation) =>
  (operation.parameters ?? [])
    .map((one) => (one.$ref ? description.components.parameters[one.$ref.split("/").pop()] : one))
    .filter((one) => one.in === "query")
    .map((one) => one.name);

// An object may hold only what its description names; parts of an `allOf` describe one object together.
function close(schema, part = false) {
  if (schema === null || typeof schema !== "object") return;
  if (schema.properties && !part && !schema.allOf) schema.additionalProperties ??= false;
  for (const [name, value] of Object.entries(schema)) {
    if (name === "allOf") value.forEach((item) => close(item, true));
    else close(value);
  }
}

async function startPrism() {
  const strict = structuredClone(description);
  close(strict.components.schemas);
  close(strict.components.responses);
  close(strict.paths);
  const config = { isProxy: true, upstream: new URL(fake), validateRequest: true, validateResponse: true, checkSecurity: false, errors: true };
  const server = prism.createServer(await getHttpOperationsFromSpec(strict), {
    cors: false,
    config,
    components: { logger: createLogger("prism", { level: "silent" }) },
  });
  return server.listen(0, "127.0.0.1");
}

function misnamed(url, method) {
  const known = operations.find((one) => one.method === method.toLowerCase() && one.matches.test(url.pathname));
  if (!known) return { reason: "there is no such operation" };
  const names = parameterNames(known.operation);
  const unknown = [...url.searchParams.keys()].find((name) => !names.includes(name));
  return { operation: `${method} ${known.path}`, reason: unknown && `there is no parameter ${unknown}; there are: ${names.join(", ") || "none"}` };
}

async function rest(request, body, upstream) {
  const url = new URL(request.url, fake);
  const { operation, reason } = misnamed(url, request.method);
  if (reason) return [422, {}, JSON.stringify({ message: reason })];
  const answer = await sent(`${upstream}${request.url}`, request, body);
  if (!answer[1]["content-type"]?.startsWith("application/problem+json") && answer[0] < 300) passed.add(operation);
  return answer;
}

// --- GraphQL

// Of this version, GitHub has published two fields of one type twice.
const text = readFileSync(`${modules}/@octokit/graphql-schema/schema.graphql`, "utf8");
const schema = graphql.buildSchema(text, { assumeValidSDL: true });

function asked(body) {
  const { query, variables = {}, ...rest } = JSON.parse(body);
  if (Object.keys(rest).some((name) => name !== "operationName")) throw new Error(`a request has no ${Object.keys(rest)}`);
  const document = graphql.parse(query);
  const errors = graphql.validate(schema, document);
  if (errors.length) throw new Error(errors.map((error) => error.message).join("\n"));
  const operation = graphql.getOperationAST(document);
  const declared = (operation.variableDefinitions ?? []).map((one) => one.variable.name.value);
  const unknown = Object.keys(variables).filter((name) => !declared.includes(name));
  if (unknown.length) throw new Error(`the query has no variable ${unknown}`);
  const coerced = graphql.getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced.errors) throw new Error(coerced.errors.map((error) => error.message).join("\n"));
  return { document, variables, name: operation.name?.value ?? "without a name" };
}

function checkData(document, variables, data) {
  const result = graphql.executeSync({
    schema,
    document,
    variableValues: variables,
    rootValue: data,
    fieldResolver: (source, _, __, { path, parentType }) => {
      if (!(path.key in source)) throw new Error(`the answer has no ${parentType}.${path.key}`);
      return source[path.key];
    },
    // Where the query does not ask what something is, any type has the fields that all of them have.
    typeResolver: (value, _, __, type) => value.__typename ?? schema.getPossibleTypes(type)[0].name,
  });
  if (result.errors) return result.errors.map((error) => `${error.message} (${error.path?.join(".")})`).join("\n");
  // Objects of graphql-js have no prototype.
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(result.data)), data)) return "the answer holds what the query did not select, or values of other types";
}

async function query(request, body) {
  let question;
  try {
    question = asked(body);
  } catch (error) {
    return [400, {}, JSON.stringify({ message: error.message })];
  }
  const answer = await sent(`${fake}${request.url}`, request, body);
  if (answer[0] !== 200) return answer;
  const { data, errors } = JSON.parse(answer[2]);
  const wrong = errors ? undefined : checkData(question.document, question.variables, data);
  if (wrong) return [502, {}, JSON.stringify({ message: wrong })];
  if (!errors) passed.add(`query ${question.name}`);
  return answer;
}

// --- Both on one origin

async function sent(url, request, body) {
  const { host, connection, "content-length": length, ...headers } = request.headers;
  const answer = await fetch(url, { method: request.method, headers, body: body.length ? body : undefined, redirect: "manual" });
  const { connection: _, "keep-alive": __, "content-length": ___, "transfer-encoding": ____, ...kept } = Object.fromEntries(answer.headers);
  return [answer.status, kept, Buffer.from(await answer.arrayBuffer())];
}

const upstream = await startPrism();
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const lists = { "/-/passed": [...passed].sort(), "/-/refused": refused };
  const [status, headers, content] = lists[request.url]
    ? [200, {}, JSON.stringify(lists[request.url])]
    : await (request.url === "/graphql" ? query(request, body) : rest(request, body, upstream)).catch((error) => [500, {}, String(error)]);
  if (headers["content-type"]?.startsWith("application/problem+json") || (status >= 400 && !headers["content-type"])) {
    refused.push({ request: `${request.method} ${request.url}`, reason: String(content) });
  }
  response.writeHead(status, headers).end(content);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on("end", () => process.exit());
