#!/usr/bin/env bash
# Runs every fuzz target for a minute each (or FUZZTIME).
set -euo pipefail
cd "$(dirname "$0")/.."
grep -rl --include='*_test.go' 'func Fuzz' . | sort | while read -r file; do
	pkg=$(dirname "$file")
	grep -o 'func Fuzz[A-Za-z0-9]*' "$file" | cut -d' ' -f2 | while read -r target; do
		echo "== $pkg $target"
		go test "$pkg" -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-60s}"
	done
done
