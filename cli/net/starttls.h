/* The talks before TLS, one function a family; they share the attempt. Only the files of this
 * folder see it. */
#ifndef CLI_NET_STARTTLS_H
#define CLI_NET_STARTTLS_H

#include "attempt.h"

#define CLI_TALK "the talk before TLS"

/* The server speaks the protocol and gives no way to TLS; `what` says how that showed, as a
 * sentence without a full stop, and is escaped. False. */
bool
cli_starttls_refused(cli_attempt *attempt, const char *what);
/* What came is not the protocol at all. False. */
bool
cli_starttls_wrong(cli_attempt *attempt);

/* Something came before it was asked for. False. */
bool
cli_starttls_injected(cli_attempt *attempt);

/* Protocols of lines: a table of steps each. */
bool
cli_starttls_lines(cli_attempt *attempt);
/* LDAP, PostgreSQL, MySQL. */
bool
cli_starttls_ldap(cli_attempt *attempt);
bool
cli_starttls_postgres(cli_attempt *attempt);
bool
cli_starttls_mysql(cli_attempt *attempt);
/* XMPP of clients and servers. */
bool
cli_starttls_xmpp(cli_attempt *attempt);

#endif
