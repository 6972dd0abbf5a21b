#!/bin/bash
# MariaDB: TLS after its greeting.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed mariadbd
certificates
mkdir server/data
owned server
# serve_mariadb PORT: with TLS or, without a certificate, without.
serve_mariadb()
{
	keep $as_nobody mariadbd --no-defaults --datadir="$work/server/data" --skip-grant-tables --skip-networking=0 \
		--bind-address=127.0.0.1 --port="$1" --socket="$work/server/socket" --pid-file="$work/server/pid" \
		--innodb=OFF --default-storage-engine=MyISAM --skip-log-bin $tls
}
tls="--ssl-cert=$work/server/chain.pem --ssl-key=$work/server/leaf.key"
start 1 serve_mariadb
judged "localhost:$ports" --starttls mysql
judged "mysql://app:secret@localhost:$ports/db"
broken connect.no-tls 'looks like mysql' "localhost:$ports"
says err '--starttls mysql'
kill "$keeper" && wait "$keeper"
tls=--skip-ssl
start 1 serve_mariadb
broken connect.starttls 'offers no TLS' "localhost:$ports" --starttls mysql
finish
