# Sourced by run: values that somebody might contrive, in every input: tests of action/check and action/run.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

common=(REPOSITORY BINARY BINARY_SHA256 BUILD ATTESTATION SUMMARY)
flags=' BUILD ATTESTATION SUMMARY ONLINE UPLOAD_SARIF FETCH METADATA EXIT_ZERO '
lists=' PATHS DIRSPACE PLANS MERGE OLDER '
inputs_of() {
  case $1 in
    lint) echo PATHS FAIL_ON ONLINE UPLOAD_SARIF ;;
    simulate) echo USER PULL OPERATION QUERY FACTS PROFILE BASE HEAD ;;
    enforce) echo PULL OPERATION QUERY DIRSPACE REASON POST POST_KEY COMMIT CHECKOUT FETCH ;;
    report) echo PLANS MANIFEST MERGE OLDER HEAD PULL POST POST_KEY FAIL_ON METADATA EXIT_ZERO ;;
  esac
}

# The lists above are those of action.yml.
all_inputs_are_tried() {
  local tried declared
  tried=$({ echo COMMAND TOKEN MEMBERS_TOKEN WRITE_TOKEN "${common[@]}" && inputs_of lint && inputs_of simulate && inputs_of enforce && inputs_of report; } |
    tr ' A-Z_' '\na-z-' | sort -u)
  declared=$(sed -n '/^inputs:/,/^outputs:/s/^  \([a-z0-9-]*\):$/\1/p' tree/action.yml | sort)
  diff <(echo "$tried") <(echo "$declared")
}

# refused INPUT VALUE: before anything is fetched or run, whatever else is right.
refused() { refuses check WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=. "WHOMAY_$1=$2"; }

refused_values() {
  local command=$1 name long
  long=$(printf '%5000s' x)
  # shellcheck disable=SC2046 # names
  for name in "${common[@]}" $(inputs_of "$command"); do
    case $name in
      QUERY | REASON | DIRSPACE | PLANS) ;;
      *)
        refused "$name" '--exec=pwned'
        refused "$name" -h
        ;;
    esac
    case $lists in
      *" $name "*) case $name in DIRSPACE | PLANS) ;; *) refused "$name" $'a\n-rf' ;; esac ;;
      *) [ "$command $name" = 'simulate OPERATION' ] || refused "$name" $'a\n::set-output name=allowed::x\nallowed=["x"]' ;;
    esac
    refused "$name" $'a\rb'
    refused "$name" $'a\x1b[2J##[add-mask]x'
    refused "$name" "$long"
    case $flags in
      *" $name "*)
        refused "$name" '$(touch pwned)'
        refused "$name" TRUE
        refused "$name" 'true '
        ;;
    esac
    only_known_outputs
    # What is said of a value is no command to a runner.
    no grep -qE '^(::set-output|allowed=)|##\[' out
  done
}

# Each is but a text, which the program gets as it is, behind the name of its option or behind `--`.
harmless_values() {
  local command=$1 name value values all=() expected arguments
  with_program
  values=('$(touch pwned)' '`pwned`' '"; pwned; "' "' pwned '" '::set-output name=allowed::x' '##[add-mask]x' '*' '~' '${IFS}' 'a=b' 'a b' 'ü€' '%0A::error::x' 'a\b' '!x' "$(printf '%4000s' x)")
  for value in "${values[@]}"; do
    rm -f calls*
    : >output
    all=()
    # shellcheck disable=SC2046 # names
    for name in $(inputs_of "$command"); do
      case $name in
        ONLINE | UPLOAD_SARIF | METADATA | EXIT_ZERO | FETCH | COMMIT | CHECKOUT) ;;
        *) all+=("WHOMAY_$name=$value") ;;
      esac
    done
    passes check WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=. "${all[@]}"
    passes run "${program[@]}" WHOMAY_COMMAND="$command" "${all[@]}" FAKE_OUTPUTS='allowed=[]'
    # As many options as there are in the values, and no argument that is anything else.
    expected=$(tr '\0' '\n' <calls.nul | grep -cF -- "$value" || true)
    [ "$expected" -ge "${#all[@]}" ] || { echo "$command: $value came $expected times" && return 1; }
    arguments=$(tr '\0' '\n' <calls.nul | grep -vE -- "^($command|--|--[a-z-]+=.*)$" | grep -vxF -- "$value" || true)
    [ -z "$arguments" ]
    only_known_outputs
    no_trap_went_off
  done
}

hostile_inputs() {
  refused_values "$1"
  : >output
  harmless_values "$1"
}

hostile_commands() {
  local command
  for command in '' ' ' Lint 'lint ' --help -h $'lint\nenforce' '$(touch pwned)' demo 'lint;pwned' "$(printf '%5000s' x)" '::set-output name=a::b' 'x%0A::error::y' '##[add-mask]x'; do
    refuses check WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=.
    refuses run WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=. WHOMAY_PROGRAM=/bin/true
    no grep -qE '%0A|##\[|^(::set-output|enforce)' out
    only_known_outputs
  done
}

nothing_given() {
  local command
  for command in lint simulate enforce report install; do passes check WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=.; done
  # Every input empty, as when an expression comes to nothing.
  local name all=()
  for name in $(sed -n '/^inputs:/,/^outputs:/s/^  \([a-z0-9-]*\):$/\1/p' tree/action.yml | tr 'a-z-' 'A-Z_'); do all+=("WHOMAY_$name="); done
  for command in lint simulate enforce report install; do passes check "${all[@]}" WHOMAY_COMMAND="$command"; done
}

# Nobody can have meant what is passed over.
inputs_of_other_commands() {
  local name
  for name in REASON CHECKOUT COMMIT PLANS PATHS ONLINE UPLOAD_SARIF METADATA; do
    refuses check WHOMAY_COMMAND=simulate WHOMAY_REPOSITORY=. "WHOMAY_$name=true"
    says 'is not for simulate'
  done
  for name in FETCH=true FETCH=false ONLINE=false EXIT_ZERO=false; do passes check WHOMAY_COMMAND=simulate WHOMAY_REPOSITORY=. "WHOMAY_$name"; done
  refuses check WHOMAY_COMMAND=install WHOMAY_REPOSITORY=. WHOMAY_QUERY='ends with ='
}

# Directories, queries and reasons may begin with a dash.
dashes_that_are_no_options() {
  with_program
  local given=(WHOMAY_COMMAND=enforce WHOMAY_DIRSPACE=$'-x:default\n--help:a' WHOMAY_QUERY=-h WHOMAY_REASON=--reason)
  passes check WHOMAY_REPOSITORY=. "${given[@]}"
  passes run "${program[@]}" "${given[@]}" WHOMAY_SUMMARY=false
  was_run enforce --repository=. --query=-h --reason=--reason --dirspace=-x:default --dirspace=--help:a \
    --json-file=temp/answer/answer.json --outputs-file=temp/answer/outputs --
  given=(WHOMAY_COMMAND=report WHOMAY_PLANS=$'--help=a\n-x:default=b')
  passes check WHOMAY_REPOSITORY=. "${given[@]}"
  passes run "${program[@]}" "${given[@]}" WHOMAY_SUMMARY=false
  was_run report --repository=. --json-file=temp/answer/answer.json --outputs-file=temp/answer/outputs -- --help=a -x:default=b
}
