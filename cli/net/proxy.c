/*
 * Asks a proxy for a way to the host: HTTP's CONNECT and SOCKS 5. What it answers is bounded and
 * not trusted; a name is sent to it only where it is the one that resolves.
 */
#include <config.h>
#include "attempt.h"
#include "said.h"

#include <gnutls/gnutls.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_HEADERS 128
#define TALK "the talk with the proxy"

static const char *const kinds[] = {"http", "socks5", "socks5h"};

void
cli_proxy_name(const cli_proxy *proxy, char *name, size_t room)
{
	bool brackets = strchr(proxy->host, ':') != NULL;

	snprintf(name, room, "%s://%s%s%s:%s", kinds[proxy->kind], brackets ? "[" : "", proxy->host,
		brackets ? "]" : "", proxy->port);
}

static bool
fail_proxy(cli_attempt *attempt, const char *what)
{
	cli_attempt_keep_said(attempt);
	return cli_attempt_fail(attempt, "connect.proxy", "%s gives no way to %s port %s: %s",
		attempt->seen->via, attempt->input->host, attempt->input->port, what);
}

/* The host as the proxy is asked for it: by its address where that is known here. */
static bool
name_host(const cli_attempt *attempt, char *host, size_t room)
{
	const cli_probe_input *input = attempt->input;
	gnutls_datum_t mapped = {NULL, 0};
	const char *text = input->address != NULL ? input->address->text : input->host;
	bool fits;

	if (input->address == NULL &&
		gnutls_idna_map(text, (unsigned)strlen(text), &mapped, 0) >= 0)
		text = (char *)mapped.data;
	fits = strlen(text) < room;
	if (fits)
		strcpy(host, text);
	gnutls_free(mapped.data);
	return fits;
}

static unsigned
port_of(const cli_attempt *attempt)
{
	const cli_address *address = attempt->input->address;

	if (address == NULL)
		return (unsigned)strtoul(attempt->input->port, NULL, 10);
	if (address->socket.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)&address->socket)->sin6_port);
	return ntohs(((const struct sockaddr_in *)&address->socket)->sin_port);
}

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

	if (!name_host(attempt, host, sizeof(host)) ||
		!write_authorization(attempt->input->proxy, authorization, sizeof(authorization)))
		return CLI_WIRE_TOO_MUCH;
	open = strchr(host, ':') != NULL ? "[" : "";
	close = *open != '\0' ? "]" : "";
	snprintf(head, sizeof(head), "CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\n%s\r\n",
		open, host, close, port_of(attempt), open, host, close, port_of(attempt),
		authorization);
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
	return fail_proxy(attempt, what);
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
static bool
talk_http(cli_attempt *attempt)
{
	char line[CLI_WIRE_LINE];
	cli_wire_result result = send_connect(attempt);
	int status = 100, n;

	for (n = 0; n < 8 && status < 200; n++) {
		if (result == CLI_WIRE_OK)
			result = cli_wire_line(&attempt->wire, line);
		if (result != CLI_WIRE_OK)
			return cli_attempt_fail_wire(attempt, result, TALK);
		if (!is_status_line(line, &status))
			return fail_proxy(attempt, "it is no HTTP proxy");
		if (status >= 300)
			return refuse_http(attempt, line, status);
		result = skip_headers(attempt);
	}
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, TALK);
	return status >= 200 || fail_proxy(attempt, "it does not come to an end");
}

/* RFC 1929: a version, and two strings with their lengths. */
static cli_wire_result
send_password(cli_attempt *attempt, uint8_t answer[2])
{
	const cli_proxy *proxy = attempt->input->proxy;
	size_t user_len = strlen(proxy->user), password_len = strlen(proxy->password);
	uint8_t message[3 + 255 + 255];
	cli_wire_result result;

	message[0] = 1;
	message[1] = (uint8_t)user_len;
	memcpy(message + 2, proxy->user, user_len);
	message[2 + user_len] = (uint8_t)password_len;
	memcpy(message + 3 + user_len, proxy->password, password_len);
	result = cli_wire_put(&attempt->wire, message, 3 + user_len + password_len);
	explicit_bzero(message, sizeof(message));
	return result == CLI_WIRE_OK ? cli_wire_get(&attempt->wire, answer, 2) : result;
}

/* RFC 1928 3: how we may say who we are. */
static bool
agree_on_socks(cli_attempt *attempt)
{
	bool has_user = attempt->input->proxy->user[0] != '\0';
	uint8_t offer[4] = {5, has_user ? 2 : 1, 0, 2}, answer[2] = {0, 0};
	cli_wire_result result = cli_wire_put(&attempt->wire, offer, has_user ? 4 : 3);

	if (result == CLI_WIRE_OK)
		result = cli_wire_get(&attempt->wire, answer, 2);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, TALK);
	if (answer[0] != 5)
		return fail_proxy(attempt, "it is no SOCKS 5 proxy");
	if (answer[1] == 0)
		return true;
	if (answer[1] != 2 || !has_user) {
		snprintf(attempt->seen->hint, sizeof(attempt->seen->hint),
			"the proxy wants to know who asks: socks5h://USER:PASSWORD@HOST:PORT");
		return fail_proxy(attempt, "it takes none of the ways to say who asks");
	}
	result = send_password(attempt, answer);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, TALK);
	return (answer[0] == 1 && answer[1] == 0) ||
	       fail_proxy(attempt, "it does not take the user and password");
}

/* RFC 1928 4: the host by address or by name. */
static cli_wire_result
ask_socks(cli_attempt *attempt)
{
	uint8_t message[4 + 1 + 255 + 2] = {5, 1, 0, 1};
	char host[256];
	size_t len;
	unsigned port = port_of(attempt);

	if (!name_host(attempt, host, sizeof(host)))
		return CLI_WIRE_TOO_MUCH;
	if (inet_pton(AF_INET, host, message + 4) == 1) {
		len = 8;
	} else if (inet_pton(AF_INET6, host, message + 4) == 1) {
		message[3] = 4;
		len = 20;
	} else {
		message[3] = 3;
		message[4] = (uint8_t)strlen(host);
		memcpy(message + 5, host, message[4]);
		len = 5 + (size_t)message[4];
	}
	message[len] = (uint8_t)(port >> 8);
	message[len + 1] = (uint8_t)port;
	return cli_wire_put(&attempt->wire, message, len + 2);
}

/* RFC 1928 6: the answer, and the address behind it that nobody needs. */
static bool
take_socks_answer(cli_attempt *attempt)
{
	static const char *const replies[] = {"", "it failed", "its rules do not allow it",
		"the network is unreachable", "the host is unreachable",
		"the connection is refused", "the time is over", "it does not know the command",
		"it does not know the address"};
	uint8_t head[4] = {0}, rest[257], len = 4;
	cli_wire_result result = cli_wire_get(&attempt->wire, head, 4);

	if (result == CLI_WIRE_OK && (head[0] != 5 || head[1] != 0))
		return fail_proxy(attempt,
			head[0] == 5 && head[1] < 9 ? replies[head[1]] : "it answers nonsense");
	if (result == CLI_WIRE_OK && head[3] == 4)
		len = 16;
	else if (result == CLI_WIRE_OK && head[3] == 3)
		result = cli_wire_get(&attempt->wire, &len, 1);
	if (result == CLI_WIRE_OK)
		result = cli_wire_get(&attempt->wire, rest, (size_t)len + 2);
	return result == CLI_WIRE_OK || cli_attempt_fail_wire(attempt, result, TALK);
}

static bool
talk_socks(cli_attempt *attempt)
{
	cli_wire_result result;

	if (!agree_on_socks(attempt))
		return false;
	result = ask_socks(attempt);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, TALK);
	return take_socks_answer(attempt);
}

bool
cli_proxy_talk(cli_attempt *attempt)
{
	switch (attempt->input->proxy->kind) {
	case CLI_PROXY_HTTP:
		return talk_http(attempt);
	case CLI_PROXY_SOCKS5:
	case CLI_PROXY_SOCKS5H:
		break;
	}
	return talk_socks(attempt);
}
