/* Asks a SOCKS 5 proxy for a connection (RFC 1928, RFC 1929). */
#include <config.h>
#include "proxy.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

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
		return cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
	if (answer[0] != 5)
		return cli_proxy_refuse(attempt, "it is no SOCKS 5 proxy");
	if (answer[1] == 0)
		return true;
	if (answer[1] != 2 || !has_user) {
		snprintf(attempt->seen->hint, sizeof(attempt->seen->hint),
			"the proxy wants to know who asks: socks5h://USER:PASSWORD@HOST:PORT");
		return cli_proxy_refuse(attempt, "it takes none of the ways to say who asks");
	}
	result = send_password(attempt, answer);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
	return (answer[0] == 1 && answer[1] == 0) ||
	       cli_proxy_refuse(attempt, "it does not take the user and password");
}

/* RFC 1928 4: the host by address or by name. */
static cli_wire_result
ask_socks(cli_attempt *attempt)
{
	uint8_t message[4 + 1 + 255 + 2] = {5, 1, 0, 1};
	char host[256];
	size_t len;
	unsigned port = cli_proxy_port(attempt);

	if (!cli_proxy_host(attempt, host, sizeof(host)))
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
		return cli_proxy_refuse(attempt,
			head[0] == 5 && head[1] < 9 ? replies[head[1]] : "it answers nonsense");
	if (result == CLI_WIRE_OK && head[3] == 4)
		len = 16;
	else if (result == CLI_WIRE_OK && head[3] == 3)
		result = cli_wire_get(&attempt->wire, &len, 1);
	if (result == CLI_WIRE_OK)
		result = cli_wire_get(&attempt->wire, rest, (size_t)len + 2);
	return result == CLI_WIRE_OK || cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
}

bool
cli_proxy_socks(cli_attempt *attempt)
{
	cli_wire_result result;

	if (!agree_on_socks(attempt))
		return false;
	result = ask_socks(attempt);
	if (result != CLI_WIRE_OK)
		return cli_attempt_fail_wire(attempt, result, CLI_PROXY_TALK);
	return take_socks_answer(attempt);
}
