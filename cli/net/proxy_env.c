/*
 * Which proxy: a URL, or the variables by the rules of curl (curl(1), ENVIRONMENT): the service's
 * own variable in small letters, then in capitals, then all_proxy and ALL_PROXY; no_proxy or
 * NO_PROXY names hosts, domains and networks that are reached without.
 */
#include <config.h>
#include "network.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct proxy_scheme {
	const char *name;
	cli_proxy_kind kind;
	const char *port;
} proxy_scheme;

static const proxy_scheme schemes[] = {
	{"http://", CLI_PROXY_HTTP, "1080"},
	{"socks5h://", CLI_PROXY_SOCKS5H, "1080"},
	{"socks5://", CLI_PROXY_SOCKS5, "1080"},
};

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes %HH. False when it does not fit 255 octets or holds a NUL or a line's end. */
static bool
decode(const char *from, size_t len, char to[256])
{
	size_t i, n = 0;
	int high, low;
	char c;

	for (i = 0; i < len; i++) {
		c = from[i];
		if (c == '%' && i + 2 < len) {
			high = hex(from[i + 1]);
			low = hex(from[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (n >= 255 || c == '\0' || c == '\r' || c == '\n')
			return false;
		to[n++] = c;
	}
	to[n] = '\0';
	return true;
}

/* USER[:PASSWORD] before the "@". */
static bool
take_user(const char *text, size_t len, cli_proxy *proxy)
{
	const char *colon = memchr(text, ':', len);
	size_t user_len = colon != NULL ? (size_t)(colon - text) : len;

	return decode(text, user_len, proxy->user) &&
	       (colon == NULL || decode(colon + 1, len - user_len - 1, proxy->password));
}

static const char *
take_host(const char *text, size_t len, cli_proxy *proxy)
{
	cli_target target;
	const char *reason;
	char copy[300];
	size_t host_len;

	if (len == 0 || len >= sizeof(copy) - 8)
		return "it names no host";
	snprintf(copy, sizeof(copy), "tls://%.*s", (int)len, text);
	if (!cli_target_parse(copy, &target, &reason))
		return "its host or port makes no sense";
	strcpy(proxy->host, target.host);
	host_len = *text == '[' ? strcspn(text, "]") : 0;
	if (memchr(text + host_len, ':', len - host_len) != NULL)
		strcpy(proxy->port, target.port);
	return NULL;
}

const char *
cli_proxy_parse(const char *url, cli_proxy *proxy)
{
	const proxy_scheme *scheme = &schemes[0];
	const char *rest = url, *at, *next;
	size_t i, len;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strncasecmp(url, schemes[i].name, strlen(schemes[i].name)) == 0) {
			scheme = &schemes[i];
			rest = url + strlen(scheme->name);
		}
	}
	if (strstr(rest, "://") != NULL)
		return "of proxies http://, socks5:// and socks5h:// are understood";
	proxy->kind = scheme->kind;
	strcpy(proxy->port, scheme->port);
	len = strcspn(rest, "/?#");
	for (at = rest; (next = memchr(at, '@', len - (size_t)(at - rest))) != NULL;)
		at = next + 1;
	if (at > rest && !take_user(rest, (size_t)(at - rest) - 1, proxy))
		return "its user or password makes no sense";
	return take_host(at, len - (size_t)(at - rest), proxy);
}

/* A variable that is set to something; its name stays in `name`. */
static const char *
variable(const char *prefix, bool capitals, char name[40])
{
	const char *value;
	size_t i;

	snprintf(name, 40, "%.30s_proxy", prefix);
	for (i = 0; capitals && name[i] != '\0'; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
	value = getenv(name);
	return value != NULL && *value != '\0' ? value : NULL;
}

/* In small letters, else in capitals. */
static const char *
either(const char *prefix, char name[40])
{
	const char *value = variable(prefix, false, name);

	return value != NULL ? value : variable(prefix, true, name);
}

/* "192.0.2.0/24" and the like: whether the first `bits` agree. */
static bool
is_in_network(const char *host, const char *network, size_t len)
{
	unsigned char ours[16], theirs[16];
	char text[64];
	char *slash;
	int family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;
	unsigned long bits = family == AF_INET6 ? 128 : 32;
	unsigned long most = bits;

	if (len >= sizeof(text))
		return false;
	memcpy(text, network, len);
	text[len] = '\0';
	slash = strchr(text, '/');
	if (slash != NULL) {
		*slash = '\0';
		bits = strtoul(slash + 1, NULL, 10);
	}
	if (bits > most || inet_pton(family, host, ours) != 1 ||
		inet_pton(family, text, theirs) != 1 || memcmp(ours, theirs, bits / 8) != 0)
		return false;
	return bits % 8 == 0 || (ours[bits / 8] ^ theirs[bits / 8]) >> (8 - bits % 8) == 0;
}

/* A name stands for itself and all below it, with or without a dot before it. */
static bool
is_in_domain(const char *host, const char *domain, size_t len)
{
	size_t host_len = strlen(host);

	if (len > 0 && *domain == '.') {
		domain++;
		len--;
	}
	if (len > 0 && domain[len - 1] == '.')
		len--;
	if (host_len > 0 && host[host_len - 1] == '.')
		host_len--;
	if (len == 0 || len > host_len || strncasecmp(host + host_len - len, domain, len) != 0)
		return false;
	return len == host_len || host[host_len - len - 1] == '.';
}

static bool
is_exempt(const char *host, bool is_address)
{
	char name[40];
	const char *list = either("no", name);
	size_t len;

	if (list == NULL)
		return false;
	if (strcmp(list, "*") == 0)
		return true;
	for (; *list != '\0'; list += len) {
		list += strspn(list, ", \t");
		len = strcspn(list, ", \t");
		if (len == 0)
			break;
		if (is_address ? is_in_network(host, list + (*list == '['),
					 len - 2 * (size_t)(*list == '['))
			       : is_in_domain(host, list, len))
			return true;
	}
	return false;
}

bool
cli_proxy_from_environment(
	const char *service, const char *host, cli_proxy *proxy, const char **reason)
{
	const char *url;

	*reason = NULL;
	memset(proxy, 0, sizeof(*proxy));
	url = either(service, proxy->source);
	if (url == NULL)
		url = either("all", proxy->source);
	if (url == NULL || is_exempt(host, cli_target_is_address(host)))
		return false;
	*reason = cli_proxy_parse(url, proxy);
	return true;
}
