/*
 * From a host to a socket: names become addresses, which are tried in the resolver's order within
 * one deadline.
 */
#include <config.h>
#include "dial.h"
#include "cli.h"
#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t
cli_dial_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int
cli_dial_time_until(int64_t instant)
{
	int64_t left = instant - cli_dial_now();

	return left > 0 ? (int)left : 0;
}

/* Waits for a connection under way: 0, or the errno that it ended with. */
static int
await_connection(int fd, int64_t until)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};
	int error = 0, n;
	socklen_t len = sizeof(error);

	do
		n = poll(&ready, 1, cli_dial_time_until(until));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	if (n == 0)
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

/* One address, until an instant: 0 and line->fd, or an errno. */
static int
try_address(cli_dialled *line, const struct addrinfo *address, int64_t until)
{
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		address->ai_protocol);
	int error;

	if (fd < 0)
		return errno;
	error = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
	if (error == EINPROGRESS || error == EINTR)
		error = await_connection(fd, until);
	if (error == 0 && fcntl(fd, F_SETFL, 0) != 0)
		error = errno;
	if (error != 0) {
		close(fd);
		return error;
	}
	line->fd = fd;
	if (getnameinfo(address->ai_addr, address->ai_addrlen, line->address, sizeof(line->address),
		    NULL, 0, NI_NUMERICHOST) != 0)
		line->address[0] = '\0';
	line->address[strcspn(line->address, "%")] = '\0'; /* the zone of fe80::1%eth0 */
	return 0;
}

static int
fail_connect(const cli_settings *settings, const cli_target *target, int error)
{
	const char *code = "connect.failed";

	if (error == ECONNREFUSED)
		code = "connect.refused";
	else if (error == ETIMEDOUT)
		code = "connect.timeout";
	return cli_fail(settings, code, "cannot connect to %s port %s: %s", target->host,
		target->port, strerror(error));
}

int
cli_dial_map_name(const cli_settings *settings, const char *host, gnutls_datum_t *mapped)
{
	int status = gnutls_idna_map(host, (unsigned)strlen(host), mapped, 0);

	if (status >= 0)
		return 0;
	return cli_fail(settings, "connect.resolve", "%s is no host name: %s", host,
		gnutls_strerror(status));
}

static int
resolve(const cli_settings *settings, const cli_target *target, struct addrinfo **addresses)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	gnutls_datum_t name = {NULL, 0};
	int status;

	if (target->host_is_address) {
		hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
		status = getaddrinfo(target->host, target->port, &hints, addresses);
	} else {
		status = cli_dial_map_name(settings, target->host, &name);
		if (status != 0)
			return status;
		status = getaddrinfo((char *)name.data, target->port, &hints, addresses);
		gnutls_free(name.data);
	}
	if (status == 0)
		return 0;
	return cli_fail(settings, "connect.resolve", "cannot resolve %s: %s%s", target->host,
		status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status),
		strcmp(target->text, target->host) == 0 ? ", and there is no such file" : "");
}

static size_t
count(const struct addrinfo *addresses)
{
	size_t n = 0;

	for (; addresses != NULL; addresses = addresses->ai_next)
		n++;
	return n;
}

int
cli_dial(
	const cli_settings *settings, const cli_target *target, int64_t deadline, cli_dialled *line)
{
	struct addrinfo *addresses = NULL, *address;
	int code, error = EHOSTUNREACH;

	line->fd = -1;
	code = resolve(settings, target, &addresses);
	if (code != 0)
		return code;
	for (address = addresses; address != NULL; address = address->ai_next) {
		/* A silent one does not use up the time of those behind it. */
		error = try_address(line, address,
			cli_dial_now() + cli_dial_time_until(deadline) / (int64_t)count(address));
		if (error == 0)
			break;
	}
	freeaddrinfo(addresses);
	return error == 0 ? 0 : fail_connect(settings, target, error);
}
