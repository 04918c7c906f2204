# Sourced by the scripts beside it: what they do with their inputs, which come as WHOMAY_NAME and may hold anything.
#
# Written for bash 3.2 too, which is what macOS has.
# shellcheck shell=bash

# An input is for the script that it was given to. Whatever the script starts gets none, unless it is given it by name.
export -n "${!WHOMAY_@}"
# Tokens of the job are for nobody here: those that are used are inputs.
unset GITHUB_TOKEN GH_TOKEN GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN GITLAB_TOKEN

# annotate TITLE TEXT: says where GitHub shows it what is wrong. Nothing in the text ends the command or begins another.
annotate() {
  local text=$2
  text=${text//\%/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=%s::%s\n' "$1" "${text//$'\n'/%0A}" >&2
}

# fail WHAT NEXT_STEP: ends the step, and says why.
fail() {
  annotate 'whomay action' "$1. $2."
  exit 2
}

# shown VALUE: on one line, in which no runner finds a command.
shown() {
  local value=$1
  [ "${#value}" -le 100 ] || value="${value:0:100}…"
  printf '%q' "$value"
}

# input NAME: its value, such as that of `fail-on`, which is FAIL_ON here; nothing if it was not given.
input() {
  local variable=WHOMAY_$1
  printf '%s' "${!variable:-}"
}

# given NAME: whether there is a value; on NAME: whether it is `true`.
given() { [ -n "$(input "$1")" ]; }
on() { [ "$(input "$1")" = true ]; }

# spelled NAME: as in action.yml.
spelled() { printf '%s' "$1" | tr 'A-Z_' 'a-z-'; }

# quoted: what somebody else says, line by line, so that no runner finds a command in it.
quoted() { sed -e 's/##\[/## [/g' -e 's/^/| /'; }

# sha256 FILE: its sum in hexadecimal digits.
sha256() {
  local sum
  if command -v sha256sum >/dev/null; then sum=$(sha256sum <"$1"); else sum=$(shasum -a 256 <"$1"); fi
  printf '%s' "${sum%% *}"
}

# output NAME VALUE: for the next steps. No value can end its line and begin another output.
output() {
  case $2 in *[$'\n\r']*) fail "the output $1 would have several lines" 'Please report this' ;; esac
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}
