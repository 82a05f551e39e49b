#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL server, whose address it finds in ONRECORD_TEST_POSTGRES, and how it is stopped and started
# in ONRECORD_TEST_POSTGRES_CTL; a server that the variable names
# already is used as it is. Where PostgreSQL is not installed and we may, it is installed; else the command runs without, and tests say
# what they leave out.
set -euo pipefail

if [ -n "${ONRECORD_TEST_POSTGRES:-}" ]; then
	exec "$@"
fi

# The server's programs are often not on the path.
find_bin() {
	local dir
	for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
			echo "$dir"
			return
		fi
	done
	if command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1; then
		dirname "$(command -v pg_ctl)"
	fi
}

bin=$(find_bin)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "== installing PostgreSQL" >&2
	(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql) >/dev/null 2>&1 || true
	bin=$(find_bin)
fi
if [ -z "$bin" ]; then
	echo "== PostgreSQL is not installed and cannot be: its tests are left out" >&2
	exec "$@"
fi

dir=$(mktemp -d)
as=() # PostgreSQL does not run as root
if [ "$(id -u)" = 0 ]; then
	user=postgres
	id "$user" >/dev/null 2>&1 || user=nobody
	chown "$user" "$dir"
	as=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups)
fi
stop() {
	(cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
	rm -rf "$dir"
}
trap stop EXIT

if ! (cd / && "${as[@]}" "$bin/initdb" -D "$dir/data" -U onrecord -A trust -E UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1 &&
	printf "listen_addresses = ''\nunix_socket_directories = '%s'\nfsync = off\n" "$dir" >>"$dir/data/postgresql.conf" &&
	"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/server.log" start >>"$dir/log" 2>&1); then
	cat "$dir/log" >&2
	echo "== PostgreSQL does not start: its tests are left out" >&2
	"$@"
	exit
fi
export ONRECORD_TEST_POSTGRES="postgres://onrecord@/postgres?host=$dir"
export ONRECORD_TEST_POSTGRES_CTL="${as[*]} $bin/pg_ctl -D $dir/data -w -l $dir/data/server.log"
chmod 755 "$dir"
"$@"
