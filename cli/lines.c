/* Cuts standard input into lines. Its memory is one piece and one line of limited length. */
#include <config.h>
#include "lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct growing {
	char *text; /* owned */
	size_t len, capacity;
} growing;

/* Waits for input; false when standard output was closed meanwhile (POLLERR comes unasked). */
static bool
wait_for_input(void)
{
	struct pollfd ends[2] = {
		{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = STDOUT_FILENO, .events = 0}};

	while (poll(ends, 2, -1) < 0) {
		if (errno != EINTR && errno != EAGAIN)
			return true; /* let read(2) tell */
	}
	return (ends[1].revents & POLLERR) == 0;
}

/* A new piece of input: 1, 0 at the end, or negative. */
static cli_line
refill(cli_lines *lines)
{
	ssize_t n;

	for (;;) {
		if (!wait_for_input())
			return CLI_LINE_UNWANTED;
		n = read(STDIN_FILENO, lines->piece, sizeof(lines->piece));
		if (n >= 0)
			break;
		if (errno != EINTR && errno != EAGAIN)
			return CLI_LINE_UNREADABLE;
	}
	lines->start = 0;
	lines->end = (size_t)n;
	return n > 0 ? CLI_LINE_ONE : CLI_LINE_END;
}

/* Appends up to `most` octets in all; what is beyond is dropped. */
static bool
keep(growing *line, const char *text, size_t len, size_t most)
{
	size_t wanted = line->capacity == 0 ? 4096 : line->capacity;
	char *moved;

	if (len > most - line->len)
		len = most - line->len;
	while (wanted < line->len + len)
		wanted *= 2;
	if (wanted > most)
		wanted = most;
	if (wanted > line->capacity) {
		moved = realloc(line->text, wanted);
		if (moved == NULL)
			return false;
		line->text = moved;
		line->capacity = wanted;
	}
	if (len > 0)
		memcpy(line->text + line->len, text, len);
	line->len += len;
	return true;
}

/* Takes from the piece what belongs to the line; *ended when its end was there. */
static bool
take(cli_lines *lines, growing *line, bool *ended)
{
	const char *from = lines->piece + lines->start;
	const char *end = memchr(from, '\n', lines->end - lines->start);
	size_t len = end != NULL ? (size_t)(end - from) : lines->end - lines->start;

	*ended = end != NULL;
	lines->start += len + (end != NULL);
	return keep(line, from, len, lines->most + 1);
}

cli_line
cli_lines_next(cli_lines *lines, char **text, size_t *len)
{
	growing line = {NULL, 0, 0};
	bool ended = false, begun = false;
	cli_line got = CLI_LINE_ONE;

	while (!ended) {
		if (lines->start == lines->end)
			got = refill(lines);
		if (got == CLI_LINE_END && begun)
			break;
		if (got == CLI_LINE_ONE && !take(lines, &line, &ended))
			got = CLI_LINE_NO_MEMORY;
		if (got != CLI_LINE_ONE) {
			free(line.text);
			return got;
		}
		begun = true;
	}
	lines->number++;
	*text = line.text;
	*len = line.len;
	return CLI_LINE_ONE;
}
