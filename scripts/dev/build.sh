#!/usr/bin/env bash
# Builds Spar, or with --build-tests its tests too: scripts/dev/build.sh [OPTIONS OF swift build]. Every build goes through
# here, because the sources are compiled again where the options differ. The tests reach into modules (@testable), so all
# of them are built to allow it; that costs the program no speed that can be measured.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec swift build -c release -Xswiftc -enable-testing "$@"
