/* What the steps of one attempt share: the wire, what is asked for, and where it is noted how it
 * went. Only the files of this folder see it. */
#ifndef CLI_NET_ATTEMPT_H
#define CLI_NET_ATTEMPT_H

#include "probe.h"
#include "wire.h"

typedef struct cli_attempt {
	const cli_probe_input *input;
	cli_observation *seen;
	cli_wire wire;
	int64_t deadline; /* of the whole attempt */
} cli_attempt;

#define CLI_PRINTF_LIKE(nth, first) __attribute__((format(printf, nth, first)))

/* Begins a phase, and its clock. */
void
cli_attempt_begin(cli_attempt *attempt, cli_stage stage);

/* Notes how long the phase took. */
void
cli_attempt_end(cli_attempt *attempt);

/* Notes what went wrong; words of the other side were escaped before, only controls are taken out
 * here. False. */
bool
cli_attempt_fail(cli_attempt *attempt, const char *code, const char *format, ...)
	CLI_PRINTF_LIKE(3, 4);

/* The same for what became of reading or writing; `what` was being done ("the greeting"). False. */
bool
cli_attempt_fail_wire(cli_attempt *attempt, cli_wire_result result, const char *what);

/* Keeps what was said on the wire in this phase, and what it looks like. */
void
cli_attempt_keep_said(cli_attempt *attempt);

/* The proxy's part; the wire leads to the host afterwards. */
bool
cli_proxy_talk(cli_attempt *attempt);
/* "http://HOST:PORT" and the like, without the password. */
void
cli_proxy_name(const cli_proxy *proxy, char *name, size_t room);

/* The talk before TLS. Nothing has come after the go-ahead. */
bool
cli_starttls_talk(cli_attempt *attempt);

/* The handshake; fills the observation of what came of it. */
bool
cli_tls_shake_hands(cli_attempt *attempt);

#endif
