#!/bin/bash
# vsftpd: FTP with AUTH TLS (RFC 4217).
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed vsftpd
certificates
mkdir server/empty
owned server
serve_vsftpd()
{
	cat >server/vsftpd.conf <<-EOT
		listen=YES
		listen_address=127.0.0.1
		listen_port=$1
		background=NO
		run_as_launching_user=$([ -z "$as_nobody" ] && echo NO || echo YES)
		anonymous_enable=YES
		secure_chroot_dir=$work/server/empty
		nopriv_user=nobody
		seccomp_sandbox=NO
		ssl_enable=YES
		allow_anon_ssl=YES
		rsa_cert_file=$work/server/chain.pem
		rsa_private_key_file=$work/server/leaf.key
	EOT
	owned server
	keep $as_nobody vsftpd "$work/server/vsftpd.conf"
}
start 1 serve_vsftpd
judged "localhost:$ports" --starttls ftp
judged "ftp://localhost:$ports/file"
finish
