/* What the options say of every connection of a run. Only the files of this folder see the inside.
 */
#ifndef CLI_NET_NETWORK_H
#define CLI_NET_NETWORK_H

#include "observe.h"

#include <stdbool.h>

struct cli_settings;

/* --resolve HOST:PORT:ADDRESS[,ADDRESS…] */
typedef struct cli_fixed {
	char host[256];
	char port[6];
	const char *addresses; /* lent by the command line */
} cli_fixed;

struct cli_network {
	const struct cli_settings *settings;
	int family;
	bool sends_no_name;      /* --sni none */
	const char *server_name; /* --sni NAME; else NULL */
	char connect_host[64];   /* --connect; "" without */
	char connect_port[6];    /* "" for the target's */
	cli_fixed *fixed;        /* owned */
	size_t n_fixed;
	bool has_starttls; /* --starttls is given */
	cli_starttls starttls;
	bool has_proxy; /* --proxy is given, "none" too */
	bool proxy_is_none;
	cli_proxy proxy;
	cli_timeouts timeouts;
	gnutls_certificate_credentials_t credentials; /* owned; NULL without --cert */
	struct cli_pin *pin;                          /* owned by credentials.c */
};

/* Milliseconds of "10" or "0.5" seconds; 0 when it is no time up to an hour. */
unsigned
cli_network_seconds(const char *text);

/* "ADDRESS", "ADDRESS:PORT", "[IPV6]:PORT"; `port` is "" without one. False when it is none. */
bool
cli_network_address(const char *text, size_t len, char host[64], char port[6]);

/* Notes why there was not even an attempt. False. */
bool
cli_network_fail(cli_observation *seen, const char *code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What the resolver says of a name, within the time for that. False: `seen` says why. */
bool
cli_network_look_up(const cli_network *network, const char *host, const char *port,
	int64_t deadline, cli_aside *aside, cli_addresses *addresses, cli_observation *seen);
/* The --resolve that speaks of a target; NULL for none. */
const cli_fixed *
cli_network_fixed(const cli_network *network, const cli_target *target);
/* Where to connect to, as far as that is decided here. False: `seen` says why. */
bool
cli_network_addresses(const cli_network *network, const cli_target *target, int64_t deadline,
	cli_aside *aside, cli_addresses *addresses, cli_observation *seen);

/* Reads a proxy's URL. NULL, or why it is none (static). */
const char *
cli_proxy_parse(const char *url, cli_proxy *proxy);

/*
 * The proxy that the variables name for a service and a host, by curl's rules. False for none; a
 * variable that makes no sense is *reason (static), with its name in proxy->source.
 */
bool
cli_proxy_from_environment(
	const char *service, const char *host, cli_proxy *proxy, const char **reason);

/* Loads --cert and --key. 0, or an exit code after a line on stderr. */
int
cli_credentials_load(const struct cli_settings *settings,
	gnutls_certificate_credentials_t *credentials, struct cli_pin **pin);
void
cli_credentials_free(gnutls_certificate_credentials_t credentials, struct cli_pin *pin);

#endif
