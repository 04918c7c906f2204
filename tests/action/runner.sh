# Sourced by run: the whole action by act, a runner of workflows.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

# The real program and the committed action, but for the data of its release; actions of others are stood in for.
with_a_runner() {
  rm -r tree
  mkdir tree
  cp -R "$root/action" "$root/action.yml" tree/
  mkdir -p "$site/files/real"
  [ -e "$site/files/real/$archive" ] || {
    mkdir real
    strip -o real/whomay "$target/debug/whomay"
    tar -C real -I 'gzip -1' -cf "$site/files/real/$archive" whomay
    rm -r real
  }
  release "$http/files/real" "$(sum_of "$site/files/real/$archive")"
  put stand-ins/github/codeql-action/upload-sarif/action.yml $'inputs: {sarif_file: {required: true}, category: {}}\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      env: {FILE: "${{ inputs.sarif_file }}"}\n      run: cp "$FILE" "$HOME/uploaded.sarif"\n'
  put stand-ins/actions/cache/action.yml $'inputs: {path: {required: true}, key: {required: true}}\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      env: {KEY: "${{ inputs.key }}"}\n      run: echo "$KEY" >"$HOME/cache.key"\n'
  put event.json '{}'
}

# workflow STEPS: one job with these, whose outputs a last step leaves in `outputs.json`.
workflow() {
  put workflow.yml $'on: push\npermissions: {}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n      - id: whomay\n        uses: OWNER/whomay@'"$nothing_sha"$'\n        continue-on-error: true\n        with:\n'"$1"'
      - env:
          OUTPUTS: ${{ toJSON(steps.whomay.outputs) }}
          OUTCOME: ${{ steps.whomay.outcome }}
          BINARY: ${{ steps.whomay.outputs.binary }}
          JSON: ${{ steps.whomay.outputs.json }}
        run: |
          printf "%s" "$OUTPUTS" >"$HOME/outputs.json"; printf "%s" "$OUTCOME" >"$HOME/outcome"
          if [ -n "$BINARY" ]; then "$BINARY" --version; fi
          if [ -n "$JSON" ]; then cp "$JSON" "$HOME/answer.json"; fi
'
}
nothing_sha=${nothing:0:40}

# act loses the last lines of a script that ends soon, so scripts write elsewhere; what they start does not.
runner() {
  local line others=()
  while IFS= read -r line; do
    others+=(--local-repository "$(cut -d/ -f1-2 <<<"${line%@*}")@${line#*@}=$PWD/stand-ins/$(cut -d/ -f1-2 <<<"${line%@*}")")
  done < <(sed -n 's/^ *uses: \([^ ]*\).*/\1/p' tree/action.yml)
  rm -rf said home/*
  put redirect $'unset BASH_ENV\nexec >>'"'$PWD/said'"$' 2>&1\n'
  (
    cd work
    env -i PATH="$PWD/../bin:$PATH" HOME="$PWD/../home" LC_ALL=C.UTF-8 BASH_ENV="$PWD/../redirect" GIT_CONFIG_NOSYSTEM=1 CURL_CA_BUNDLE= \
      "$tools/act" push --workflows ../workflow.yml --eventpath ../event.json -P ubuntu-latest=-self-hosted --action-offline-mode \
      --no-cache-server --local-repository "OWNER/whomay@$nothing_sha=$PWD/../tree" "${others[@]}" --env GITHUB_SERVER_URL="$http" \
      --env GITHUB_REPOSITORY=acme/infra --secret GITHUB_TOKEN=s3cret
  ) >log.act 2>&1 || { cat log.act && return 1; }
  cat said log.act >out
  cat said
  no grep -qF s3cret said home/outputs.json
}

# told NAME VALUE: an output of the action.
told() { [ "$(jq -r --arg name "$1" '.[$name]' home/outputs.json)" = "$2" ] || { jq . home/outputs.json && return 1; }; }
ended() { holds home/outcome "$1"; }

a_runner_lints() {
  with_a_runner
  git clone --quiet "$scratch/repository" clone
  workflow "          command: lint
          repository: $PWD/clone
          upload-sarif: 'true'"
  runner
  ended success
  told exit-status 0
  told version 0.1.0
  told allowed '[]'
  jq -e '.runs[0].tool.driver.name == "whomay"' home/uploaded.sarif >/dev/null
  grep -q '^attestation verify ' gh.calls
  sed -i 's/policies/polices/' clone/.terrateam/config.yml
  runner
  ended failure
  told exit-status 1
  says '::error file=.terrateam/config.yml,line=4'
  # Findings are uploaded when there are any.
  jq -e '.runs[0].results | length > 0' home/uploaded.sarif >/dev/null
}

# A configuration is text of people, and so is what is said of it: in the log, in annotations and where it cannot be read.
a_runner_lints_what_would_be_commands() {
  with_a_runner
  git clone --quiet "$scratch/repository" clone
  workflow "          command: lint
          repository: $PWD/clone"
  local commands
  commands=$'::error::pwned\n::set-output name=sarif::/pwned\n::add-mask::whomay\n  ::stop-commands::pwned\n##[add-mask]whomay\n'
  put clone/.terrateam/config.yml "# ${commands//$'\n'/$'\n# '}"'
"::error::pwned": 1
"##[add-mask]whomay": 1
access_control:
  polices: |
    '"${commands//$'\n'/$'\n    '}"'
  "::set-output name=sarif::/pwned\r\n::add-mask::whomay": 1
'
  runner
  ended failure
  told exit-status 1
  says '::error file=.terrateam/config.yml'
  obeyed_nothing
  # Not even as the only thing that a line holds.
  put clone/.terrateam/config.yml "$commands"
  runner
  told exit-status 1
  obeyed_nothing
  # And where it cannot be done.
  put clone/.whomay.yml $'lints:\n  "::set-output name=sarif::/pwned": maybe\n  "##[add-mask]whomay\\r\\n::error::pwned": deny\n'
  runner
  ended failure
  told exit-status 2
  told sarif ''
  says '::error title=whomay lint::.whomay.yml cannot be used'
  obeyed_nothing
}

# The commands in the log are those of the program and of the action.
obeyed_nothing() {
  local found
  found=$(grep -E '^[[:space:]]*::|##\[|^::[a-z-]+.*(set-output|stop-commands|add-mask)::' said | grep -vE '^::(error|warning|notice) (file=\.terrateam/config\.yml,|title=whomay lint::)' || true)
  [ -z "$found" ] || { echo "the log has: $found" && return 1; }
  no grep -qF '/pwned' home/outputs.json
}

a_runner_simulates() {
  with_a_runner
  git clone --quiet "$scratch/repository" clone
  workflow "          command: simulate
          repository: $PWD/clone
          base: origin/main
          head: origin/topic
          user: ann
          operation: |
            plan
            apply-force"
  runner
  ended success
  told exit-status 0
  jq -e '.verdict == "allow"' home/answer.json >/dev/null
  sed -i 's/user: ann/user: mallory/' workflow.yml
  runner
  ended failure
  told exit-status 1
  jq -e '.verdict == "deny"' home/answer.json >/dev/null
}

a_runner_reports() {
  with_a_runner
  local plan=$root/tests/plans/terraform/create/plan.json
  workflow "          command: report
          plans: 'prod:default=$plan'
          head: $commit
          fail-on: destroy"
  runner
  ended success
  told exit-status 0
  told create 4
  told destroy 0
  told errored false
  jq -e '.dirspaces | length == 1' home/answer.json >/dev/null
  workflow "          command: report
          plans: 'prod:default=$plan'
          head: $commit
          fail-on: change"
  runner
  ended failure
  told exit-status 1
  told create 4
}

a_runner_installs() {
  with_a_runner
  workflow '          command: install'
  runner
  ended success
  told version 0.1.0
  told exit-status ''
}

a_runner_builds() {
  with_a_runner
  stand_in_for_cargo
  git clone --quiet "$scratch/repository" clone
  workflow "          command: lint
          build: 'true'
          repository: $PWD/clone"
  runner
  ended success
  grep -qE '^whomay-Linux-[A-Z0-9]+-[0-9a-f]{64}$' home/cache.key
  no grep -q s3cret cargo.env
  rm home/cache.key cargo.calls
  sed -i 's/command: lint/command: enforce/' workflow.yml
  runner
  ended failure
  told binary ''
  told allowed '[]'
  says 'enforce does not build from source'
  [ ! -e home/cache.key ]
  [ ! -e cargo.calls ]
}

# A runner reads commands and outputs out of what a step says and writes.
a_runner_finds_nothing_in_values() {
  with_a_runner
  # shellcheck disable=SC2016 # texts
  put event.json '{"text": "x\n::set-output name=allowed::[1]\nallowed=[1]\n", "line": "$(touch pwned)`pwned`\"; pwned; ::error::x"}'
  local name
  for name in query reason pull post dirspace; do
    workflow '          command: enforce
          '"$name"': ${{ github.event.text }}'
    runner
    ended failure
    told allowed '[]'
    workflow '          command: simulate
          user: ${{ github.event.line }}'
    runner
    ended failure
    told allowed '[]'
    no_trap_went_off
  done
}

without_an_archive_nothing_goes_on() {
  with_a_runner
  release "$http/files" "$nothing"
  workflow '          command: enforce'
  runner
  ended failure
  told binary ''
  told allowed '[]'
  told matrix '{"include":[]}'
  told exit-status ''
  no grep -qF 'Fetch objects' log.act
}
