# Sourced by run: what can be said of the action without running it.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

static() {
  "$tools/zizmor" --offline --persona=auditor --quiet "$root/action.yml"
  "$tools/check-jsonschema" --quiet --builtin-schema vendor.github-actions "$root/action.yml"
  "$root/.tools/workflows-node/node_modules/.bin/action-validator" "$root/action.yml"
  "$tools/python" "$root/tests/action/check.py" "$root/action.yml" "$root/action/README.md" "$root/src/cli/report/step_outputs.rs"
}

scripts_are_clean() {
  cd "$root"
  shellcheck -x action/check action/install action/fetch action/run action/checkout action/inputs.sh tests/action/run tests/action/*.sh
  local script
  for script in action/check action/install action/fetch action/run action/checkout; do
    [ -x "$script" ]
    sed -n '/^set -euo pipefail$/q0; $q1' "$script"
  done
  # macOS has bash 3.2, which lacks these.
  no grep -nE 'mapfile|readarray|declare -[gA]|local -[nA]|\$\{[a-z_]+(\^|,)|&>>|\|&|coproc' action/check action/install action/fetch action/run action/checkout action/inputs.sh
}

# Workflows that use it, with inputs that are not there or of another kind, as the README shows them.
workflows_that_use_it() {
  "$tools/python" - "$root/action/README.md" "$PWD" <<'END'
import pathlib, re, sys
readme, folder = map(pathlib.Path, sys.argv[1:])
blocks = re.findall(r"^```yaml\n(.*?)^```$", readme.read_text(), re.MULTILINE | re.DOTALL)
assert blocks
for number, block in enumerate(blocks):
    (folder / f"{number}.yml").write_text(block)
END
  local workflows=(*.yml)
  [ -s "${workflows[0]}" ]
  "$tools/zizmor" --offline --persona=auditor --quiet "${workflows[@]}"
  "$tools/check-jsonschema" --quiet --builtin-schema vendor.github-workflows "${workflows[@]}"
  node "$root/tests/workflows/lint.mjs" "$root/.tools/workflows-node/node_modules" "${workflows[@]}"
  "$tools/python" - "$root/action.yml" "${workflows[@]}" <<'END'
import sys, ruamel.yaml
yaml = ruamel.yaml.YAML(typ="safe")
load = lambda path: yaml.load(open(path))
inputs = load(sys.argv[1])["inputs"]
for path in sys.argv[2:]:
    for job in load(path)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("OWNER/whomay@"):
                unknown = step["with"].keys() - inputs.keys()
                assert not unknown and "command" in step["with"], (path, unknown)
END
}
