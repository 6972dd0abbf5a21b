#!/bin/bash
# dovecot: IMAP, POP3 with STARTTLS and with TLS at once.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed dovecot
certificates
[ -z "$as_nobody" ] && user=$(id -un) group=$(id -gn) || user=nobody group=nogroup
serve_dovecot()
{
	cat >server/dovecot.conf <<-EOT
		base_dir = $work/server/run
		state_dir = $work/server/run
		log_path = /dev/stderr
		protocols = imap pop3
		ssl = required
		ssl_cert = <$work/server/chain.pem
		ssl_key = <$work/server/leaf.key
		ssl_dh =
		default_internal_user = $user
		default_internal_group = $group
		default_login_user = $user
		listen = 127.0.0.1
		service imap-login {
			chroot =
			inet_listener imap {
				port = $1
			}
			inet_listener imaps {
				port = $2
			}
		}
		service pop3-login {
			chroot =
			inet_listener pop3 {
				port = $3
			}
			inet_listener pop3s {
				port = $4
			}
		}
		service anvil {
			chroot =
		}
		passdb {
			driver = passwd-file
			args = $work/server/users
		}
		userdb {
			driver = passwd-file
			args = $work/server/users
		}
	EOT
	touch server/users
	mkdir -p server/run
	owned server
	keep $as_nobody dovecot -F -c "$work/server/dovecot.conf"
}
start 4 serve_dovecot
set -- $ports
judged "localhost:$1" --starttls imap
judged "imap://localhost:$1"
judged "imaps://localhost:$2"
judged "localhost:$2"
judged "localhost:$3" --starttls pop3
judged "pop3s://localhost:$4"
# One without its STARTTLS is told what the port speaks.
broken connect.no-tls 'looks like imap' "localhost:$1"
says err '--starttls imap'
broken connect.wrong-protocol 'looks like imap' "localhost:$1" --starttls smtp
finish
