/* From an address to a connected socket. */
#include <config.h>
#include "dial.h"
#include "deadline.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Waits for a connection under way: 0, or the errno that it ended with. */
static int
await(cli_wire *wire)
{
	int error = 0;
	socklen_t len = sizeof(error);

	switch (cli_wire_wait(wire, POLLOUT)) {
	case CLI_WIRE_OK:
		break;
	case CLI_WIRE_LATE:
		return ETIMEDOUT;
	case CLI_WIRE_CLOSED:
	case CLI_WIRE_TOO_MUCH:
	case CLI_WIRE_FAILED:
		return wire->error;
	}
	return getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

int
cli_dial(const cli_address *address, cli_wire *wire)
{
	int error;

	wire->fd = socket(address->socket.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (wire->fd < 0)
		return errno;
	error = connect(wire->fd, (const struct sockaddr *)&address->socket, address->socket_len) ==
				0
			? 0
			: errno;
	if (error == EINPROGRESS || error == EINTR)
		error = await(wire);
	if (error != 0) {
		close(wire->fd);
		wire->fd = -1;
	}
	return error;
}

int
cli_dial_any(const cli_addresses *addresses, cli_wire *wire, const cli_address **answered)
{
	int64_t deadline = wire->deadline;
	int error = EHOSTUNREACH;
	size_t i;

	for (i = 0; i < addresses->n && error != 0; i++) {
		wire->deadline = cli_deadline_in(
			(unsigned)cli_deadline_left(deadline) / (unsigned)(addresses->n - i),
			deadline);
		error = cli_dial(&addresses->items[i], wire);
		*answered = &addresses->items[i];
	}
	wire->deadline = deadline;
	return error;
}
