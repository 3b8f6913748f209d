#!/usr/bin/env bash
# Sets everything up and runs all tests, then the tests of number text once more under a decimal comma.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/dev/setup.sh
swift build -c release --build-tests
swift test -c release --skip-build
