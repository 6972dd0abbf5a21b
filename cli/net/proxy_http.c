/* Asks an HTTP proxy for a tunnel (RFC 9110 9.3.6). */
#include <config.h>
#include "proxy.h"
#include "said.h"

#include <gnutls/gnutls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_HEADERS 128

/* "Proxy-Authorization: Basic …" (RFC 7617), or nothing. */
static bool
write_authorization(const cli_proxy *proxy, char *header, size_t room)
{
	char plain[sizeof(proxy->user) + sizeof(proxy->password) + 1];
	gnutls_datum_t from = {(unsigned char *)plain, 0}, encoded = {NULL, 0};

	*header = '\0';
	if (proxy->user[0] == '\0')
		return true;
	from.size = (unsigned)snprintf(plain, sizeof(plain), "%s:%s", proxy->user, proxy->password);
	if (gnutls_base64_encode2(&from, &encoded) < 0)
		return false;
	snprintf(header, room, "Proxy-Authorization: Basic %.*s\r\n", (int)encoded.size,
		(char *)encoded.data);
	gnutls_free(encoded.data);
	explicit_bzero(plain, sizeof(plain));
	return true;
}

static cli_wire_result
send_connect(cli_attempt *attempt)
{
	char host[256], authorization[1024], head[2048];
	cli_wire_result result;
	const char *open, *close;

	if (!cli_proxy_host(attempt, host, sizeof(host)) ||
		!write_authorization(attempt->input->proxy, authorization, sizeof(authorization)))
		return CLI_WIRE_TOO_MUCH;
	open = strchr(host, ':') != NULL ? "[" : "";
	close = *open != '\0' ? "]" : "";
	snprintf(head, sizeof(head), "CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\n%s\r\n",
		open, host, close, cli_proxy_port(attempt), open, host, close,
		cli_proxy_port(attempt), authorization);
	result = cli_wire_put(&attempt->wire, head, strlen(head));
	explicit_bzero(head, sizeof(head));
	explicit_bzero(authorization, sizeof(authorization));
	return result;
}

/* Reads the rest of a head; the wire is then right behind it. */
static cli_wire_result
skip_headers(cli_attempt *attempt)
{
	char line[CLI_WIRE_LINE];
	cli_wire_result result;
	size_t i;

	for (i = 0; i < MOST_HEADERS; i++) {
		result = cli_wire_line(&attempt->wire, line);
		if (result != CLI_WIRE_OK || *line == '\0')
			return result;
	}
	return CLI_WIRE_TOO_MUCH;
}

static bool
refuse_http(cli_attempt *attempt, const char *line, int status)
{
	char what[400];

	cli_said_escape((const uint8_t *)line, strlen(line), what, sizeof(what));
	if (status == 407)
		snprintf(attempt->seen->hint, sizeof(attempt->seen->hint),
			"the proxy wants to know who asks: http://USER:PASSWORD@HOST:PORT");
	cli_wire_hear_out(&attempt->wire, 200);
	return cli_proxy_refuse(attempt, what);
}

/* A status line of HTTP/1.x, its number in *status. */
static bool
is_status_line(const char *line, int *status)
{
	if (strncmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') ||
		line[8] != ' ' || strspn(line + 9, "0123456789") != 3)
		return false;
	*status = (int)strtol(line + 9, NULL, 10);
	return true;
}

/* Of a 2xx answer to CONNECT nothing but the head is the proxy's (RFC 9110 9.3.6). */
bool
cli_proxy_http(cli_attempt *attempt)
{
	char line[CLI_WIRE_LINE];
	cli_wire_result result = send_connect(attempt);
	int status = 100, n;

	for (n = 0; n < 8 && status < 200; n++) {
		if (result == CLI_WIRE_OK)
			result = cli_wire_line(&attempt->wire, line);
		if (result != CLI_WIRE_OK)
			return cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
		if (!is_status_line(line, &status))
			return cli_proxy_refuse(attempt, "it is no HTTP proxy");
		if (status >= 300)
			return refuse_http(attempt, line, status);
		result = skip_headers(attempt);
	}
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
	return status >= 200 || cli_proxy_refuse(attempt, "it does not come to an end");
}
