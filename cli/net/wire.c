/*
 * Reading and writing with a deadline for the whole phase, so that a peer which dribbles octets
 * gains nothing by it, and with bounds on what is taken.
 */
#include <config.h>
#include "wire.h"
#include "deadline.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

void
cli_wire_begin(cli_wire *wire, int64_t deadline)
{
	size_t left = wire->end - wire->start;

	wire->deadline = deadline;
	memmove(wire->heard, wire->buffer + wire->start,
		left < sizeof(wire->heard) ? left : sizeof(wire->heard));
	wire->n_heard = left < sizeof(wire->heard) ? left : sizeof(wire->heard);
	wire->n_octets = left;
}

static cli_wire_result
fail(cli_wire *wire, int error)
{
	wire->error = error;
	if (error == ETIMEDOUT)
		return CLI_WIRE_LATE;
	return error == ECONNRESET || error == EPIPE ? CLI_WIRE_CLOSED : CLI_WIRE_FAILED;
}

static int
poll_for(const cli_wire *wire, short events, int milliseconds)
{
	struct pollfd ready = {.fd = wire->fd, .events = events};
	int n;

	n = poll(&ready, 1, milliseconds);
	return n < 0 && errno == EINTR ? 0 : n;
}

cli_wire_result
cli_wire_wait(cli_wire *wire, short events)
{
	int left, n = 0;
	bool due = cli_aside_is_due(wire->aside);

	while (n == 0) {
		left = cli_deadline_left(wire->deadline);
		if (left == 0)
			return CLI_WIRE_LATE;
		n = poll_for(wire, events, due && left > CLI_PATIENCE ? CLI_PATIENCE : left);
		if (n == 0 && due) {
			cli_aside_step(wire->aside);
			due = false;
		}
	}
	return n > 0 ? CLI_WIRE_OK : fail(wire, errno);
}

cli_wire_result
cli_wire_put(cli_wire *wire, const void *data, size_t len)
{
	const uint8_t *from = data;
	cli_wire_result result;
	ssize_t n;

	while (len > 0) {
		result = cli_wire_wait(wire, POLLOUT);
		if (result != CLI_WIRE_OK)
			return result;
		n = send(wire->fd, from, len, MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n < 0)
			return fail(wire, errno);
		from += n;
		len -= (size_t)n;
	}
	return CLI_WIRE_OK;
}

ssize_t
cli_wire_receive(cli_wire *wire, void *data, size_t len)
{
	ssize_t n = recv(wire->fd, data, len, 0);
	size_t room = sizeof(wire->heard) - wire->n_heard;

	if (n <= 0)
		return n;
	if (room > (size_t)n)
		room = (size_t)n;
	memcpy(wire->heard + wire->n_heard, data, room);
	wire->n_heard += room;
	wire->n_octets += (size_t)n;
	return n;
}

/* At least one octet more in the buffer, which is empty. */
static cli_wire_result
refill(cli_wire *wire)
{
	cli_wire_result result;
	ssize_t n;

	if (wire->n_octets >= CLI_WIRE_MOST)
		return CLI_WIRE_TOO_MUCH;
	do {
		result = cli_wire_wait(wire, POLLIN);
		if (result != CLI_WIRE_OK)
			return result;
		n = cli_wire_receive(wire, wire->buffer, sizeof(wire->buffer));
	} while (n < 0 && (errno == EAGAIN || errno == EINTR));
	if (n < 0)
		return fail(wire, errno);
	wire->start = 0;
	wire->end = (size_t)n;
	return n > 0 ? CLI_WIRE_OK : CLI_WIRE_CLOSED;
}

cli_wire_result
cli_wire_get(cli_wire *wire, void *data, size_t len)
{
	uint8_t *to = data;
	cli_wire_result result;
	size_t n;

	while (len > 0) {
		if (wire->start == wire->end) {
			result = refill(wire);
			if (result != CLI_WIRE_OK)
				return result;
		}
		n = wire->end - wire->start < len ? wire->end - wire->start : len;
		memcpy(to, wire->buffer + wire->start, n);
		wire->start += n;
		to += n;
		len -= n;
	}
	return CLI_WIRE_OK;
}

cli_wire_result
cli_wire_line(cli_wire *wire, char line[CLI_WIRE_LINE])
{
	cli_wire_result result;
	size_t n = 0;
	char c = 0;

	for (;;) {
		result = cli_wire_get(wire, &c, 1);
		if (result != CLI_WIRE_OK)
			return result;
		if (c == '\n')
			break;
		if (n + 1 >= CLI_WIRE_LINE)
			return CLI_WIRE_TOO_MUCH;
		line[n++] = c != '\0' ? c : '?';
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return CLI_WIRE_OK;
}

bool
cli_wire_has_more(cli_wire *wire)
{
	uint8_t octet;

	return wire->start < wire->end || recv(wire->fd, &octet, 1, MSG_PEEK) > 0;
}

void
cli_wire_hear_out(cli_wire *wire, unsigned milliseconds)
{
	uint8_t rest[512];
	ssize_t n = 1;

	wire->deadline = cli_deadline_in(milliseconds, wire->deadline);
	while (n > 0 && wire->n_heard < sizeof(wire->heard) &&
		cli_wire_wait(wire, POLLIN) == CLI_WIRE_OK)
		n = cli_wire_receive(wire, rest, sizeof(rest));
}
