#!/usr/bin/env bash
# Shows that "go install <module>/cmd/onrecord@version" works: puts the last commit, under a public name, into a folder that stands in for a
# module proxy, installs it from there and asks it for its version. All else comes from where modules come from anyway. Needs Go and git.
set -euo pipefail
cd "$(dirname "$0")/.."

module=example.org/onrecord
version=v0.0.0-install
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only the main module has a name without a domain. Folders with a go.mod are modules of their own.
mkdir -p "$work/tree/$module@$version" "$work/proxy/$module/@v"
tree=$work/tree/$module@$version
git archive HEAD | tar -x -C "$tree"
for nested in $(cd "$tree" && find . -mindepth 2 -name go.mod); do
	rm -rf "${tree:?}/$(dirname "$nested")"
done
grep -rlE '"onrecord(/|")' --include='*.go' "$tree" | xargs sed -i.old -E 's#^(import |[[:space:]]+([[:alnum:]_.]+ )?)"onrecord(/[^"]*)?"$#\1"'"$module"'\3"#'
sed -i.old "s#^module onrecord\$#module $module#" "$tree/go.mod"
find "$tree" -name '*.old' -delete

cat > "$work/zip.go" <<'GO'
package main

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Packs the files of a folder, os.Args[1], under their paths in it.
func main() {
	z := zip.NewWriter(os.Stdout)
	err := filepath.WalkDir(os.Args[1], func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		name, _ := filepath.Rel(os.Args[1], path)
		w, err := z.Create(filepath.ToSlash(name))
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err)
	}
}
GO
go run "$work/zip.go" "$work/tree" > "$work/proxy/$module/@v/$version.zip"
cp "$tree/go.mod" "$work/proxy/$module/@v/$version.mod"
echo "{\"Version\":\"$version\"}" > "$work/proxy/$module/@v/$version.info"
echo "$version" > "$work/proxy/$module/@v/list"

# Modules that are here already are not fetched again.
cache=$(go env GOMODCACHE)/cache/download
cd "$work"
GOPROXY="file://$work/proxy,file://$cache,$(go env GOPROXY)" GONOSUMDB=$module GOFLAGS=-modcacherw GOMODCACHE="$work/mod" GOBIN="$work/bin" CGO_ENABLED=0 \
	go install "$module/cmd/onrecord@$version"
"$work/bin/onrecord" version
