/* Reads the TARGET operand. Nothing is resolved or opened here. */
#include <config.h>
#include "target.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
cli_target_is_address(const char *host)
{
	unsigned char octets[16];
	char bare[INET6_ADDRSTRLEN];
	size_t len = strcspn(host, "%");

	if (len >= sizeof(bare))
		return false;
	memcpy(bare, host, len);
	bare[len] = '\0';
	return inet_pton(AF_INET6, bare, octets) == 1 || inet_pton(AF_INET, host, octets) == 1;
}

static bool
take_port(cli_target *target, const char *port, size_t len)
{
	unsigned value = 0;
	size_t i;

	if (len == 0 || len >= sizeof(target->port))
		return false;
	for (i = 0; i < len; i++) {
		if (port[i] < '0' || port[i] > '9')
			return false;
		value = value * 10 + (unsigned)(port[i] - '0');
	}
	if (value < 1 || value > 65535)
		return false;
	memcpy(target->port, port, len);
	target->port[len] = '\0';
	return true;
}

bool
cli_target_is_host(const char *host, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if ((unsigned char)host[i] <= ' ' || host[i] == 0x7f ||
			strchr("/\\@\"'<>&?#[]", host[i]) != NULL)
			return false;
	}
	return len > 0 && len < sizeof(((cli_target *)NULL)->host);
}

static bool
take_host(cli_target *target, const char *host, size_t len)
{
	if (!cli_target_is_host(host, len))
		return false;
	memcpy(target->host, host, len);
	target->host[len] = '\0';
	return true;
}

/* "host", "host:port", "[v6]", "[v6]:port" or a bare IPv6 address, in `len` octets. */
static const char *
parse_authority(cli_target *target, const char *text, size_t len)
{
	const char *end = text + len, *host_end, *colon;
	bool bracketed = len > 0 && *text == '[';

	if (bracketed) {
		host_end = memchr(text, ']', len);
		if (host_end == NULL)
			return "the bracket is not closed";
		text++;
		colon = host_end + 1;
	} else {
		colon = memchr(text, ':', len);
		if (colon == NULL)
			colon = end;
		else if (memchr(colon + 1, ':', (size_t)(end - colon - 1)) != NULL)
			colon = end; /* two colons: an IPv6 address without a port */
		host_end = colon;
	}
	if (!take_host(target, text, (size_t)(host_end - text)))
		return "neither a file nor a host";
	target->host_is_address = cli_target_is_address(target->host);
	if (strchr(target->host, ':') != NULL && !target->host_is_address)
		return "no IPv6 address; a port goes after brackets: [::1]:443";
	if (bracketed && !target->host_is_address)
		return "brackets are for IPv6 addresses";
	if (colon < end &&
		(*colon != ':' || !take_port(target, colon + 1, (size_t)(end - colon - 1))))
		return "the port is no number from 1 to 65535";
	return NULL;
}

/* The service that a scheme names, with its port; schemes that have no TLS are a mistake. */
static const char *
take_scheme(cli_target *target, const char *scheme, size_t len)
{
	target->service = cli_service_find(scheme, len);
	if (target->service == NULL) {
		snprintf(target->reason, sizeof(target->reason),
			"%.*s:// is not known as a protocol that speaks TLS; HOST:PORT can be "
			"checked whatever it speaks",
			(int)(len < 32 ? len : 32), scheme);
		return target->reason;
	}
	if (target->service->plain != NULL) {
		snprintf(target->reason, sizeof(target->reason),
			"%s:// has no TLS, and so no certificate; %s:// has", target->service->name,
			target->service->plain);
		return target->reason;
	}
	snprintf(target->port, sizeof(target->port), "%u", target->service->port);
	return NULL;
}

/* The part of SCHEME://USER@HOST:PORT/PATH?QUERY between "//" and the path, without the user. */
static const char *
parse_url(cli_target *target, const char *text, const char *slashes)
{
	const char *authority = slashes + 3, *at, *next;
	const char *reason = take_scheme(target, text, (size_t)(slashes - text));
	size_t len = strcspn(authority, "/?#");

	if (reason != NULL)
		return reason;
	/* Of "https://a\@b" some read the host as a, others as b (RFC 3986 3.2 has no backslash). */
	if (memchr(authority, '\\', len) != NULL)
		return "a backslash before the path: which host is meant is not clear";
	for (at = authority; (next = memchr(at, '@', len - (size_t)(at - authority))) != NULL;)
		at = next + 1; /* a password may hold one, too */
	return parse_authority(target, at, len - (size_t)(at - authority));
}

/* Without a scheme the port says what is spoken. */
static const char *
parse_host(cli_target *target, const char *text)
{
	const char *reason;

	target->service = cli_service_at(0);
	snprintf(target->port, sizeof(target->port), "%u", target->service->port);
	reason = parse_authority(target, text, strlen(text));
	if (reason == NULL)
		target->service = cli_service_at_port((unsigned)strtoul(target->port, NULL, 10));
	return reason;
}

bool
cli_target_parse(const char *text, cli_target *target, const char **reason)
{
	const char *slashes = strstr(text, "://");
	struct stat file;

	memset(target, 0, sizeof(*target));
	target->text = text;
	*reason = NULL;
	if (strcmp(text, "-") == 0) {
		target->kind = CLI_TARGET_STDIN;
	} else if (slashes != NULL && slashes > text &&
		   strcspn(text, "/") > (size_t)(slashes - text)) {
		target->kind = CLI_TARGET_HOST;
		*reason = parse_url(target, text, slashes);
	} else if (stat(text, &file) == 0 || strchr(text, '/') != NULL) {
		target->kind = CLI_TARGET_FILE;
	} else {
		target->kind = CLI_TARGET_HOST;
		*reason = parse_host(target, text);
	}
	return *reason == NULL;
}
