/* Reads the options of connections, once for a run; all mistakes in them end the command. */
#include <config.h>
#include "network.h"
#include "cli.h"
#include "fail.h"
#include "options.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_TIMEOUT 10000u  /* milliseconds */
#define LONGEST_TIMEOUT 3600u /* seconds */

unsigned
cli_network_seconds(const char *text)
{
	unsigned whole = 0, thousandths = 0, unit = 100;

	if (*text < '0' || *text > '9')
		return 0;
	for (; *text >= '0' && *text <= '9' && whole <= LONGEST_TIMEOUT; text++)
		whole = whole * 10 + (unsigned)(*text - '0');
	if (*text == '.' && text[1] != '\0') {
		for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
			thousandths += (unsigned)(*text - '0') * unit;
	}
	if (*text != '\0' || whole > LONGEST_TIMEOUT)
		return 0;
	return whole * 1000 + thousandths;
}

bool
cli_network_address(const char *text, size_t len, char host[64], char port[6])
{
	bool bracketed = len > 0 && *text == '[';
	const char *end = text + len;
	const char *host_end = bracketed ? memchr(text, ']', len) : memchr(text, ':', len);
	const char *colon;
	unsigned long number;

	*port = '\0';
	if (!bracketed && host_end != NULL &&
		memchr(host_end + 1, ':', (size_t)(end - host_end - 1)) != NULL)
		host_end = end; /* a bare IPv6 address */
	if (host_end == NULL && bracketed)
		return false;
	if (host_end == NULL)
		host_end = end;
	colon = bracketed ? host_end + 1 : host_end;
	text += bracketed;
	if (host_end - text < 1 || host_end - text >= 64)
		return false;
	memcpy(host, text, (size_t)(host_end - text));
	host[host_end - text] = '\0';
	if (!cli_target_is_address(host))
		return false;
	if (colon == end)
		return true;
	if (*colon != ':' || end - colon < 2 || end - colon > 6 ||
		strspn(colon + 1, "0123456789") < (size_t)(end - colon - 1))
		return false;
	number = strtoul(colon + 1, NULL, 10);
	snprintf(port, 6, "%lu", number % 100000);
	return number >= 1 && number <= 65535;
}

typedef struct timeout_option {
	const char *name;
	size_t offset; /* in cli_settings */
} timeout_option;

/* By cli_stage. */
static const timeout_option phases[CLI_N_PHASES] = {
	{"resolve-timeout", offsetof(cli_settings, resolve_timeout)},
	{"connect-timeout", offsetof(cli_settings, connect_timeout)},
	{"proxy-timeout", offsetof(cli_settings, proxy_timeout)},
	{"starttls-timeout", offsetof(cli_settings, starttls_timeout)},
	{"handshake-timeout", offsetof(cli_settings, handshake_timeout)},
};

static int
set_timeout(const cli_settings *settings, const char *name, const char *text, unsigned usual,
	unsigned *timeout)
{
	*timeout = text != NULL ? cli_network_seconds(text) : usual;
	if (*timeout != 0)
		return 0;
	return cli_fail_usage(settings->command,
		"--%s takes seconds, such as 10 or 0.5, up to %u, not \"%s\"", name,
		LONGEST_TIMEOUT, text);
}

static int
set_timeouts(const cli_settings *settings, cli_network *network)
{
	cli_timeouts *timeouts = &network->timeouts;
	const char *text;
	int code =
		set_timeout(settings, "timeout", settings->timeout, USUAL_TIMEOUT, &timeouts->all);
	size_t i;

	for (i = 0; i < CLI_N_PHASES && code == 0; i++) {
		text = *(const char *const *)(const void *)((const char *)settings +
							    phases[i].offset);
		code = set_timeout(
			settings, phases[i].name, text, timeouts->all, &timeouts->phase[i]);
	}
	return code;
}

static int
set_names(const cli_settings *settings, cli_network *network)
{
	const char *connect = settings->connect;

	if (settings->ipv4 && settings->ipv6)
		return cli_fail_usage(settings->command, "-4 and -6 exclude each other");
	network->family = settings->ipv4 ? AF_INET : settings->ipv6 ? AF_INET6 : AF_UNSPEC;
	network->sends_no_name = settings->sni != NULL && strcmp(settings->sni, "none") == 0;
	network->server_name = network->sends_no_name ? NULL : settings->sni;
	if (network->server_name != NULL && cli_target_is_address(network->server_name))
		return cli_fail_usage(settings->command,
			"--sni takes a name or none: addresses are never sent (RFC 6066 3)");
	if (network->server_name != NULL &&
		!cli_target_is_host(network->server_name, strlen(network->server_name)))
		return cli_fail_usage(settings->command,
			"--sni takes a name or none, and \"%s\" is no name of a host",
			network->server_name);
	if (connect != NULL && !cli_network_address(connect, strlen(connect), network->connect_host,
				       network->connect_port))
		return cli_fail_usage(settings->command,
			"--connect takes IP or IP:PORT, with [] around an IPv6 address, not \"%s\"",
			connect);
	return 0;
}

/* HOST:PORT:ADDRESS[,ADDRESS…], as curl has it. */
static bool
take_fixed(const char *text, cli_fixed *fixed)
{
	const char *colon = strchr(text, ':'), *second;
	size_t port_len;

	second = colon != NULL ? strchr(colon + 1, ':') : NULL;
	if (second == NULL || colon == text || (size_t)(colon - text) >= sizeof(fixed->host))
		return false;
	port_len = (size_t)(second - colon) - 1;
	if (port_len < 1 || port_len > 5 || strspn(colon + 1, "0123456789") != port_len)
		return false;
	memcpy(fixed->host, text, (size_t)(colon - text));
	fixed->host[colon - text] = '\0';
	memcpy(fixed->port, colon + 1, port_len);
	fixed->port[port_len] = '\0';
	fixed->addresses = second + 1;
	return true;
}

/* Every address of the list, so that a slip is not met in the middle of a run. */
static bool
lists_addresses(const char *list)
{
	char host[64], port[6];
	size_t len;

	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (!cli_network_address(list, len, host, port) || *port != '\0')
			return false;
		if (list[len] == '\0')
			return true;
	}
}

static int
set_fixed(const cli_settings *settings, cli_network *network)
{
	size_t i;
	cli_fixed *fixed;

	network->fixed = calloc(settings->resolves.n + 1, sizeof(*network->fixed));
	if (network->fixed == NULL)
		return cli_fail_no_memory();
	for (i = 0; i < settings->resolves.n; i++) {
		fixed = &network->fixed[network->n_fixed++];
		if (!take_fixed(settings->resolves.items[i], fixed) ||
			!lists_addresses(fixed->addresses))
			return cli_fail_usage(settings->command,
				"--resolve takes HOST:PORT:ADDRESS[,ADDRESS...], not \"%s\"",
				settings->resolves.items[i]);
	}
	return 0;
}

static int
set_starttls(const cli_settings *settings, cli_network *network)
{
	const char *name = settings->starttls;
	const cli_service *service;

	if (name == NULL)
		return 0;
	network->has_starttls = true;
	if (strcmp(name, "none") == 0)
		return 0;
	service = cli_service_find(name, strlen(name));
	if (service == NULL || service->starttls == CLI_STARTTLS_NONE)
		return cli_fail_usage(settings->command,
			"--starttls takes none, smtp, submission, lmtp, imap, pop3, ldap, ftp, "
			"xmpp, xmpp-server, postgres, mysql, sieve, irc or nntp, not \"%s\"",
			name);
	network->starttls = service->starttls;
	return 0;
}

static int
set_proxy(const cli_settings *settings, cli_network *network)
{
	const char *reason;

	network->has_proxy = settings->proxy != NULL;
	network->proxy_is_none = settings->proxy != NULL && strcmp(settings->proxy, "none") == 0;
	if (!network->has_proxy || network->proxy_is_none)
		return 0;
	strcpy(network->proxy.source, "--proxy");
	reason = cli_proxy_parse(settings->proxy, &network->proxy);
	if (reason == NULL)
		return 0;
	return cli_fail_usage(settings->command, "--proxy: %s", reason); /* not the password */
}

int
cli_network_new(const cli_settings *settings, cli_network **network)
{
	cli_network *made = calloc(1, sizeof(*made));
	int code;

	*network = NULL;
	if (made == NULL)
		return cli_fail_no_memory();
	made->settings = settings;
	code = set_timeouts(settings, made);
	if (code == 0)
		code = set_names(settings, made);
	if (code == 0)
		code = set_fixed(settings, made);
	if (code == 0)
		code = set_starttls(settings, made);
	if (code == 0)
		code = set_proxy(settings, made);
	if (code == 0)
		code = cli_credentials_load(settings, &made->credentials, &made->pin);
	if (code != 0) {
		cli_network_free(made);
		return code;
	}
	*network = made;
	return 0;
}

void
cli_network_free(cli_network *network)
{
	if (network == NULL)
		return;
	cli_credentials_free(network->credentials, network->pin);
	free(network->fixed);
	explicit_bzero(&network->proxy, sizeof(network->proxy));
	free(network);
}
