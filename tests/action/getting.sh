# Sourced by run: how the action gets the program: tests of action/install.
# shellcheck shell=bash disable=SC2016,SC2154,SC2164,SC2034 # texts as they are; variables of the other files; errexit

# --- the archive of the release

from_the_release() {
  installs
  case $(output binary) in "$PWD/work"/../temp/*) ;; *) echo "it is elsewhere: $(output binary)" && return 1 ;; esac
  says 'whomay 0.1.0'
  [ "$(sum_of "cache/whomay/0.1.0/$archive")" = "$(sum_of "$site/files/$archive")" ]
}

a_second_time_from_the_tool_cache() {
  installs
  release "$http/broken" "$(sum_of "$site/files/$archive")"
  installs
  [ "$(wc -l <gh.calls)" = 2 ] || { echo 'the attestation was not asked for again' && return 1; }
}

# with_archive FILE: the release has it, and goes by its sum if --known follows.
with_archive() {
  mkdir -p "$site/files/$$/$1"
  cp "$1" "$site/files/$$/$1/$archive"
  if [ "${2:-}" = --known ]; then release "$http/files/$$/$1" "$(sum_of "$1")"; else release "$http/files/$$/$1" "$(sum_of "$site/files/$archive")"; fi
}

tampered_archives() {
  cp "$site/files/$archive" flipped
  printf '\x01' | dd of=flipped bs=1 seek=100 conv=notrunc status=none
  no cmp -s flipped "$site/files/$archive"
  head -c -1 "$site/files/$archive" >truncated
  { cat "$site/files/$archive" && echo; } >longer
  local how
  for how in flipped truncated longer; do
    with_archive "$how"
    refuses_to_install
    says 'is another than it has to be'
    [ ! -e cache/whomay ]
  done
}

# Archives with the sum that is known, which somebody would have to have committed.
strange_archives() {
  mkdir made && cd made
  trap_at whomay
  put other text
  mkdir deep && cp whomay deep/whomay
  tar -czf ../two whomay other whomay
  tar -czf ../none other
  tar -czf ../deeper deep/whomay
  tar -P --transform 's|^whomay$|../whomay|' -czf ../above whomay
  ln -sf /bin/sh link && tar -czf ../link --transform 's|^link$|whomay|;' --no-recursion link
  mkdir folder && tar -czf ../folder --transform 's|^folder$|whomay|' --no-recursion folder
  : >empty && tar -czf ../empty --transform 's|^empty$|whomay|' empty
  echo 'no archive' >../text
  cd ..
  rm -rf made pwned
  local how
  for how in two none deeper above link folder empty text; do
    with_archive "$how" --known
    refuses_to_install
    [ ! -e temp/whomay ]
    [ ! -e cache/whomay ]
  done
}

# Whatever else is in the archive is not unpacked.
with_other_files_beside_it() {
  mkdir made
  cp "$site/program/whomay" made/whomay
  trap_at made/LICENSE
  tar -C made -czf more whomay LICENSE
  with_archive more --known
  installs
  [ -z "$(find temp -name LICENSE)" ]
}

another_version() {
  mkdir made
  sed 's/whomay 0.1.0/whomay 0.2.0/' "$site/program/whomay" >made/whomay
  tar -C made -czf newer whomay
  with_archive newer --known
  refuses install
  says 'is version 0.2.0'
  sed 's/whomay 0.1.0/other 0.1.0/' "$site/program/whomay" >made/whomay
  tar -C made -czf other whomay
  with_archive other --known
  refuses_to_install
  printf 'no program' >made/whomay
  tar -C made -czf broken whomay
  with_archive broken --known
  refuses_to_install
  says 'does not run on this machine'
}

wrong_sums() {
  release "$http/files" "$nothing"
  refuses_to_install
  says "and not $nothing"
  local sum
  sum=$(sum_of "$site/files/$archive")
  for sum in '' "${sum%?}" "${sum^^}" "$sum$sum" "$sum $sum" '*'; do
    release "$http/files" "$sum"
    refuses_to_install
    says 'knows no archive for'
  done
  release "$http/files" ''
  echo "sha256 $(sum_of "$site/files/$archive") other-$archive" >>tree/action/release.txt
  refuses_to_install
  says 'knows no archive for'
}

other_platforms() {
  refuses_to_install RUNNER_OS=macOS RUNNER_ARCH=ARM64
  says 'knows no archive for aarch64-apple-darwin'
  refuses_to_install RUNNER_OS=macOS RUNNER_ARCH=X64
  says 'knows no archive for x86_64-apple-darwin'
  refuses_to_install RUNNER_OS=Linux RUNNER_ARCH=ARM
  says 'is not released for Linux on ARM'
  refuses_to_install RUNNER_OS='$(touch pwned)' RUNNER_ARCH='`pwned`'
  refuses check WHOMAY_COMMAND=lint RUNNER_OS=Windows
  says 'does not run on Windows'
}

missing_releases() {
  local how sum
  sum=$(sum_of "$site/files/$archive")
  for how in missing broken loop cut; do
    release "$http/$how" "$sum"
    refuses_to_install
    says 'could not be downloaded'
  done
  for how in page empty; do
    release "$http/$how" "$sum"
    refuses_to_install
    says 'is another than it has to be'
  done
  # Nobody listens there.
  release http://127.0.0.1:1 "$sum"
  refuses_to_install
  says 'could not be downloaded'
  release ftp://127.0.0.1 "$sum"
  refuses_to_install
}

without_end() {
  release "$http/endless" "$(sum_of "$site/files/$archive")"
  refuses_to_install
  says 'could not be downloaded'
  # It takes the other side a moment to notice.
  local tries=50
  until [ -e "$site/sent" ] || [ "$((tries -= 1))" = 0 ]; do sleep 0.1; done
  [ "$(cat "$site/sent")" -lt 250000000 ]
}

only_over_https() {
  local sum
  sum=$(sum_of "$site/files/$archive")
  gh_that 'exit 0'
  release "$https/to_http" "$sum"
  refuses_to_install GITHUB_SERVER_URL="$https"
  release "$https/to_file" "$sum"
  refuses_to_install GITHUB_SERVER_URL="$https"
  release "$http/to_http" "$sum"
  refuses_to_install
  # A certificate that nobody vouches for.
  release "$https/files" "$sum"
  refuses_to_install GITHUB_SERVER_URL="$https" CURL_CA_BUNDLE=/dev/null
  # Nothing that is spelled otherwise than the loopback of tests, wherever it leads.
  release "http://127.1:${http##*:}/files" "$sum"
  refuses_to_install GITHUB_SERVER_URL="http://127.1:${http##*:}"
  says 'could not be downloaded'
  # As GitHub leads to its storage.
  release "$https/to_https" "$sum"
  installs GITHUB_SERVER_URL="$https"
}

settings_of_curl_do_not_count() {
  put home/.curlrc $'insecure\nproxy = http://127.0.0.1:1\n'
  put home/.netrc $'machine 127.0.0.1 login a password netrc-secret\n'
  : >"$site/requests"
  installs WHOMAY_TOKEN=s3cret
  no grep -iE 'authorization|s3cret|netrc-secret' "$site/requests"
}

# --- the tool cache

planted_in_the_tool_cache() {
  mkdir -p cache/whomay/0.1.0 made
  trap_at made/whomay
  tar -C made -czf "cache/whomay/0.1.0/$archive" whomay
  : >"$site/requests"
  refuses_to_install
  says 'in the tool cache is another than it has to be'
  [ "$(requests "$archive")" = 0 ] || { echo 'it was downloaded instead' && return 1; }
  [ ! -e "cache/whomay/0.1.0/$archive" ]
  # A file that is given out as a link is not touched.
  cp "$site/program/whomay" elsewhere
  ln -s "$PWD/elsewhere" "cache/whomay/0.1.0/$archive"
  refuses_to_install
  cmp -s elsewhere "$site/program/whomay"
  mkdir "cache/whomay/0.1.0/$archive"
  refuses_to_install
  rmdir "cache/whomay/0.1.0/$archive"
  ln -s /dev/zero "cache/whomay/0.1.0/$archive"
  refuses_to_install
}

beside_the_archive_in_the_tool_cache() {
  mkdir -p cache/whomay/0.1.0/bin
  trap_at cache/whomay/0.1.0/whomay
  trap_at cache/whomay/0.1.0/bin/whomay
  installs
}

a_tool_cache_that_cannot_be_written() {
  rmdir cache
  put cache 'no folder'
  installs
  installs RUNNER_TOOL_CACHE=
}

# --- the attestation

attested() {
  installs WHOMAY_TOKEN=s3cret GITHUB_TOKEN=other
  local asked='attestation verify .*/archive.tar.gz --repo OWNER/whomay --signer-workflow OWNER/whomay/.github/workflows/release.yml --source-ref refs/tags/v0.1.0 --deny-self-hosted-runners'
  grep -qxE "$asked" gh.calls || { cat gh.calls && return 1; }
  holds gh.tokens GH_TOKEN=s3cret
}

not_attested() {
  gh_that 'echo "::set-output name=a::b"; echo "no attestations ##[add-mask]x" >&2; exit 1'
  refuses_to_install
  says 'no attestations'
  no grep -qE '^::set-output|##\[' out
  [ ! -e cache/whomay ]
  # Nor from the tool cache.
  gh_that 'exit 0'
  installs
  gh_that 'exit 1'
  : >output
  refuses_to_install
}

without_gh() {
  # All that the script takes, but no gh.
  mkdir few
  local program
  for program in bash env dirname mktemp sed awk curl sha256sum tar gzip grep cp mv rm mkdir chmod head uname cat tr; do
    ln -s "$(command -v "$program")" "few/$program"
  done
  trap_at few/whomay
  job_path=$PWD/few refuses_to_install
  says 'gh was not found'
  job_path=$PWD/few installs WHOMAY_ATTESTATION=false
}

opted_out() {
  gh_that 'exit 1'
  installs WHOMAY_ATTESTATION=false
  [ ! -e gh.calls ]
}

a_token_for_nobody_else() {
  refuses_to_install GITHUB_SERVER_URL=https://github.example.com WHOMAY_TOKEN=s3cret
  says 'for which a job here has no token'
  [ ! -e gh.calls ]
  installs GITHUB_SERVER_URL=https://github.example.com WHOMAY_ATTESTATION=false
}

# --- a given file

a_given_file() {
  cp "$site/program/whomay" given
  local sum
  sum=$(sum_of given)
  : >"$site/requests"
  installs WHOMAY_BINARY="$PWD/given" WHOMAY_BINARY_SHA256="$sum"
  [ ! -s "$site/requests" ]
  [ ! -e gh.calls ]
  # The file may become another, since a copy is what runs.
  trap_at given
  "$(output binary)" --version
  : >output
  refuses_to_install WHOMAY_BINARY="$PWD/given" WHOMAY_BINARY_SHA256="$sum"
  says 'is another than it has to be'
  [ -e given ]
}

wrong_given_files() {
  cp "$site/program/whomay" given
  cp given work/given
  local sum other
  sum=$(sum_of given)
  refuses_to_install WHOMAY_BINARY="$PWD/given" WHOMAY_BINARY_SHA256="$nothing"
  for other in '' "${sum^^}" "$sum " "${sum%?}" "$sum$sum" '$(pwned)'; do
    refuses_to_install WHOMAY_BINARY="$PWD/given" WHOMAY_BINARY_SHA256="$other"
    says 'binary-sha256 is'
  done
  for other in given ./given ../given -given '$(pwned)'; do
    refuses_to_install WHOMAY_BINARY="$other" WHOMAY_BINARY_SHA256="$sum"
    says 'Write the whole path'
  done
  for other in "$PWD" "$PWD/none" /dev/zero; do
    refuses_to_install WHOMAY_BINARY="$other" WHOMAY_BINARY_SHA256="$sum"
    says 'there is no file'
  done
  printf '#!/bin/sh\necho other 0.1.0\n' >other
  refuses install WHOMAY_BINARY="$PWD/other" WHOMAY_BINARY_SHA256="$(sum_of other)"
  says 'It has to be whomay'
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_BINARY="$PWD/given"
  says 'without binary-sha256'
  refuses check WHOMAY_COMMAND=enforce WHOMAY_REPOSITORY=. WHOMAY_BINARY_SHA256="$sum"
  says 'without binary'
}

# --- from source

# A cargo that notes what it was given and installs the program, wherever it was told to.
stand_in_for_cargo() {
  put bin/cargo '#!/bin/bash
if [ "$1" = --version ]; then echo "cargo 1.95.0"; exit; fi
env >"$HOME/../cargo.env"; echo "$PWD $*" >>"$HOME/../cargo.calls"
while [ "$1" != --root ]; do shift; done
mkdir -p "$2/bin"; cp "'"$site"'/program/whomay" "$2/bin/whomay"
'
  chmod +x bin/cargo
  mkdir -p tree/src tree/schemas
  touch tree/Cargo.toml tree/Cargo.lock tree/README.md tree/src/main.rs tree/schemas/some.json
}

built_from_source() {
  stand_in_for_cargo
  local secrets=(WHOMAY_TOKEN= GITHUB_TOKEN=s3cret AWS_SECRET_ACCESS_KEY=s3cret ACTIONS_ID_TOKEN_REQUEST_TOKEN=s3cret CARGO_REGISTRY_TOKEN=s3cret RUSTC_WRAPPER=/bin/s3cret)
  passes check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
  [[ $(output sources) =~ ^[0-9a-f]{64}$ ]]
  put work/.cargo/config.toml 'build.rustc-wrapper = "pwned"'
  installs WHOMAY_COMMAND=lint WHOMAY_BUILD=true "${secrets[@]}"
  no grep -q s3cret cargo.env
  grep -q '/tree install --quiet --locked --path \. --root .*/temp/whomay-build' cargo.calls
  # What a cache had is taken.
  installs WHOMAY_COMMAND=simulate WHOMAY_BUILD=true
  [ "$(wc -l <cargo.calls)" = 1 ]
}

other_sources_are_another_build() {
  stand_in_for_cargo
  local before
  passes check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
  before=$(output sources)
  passes check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
  [ "$before" = "$(output sources)" ]
  # What an earlier step left where a build is looked for is not one.
  trap_at temp/whomay-build/bin/whomay
  local part
  # All that gets into the program, and not its code alone.
  for part in src/main.rs build.rs schemas/some.json templates/lint.yml workflows/github/plan.yml hooks/pre-push; do
    mkdir -p "$(dirname "tree/$part")"
    echo '//' >>"tree/$part"
    passes check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
    [ "$before" != "$(output sources)" ] || { echo "another $part is the same build" && return 1; }
    before=$(output sources)
  done
  [ ! -e temp/whomay-build ]
}

no_build_beside_a_token() {
  stand_in_for_cargo
  local command
  for command in enforce report install; do
    refuses check WHOMAY_COMMAND="$command" WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
    says 'does not build from source'
    refuses_to_install WHOMAY_COMMAND="$command" WHOMAY_BUILD=true
  done
  refuses check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true WHOMAY_BINARY=/a WHOMAY_BINARY_SHA256="$nothing"
  says 'both binary and build'
  [ ! -e cargo.calls ]
}

a_build_that_fails() {
  stand_in_for_cargo
  put bin/cargo $'#!/bin/sh\necho ::error::no >&2\nexit 101\n'
  refuses_to_install WHOMAY_COMMAND=lint WHOMAY_BUILD=true
  says '| ::error::no'
  rm bin/cargo
  job_path=$PWD/bin:/usr/bin:/bin refuses check WHOMAY_COMMAND=lint WHOMAY_REPOSITORY=. WHOMAY_BUILD=true
  says 'cargo was not found'
}
