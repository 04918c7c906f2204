# Sourced by run: what the tests beside it are written with: a job of a runner, with a release, traps and a gh.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

# test_case NAME COMMAND...: one test, in a job of its own. It ends at the first command that fails, which is why it is no
# condition: in one, bash would go on. Whatever the test was about, nothing ran that lies on PATH as a trap.
test_case() {
  local name=$1 folder status
  shift
  case $name in *"$only"*) ;; *) return 0 ;; esac
  folder=$(mktemp -d "$scratch/case.XXXXXX")
  set +e
  (
    set -e
    cd "$folder"
    job
    "$@"
    no_trap_went_off
  ) >"$folder/log" 2>&1
  status=$?
  set -e
  rm -rf "$folder/temp"
  if [ "$status" -eq 0 ]; then
    passed=$((passed + 1))
    echo "test $name ... ok"
    rm -rf "$folder"
  else
    failed=$((failed + 1))
    echo "test $name ... FAILED"
    sed 's/^/  | /' "$folder/log"
  fi
}

# job: the current folder is one of a runner: the action's tree, a release, folders, and traps on PATH.
job() {
  mkdir temp cache home bin work
  mkdir tree
  cp -R "$root/action" "$root/action.yml" tree/
  release "$http/files" "$(sum_of "$site/files/$archive")"
  local name
  for name in whomay pwned; do trap_at "bin/$name"; done
  gh_that 'exit 0'
}

trap_at() { put "$1" $'#!/bin/sh\ntouch '"'$PWD/pwned'"$'\n' && chmod +x "$1"; }
no_trap_went_off() { [ ! -e pwned ] || { echo 'what lies on PATH was run' && return 1; }; }

put() { mkdir -p "$(dirname "$1")" && printf '%s' "$2" >"$1"; }
sum_of() { sha256sum "$1" | cut -d' ' -f1; }

# release DOWNLOADS SUM: what the copied tree knows of its release. Without a sum there are no archives.
release() {
  put tree/action/release.txt $'# a release\nversion 0.1.0\nrepository OWNER/whomay\ndownloads '"$1"$'\n'
  [ -z "${2:-}" ] || echo "sha256 $2 $archive" >>tree/action/release.txt
}

# gh_that SCRIPT: a gh that writes down what it was asked and with which token, and then does that.
gh_that() { put bin/gh $'#!/bin/sh\n'"echo \"\$*\" >>'$PWD/gh.calls'; env | grep TOKEN >>'$PWD/gh.tokens'"$'\n'"$1"$'\n' && chmod +x bin/gh; }

# step SCRIPT NAME=VALUE...: a script of the action as a runner starts it, with nothing in the environment that is not named.
step() {
  local script=$1
  shift
  (
    cd work
    env -i PATH="${job_path:-$PWD/../bin:$PATH}" HOME="$PWD/../home" LC_ALL=C.UTF-8 RUNNER_TEMP="$PWD/../temp" RUNNER_TOOL_CACHE="$PWD/../cache" \
      RUNNER_OS=Linux GITHUB_ACTIONS=true GITHUB_ACTION_PATH="$PWD/../tree" GITHUB_OUTPUT="$PWD/../output" \
      GITHUB_STEP_SUMMARY="$PWD/../summary" GITHUB_SERVER_URL="$http" GITHUB_REPOSITORY=acme/infra \
      CURL_CA_BUNDLE="$site/certificate.pem" CALLS="$PWD/../calls" "$@" "../tree/action/$script"
  ) >out 2>&1
}

says() { grep -qF -- "$1" out || { echo "nothing says \"$1\":" && cat out && return 1; }; }
passes() { step "$@" || { echo "refused: $*" && cat out && return 1; }; }
refuses() {
  ! step "$@" || { echo "let through: $*" && cat out && return 1; }
  says '::error title=whomay action::'
}
# no COMMAND...: it does not hold. Bash goes on after a plain `!`.
no() {
  "$@" || return 0
  echo "it holds: $*"
  return 1
}
output() { sed -n "s/^$1=//p" output | tail -n 1; }
holds() { [ "$(cat "$1")" = "$2" ] || { echo "$1 is another:" && cat "$1" && return 1; }; }

# Nothing is there to run after a failure, and nobody is told of a program.
refuses_to_install() {
  rm -rf calls temp
  mkdir temp
  : >output
  refuses install "$@"
  [ -z "$(output binary)" ] || { echo 'a program was given out' && return 1; }
  no test -e calls
  [ -z "$(find temp -name 'whomay*' -type f)" ] || { echo 'something is left' && find temp && return 1; }
}

installs() {
  passes install "$@"
  [ -x "$(output binary)" ]
  [ "$(output version)" = 0.1.0 ]
}

# requests TEXT: how often the server was asked for it.
requests() { grep -cF -- "$1" "$site/requests" || true; }
