#!/bin/bash
# PostgreSQL: TLS by its own negotiation.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
installed "${programs:-/usr/lib/postgresql/bin}/initdb" "$programs/postgres"
certificates
$as_nobody "$programs/initdb" -D "$work/server/data" -U app --auth=trust --no-sync >tool.log 2>&1 || { cat tool.log; exit 99; }
# serve_postgres PORT: with TLS or, as $tls says, without.
serve_postgres()
{
	keep $as_nobody "$programs/postgres" -D "$work/server/data" -p "$1" -c listen_addresses=127.0.0.1 \
		-c unix_socket_directories= -c fsync=off -c shared_buffers=16MB -c ssl=$tls \
		-c ssl_cert_file="$work/server/chain.pem" -c ssl_key_file="$work/server/leaf.key"
}
tls=on
start 1 serve_postgres
judged "localhost:$ports" --starttls postgres
judged "postgres://app@localhost:$ports/db"
run 3 check "localhost:$ports" && says err 'connect.closed|hung up'
kill "$keeper" && wait "$keeper"
tls=off
start 1 serve_postgres
broken connect.starttls 'offers no TLS' "localhost:$ports" --starttls postgres
finish
