#!/usr/bin/env bash
# Sets everything up and runs all tests, then once more under a locale with a decimal comma.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/dev/setup.sh
scripts/dev/jupyter.sh
swift test -c release

locales=$(mktemp -d)
trap 'rm -rf "$locales"' EXIT
localedef -i de_DE -f UTF-8 "$locales/de_DE.UTF-8"
echo "Once more under a decimal comma"
LOCPATH="$locales" LC_ALL=de_DE.UTF-8 swift test -c release --skip-build
