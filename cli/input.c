/* Reads files whole, up to a limit, and asks for the password of a PKCS#12 file when it has to.
 * OCSP responses are taken as they are: what is wrong with one is the report's to tell. */
#include <config.h>
#include "input.h"
#include "cli.h"
#include "fail.h"

#include <certpolicy/certpolicy.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* No file of certificates comes near: the system's whole bundle has 0.2 MB. Octets. */
#define LARGEST_FILE ((size_t)64 << 20)
#define PIECE 65536

/* Makes room for a piece more. */
static bool
grow(cli_content *content)
{
	size_t wanted = content->capacity == 0 ? PIECE : content->capacity * 2;
	uint8_t *moved;

	if (content->capacity - content->len >= PIECE)
		return true;
	moved = realloc(content->data, wanted);
	if (moved == NULL)
		return false;
	content->data = moved;
	content->capacity = wanted;
	return true;
}

static int
read_all(const cli_settings *settings, int fd, const char *name, cli_content *content)
{
	ssize_t n;

	for (;;) {
		if (!grow(content))
			return cli_fail_no_memory();
		n = read(fd, content->data + content->len, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cli_fail(settings, "io.read", "%s: %s", name, strerror(errno));
		if (n == 0)
			return 0;
		content->len += (size_t)n;
		if (content->len > LARGEST_FILE)
			return cli_fail(settings, "input.too-large", "%s: larger than %zu octets",
				name, LARGEST_FILE);
	}
}

static int
read_file(const cli_settings *settings, const char *path, cli_content *content)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), code;

	if (fd < 0)
		return cli_fail(settings, "io.open", "%s: %s", path, strerror(errno));
	code = read_all(settings, fd, path, content);
	close(fd);
	return code;
}

int
cli_input_read(const cli_settings *settings, const cli_target *target, cli_content *content)
{
	if (target->kind == CLI_TARGET_STDIN)
		return read_all(settings, STDIN_FILENO, "standard input", content);
	return read_file(settings, target->text, content);
}

int
cli_input_first_line(const cli_settings *settings, const char *path, char line[CLI_PASSWORD_ROOM])
{
	FILE *file = fopen(path, "re");
	bool read;

	if (file == NULL)
		return cli_fail(settings, "io.open", "%s: %s", path, strerror(errno));
	read = fgets(line, CLI_PASSWORD_ROOM, file) != NULL;
	fclose(file);
	if (!read)
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return 0;
}

int
cli_input_password(const cli_settings *settings, char password[CLI_PASSWORD_ROOM])
{
	return cli_input_first_line(settings, settings->password_file, password);
}

bool
cli_input_ask(const char *what, const char *whose, char answer[CLI_PASSWORD_ROOM])
{
	struct termios as_was, silent;
	FILE *terminal = fopen("/dev/tty", "r+e");
	bool read;

	if (terminal == NULL)
		return false;
	if (tcgetattr(fileno(terminal), &as_was) != 0) {
		fclose(terminal);
		return false;
	}
	silent = as_was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG); /* an interrupt must not leave the echo off */
	(void)dprintf(fileno(terminal), "%s of ", what);
	for (; *whose != '\0'; whose++)
		(void)dprintf(fileno(terminal), "%c",
			(unsigned char)*whose < ' ' || *whose == 0x7f ? '?' : *whose);
	(void)dprintf(fileno(terminal), ": ");
	(void)tcsetattr(fileno(terminal), TCSAFLUSH, &silent);
	read = fgets(answer, CLI_PASSWORD_ROOM, terminal) != NULL;
	(void)tcsetattr(fileno(terminal), TCSAFLUSH, &as_was);
	(void)dprintf(fileno(terminal), "\n");
	fclose(terminal);
	if (read)
		answer[strcspn(answer, "\r\n")] = '\0';
	return read;
}

static bool
wants_password(const certpolicy_error *error)
{
	return strcmp(certpolicy_error_get_code(error), "input.password") == 0;
}

/* Hands the content over; a second time with a password when that is what was missing. */
static int
add_content(const cli_settings *settings, const cli_target *target, const cli_content *content,
	certpolicy_request *request)
{
	char password[CLI_PASSWORD_ROOM];
	certpolicy_error *error = NULL;
	int status, code;
	bool known = settings->password_file != NULL;

	if (known) {
		code = cli_input_password(settings, password);
		if (code != 0)
			return code;
	}
	status = certpolicy_request_add_chain(
		request, content->data, content->len, known ? password : NULL, &error);
	if (status != CERTPOLICY_OK && !known && wants_password(error) &&
		cli_input_ask("Password", target->text, password)) {
		certpolicy_error_free(error);
		status = certpolicy_request_add_chain(
			request, content->data, content->len, password, &error);
	}
	explicit_bzero(password, sizeof(password));
	if (status == CERTPOLICY_OK)
		return 0;
	if (!known && wants_password(error))
		cli_note("--password-file FILE names the file with the password");
	return cli_fail_library(settings, error);
}

int
cli_input_add(const cli_settings *settings, const cli_target *target, certpolicy_request *request)
{
	cli_content content = {NULL, 0, 0};
	int code;

	code = cli_input_read(settings, target, &content);
	if (code == 0)
		code = add_content(settings, target, &content, request);
	free(content.data);
	return code;
}

/* A file of nothing would pass for none. */
static int
read_response(const cli_settings *settings, const char *path, cli_content *content)
{
	int code = read_file(settings, path, content);

	if (code == 0 && content->len == 0)
		code = cli_fail(settings, "input.empty", "%s is empty", path);
	return code;
}

static int
add_staple(const cli_settings *settings, size_t index, certpolicy_request *request)
{
	cli_content content = {NULL, 0, 0};
	certpolicy_error *error = NULL;
	int code = read_response(settings, settings->staples.items[index], &content);

	if (code == 0 && certpolicy_request_set_ocsp_staple(request, index, content.data,
				 content.len, &error) != CERTPOLICY_OK)
		code = cli_fail_library(settings, error);
	free(content.data);
	return code;
}

static int
add_response(const cli_settings *settings, const char *path, certpolicy_request *request)
{
	cli_content content = {NULL, 0, 0};
	certpolicy_error *error = NULL;
	int code = read_response(settings, path, &content);

	if (code == 0 && certpolicy_request_add_ocsp(request, content.data, content.len, &error) !=
				 CERTPOLICY_OK)
		code = cli_fail_library(settings, error);
	free(content.data);
	return code;
}

int
cli_input_add_responses(const cli_settings *settings, certpolicy_request *request)
{
	size_t i;
	int code = 0;

	for (i = 0; i < settings->staples.n && code == 0; i++)
		code = add_staple(settings, i, request);
	for (i = 0; i < settings->responses.n && code == 0; i++)
		code = add_response(settings, settings->responses.items[i], request);
	return code;
}
