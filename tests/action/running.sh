# Sourced by run: what the program is given and what comes of it: tests of action/run, action/checkout and action/fetch.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

# --- what the program is given

# Whoever reads the outputs finds one line for each, and none that somebody else has written.
only_known_outputs() {
  local names line
  names=$(sed -n '/^outputs:/,/^runs:/s/^  \([a-z_-]*\):$/\1/p' tree/action.yml)
  while IFS= read -r line; do
    grep -qxF -- "${line%%=*}" <<<"$names"$'\nsources' || { echo "an output of nobody: $line" && return 1; }
  done <output
}

# with_program: as after the step that installs it. What it does is in the variables FAKE_STATUS and FAKE_OUTPUTS.
with_program() {
  cp "$site/program/whomay" temp/program
  program=(WHOMAY_PROGRAM="$PWD/temp/program" WHOMAY_REPOSITORY=. WHOMAY_SUMMARY=true)
}

# was_run ARGUMENT...: the program, with these and no others but the files that it writes; paths of the job are cut off.
was_run() {
  local line
  line=$(printf '%s ' "$@")
  sed -E "s|$PWD/work/../||g; s|whomay-answer\.[A-Za-z0-9]+|answer|g" calls | grep -qxF -- "${line% }" ||
    { echo "not run: $line" && sed -E "s|$PWD/work/../||g" calls && return 1; }
}

# tokens: the names of those in the environment of the program, with their values.
tokens() { grep -E '^(GITHUB_TOKEN|GH_TOKEN|GITLAB_TOKEN|WHOMAY_[A-Z_]*)=' calls.env | sort -u | tr '\n' ' ' || true; }

forms=(--also=github=temp/answer/annotations.txt --also=sarif=temp/answer/whomay.sarif)

lint_is_run() {
  with_program
  passes run "${program[@]}" WHOMAY_COMMAND=lint
  was_run lint --repository=. --format=human "${forms[@]}" --
  # A forge is asked once, and all forms are of what it said then.
  [ "$(grep -c . calls)" = 1 ]
  [ "$(output exit-status)" = 0 ]
  holds "$(output sarif)" '::notice::--also=sarif'
  grep -qxF '::notice::--also=github' out
  passes run "${program[@]}" WHOMAY_COMMAND=lint WHOMAY_FAIL_ON=error WHOMAY_ONLINE=true WHOMAY_PATHS=$'a b.yml\n\n./-c'
  was_run lint --repository=. --fail-on=error --online --format=human "${forms[@]}" -- 'a b.yml' ./-c
  grep -qxF '&lt;b&gt;said &amp; done&lt;/b&gt;' summary
  rm summary
  passes run "${program[@]}" WHOMAY_COMMAND=lint WHOMAY_SUMMARY=false
  [ ! -e summary ]
}

simulate_is_run() {
  with_program
  passes run "${program[@]}" WHOMAY_COMMAND=simulate WHOMAY_USER=bob WHOMAY_OPERATION=$'plan\napply' WHOMAY_BASE=main WHOMAY_FACTS=facts.yml
  was_run simulate --repository=. --user=bob --base=main --operation=plan --operation=apply --facts=facts.yml --format=human --
  was_run simulate --repository=. --user=bob --base=main --operation=plan --operation=apply --facts=facts.yml --format=markdown --
  [ -s "$(output json)" ]
  # The forge is asked once.
  rm calls
  passes run "${program[@]}" WHOMAY_COMMAND=simulate WHOMAY_USER=bob WHOMAY_PULL=7
  was_run simulate --repository=. --user=bob --pull=7 --facts-out=temp/answer/facts.json --format=human --
  was_run simulate --repository=. --user=bob --facts=temp/answer/facts.json --format=json --
  [ "$(grep -c -- --pull calls)" = 1 ]
}

# The program would name its own options, which are not inputs.
somebody_is_named() {
  with_program
  refuses run "${program[@]}" WHOMAY_COMMAND=simulate WHOMAY_PULL=7
  says 'the input user is missing'
  no test -e calls
}

# What a forge did not tell, such as who is in a team, ends it with 2, and the rest of the answer is there to be read.
an_answer_with_a_gap_is_shown() {
  with_program
  no step run "${program[@]}" WHOMAY_COMMAND=simulate WHOMAY_USER=bob WHOMAY_PULL=7 FAKE_STATUS=2
  was_run simulate --repository=. --user=bob --facts=temp/answer/facts.json --format=markdown --
  [ -s "$(output json)" ]
  [ -s summary ]
  no step run "${program[@]}" WHOMAY_COMMAND=lint WHOMAY_ONLINE=true WHOMAY_SUMMARY=true FAKE_STATUS=2
  was_run lint --repository=. --online --format=human "${forms[@]}" --
  grep -qxF '::notice::--also=github' out
  grep -qF 'whomay lint' summary
  # Code scanning would take what is not in it for mended.
  [ -z "$(output sarif)" ]
  rm calls
  no step run "${program[@]}" WHOMAY_COMMAND=simulate WHOMAY_USER=bob FAKE_STATUS=2
  [ "$(grep -c simulate calls)" = 1 ]
}

enforce_is_run() {
  with_program
  passes run "${program[@]}" WHOMAY_COMMAND=enforce WHOMAY_OBJECTS=/objects.git WHOMAY_OPERATION=apply WHOMAY_QUERY='not -x' \
    WHOMAY_DIRSPACE=$'a:b\nc:d' WHOMAY_POST=comment,status WHOMAY_POST_KEY=k WHOMAY_PULL='#7' WHOMAY_REASON='it is late'
  was_run enforce --repository=/objects.git '--pull=#7' --operation=apply '--query=not -x' '--reason=it is late' --post=comment,status \
    --post-key=k --dirspace=a:b --dirspace=c:d --summary-file=summary --json-file=temp/answer/answer.json \
    --outputs-file=temp/answer/outputs --
}

report_is_run() {
  with_program
  passes run "${program[@]}" WHOMAY_COMMAND=report WHOMAY_PLANS=$'a:b=1.json\nc:d=-' WHOMAY_MANIFEST=m.yml WHOMAY_MERGE=$'x\ny' WHOMAY_OLDER=z \
    WHOMAY_HEAD=abc WHOMAY_FAIL_ON=errored,check WHOMAY_METADATA=true WHOMAY_EXIT_ZERO=true WHOMAY_SUMMARY=false
  was_run report --repository=. --manifest=m.yml --head=abc --fail-on=errored,check --merge=x --merge=y --older=z --metadata --exit-zero \
    --json-file=temp/answer/answer.json --outputs-file=temp/answer/outputs -- a:b=1.json c:d=-
}

the_status_is_the_program_s() {
  with_program
  local command status
  for command in lint simulate enforce report; do
    for status in 1 2 101; do
      : >output
      no step run "${program[@]}" WHOMAY_COMMAND="$command" WHOMAY_USER=bob FAKE_STATUS="$status"
      [ "$(output exit-status)" = "$status" ] || { cat out output && return 1; }
    done
  done
  # A program that is not there is not looked for elsewhere.
  for program in '' whomay temp/none "$PWD/temp" ; do refuses run WHOMAY_PROGRAM="$program" WHOMAY_REPOSITORY=. WHOMAY_COMMAND=lint; done
}

# annotation TEXT: there is one for the program, and it is this.
annotation() {
  [ "$(grep '^::' out)" = "$1" ] || { echo "another annotation than $1:" && cat out && return 1; }
}

why_not_is_an_annotation() {
  with_program
  local command status long
  for command in simulate enforce report; do
    no step run "${program[@]}" WHOMAY_COMMAND="$command" WHOMAY_USER=bob FAKE_STATUS=2 \
      FAKE_SAYS=$'whomay: warning: first\nwhomay: 100 % sure\n  help: Do that.\nwhomay: second\n'
    annotation "::error title=whomay $command::100 %25 sure%0ADo that."
    # As the program said it, in the log.
    grep -qxF 'whomay: 100 % sure' out
    grep -qxF '  help: Do that.' out
    for status in 0 1; do
      step run "${program[@]}" WHOMAY_COMMAND="$command" WHOMAY_USER=bob FAKE_STATUS="$status" FAKE_SAYS=$'whomay: x\n' || true
      annotation ''
      grep -qxF 'whomay: x' out
    done
    # Standard output alone says why, or nothing does.
    for status in 2 101; do
      no step run "${program[@]}" WHOMAY_COMMAND="$command" WHOMAY_USER=bob FAKE_STATUS="$status" FAKE_SAYS=
      annotation "::error title=whomay $command::It ended with exit status $status. The log has what it said."
    done
  done
  # What people are told of a file, with its place.
  no step run "${program[@]}" WHOMAY_COMMAND=enforce FAKE_STATUS=2 FAKE_SAYS=$'error[unknown-key]\n\n  × unknown key `a`\n   ╭─[c.yml:1:2]\n 1 │ [x:3:4]\n\n  × another\n   ╭─[c.yml:9:9]\n  help: Known keys\nwhomay: the configuration cannot be used\n'
  annotation '::error title=whomay enforce::the configuration cannot be used: unknown key `a` [c.yml:1:2]'
  no step run "${program[@]}" WHOMAY_COMMAND=enforce FAKE_STATUS=2 FAKE_SAYS=$'error: unexpected argument\n\n  tip: to pass it\n'
  annotation '::error title=whomay enforce::unexpected argument'
  # Text that would end the command, of any length, and without an end of its own.
  no step run "${program[@]}" WHOMAY_COMMAND=enforce FAKE_STATUS=2 FAKE_SAYS=$'whomay: a\r::set-output name=allowed::x\e[2J%0A::add-mask::y\n'
  [ "$(grep -c '^::' out)" = 1 ]
  grep -qxF '::error title=whomay enforce::a::set-output name=allowed::x[2J%250A::add-mask::y' out
  long=$(printf '%90000s' x)
  no step run "${program[@]}" WHOMAY_COMMAND=enforce FAKE_STATUS=2 FAKE_SAYS="whomay: ${long// /y}"
  [ "$(grep -c '^::error' out)" = 1 ]
  [ "$(grep '^::error' out | wc -c)" -lt 2100 ]
  only_known_outputs
  # What cannot be started says nothing of its own.
  put temp/program $'#!/nowhere\n'
  no step run "${program[@]}" WHOMAY_COMMAND=enforce
  [ "$(grep -c '^::error title=whomay enforce::' out)" = 1 ]
}

tokens_for_whoever_asks_a_forge() {
  with_program
  local given=(WHOMAY_TOKEN=t WHOMAY_MEMBERS_TOKEN=m WHOMAY_WRITE_TOKEN=w GITHUB_TOKEN=x GH_TOKEN=x GITLAB_TOKEN=x)
  local what expected
  while IFS='|' read -r what expected; do
    rm -f calls.env
    # shellcheck disable=SC2086 # several
    passes run "${program[@]}" "${given[@]}" $what
    [ "$(tokens)" = "$expected" ] || { echo "$what: $(tokens)" && return 1; }
    no grep -qE '=(t|m|w|x)$' calls
  done <<'END'
WHOMAY_COMMAND=lint|
WHOMAY_COMMAND=simulate WHOMAY_USER=bob|
WHOMAY_COMMAND=report|
WHOMAY_COMMAND=lint WHOMAY_ONLINE=true|GITHUB_TOKEN=t WHOMAY_MEMBERS_TOKEN=m 
WHOMAY_COMMAND=simulate WHOMAY_USER=bob WHOMAY_PULL=7|GITHUB_TOKEN=t WHOMAY_MEMBERS_TOKEN=m 
WHOMAY_COMMAND=report WHOMAY_POST=comment|GITHUB_TOKEN=t WHOMAY_MEMBERS_TOKEN=m WHOMAY_WRITE_TOKEN=w 
WHOMAY_COMMAND=enforce|GITHUB_TOKEN=t WHOMAY_MEMBERS_TOKEN=m WHOMAY_WRITE_TOKEN=w 
END
  rm calls.env
  passes run "${program[@]}" WHOMAY_COMMAND=enforce WHOMAY_TOKEN=t WHOMAY_MEMBERS_TOKEN= WHOMAY_WRITE_TOKEN=
  [ "$(tokens)" = 'GITHUB_TOKEN=t ' ]
  rm calls
  no step run "${program[@]}" WHOMAY_COMMAND=enforce WHOMAY_TOKEN=$'t\nx'
  [ ! -e calls ]
  says '::error title=whomay action::the input token has several lines'
  [ "$(grep -c '^::' out)" = 1 ]
  refuses run "${program[@]}" WHOMAY_COMMAND=enforce WHOMAY_TOKEN=t WHOMAY_MEMBERS_TOKEN=$'t\r'
  [ ! -e calls ]
}

# --- decisions

commit=1111111111111111111111111111111111111111
allowed=$'allowed=[]\ncommit='"$commit"$'\nallowed=[{"dir":"prod","workspace":"default"}]\n'

nothing_allowed_before_anything() {
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_OPERATION=--apply
  [ "$(output allowed)" = '[]' ]
  [ "$(output matrix)" = '{"include":[]}' ]
  [ "$(output verdict)" = undetermined ]
  only_known_outputs
}

about_exactly_this_commit() {
  with_program
  program+=(WHOMAY_COMMAND=enforce "FAKE_OUTPUTS=$allowed")
  local one
  for one in '' "$commit" decided; do
    : >output
    passes run "${program[@]}" WHOMAY_COMMIT="$one"
    [ "$(output allowed)" = '[{"dir":"prod","workspace":"default"}]' ]
    [ "$(output commit)" = "$commit" ]
  done
  : >output
  refuses run "${program[@]}" WHOMAY_COMMIT="${commit//1/2}"
  says 'The request has changed'
  [ -z "$(output allowed)" ]
  [ -z "$(output commit)" ]
  # Nothing was decided.
  refuses run "${program[@]}" FAKE_OUTPUTS=$'allowed=[]\ncommit=\n' WHOMAY_COMMIT="$commit"
  refuses run "${program[@]}" FAKE_OUTPUTS= WHOMAY_COMMIT="$commit"
  for one in abc "${commit}1" "${commit^^}a" HEAD main "$commit " '*'; do
    refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_COMMIT="$one"
    says 'the input commit'
  done
}

checked_out() {
  clone_of_objects
  passes checkout "${objects[@]}" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT=change
  [ "$(git -C work/change rev-parse HEAD)" = "$head" ]
  [ -e work/change/prod/main.tf ]
  # A name below a folder, a whole path, and one with all that is awkward.
  local name
  for name in "deep/er" "$PWD/whole" "it's a \"folder\" \$(pwned)"; do
    passes checkout "${objects[@]}" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT="$name"
  done
  [ -e "work/it's a \"folder\" \$(pwned)/prod/main.tf" ]
}

not_checked_out() {
  clone_of_objects
  local name
  for name in '' '[]'; do
    refuses checkout "${objects[@]}" WHOMAY_ALLOWED="$name" WHOMAY_CHECKOUT=change
    says 'nothing is allowed'
  done
  for name in '' main HEAD "${head%?}" "--detach"; do
    refuses checkout "${objects[@]}" WHOMAY_DECIDED="$name" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT=change
  done
  refuses checkout "${objects[@]}" WHOMAY_DECIDED="$commit" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT=change
  says 'could not be checked out'
  mkdir work/there
  ln -s nowhere work/link
  for name in there link . ..; do
    refuses checkout "${objects[@]}" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT="$name"
    says 'is there already'
  done
  [ ! -e work/change ]
}

# Neither hooks nor filters that a machine has set run beside what is checked out.
nothing_runs_at_a_checkout() {
  clone_of_objects
  trap_at hooks/post-checkout
  git config --file home/.gitconfig core.hooksPath "$PWD/hooks"
  passes checkout "${objects[@]}" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT=change
  # Filters that the commit asks for: a folder of it has attributes of its own too.
  local name attributed
  for name in lfs other; do
    git config --file home/.gitconfig "filter.$name.smudge" "touch '$PWD/pwned'; cat"
    git config --file home/.gitconfig "filter.$name.process" "touch '$PWD/pwned'"
    git config --file home/.gitconfig "filter.$name.required" true
  done
  git clone --quiet "$scratch/repository" attributed
  mkdir attributed/folder
  echo '* filter=lfs' >attributed/.gitattributes
  echo '* filter=other' >attributed/folder/.gitattributes
  echo text >attributed/folder/file
  git -C attributed add --all
  git -C attributed commit --quiet -m attributed
  attributed=$(git -C attributed rev-parse HEAD)
  git -C objects.git fetch --quiet "$PWD/attributed" "$attributed"
  passes checkout "${objects[@]}" WHOMAY_DECIDED="$attributed" WHOMAY_ALLOWED='["x"]' WHOMAY_CHECKOUT=filtered
  [ "$(cat work/filtered/folder/file)" = text ]
}

wrong_ways_to_ask_for_a_checkout() {
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_CHECKOUT=change
  says 'without commit'
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_CHECKOUT=change WHOMAY_COMMIT="$commit" WHOMAY_FETCH=false
  says 'checkout needs what fetch fetches'
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=other WHOMAY_FETCH=true
  says 'fetches into one of its own'
  passes check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=other WHOMAY_FETCH=false
  passes check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_CHECKOUT=change WHOMAY_COMMIT="$commit"
}

# --- the objects

# A repository with a request, which the server has.
served_repository() {
  local folder=$site/acme/infra.git
  git init --quiet "$scratch/repository"
  cd "$scratch/repository"
  put .terrateam/config.yml $'access_control:\n  terrateam_config_update: [user:ann]\n  ci_config_update: [user:ann]\n  policies:\n    - tag_query: ""\n      apply: [user:ann]\n      apply_force: [user:ann]\n'
  put prod/main.tf $'# 1\n'
  git add --all
  git commit --quiet -m first
  git switch --quiet -c topic
  put prod/main.tf $'# 2\n'
  git commit --quiet -am second
  head=$(git rev-parse HEAD)
  git update-ref refs/pull/7/head HEAD
  git update-ref refs/pull/8/head main
  git switch --quiet main
  git clone --quiet --mirror . "$folder"
  cd "$root"
}

clone_of_objects() {
  git clone --quiet --mirror "$scratch/repository" objects.git
  objects=(WHOMAY_OBJECTS="$PWD/objects.git" WHOMAY_DECIDED="$head")
}

fetched() {
  passes fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7
  local objects refs
  objects=$(output objects)
  [ "$(git -C "$objects" rev-parse refs/remotes/request refs/remotes/origin/topic)" = "$head"$'\n'"$head" ]
  [ "$(git -C "$objects" rev-parse --is-bare-repository)" = true ]
  no grep -rq 's3cret\|eC1hY2' "$objects" output out
  refs=$(git -C "$objects" for-each-ref --format='%(refname)' | tr '\n' ' ')
  [ "$refs" = 'refs/remotes/origin/main refs/remotes/origin/topic refs/remotes/request ' ]
  local pull
  for pull in 7 '#7' '!7' https://github.com/acme/infra/pull/7; do
    passes fetch WHOMAY_TOKEN=s3cret WHOMAY_PULL="$pull" WHOMAY_NUMBER=8
    [ "$(git -C "$(output objects)" rev-parse refs/remotes/request)" = "$head" ]
  done
  # After a push it is not said which one.
  passes fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=
  [ "$(git -C "$(output objects)" rev-parse refs/remotes/pull/7)" = "$head" ]
}

not_fetched() {
  local pull
  for pull in x 7x '7 8' '*' '7:refs/heads/main' '+7' '$(pwned)' 7/head '#' --upload-pack=pwned; do
    refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_PULL="$pull"
    says 'the input pull is'
  done
  refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=9
  says 'could not be fetched'
  refuses fetch WHOMAY_TOKEN=wrong WHOMAY_NUMBER=7
  refuses fetch WHOMAY_TOKEN= WHOMAY_NUMBER=7
  refuses fetch WHOMAY_TOKEN=$'s3cret\nx: y' WHOMAY_NUMBER=7
  says 'has several lines'
  refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7 GITHUB_SERVER_URL="$http/to_http"
  refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7 GITHUB_SERVER_URL="http://localhost.example:${http##*:}"
  refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7 GITHUB_SERVER_URL="file://$site"
  # Another place of the same server, where nobody asked it to be.
  refuses fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7 GITHUB_REPOSITORY=moved/infra
  no grep -q '^objects=' output
}

# Whatever a job has set for another repository, and whatever runs beside a fetch where somebody set it.
settings_of_git_do_not_count() {
  trap_at hooks/reference-transaction
  git config --file home/.gitconfig core.hooksPath "$PWD/hooks"
  git config --file home/.gitconfig init.templateDir "$PWD/template"
  trap_at template/hooks/reference-transaction
  passes fetch WHOMAY_TOKEN=s3cret WHOMAY_NUMBER=7 GIT_DIR="$scratch/repository/.git" GIT_WORK_TREE=/ GIT_INDEX_FILE=/none GIT_OBJECT_DIRECTORY=/none
  [ "$(git -C "$(output objects)" rev-parse refs/remotes/request)" = "$head" ]
  no test -e "$(output objects)/hooks"
}
