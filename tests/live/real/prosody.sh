#!/bin/bash
# prosody: XMPP for clients and for servers (RFC 6120 5).
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed prosody
certificates
serve_prosody()
{
	cat >server/prosody.cfg.lua <<-EOT
		pidfile = "$work/server/prosody.pid"
		data_path = "$work/server"
		certificates = "$work/server"
		daemonize = false
		prosody_user = nil
		log = { info = "*console" }
		interfaces = { "127.0.0.1" }
		c2s_ports = { $1 }
		s2s_ports = { $2 }
		modules_enabled = { "tls", "saslauth" }
		c2s_require_encryption = true
		s2s_require_encryption = true
		authentication = "internal_hashed"
		ssl = { certificate = "$work/server/chain.pem", key = "$work/server/leaf.key" }
		VirtualHost "localhost"
	EOT
	owned server
	keep $as_nobody prosody -F --config "$work/server/prosody.cfg.lua"
}
# A server of XMPP has no certificate for who is not its host: it is asked for its own name.
another='--peer other.test --sni localhost'
start 2 serve_prosody
set -- $ports
judged "localhost:$1" --starttls xmpp
judged "xmpp://localhost:$1"
judged "localhost:$2" --starttls xmpp-server
broken connect.starttls 'offers no TLS in XMPP' "localhost:$1" --starttls xmpp --peer other.test
finish
