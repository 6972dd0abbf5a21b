#!/bin/bash
# The talks before TLS: each protocol with a good server, with ones that offer no TLS, and with hostile ones.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
self_signed
serve talkers.py self.pem self.key

protocols="smtp lmtp imap pop3 ftp nntp sieve irc xmpp xmpp-server ldap postgres mysql"
for protocol in $protocols; do
	run 1 check "localhost:$(port "$protocol" good)" --starttls "$protocol" --policy dev-allow &&
		says out 'identity.self-signed' 'TLS1.3'
	broken connect.starttls 'offers no TLS in ' "localhost:$(port "$protocol" absent)" --starttls "$protocol"
	# MySQL has no go-ahead: whatever comes must be TLS.
	case $protocol in mysql) code=no-tls said='injected' ;; *) code=injection said='before the TLS handshake' ;; esac
	broken connect.$code "$said" "localhost:$(port "$protocol" inject)" --starttls "$protocol"
	[ "$protocol" = mysql ] ||
		broken connect.starttls 'offers no TLS in ' "localhost:$(port "$protocol" refuse)" --starttls "$protocol"
	broken connect.no-tls 'still .x1b.31mplain' "localhost:$(port "$protocol" lie)" --starttls "$protocol"
	broken connect.wrong-protocol 'does not speak .*SSH-2.0' "localhost:$(port any ssh)" --starttls "$protocol"
	broken connect.closed 'hung up' "localhost:$(port any hangup)" --starttls "$protocol"
	broken connect.timeout 'the talk before TLS did not end within 300 milliseconds' \
		"localhost:$(port any silent)" --starttls "$protocol" --starttls-timeout 0.3
	case $protocol in mysql | postgres | ldap) said='.*' ;; *) said='starttls none' ;; esac
	"$certpolicy" check "localhost:$(port any tls)" --starttls "$protocol" --starttls-timeout 0.3 2>err >out
	[ $? -eq 3 ] && says err "$said" || fail "$protocol spoken to a TLS server"
done
# Words that come before they are asked for would be taken for answers.
for protocol in smtp lmtp pop3 ftp nntp sieve mysql; do
	broken connect.injection 'nothing that came is trusted' "localhost:$(port "$protocol" early)" --starttls "$protocol"
done
for protocol in smtp lmtp pop3 nntp; do
	broken connect.injection 'nothing that came is trusted' "localhost:$(port "$protocol" pipelined)" --starttls "$protocol"
done
for protocol in imap xmpp; do
	"$certpolicy" check "localhost:$(port "$protocol" pipelined)" --starttls "$protocol" >out 2>err
	[ $? -eq 3 ] || fail "$protocol: an answer before the question"
done

# What hostile servers cost: the time of the phase, and bounded reading.
for protocol in smtp lmtp imap pop3 ftp nntp sieve irc; do
	broken connect.too-much 'sent more than' "localhost:$(port any long-line)" --starttls "$protocol"
done
broken connect.too-much 'sent more than' "localhost:$(port any many-lines)" --starttls smtp
broken connect.too-much 'sent more than' "localhost:$(port any many-lines)" --starttls ftp
broken connect.too-much 'sent more than' "localhost:$(port any long-tag)" --starttls xmpp
broken connect.wrong-protocol 'does not speak XMPP' "localhost:$(port any much-xml)" --starttls xmpp
begun=$(now)
broken connect.timeout 'did not end within 1 second$' "localhost:$(port any dribble)" --starttls smtp --starttls-timeout 1
took=$(($(now) - begun))
[ "$took" -lt 5000 ] || fail "a server that dribbles took $took ms"

# What the answer says is shown, and nothing of it raw.
broken connect.starttls 'greets with "421 .x1b.0;owned.x07 too busy"' "localhost:$(port any busy)" --starttls smtp
broken connect.starttls 'greets with "\* PREAUTH' "localhost:$(port any preauth)" --starttls imap
broken connect.starttls 'error: host-unknown' "localhost:$(port any xmpp-unknown)" --starttls xmpp && says err '--sni DOMAIN'
broken connect.starttls 'notice, code 52' "localhost:$(port any ldap-notice)" --starttls ldap
broken connect.too-much 'sent more' "localhost:$(port any ldap-huge)" --starttls ldap
broken connect.wrong-protocol 'LDAP' "localhost:$(port any ldap-indefinite)" --starttls ldap
broken connect.starttls 'error: .*unsupported frontend' "localhost:$(port any postgres-error)" --starttls postgres
broken connect.starttls 'host is blocked' "localhost:$(port any mysql-error)" --starttls mysql
broken connect.wrong-protocol 'MySQL' "localhost:$(port any mysql-cut)" --starttls mysql
broken connect.wrong-protocol 'looks like imap' "localhost:$(port any imap-greeting)" --starttls smtp
says err '--starttls imap'
broken connect.wrong-protocol 'looks like http' "localhost:$(port any http)" --starttls smtp
broken connect.no-tls 'looks like smtp' "localhost:$(port any smtp-greeting)"
says err '--starttls smtp'
broken connect.no-tls 'looks like http' "localhost:$(port any http)"

# Endless handshakes.
for kind in empty-records alerts huge-message; do
	begun=$(now)
	"$certpolicy" check "localhost:$(port any $kind)" --handshake-timeout 1 >out 2>err
	got=$?
	[ $got -eq 3 ] || fail "$kind: exit code $got"
	[ $(($(now) - begun)) -lt 5000 ] || fail "$kind: took $(($(now) - begun)) ms"
done

# By scheme; the name of a protocol is no promise of another port.
run 1 check "smtp://localhost:$(port smtp good)" --policy dev-allow
run 1 check "imap://localhost:$(port imap good)/INBOX" --policy dev-allow
run 1 check "postgres://app:secret@localhost:$(port postgres good)/db" --policy dev-allow
run 1 check "ldaps://localhost:$(port any tls)" --policy dev-allow
run 1 check "ldap://localhost:$(port any tls)" --starttls none --policy dev-allow
run 0 describe "localhost:$(port pop3 good)" --starttls pop3
run 64 check localhost --starttls telnet && says err 'takes none, smtp'
finish
