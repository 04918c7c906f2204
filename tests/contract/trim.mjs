// Makes github.openapi.json from the description that the package @octokit/openapi ships (385 MB unpacked, which is
// why the part that is needed is kept here):
//
//   npm install --prefix /tmp/openapi @octokit/openapi@23.0.2
//   node tests/contract/trim.mjs /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
//
// Keeps the operations below and whatever they refer to. Prose and examples are left out: they validate nothing.
import { readFileSync, writeFileSync } from "node:fs";

const REPO = "/repos/{owner}/{repo}";
const OPERATIONS = {
  "/apps/{app_slug}": ["get"],
  "/orgs/{org}/teams/{team_slug}": ["get"],
  "/orgs/{org}/teams/{team_slug}/members": ["get"],
  "/orgs/{org}/teams/{team_slug}/memberships/{username}": ["get"],
  "/user": ["get"],
  "/users/{username}": ["get"],
  [REPO]: ["get"],
  [`${REPO}/actions/runs/{run_id}`]: ["get"],
  [`${REPO}/actions/runs/{run_id}/attempts/{attempt_number}`]: ["get"],
  [`${REPO}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`]: ["get"],
  [`${REPO}/actions/runs/{run_id}/jobs`]: ["get"],
  [`${REPO}/actions/workflows`]: ["get"],
  [`${REPO}/activity`]: ["get"],
  [`${REPO}/branches/{branch}`]: ["get"],
  [`${REPO}/collaborators/{username}/permission`]: ["get"],
  [`${REPO}/commits/{ref}`]: ["get"],
  [`${REPO}/commits/{ref}/check-runs`]: ["get"],
  [`${REPO}/commits/{commit_sha}/pulls`]: ["get"],
  [`${REPO}/commits/{ref}/statuses`]: ["get"],
  [`${REPO}/issues/comments/{comment_id}`]: ["get", "patch", "delete"],
  [`${REPO}/issues/comments/{comment_id}/reactions`]: ["post"],
  [`${REPO}/issues/{issue_number}/comments`]: ["get", "post"],
  [`${REPO}/issues/{issue_number}/labels`]: ["get", "post"],
  [`${REPO}/issues/{issue_number}/labels/{name}`]: ["delete"],
  [`${REPO}/pulls/{pull_number}`]: ["get"],
  [`${REPO}/pulls/{pull_number}/commits`]: ["get"],
  [`${REPO}/pulls/{pull_number}/files`]: ["get"],
  [`${REPO}/pulls/{pull_number}/requested_reviewers`]: ["get"],
  [`${REPO}/pulls/{pull_number}/reviews`]: ["get"],
  [`${REPO}/rules/branches/{branch}`]: ["get"],
  [`${REPO}/statuses/{sha}`]: ["post"],
};

const whole = JSON.parse(readFileSync(process.argv[2], "utf8"));
const kept = { openapi: whole.openapi, info: { title: whole.info.title, version: whole.info.version, license: whole.info.license }, paths: {}, components: {} };

// Names of properties are the schemas' own, so in `properties` nothing is prose.
function withoutProse(value, names = false) {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (value === null || typeof value !== "object") return value;
  const prose = ["description", "summary", "example", "examples", "externalDocs", "title", "operationId", "tags", "x-github"];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => names || !prose.includes(name))
      .map(([name, item]) => [name, withoutProse(item, !names && name === "properties")]),
  );
}

function keep(value) {
  if (value === null || typeof value !== "object") return;
  if (typeof value.$ref === "string") {
    const [, , kind, name] = value.$ref.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    kept.components[kind] ??= {};
    if (kept.components[kind][name] !== undefined) return;
    kept.components[kind][name] = withoutProse(whole.components[kind][name]);
    keep(kept.components[kind][name]);
  }
  Object.values(value).forEach(keep);
}

for (const [path, methods] of Object.entries(OPERATIONS)) {
  kept.paths[path] = {};
  for (const method of methods) {
    const operation = withoutProse(whole.paths[path][method]);
    // A response has to say what it is.
    for (const response of Object.values(operation.responses)) response.$ref ?? (response.description = "");
    kept.paths[path][method] = operation;
  }
}
keep(kept.paths);
for (const response of Object.values(kept.components.responses ?? {})) response.description = "";
writeFileSync(new URL("github.openapi.json", import.meta.url), `${JSON.stringify(kept)}\n`);
