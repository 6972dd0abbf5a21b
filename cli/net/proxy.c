/* What the kinds of proxies have in common. What they answer is bounded and not trusted; a name is
 * sent only to one that resolves. */
#include <config.h>
#include "proxy.h"

#include <gnutls/gnutls.h>

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"http", "socks5", "socks5h"};

void
cli_proxy_name(const cli_proxy *proxy, char *name, size_t room)
{
	bool brackets = strchr(proxy->host, ':') != NULL;

	snprintf(name, room, "%s://%s%s%s:%s", kinds[proxy->kind], brackets ? "[" : "", proxy->host,
		brackets ? "]" : "", proxy->port);
}

bool
cli_proxy_refuse(cli_attempt *attempt, const char *what)
{
	cli_attempt_keep_said(attempt);
	return cli_attempt_fail(attempt, "connect.proxy", "%s gives no way to %s port %s: %s",
		attempt->seen->via, attempt->input->host, attempt->input->port, what);
}

/* The host as the proxy is asked for it: by its address where that is known here. */
bool
cli_proxy_host(const cli_attempt *attempt, char *host, size_t room)
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

unsigned
cli_proxy_port(const cli_attempt *attempt)
{
	const cli_address *address = attempt->input->address;

	if (address == NULL)
		return (unsigned)strtoul(attempt->input->port, NULL, 10);
	if (address->socket.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)&address->socket)->sin6_port);
	return ntohs(((const struct sockaddr_in *)&address->socket)->sin_port);
}

bool
cli_proxy_talk(cli_attempt *attempt)
{
	switch (attempt->input->proxy->kind) {
	case CLI_PROXY_HTTP:
		return cli_proxy_http(attempt);
	case CLI_PROXY_SOCKS5:
	case CLI_PROXY_SOCKS5H:
		break;
	}
	return cli_proxy_socks(attempt);
}
