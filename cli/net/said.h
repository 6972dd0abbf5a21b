/* What somebody said who does not speak TLS: for people to read, and what it looks like. */
#ifndef CLI_NET_SAID_H
#define CLI_NET_SAID_H

#include <stddef.h>
#include <stdint.h>

/* Printable ASCII as it is, everything else as \xHH; line ends as a space between words. At most
 * `room` octets with the NUL. */
void
cli_said_escape(const uint8_t *said, size_t len, char *out, size_t room);

/* "http", "ssh", "smtp", …; NULL when it looks like nothing known. Static. */
const char *
cli_said_protocol(const uint8_t *said, size_t len);

/* The instant of a "Date:" header (RFC 9110 5.6.7), seconds since 1970-01-01T00:00:00Z; 0 when
 * there is none. */
int64_t
cli_said_date(const uint8_t *said, size_t len);

#endif
