/* Reading configuration files with care: regular ones, of bounded size, and never waiting. */
#include <config.h>
#include "setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST (1 << 20)

/* All that there is to read; -1 when reading fails. */
static ssize_t
read_all(int fd, char *text, size_t room)
{
	size_t n = 0;
	ssize_t got;

	while (n < room) {
		got = read(fd, text + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static char *
read_open(int fd, const char **why)
{
	struct stat about;
	char *text;
	ssize_t n;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		*why = "this is no regular file";
		return NULL;
	}
	text = malloc(LARGEST + 1);
	n = text != NULL ? read_all(fd, text, LARGEST) : -1;
	if (n < 0 || n == LARGEST) {
		*why = n == LARGEST ? "this is larger than a setting's file may be (1 MiB)"
				    : strerror(errno);
		free(text);
		return NULL;
	}
	text[n] = '\0';
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
		memmove(text, text + 3, (size_t)n - 2);
	return text;
}

/* Without O_NONBLOCK a FIFO would wait for its writer. */
char *
env_read(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text;

	*why = NULL;
	if (fd < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			*why = strerror(errno);
		return NULL;
	}
	text = read_open(fd, why);
	close(fd);
	return text;
}

/* ---- what may be shown ---- */

#define LONGEST_SHOWN 1000

char *
env_printable(const char *text, size_t len)
{
	char *shown = malloc(4 * LONGEST_SHOWN + sizeof("..."));
	size_t n = 0, i;

	if (shown == NULL)
		return NULL;
	for (i = 0; i < len && i < LONGEST_SHOWN; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c > 0x7e)
			n += (size_t)snprintf(shown + n, 5, "\\x%02x", c);
		else
			shown[n++] = (char)c;
	}
	strcpy(shown + n, i < len ? "..." : "");
	return shown;
}

/* A login ends at the last @ before the path: it may hold one itself. */
char *
env_printable_url(const char *text)
{
	const char *host = strstr(text, "://"), *at, *found = NULL;
	char *shown, *whole;
	size_t before;

	host = host != NULL ? host + 3 : text;
	for (at = host; *at != '\0' && *at != '?' && *at != '#'; at++)
		found = *at == '@' ? at : found;
	if (found == NULL)
		return env_printable(text, strcspn(text, "?#"));
	before = (size_t)(host - text);
	whole = malloc(before + strlen(found) + 4);
	if (whole == NULL)
		return NULL;
	memcpy(whole, text, before);
	strcpy(whole + before, "***");
	strcpy(whole + before + 3, found);
	shown = env_printable(whole, strcspn(whole, "?#"));
	free(whole);
	return shown;
}
