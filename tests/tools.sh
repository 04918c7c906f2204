# Sourced by tests/run, .ci/run and fuzz/run: makes the tools that they need available, or says which
# one is missing and what to do. Nothing is skipped for want of a tool.
# shellcheck shell=bash

# need COMMAND PACKAGE...: makes COMMAND available by installing Debian's PACKAGEs, where that is
# possible without asking: as root, with apt-get.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "$0: $command was not found. Install it (on Debian: $*), then run this again." >&2
    exit 2
  fi
  echo "$0: installing $* for $command"
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
  command -v "$command" >/dev/null || { echo "$0: $command is still missing after installing $*" >&2; exit 2; }
}

need_cargo() {
  command -v cargo >/dev/null && return
  local rust
  rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  echo "$0: cargo was not found. Install Rust $rust or newer (https://rustup.rs), then run this again." >&2
  exit 2
}

# need_cargo_tool NAME VERSION: exactly that version below .tools, which is not committed.
need_cargo_tool() {
  local name=$1 version=$2
  grep -qF "\"$name $version " .tools/.crates.toml 2>/dev/null && [ -x ".tools/bin/$name" ] && return
  echo "$0: installing $name $version"
  cargo install --quiet --locked "$name@$version" --root .tools
}

# need_python_tools NAME REQUIREMENTS: exactly the packages of that file, in .tools/NAME, which is not
# committed. Copied last, the file says that they are all there.
need_python_tools() {
  local folder=.tools/$1 requirements=$2
  cmp -s "$requirements" "$folder/requirements.txt" && return
  need python3 python3
  python3 -c 'import ensurepip' 2>/dev/null || need python3-venv python3-venv || true
  echo "$0: installing what $requirements lists"
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$folder/requirements.txt"
}

# need_node_packages NAME FOLDER: Node, and exactly the packages that FOLDER/package-lock.json lists, in
# .tools/NAME, which is not committed. Copied last, the lock file says that they are all there.
need_node_packages() {
  local folder=.tools/$1 from=$2
  need node nodejs
  need npm npm
  cmp -s "$from/package-lock.json" "$folder/package-lock.json" && return
  echo "$0: installing what $from/package-lock.json lists"
  rm -rf "$folder" "$folder.new"
  mkdir -p "$folder.new"
  cp "$from/package.json" "$from/package-lock.json" "$folder.new"
  npm ci --prefix "$folder.new" --ignore-scripts --no-audit --no-fund --loglevel=error
  mv "$folder.new" "$folder"
}
