/* All writing to stdout goes through here, so that nothing is lost silently or left half-written.
 */
#include <config.h>
#include "output.h"
#include "cli.h"
#include "fail.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#define NARROWEST 40
#define USUAL_WIDTH 80
#define WIDEST 100

/* Waits until a stdout that does not block takes more. */
static void
wait_for_room(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

	(void)poll(&out, 1, -1);
}

static int
put_parts(struct iovec *part, int n_parts)
{
	ssize_t n;

	while (n_parts > 0) {
		n = writev(STDOUT_FILENO, part, n_parts);
		if (n < 0 && errno == EAGAIN)
			wait_for_room();
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0) {
			if (errno != EPIPE)
				cli_note("cannot write to standard output: %s", strerror(errno));
			return CLI_NOT_JUDGED;
		}
		for (; n_parts > 0 && (size_t)n >= part->iov_len; part++, n_parts--)
			n -= (ssize_t)part->iov_len;
		if (n_parts > 0) {
			part->iov_base = (char *)part->iov_base + n;
			part->iov_len -= (size_t)n;
		}
	}
	return 0;
}

/* writev(2) takes what it does not change as void *. */
static struct iovec
part_of(const char *text, size_t len)
{
	union {
		const char *given;
		void *wanted;
	} base = {.given = text};
	struct iovec part = {.iov_base = base.wanted, .iov_len = len};

	return part;
}

int
cli_put(const char *text)
{
	struct iovec part = part_of(text, strlen(text));

	return put_parts(&part, 1);
}

int
cli_put_line(const char *text)
{
	struct iovec parts[2] = {part_of(text, strlen(text)), part_of("\n", 1)};

	return put_parts(parts, 2);
}

int
cli_put_report(const cli_settings *settings, const certpolicy_report *report)
{
	bool json = cli_wants_json(settings);
	char *text = json ? certpolicy_report_to_json(report)
			  : certpolicy_report_to_text(report, cli_colour(), cli_columns());
	int code;

	if (text == NULL)
		return cli_fail_no_memory();
	code = json ? cli_put_line(text) : cli_put(text);
	certpolicy_string_free(text);
	return code;
}

int
cli_colour(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *force = getenv("CLICOLOR_FORCE");
	const char *term = getenv("TERM");

	if (no_color != NULL && *no_color != '\0')
		return 0;
	if (force != NULL && *force != '\0' && strcmp(force, "0") != 0)
		return 1;
	return isatty(STDOUT_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
}

unsigned
cli_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return USUAL_WIDTH;
	if (size.ws_col < NARROWEST)
		return NARROWEST;
	return size.ws_col > WIDEST ? WIDEST : size.ws_col;
}

/* Columns that a word takes: characters, not octets. */
static unsigned
width(const char *word, size_t len)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < len; i++)
		n += ((unsigned char)word[i] & 0xc0) != 0x80;
	return n;
}

/* Wraps `len` octets without line ends. */
static void
wrap(FILE *out, const char *text, size_t len, unsigned at, unsigned indent, unsigned columns)
{
	const char *end = text + len;
	bool first = true;
	unsigned word;

	while (text < end) {
		if (*text == ' ') {
			text++;
			continue;
		}
		for (len = 0; text + len < end && text[len] != ' ';)
			len++;
		word = width(text, len);
		if (!first && at + 1 + word > columns) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			fputc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", (int)len, text);
		at += word;
		first = false;
		text += len;
	}
	fputc('\n', out);
}

void
cli_wrap(FILE *out, const char *text, unsigned at, unsigned indent, unsigned columns)
{
	wrap(out, text, strlen(text), at, indent, columns);
}

void
cli_paragraphs(FILE *out, const char *text, unsigned indent, unsigned columns)
{
	size_t len;

	while (*text != '\0') {
		len = strcspn(text, "\n");
		if (len > 0)
			fprintf(out, "%*s", (int)indent, "");
		if (*text == ' ')
			fprintf(out, "%.*s\n", (int)len, text);
		else
			wrap(out, text, len, indent, indent, columns);
		text += len + (text[len] == '\n');
	}
}

bool
cli_page_start(cli_page *page)
{
	page->text = NULL;
	page->len = 0;
	page->out = open_memstream(&page->text, &page->len);
	return page->out != NULL;
}

int
cli_page_finish(cli_page *page)
{
	int failed = page->out == NULL || ferror(page->out);
	int code;

	if (page->out != NULL && fclose(page->out) != 0)
		failed = 1;
	code = failed ? cli_fail_no_memory() : cli_put(page->text);
	free(page->text);
	return code;
}

int
cli_page_drop(cli_page *page, int code)
{
	fclose(page->out);
	free(page->text);
	return code;
}
