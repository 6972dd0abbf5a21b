/*
 * One attempt to see what an endpoint presents: to a socket, through a proxy, through the talk that
 * leads to TLS, through a handshake that verifies nothing and after which nothing is sent. All of
 * it ends within its time-outs; nothing is printed, and nothing judged.
 *
 * Whoever has a TARGET and the options of a command uses observe.h, which makes the input from them
 * and goes through the addresses.
 */
#ifndef CLI_NET_PROBE_H
#define CLI_NET_PROBE_H

#include "resolve.h"
#include "service.h"
#include "target.h"

#include <certpolicy/request.h>
#include <gnutls/gnutls.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The phases of an attempt, in their order. */
typedef enum cli_stage {
	CLI_STAGE_RESOLVE,   /* the name of the host, or of the proxy */
	CLI_STAGE_CONNECT,   /* TCP */
	CLI_STAGE_PROXY,     /* what is said to the proxy */
	CLI_STAGE_STARTTLS,  /* what is said before TLS */
	CLI_STAGE_HANDSHAKE, /* TLS */
	CLI_STAGE_DONE       /* the handshake ended well */
} cli_stage;

#define CLI_N_PHASES 5

/* "resolve", "connect", … : the words of options and of JSON. Static. */
const char *
cli_stage_name(cli_stage stage);

/* How long each phase may take, and all together. Milliseconds, all above 0. */
typedef struct cli_timeouts {
	unsigned all;
	unsigned phase[CLI_N_PHASES]; /* by cli_stage */
} cli_timeouts;

typedef enum cli_proxy_kind {
	CLI_PROXY_HTTP,   /* CONNECT (RFC 9110 9.3.6) */
	CLI_PROXY_SOCKS5, /* RFC 1928; names are resolved here */
	CLI_PROXY_SOCKS5H /* RFC 1928; the proxy resolves names */
} cli_proxy_kind;

typedef struct cli_proxy {
	cli_proxy_kind kind;
	char host[256];
	char port[6];
	char user[256], password[256]; /* decoded; user "" for none */
	char source[40];               /* "--proxy", or the variable that named it */
} cli_proxy;

/* What to reach, and how. Everything is lent for the time of the call. */
typedef struct cli_probe_input {
	const char *host, *port; /* who is meant: for messages, proxies and talk before TLS */
	const cli_address
		*address;        /* to connect to; NULL: by name, through a proxy that resolves */
	const char *server_name; /* for SNI (RFC 6066 3); NULL: none is sent */
	const cli_proxy *proxy;  /* NULL: none */
	const cli_addresses *proxy_addresses; /* of the proxy, with one */
	cli_starttls starttls;
	const char *priority;    /* GnuTLS's words for what to offer; NULL: as much as it speaks */
	bool asks_no_timestamps; /* leaves extension 18 (RFC 6962 3.3.1) out of the hello */
	gnutls_certificate_credentials_t credentials; /* of a client; NULL: none. May be shared */
	cli_timeouts timeouts;
	int64_t deadline; /* of all, an instant of deadline.h; 0: timeouts.all from now */
	cli_aside *aside; /* told when the other side keeps us waiting; may be NULL */
} cli_probe_input;

/* Octets of what was said that are kept, and what they need when escaped. */
#define CLI_SAID_OCTETS 200
#define CLI_SAID_ROOM (CLI_SAID_OCTETS * 4 + 1)

/*
 * What was seen. Everything is owned by it, and NULL, 0 or "" where it was not seen; release it
 * with cli_observation_clear. Texts hold no controls, and of
 * the other side's words ASCII only.
 */
typedef struct cli_observation {
	cli_stage stage;    /* where it ended */
	const char *code;   /* NULL: nothing went wrong; else as below; static */
	char message[1024]; /* what went wrong, a sentence without its full stop */
	char hint[512];     /* what to try, for people; may be "" */
	bool is_tripped;    /* GnuTLS ended it for extensions that were asked for: tls_messages.h */
	bool is_retryable;  /* a server that may be better at less: see cli_probe_fewer */

	char address[64]; /* that answered; "" behind a proxy, which alone knows it */
	char via[300];    /* the proxy, as kind://host:port without its password */
	cli_starttls starttls;
	unsigned took[CLI_N_PHASES]; /* milliseconds */

	char said[CLI_SAID_ROOM]; /* what the other side said first, where that was no TLS */
	const char *speaks;       /* what that looks like: "http", "smtp", "ssh", …; static */
	int64_t server_time; /* its clock, seconds since 1970, from a Date in what it said; 0 none
			      */

	int alert;              /* of RFC 8446 6 that it sent last, -1 none */
	const char *alert_name; /* static */
	bool is_proved;         /* it has signed with its key: what it showed is its own */
	bool wants_certificate; /* it asked for a client's */

	gnutls_session_t session; /* the socket is closed; for certpolicy/gnutls.h and facts */
	const char *protocol, *cipher, *group; /* "TLS1.3", the IANA name, …; static */
	bool is_resumed;
	gnutls_datum_t *chain; /* DER, as it came */
	size_t n_chain;
	gnutls_datum_t *staples; /* one a certificate, of no octets where none came; n_chain */
	gnutls_datum_t sct_list; /* of the leaf's TLS extension (RFC 6962 3.3.1), both versions */
} cli_observation;

/*
 * Codes, stable:
 *   connect.resolve      the name has no address, or is none
 *   connect.refused      nothing listens there
 *   connect.timeout      a phase took too long; `stage` says which
 *   connect.unreachable  no route, or the network says so
 *   connect.closed       the other side hung up in the middle
 *   connect.proxy        the proxy refused, or is none
 *   connect.no-tls       TLS was begun and something else came
 *   connect.wrong-protocol  the talk before TLS was begun and another protocol answered
 *   connect.starttls     the server does not offer TLS, or refuses it
 *   connect.injection    something came between the go-ahead and the handshake (CVE-2011-0411)
 *   connect.handshake    the handshake failed before a certificate came
 *   connect.unproved     it failed before the server proved that the certificate is its own;
 *                        `chain` holds what it showed, for describing only
 *   connect.too-much     more was sent than a handshake can need
 *   connect.failed       any other error of the system
 *   connect.credentials  the client's certificate, key or token cannot be used
 * A handshake that fails after the proof (a client certificate is missing, say) has no code: then
 * `stage` is CLI_STAGE_HANDSHAKE, and `message` says what went wrong.
 */

/* Attempts. `seen` is overwritten and always to be cleared. Any number at once, on any threads;
 * false without memory. */
bool
cli_probe(const cli_probe_input *input, cli_observation *seen);

/* The priority of a second attempt, without TLS 1.3, for servers that it is too much for. */
extern const char cli_probe_fewer[];

/* Whether there is something to judge: a chain whose key was proved. */
bool
cli_observation_is_judgeable(const cli_observation *seen);

/* Puts chain, staples, SCT list, session and address into a request, whose peer, policy and purpose
 * are the caller's. A certpolicy_status. */
int
cli_observation_fill(
	const cli_observation *seen, certpolicy_request *request, certpolicy_error **error);

void
cli_observation_clear(cli_observation *seen);

#endif
