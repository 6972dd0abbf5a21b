/*
 * The table of services. Ports are IANA's (Service Name and Transport Protocol Port Number
 * Registry); where two rows share a port, the first speaks for it. Rows whose protocol may begin
 * without TLS come with the way to it.
 */
#include <config.h>
#include "service.h"

#include <string.h>
#include <strings.h>

#define DIRECT(name, port)                                                                         \
	{                                                                                          \
		name, port, CLI_STARTTLS_NONE, NULL                                                \
	}
#define UPGRADED(name, port, starttls)                                                             \
	{                                                                                          \
		name, port, starttls, NULL                                                         \
	}
#define WITHOUT(name, port, instead)                                                               \
	{                                                                                          \
		name, port, CLI_STARTTLS_NONE, instead                                             \
	}

static const cli_service services[] = {
	DIRECT("https", 443),
	DIRECT("tls", 443),
	DIRECT("wss", 443),
	UPGRADED("smtp", 25, CLI_STARTTLS_SMTP),
	UPGRADED("submission", 587, CLI_STARTTLS_SMTP),
	DIRECT("submissions", 465),
	DIRECT("smtps", 465),
	UPGRADED("lmtp", 24, CLI_STARTTLS_LMTP),
	UPGRADED("imap", 143, CLI_STARTTLS_IMAP),
	DIRECT("imaps", 993),
	UPGRADED("pop3", 110, CLI_STARTTLS_POP3),
	DIRECT("pop3s", 995),
	UPGRADED("sieve", 4190, CLI_STARTTLS_SIEVE),
	UPGRADED("managesieve", 4190, CLI_STARTTLS_SIEVE),
	UPGRADED("nntp", 119, CLI_STARTTLS_NNTP),
	DIRECT("nntps", 563),
	UPGRADED("ftp", 21, CLI_STARTTLS_FTP),
	DIRECT("ftps", 990),
	UPGRADED("ldap", 389, CLI_STARTTLS_LDAP),
	UPGRADED("msft-gc", 3268, CLI_STARTTLS_LDAP),
	DIRECT("ldaps", 636),
	UPGRADED("xmpp-client", 5222, CLI_STARTTLS_XMPP_CLIENT),
	UPGRADED("xmpp", 5222, CLI_STARTTLS_XMPP_CLIENT),
	DIRECT("xmpps", 5223),
	UPGRADED("xmpp-server", 5269, CLI_STARTTLS_XMPP_SERVER),
	UPGRADED("irc", 6667, CLI_STARTTLS_IRC),
	DIRECT("ircs", 6697),
	UPGRADED("postgres", 5432, CLI_STARTTLS_POSTGRES),
	UPGRADED("postgresql", 5432, CLI_STARTTLS_POSTGRES),
	UPGRADED("mysql", 3306, CLI_STARTTLS_MYSQL),
	UPGRADED("mariadb", 3306, CLI_STARTTLS_MYSQL),
	DIRECT("rediss", 6379),
	DIRECT("amqps", 5671),
	DIRECT("mqtts", 8883),
	DIRECT("dot", 853),
	DIRECT("gemini", 1965),
	DIRECT("sips", 5061),
	DIRECT("stuns", 5349),
	DIRECT("turns", 5349),
	WITHOUT("http", 80, "https"),
	WITHOUT("ws", 80, "wss"),
	WITHOUT("redis", 6379, "rediss"),
	WITHOUT("amqp", 5672, "amqps"),
	WITHOUT("mqtt", 1883, "mqtts"),
	WITHOUT("sip", 5060, "sips"),
};

const cli_service *
cli_service_at(size_t index)
{
	return index < sizeof(services) / sizeof(services[0]) ? &services[index] : NULL;
}

const cli_service *
cli_service_find(const char *name, size_t name_len)
{
	const cli_service *service;
	size_t i;

	for (i = 0; (service = cli_service_at(i)) != NULL; i++) {
		if (strlen(service->name) == name_len &&
			strncasecmp(service->name, name, name_len) == 0)
			return service;
	}
	return NULL;
}

const cli_service *
cli_service_at_port(unsigned port)
{
	const cli_service *service;
	size_t i;

	for (i = 0; (service = cli_service_at(i)) != NULL; i++) {
		if (service->port == port && service->starttls != CLI_STARTTLS_NONE)
			return service;
	}
	return &services[0];
}
