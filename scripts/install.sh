#!/usr/bin/env bash
# Installs Spar: scripts/install.sh [--prefix DIR]. DIR is /usr/local for root, else ~/.local. Below it come
#   bin/spar                      the program; it needs the Swift toolchain's libraries where they were when it was built
#   share/spar/{examples,scripts} found by it in any folder
#   share/man/man1                manual pages
#   share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
# Building it needs what scripts/dev/first.sh needs. Installing again replaces what was there; an uninstallation is the
# removal of these.
set -euo pipefail
usage() {
  sed -n '2,7s/^# \{0,1\}//p' "$0"
}
prefix=$([ "$(id -u)" = 0 ] && echo /usr/local || echo "$HOME/.local")
while (($#)); do
  case $1 in
    --prefix)
      prefix=${2:?--prefix takes a folder}
      shift
      ;;
    --prefix=*) prefix=${1#*=} ;;
    -h | --help)
      usage
      exit
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)
cd "$(dirname "$0")/.."

# SPAR_PROGRAM: a program that is built already, for tests.
program=${SPAR_PROGRAM:-}
if [ -z "$program" ]; then
  scripts/dev/setup.sh
  scripts/dev/build.sh --product spar
  program=.build/release/spar
fi

mkdir -p "$prefix"/{bin,share/spar,share/man/man1,share/bash-completion/completions,share/zsh/site-functions} \
  "$prefix/share/fish/vendor_completions.d"
install -m 755 "$program" "$prefix/bin/spar"
for folder in examples scripts; do
  rm -rf "$prefix/share/spar/$folder"
  cp -R "$folder" "$prefix/share/spar/$folder"
done
rm -rf "$prefix"/share/spar/scripts/{dev,install.sh}
spar=$prefix/bin/spar
rm -f "$prefix"/share/man/man1/spar{,-*}.1
"$spar" help --manual "$prefix/share/man/man1" >/dev/null
"$spar" --generate-completion-script bash >"$prefix/share/bash-completion/completions/spar"
"$spar" --generate-completion-script zsh >"$prefix/share/zsh/site-functions/_spar"
"$spar" --generate-completion-script fish >"$prefix/share/fish/vendor_completions.d/spar.fish"

echo "Installed $spar, $("$spar" --version). Try: spar run scripts/nio_strain.lua"
case :$PATH: in
  *:"$prefix/bin":*) ;;
  *) echo "$prefix/bin is not on your path yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
