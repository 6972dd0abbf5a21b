#!/bin/bash
# Apache httpd, HTTPS.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
modules=/usr/lib/apache2/modules
installed apache2 $modules/mod_ssl.so
certificates
serve_apache()
{
	cat >server/httpd.conf <<-EOT
		ServerRoot $work/server
		ServerName localhost
		PidFile httpd.pid
		DefaultRuntimeDir $work/server
		ErrorLog $work/server/log
		LoadModule mpm_event_module $modules/mod_mpm_event.so
		LoadModule authz_core_module $modules/mod_authz_core.so
		LoadModule socache_shmcb_module $modules/mod_socache_shmcb.so
		LoadModule ssl_module $modules/mod_ssl.so
		StartServers 1
		Listen 127.0.0.1:$1
		SSLEngine on
		SSLCertificateFile $work/server/chain.pem
		SSLCertificateKeyFile $work/server/leaf.key
	EOT
	keep $as_nobody apache2 -f "$work/server/httpd.conf" -DFOREGROUND
}
begun='resuming normal operations' log=server/log # it listens twice
start 1 serve_apache
judged "localhost:$ports"
finish
