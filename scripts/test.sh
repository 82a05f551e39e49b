#!/usr/bin/env bash
# Runs everything that must hold: format, vet, tidy, tests with the race detector where there is a C compiler, and the
# static build. Needs Go alone; PostgreSQL is started where it is or can be
# installed, and what needs more says so and is left out. With ONRECORD_TEST_LONG=1 a million jobs wait on the queue, not 100,000.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '== %s\n' "$*"; }

say "format"
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
	printf 'gofmt would change:\n%s\n' "$unformatted"
	exit 1
fi

say "vet"
CGO_ENABLED=0 go vet ./...

say "go.mod is tidy"
go mod tidy -diff

say "static build"
CGO_ENABLED=0 go build -o "${TMPDIR:-/tmp}/onrecord-ci" ./cmd/onrecord
"${TMPDIR:-/tmp}/onrecord-ci" version
rm -f "${TMPDIR:-/tmp}/onrecord-ci"

# The desk's pages are tested in a real browser.
if ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
		say "installing Chromium"
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1 || true
	fi
	command -v chromium >/dev/null 2>&1 || say "Chromium is not installed and cannot be: tests in the browser are left out"
fi

say "tests"
if [ "$(go env CGO_ENABLED)" = 1 ] && command -v "$(go env CC)" >/dev/null 2>&1; then
	scripts/postgres.sh go test -race -timeout 40m ./...
else
	say "no C compiler: tests run without the race detector"
	CGO_ENABLED=0 scripts/postgres.sh go test -timeout 40m ./...
fi

if command -v staticcheck >/dev/null 2>&1; then
	say "staticcheck"
	staticcheck ./...
else
	say "staticcheck is not installed: left out (go install honnef.co/go/tools/cmd/staticcheck@latest)"
fi
