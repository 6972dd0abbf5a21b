/* Connections over TCP within a deadline. */
#ifndef CLI_DIAL_H
#define CLI_DIAL_H

#include "net/target.h"
#include "options.h"

#include <gnutls/gnutls.h>

#include <netdb.h>
#include <stdint.h>

typedef struct cli_dialled {
	int fd;                   /* the caller closes it; -1 when nothing answered */
	char address[NI_MAXHOST]; /* that answered, without a zone; "" when unknown */
} cli_dialled;

/* Milliseconds of a clock that only goes forward. */
int64_t
cli_dial_now(void);

/* Milliseconds until an instant of that clock, at least 0. */
int
cli_dial_time_until(int64_t instant);

/* A name with letters beyond ASCII becomes A-labels (RFC 5891); the rest stays; gnutls_free it. 0,
 * or an exit code after a line on stderr. */
int
cli_dial_map_name(const cli_settings *settings, const char *host, gnutls_datum_t *mapped);

/* Tries the addresses of a host in the resolver's order until one answers. 0, or an exit code after
 * a line on stderr. */
int
cli_dial(const cli_settings *settings, const cli_target *target, int64_t deadline,
	cli_dialled *line);

#endif
