/* A connected socket that is waited for until an instant, and what came over it. */
#ifndef CLI_NET_WIRE_H
#define CLI_NET_WIRE_H

#include "aside.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Octets of the beginning of each phase that are kept, to tell what speaks there. */
#define CLI_WIRE_HEARD 2048
/* Octets that one phase may bring before TLS. No greeting or list of capabilities comes near. */
#define CLI_WIRE_MOST 65536
/* Octets of one line: a list of capabilities in IMAP may take 8,192 (RFC 7162 4). */
#define CLI_WIRE_LINE 8193

typedef struct cli_wire {
	int fd; /* does not block; -1 for none */
	int64_t deadline;
	cli_aside *aside; /* lent; may be NULL */
	int error;        /* the errno of CLI_WIRE_FAILED */
	uint8_t buffer[4096];
	size_t start, end; /* what came and was not taken yet */
	uint8_t heard[CLI_WIRE_HEARD];
	size_t n_heard;
	size_t n_octets; /* of this phase */
} cli_wire;

typedef enum cli_wire_result {
	CLI_WIRE_OK,
	CLI_WIRE_LATE,     /* the deadline has passed */
	CLI_WIRE_CLOSED,   /* the other side hung up */
	CLI_WIRE_TOO_MUCH, /* a line or a phase beyond its bound */
	CLI_WIRE_FAILED
} cli_wire_result;

/* Begins a phase: another deadline, and what is heard is heard anew. */
void
cli_wire_begin(cli_wire *wire, int64_t deadline);

/* Waits until the socket can be read from (POLLIN) or written to (POLLOUT). */
cli_wire_result
cli_wire_wait(cli_wire *wire, short events);

cli_wire_result
cli_wire_put(cli_wire *wire, const void *data, size_t len);
/* Exactly so many octets. */
cli_wire_result
cli_wire_get(cli_wire *wire, void *data, size_t len);
/* A line without its end, CR LF or LF; NUL octets become '?'. */
cli_wire_result
cli_wire_line(cli_wire *wire, char line[CLI_WIRE_LINE]);

/* recv(2) for whom a phase's count and memory do not matter: what comes is noted as heard. */
ssize_t
cli_wire_receive(cli_wire *wire, void *data, size_t len);

/* Whether something came that nobody asked for: it lies here or at the socket. */
bool
cli_wire_has_more(cli_wire *wire);

/* Listens a little longer, for the rest of what began to come; errors do not matter. */
void
cli_wire_hear_out(cli_wire *wire, unsigned milliseconds);

#endif
