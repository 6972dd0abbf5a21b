/* What TARGET names: a host and port, a file, or standard input. */
#ifndef CLI_NET_TARGET_H
#define CLI_NET_TARGET_H

#include "service.h"

#include <stdbool.h>

typedef enum cli_target_kind { CLI_TARGET_HOST, CLI_TARGET_FILE, CLI_TARGET_STDIN } cli_target_kind;

typedef struct cli_target {
	cli_target_kind kind;
	const char *text;           /* as it was typed; lent */
	char host[256];             /* HOST: without brackets, as typed otherwise */
	char port[6];               /* HOST: digits */
	bool host_is_address;       /* an IPv4 or IPv6 address */
	const cli_service *service; /* HOST: that the scheme or the port says, never NULL; static */
	char reason[160];           /* room for what was wrong */
} cli_target;

/*
 * Reads HOST[:PORT], [IPv6][:PORT], a bare IPv6 address, SCHEME://HOST[:PORT]/…, FILE or "-". What
 * exists as a file is a file. On failure false, and *reason says why (static, or the
 * target's own).
 */
bool
cli_target_parse(const char *text, cli_target *target, const char **reason);

/* Whether a text of `len` octets may be a host's: anything that cannot stand in a name or an address,
 * nor be sent within the words of a protocol, is a slip, or somebody's trick. */
bool
cli_target_is_host(const char *host, size_t len);

/* Whether a host is an IPv4 or IPv6 address, the latter with a zone ("fe80::1%eth0") too. */
bool
cli_target_is_address(const char *host);

#endif
