#!/bin/bash
# OpenLDAP: LDAP with StartTLS (RFC 4511 4.14), and LDAPS.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed slapd
certificates
serve_slapd()
{
	cat >server/slapd.conf <<-EOT
		pidfile $work/server/slapd.pid
		TLSCertificateFile $work/server/leaf.pem
		TLSCertificateKeyFile $work/server/leaf.key
		TLSCACertificateFile $work/server/ca.pem
		include /etc/ldap/schema/core.schema
		moduleload back_ldif
		database ldif
		suffix dc=example
		directory $work/server
	EOT
	owned server
	keep $as_nobody slapd -d 0 -f "$work/server/slapd.conf" -h "ldap://127.0.0.1:$1 ldaps://127.0.0.1:$2"
}
start 2 serve_slapd
set -- $ports
judged "localhost:$1" --starttls ldap
judged "ldap://localhost:$1/dc=example"
judged "ldaps://localhost:$2"
run 3 check "localhost:$1" --timeout 3
finish
