/*
 * Where every failure of the command is put into words. What comes from outside is escaped here,
 * unless the library has done it already.
 */
#include <config.h>
#include "fail.h"
#include "cli.h"
#include "output.h"

#include <jansson.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer messages are cut: they are for people. */
#define LONGEST_MESSAGE 1024

/* Replaces controls, and with `ascii_only` whatever is not ASCII, by \xHH. */
static void
escape(const char *raw, bool ascii_only, char *out, size_t out_len)
{
	size_t n = 0;
	unsigned char c;

	for (; *raw != '\0' && n + 5 < out_len; raw++) {
		c = (unsigned char)*raw;
		if (c < 0x20 || c == 0x7f || (ascii_only && c > 0x7f))
			n += (size_t)snprintf(out + n, out_len - n, "\\x%02x", c);
		else
			out[n++] = (char)c;
	}
	out[n] = '\0';
}

static void
format_message(char message[LONGEST_MESSAGE], bool ascii_only, const char *format, va_list args)
{
	char raw[LONGEST_MESSAGE];

	vsnprintf(raw, sizeof(raw), format, args);
	escape(raw, ascii_only, message, LONGEST_MESSAGE);
}

int
cli_fail_usage(const cli_command *command, const char *format, ...)
{
	char message[LONGEST_MESSAGE];
	va_list args;

	va_start(args, format);
	format_message(message, false, format, args);
	va_end(args);
	if (command != NULL)
		fprintf(stderr, "certpolicy %s: %s (certpolicy %s --help)\n", command->name,
			message, command->name);
	else
		fprintf(stderr, "certpolicy: %s (certpolicy --help)\n", message);
	return CLI_USAGE;
}

/* The object that stands for a report which could not be made, as in `certpolicy batch`. */
static void
print_error_object(const char *code, const char *message, const char *file, size_t line)
{
	json_t *error = json_pack("{s:s,s:s}", "code", code, "message", message);
	json_t *object;
	char *text;

	if (error != NULL && file != NULL)
		json_object_set_new(error, "file", json_string(file));
	if (error != NULL && line > 0)
		json_object_set_new(error, "line", json_integer((json_int_t)line));
	object = json_pack("{s:n,s:s,s:o}", "id", "verdict", "error", "error", error);
	text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
	if (text != NULL)
		(void)cli_put_line(text);
	free(text);
	json_decref(object);
}

static int
keep(cli_failure *failure, const char *code, const char *message)
{
	snprintf(failure->code, sizeof(failure->code), "%s", code);
	snprintf(failure->message, sizeof(failure->message), "%s", message);
	return CLI_NOT_JUDGED;
}

int
cli_fail(const cli_settings *settings, const char *code, const char *format, ...)
{
	char message[LONGEST_MESSAGE];
	va_list args;

	va_start(args, format);
	format_message(message, cli_wants_json(settings), format, args);
	va_end(args);
	if (settings->failure != NULL)
		return keep(settings->failure, code, message);
	fprintf(stderr, "certpolicy: %s\n", message);
	if (cli_wants_json(settings))
		print_error_object(code, message, NULL, 0);
	return CLI_NOT_JUDGED;
}

/* "FILE:LINE:COLUMN: ", as far as it is known. */
static void
print_place(const certpolicy_error *error)
{
	if (certpolicy_error_get_file(error) == NULL)
		return;
	fprintf(stderr, "%s:", certpolicy_error_get_file(error));
	if (certpolicy_error_get_line(error) > 0)
		fprintf(stderr, "%zu:", certpolicy_error_get_line(error));
	if (certpolicy_error_get_line(error) > 0 && certpolicy_error_get_column(error) > 0)
		fprintf(stderr, "%zu:", certpolicy_error_get_column(error));
	fputc(' ', stderr);
}

int
cli_fail_library(const cli_settings *settings, certpolicy_error *error)
{
	int status =
		error != NULL ? certpolicy_error_get_status(error) : CERTPOLICY_ERROR_NO_MEMORY;

	if (error == NULL)
		return cli_fail_no_memory();
	if (settings->failure != NULL) {
		(void)keep(settings->failure, certpolicy_error_get_code(error),
			certpolicy_error_get_message(error));
	} else {
		fputs("certpolicy: ", stderr);
		print_place(error);
		fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
	}
	if (settings->failure == NULL && cli_wants_json(settings))
		print_error_object(certpolicy_error_get_code(error),
			certpolicy_error_get_message(error), certpolicy_error_get_file(error),
			certpolicy_error_get_line(error));
	certpolicy_error_free(error);
	return status == CERTPOLICY_ERROR_NO_MEMORY || status == CERTPOLICY_ERROR_INTERNAL
		       ? CLI_INTERNAL
		       : CLI_NOT_JUDGED;
}

int
cli_fail_name(const cli_settings *settings, certpolicy_error *error)
{
	int code;

	if (error == NULL)
		return cli_fail_no_memory();
	code = cli_fail_usage(settings->command, "%s", certpolicy_error_get_message(error));
	certpolicy_error_free(error);
	return code;
}

int
cli_fail_no_memory(void)
{
	fputs("certpolicy: out of memory\n", stderr);
	return CLI_INTERNAL;
}

void
cli_note(const char *format, ...)
{
	char message[LONGEST_MESSAGE];
	va_list args;

	va_start(args, format);
	format_message(message, false, format, args);
	va_end(args);
	fprintf(stderr, "certpolicy: %s\n", message);
}
