#!/bin/bash
# postfix: SMTP with STARTTLS, and submission with TLS at once. Its master runs as root alone.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed postfix
[ "$(id -u)" -eq 0 ] || { echo "SKIP: postfix runs as root alone"; exit 77; }
certificates
chmod 711 "$work"
serve_postfix()
{
	mkdir -p server/etc server/queue server/lib
	chown -R root server
	chown postfix server/lib
	chmod 755 server server/etc server/queue
	cat >server/etc/main.cf <<-EOT
		compatibility_level = 3.6
		queue_directory = $work/server/queue
		data_directory = $work/server/lib
		multi_instance_directories =
		myhostname = localhost
		mydestination =
		local_recipient_maps =
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		maillog_file = /dev/stdout
		local_transport = error:none
		default_transport = error:none
		alias_maps =
		smtpd_tls_security_level = may
		smtpd_tls_chain_files = $work/server/leaf.key, $work/server/chain.pem
		smtpd_relay_restrictions = reject
	EOT
	cat >server/etc/master.cf <<-EOT
		127.0.0.1:$1 inet n - n - 5 smtpd
		127.0.0.1:$2 inet n - n - 5 smtpd -o smtpd_tls_wrappermode=yes
		127.0.0.1:$3 inet n - n - 5 smtpd -o smtpd_tls_security_level=none
		postlog unix-dgram n - n - 1 postlogd
		tlsmgr unix - - n 1000? 1 tlsmgr
		rewrite unix - - n - - trivial-rewrite
		cleanup unix n - n - 0 cleanup
		proxymap unix - - n - - proxymap
		anvil unix - - n - 1 anvil
		error unix - - n - - error
	EOT
	keep postfix -c "$work/server/etc" start-fg
}
start 3 serve_postfix
set -- $ports
judged "localhost:$1" --starttls smtp
judged "submission://localhost:$1"
judged "smtps://localhost:$2"
broken connect.starttls 'offers no TLS' "localhost:$3" --starttls smtp
broken connect.no-tls 'looks like smtp' "localhost:$1"
says err '--starttls smtp'
finish
