/* The protocols that a target may speak: their schemes, ports, and how TLS begins in them. */
#ifndef CLI_NET_SERVICE_H
#define CLI_NET_SERVICE_H

#include <stddef.h>
#include <stdint.h>

/* The conversation that leads to TLS. */
typedef enum cli_starttls {
	CLI_STARTTLS_NONE, /* TLS from the first octet */
	CLI_STARTTLS_SMTP,
	CLI_STARTTLS_LMTP,
	CLI_STARTTLS_IMAP,
	CLI_STARTTLS_POP3,
	CLI_STARTTLS_FTP,
	CLI_STARTTLS_NNTP,
	CLI_STARTTLS_SIEVE,
	CLI_STARTTLS_IRC,
	CLI_STARTTLS_XMPP_CLIENT,
	CLI_STARTTLS_XMPP_SERVER,
	CLI_STARTTLS_LDAP,
	CLI_STARTTLS_POSTGRES,
	CLI_STARTTLS_MYSQL
} cli_starttls;

/* One row of the table; static. */
typedef struct cli_service {
	const char *name; /* as a scheme and as --starttls have it: "smtp", "imaps" */
	uint16_t port;
	cli_starttls starttls;
	const char *plain; /* not NULL: never has TLS; the scheme that has, to be named instead */
} cli_service;

/* By index; NULL past the end. */
const cli_service *
cli_service_at(size_t index);
/* By name, in any case; NULL when there is none. */
const cli_service *
cli_service_find(const char *name, size_t name_len);
/* The service whose well-known port begins without TLS and has a way to it; for every other port
 * https, which begins with it. */
const cli_service *
cli_service_at_port(unsigned port);

#endif
