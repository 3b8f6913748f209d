#!/usr/bin/env bash
# Installs the Debian packages that Spar needs and checks for a Swift toolchain. Nothing is done twice.
set -euo pipefail

packages=(
  build-essential pkg-config git ca-certificates # what the Swift toolchain needs, here and in the next line
  libcurl4 libsqlite3-0 libxml2 libedit2 libncurses6 tzdata
  liblua5.4-dev                                  # the language
  gemmi-dev tao-pegtl-dev                        # CIF grammar
  libsymspg-dev                                  # symmetry
  zlib1g-dev                                     # compressed tables
  libopenblas-dev                                # linear algebra of the embedded engine
  libsqlite3-dev                                 # the run store
  gnuplot-nox fonts-dejavu-core                  # figures
  libzmq3-dev                                    # the Jupyter kernel
  libmd4c-dev                                    # the prose of notebooks
  libedit-dev                                    # the line editor of spar repl
  locales                                        # the tests' decimal comma
  python3-venv                                   # the tests' Jupyter clients
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done

if ((${#missing[@]})); then
  install="apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    run=(bash -c "$install")
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    run=(sudo bash -c "$install")
  else
    echo "Packages are missing, and installing them needs an administrator. Please have this run:" >&2
    echo "  sudo sh -c '$install'" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  log=$(mktemp)
  if ! "${run[@]}" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "The packages could not be installed; the last lines of apt-get stand above." >&2
    exit 1
  fi
  rm -f "$log"
fi

if ! command -v swift >/dev/null; then
  echo "There is no Swift toolchain. Spar needs Swift 6.1 or later for Debian 12, from https://www.swift.org/install/linux," >&2
  echo "with its usr/bin folder on PATH." >&2
  exit 1
fi
if ! banner=$(swift --version 2>&1); then
  echo "The Swift toolchain at $(command -v swift) does not start:" >&2
  echo "$banner" >&2
  exit 1
fi
version=$(grep -oE 'Swift version [0-9]+\.[0-9]+' <<<"$banner" | grep -oE '[0-9]+\.[0-9]+' | head -n 1)
if [ "$(printf '%s\n6.1\n' "${version:-0}" | sort -V | head -n 1)" != 6.1 ]; then
  echo "Swift ${version:-of an unknown version} was found; Spar needs 6.1 or later, from https://www.swift.org/install/linux." >&2
  exit 1
fi
