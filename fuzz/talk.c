/*
 * What servers and proxies say before TLS, and the chain that a Certificate message holds. The
 * first octet chooses who is spoken to; the rest is what that one says, all at once, before it
 * hangs up.
 */
#include <config.h>
#include "fuzz.h"
#include "net/attempt.h"
#include "net/deadline.h"
#include "net/said.h"
#include "net/tls_messages.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 60000 /* octets that a socket takes without a reader */

static void
talk(const cli_probe_input *input, const uint8_t *data, size_t len)
{
	cli_observation seen;
	cli_attempt attempt = {.input = input, .seen = &seen};
	int ends[2];
	bool done;

	CP_INVARIANT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	CP_INVARIANT(len == 0 || send(ends[1], data, len, MSG_NOSIGNAL) == (ssize_t)len);
	(void)shutdown(ends[1], SHUT_WR);
	CP_INVARIANT(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
	memset(&seen, 0, sizeof(seen));
	attempt.wire.fd = ends[0];
	attempt.deadline = cli_deadline_in(1000, INT64_MAX);
	cli_attempt_begin(&attempt, input->proxy != NULL ? CLI_STAGE_PROXY : CLI_STAGE_STARTTLS);
	done = input->proxy != NULL ? cli_proxy_talk(&attempt) : cli_starttls_talk(&attempt);
	CP_INVARIANT(done == (seen.code == NULL));
	/* No go-ahead with something behind it. */
	CP_INVARIANT(!done || input->proxy != NULL || !cli_wire_has_more(&attempt.wire));
	CP_INVARIANT(strlen(seen.said) < sizeof(seen.said));
	cli_observation_clear(&seen);
	close(ends[0]);
	close(ends[1]);
}

static void
read_chain(const uint8_t *data, size_t len)
{
	cli_observation seen;
	size_t i;

	memset(&seen, 0, sizeof(seen));
	if (len > 0)
		cli_tls_messages_read_chain(data + 1, len - 1, (data[0] & 1) != 0, &seen);
	for (i = 0; i < seen.n_chain; i++)
		(void)fuzz_touch(cp_bytes_of(seen.chain[i].data, seen.chain[i].size));
	(void)fuzz_touch(cp_bytes_of(seen.sct_list.data, seen.sct_list.size));
	cli_observation_clear(&seen);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cli_proxy proxy = {.host = "proxy.test", .port = "1", .user = "me", .password = "secret"};
	cli_probe_input input = {.host = "host.test",
		.port = "1",
		.timeouts = {1000, {1000, 1000, 1000, 1000, 1000}}};
	unsigned who;

	if (len == 0 || len > MOST)
		return 0;
	who = data[0] % (CLI_STARTTLS_MYSQL + 3);
	data++;
	len--;
	if (who == 0) {
		read_chain(data, len);
		return 0;
	}
	input.starttls = (cli_starttls)who;
	if (who > CLI_STARTTLS_MYSQL) {
		input.starttls = CLI_STARTTLS_NONE;
		proxy.kind = who == CLI_STARTTLS_MYSQL + 1 ? CLI_PROXY_HTTP : CLI_PROXY_SOCKS5H;
		input.proxy = &proxy;
	}
	talk(&input, data, len);
	return 0;
}
