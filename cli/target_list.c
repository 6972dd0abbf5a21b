/* Operands and files of targets. A file has one target a line; "#" begins a comment, at the start
 * or after a space, so that it may stand in a URL. */
#include <config.h>
#include "target_list.h"
#include "cli.h"
#include "fail.h"

#include <certpolicy/certpolicy.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_TARGETS ((size_t)1 << 20)

static cli_entry *
add_entry(cli_target_list *list)
{
	cli_entry *moved;
	size_t room = list->room == 0 ? 16 : list->room * 2;

	if (list->n == list->room) {
		moved = realloc(list->items, room * sizeof(*moved));
		if (moved == NULL)
			return NULL;
		list->items = moved;
		list->room = room;
	}
	memset(&list->items[list->n], 0, sizeof(*list->items));
	return &list->items[list->n++];
}

/* What cannot be a peer's name cannot be judged either; better known before anything is done. */
static bool
is_peer(const cli_target *target, char *problem, size_t room)
{
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;
	char host[sizeof(target->host)];
	bool fits;

	strcpy(host, target->host);
	host[strcspn(host, "%")] = '\0'; /* the zone of fe80::1%eth0 is this machine's own */
	fits = request != NULL &&
	       certpolicy_request_add_peer_host(request, host, &error) == CERTPOLICY_OK;
	if (!fits)
		snprintf(problem, room, "%s",
			error != NULL ? certpolicy_error_get_message(error) : "out of memory");
	certpolicy_error_free(error);
	certpolicy_request_free(request);
	return fits;
}

static bool
take(const cli_settings *settings, const char *text, cli_entry *entry)
{
	const char *reason;

	if (!cli_target_parse(text, &entry->target, &reason)) {
		snprintf(entry->problem, sizeof(entry->problem), "%s", reason);
		return false;
	}
	return entry->target.kind != CLI_TARGET_HOST || settings->peers.n > 0 ||
	       settings->insecure_no_peer ||
	       is_peer(&entry->target, entry->problem, sizeof(entry->problem));
}

static int
add_operand(const cli_settings *settings, const char *text, cli_target_list *list)
{
	cli_entry *entry = add_entry(list);

	if (entry == NULL)
		return cli_fail_no_memory();
	if (take(settings, text, entry))
		return 0;
	return cli_fail_usage(settings->command, "TARGET \"%s\": %s", text, entry->problem);
}

/* Without comment and spaces at either end; in place. */
static char *
strip(char *line)
{
	char *at, *end;

	line += strspn(line, " \t");
	for (at = line; *at != '\0'; at++) {
		if (*at == '#' && (at == line || at[-1] == ' ' || at[-1] == '\t')) {
			*at = '\0';
			break;
		}
	}
	for (end = line + strlen(line); end > line && strchr(" \t\r", end[-1]) != NULL; end--)
		;
	*end = '\0';
	return line;
}

static int
add_line(const cli_settings *settings, const char *file, char *text, size_t number,
	cli_target_list *list)
{
	cli_entry *entry;

	text = strip(text);
	if (*text == '\0')
		return 0;
	if (list->n == MOST_TARGETS)
		return cli_fail(settings, "input.too-large", "%s: more than %zu targets", file,
			MOST_TARGETS);
	entry = add_entry(list);
	if (entry == NULL)
		return cli_fail_no_memory();
	entry->file = file;
	entry->line = number;
	entry->target.text = text;
	if (strcmp(text, "-") == 0)
		snprintf(entry->problem, sizeof(entry->problem), "- is for the command line");
	else
		(void)take(settings, text, entry);
	return 0;
}

/* Lines end with LF or CR LF; the content gets room for the last one's NUL. */
static int
add_lines(
	const cli_settings *settings, const char *file, cli_content *content, cli_target_list *list)
{
	uint8_t *moved = realloc(content->data, content->len + 1);
	char *at, *end, *line_end;
	size_t number = 0, i;
	int code = 0;

	if (moved == NULL)
		return cli_fail_no_memory();
	content->data = moved;
	for (i = 0; i < content->len; i++) {
		if (moved[i] == '\0')
			moved[i] = '?';
	}
	at = (char *)moved;
	end = at + content->len;
	*end = '\0';
	if (content->len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (; at < end && code == 0; at = line_end + 1) {
		line_end = memchr(at, '\n', (size_t)(end - at));
		if (line_end == NULL)
			line_end = end;
		*line_end = '\0';
		code = add_line(settings, file, at, ++number, list);
	}
	return code;
}

static int
add_file(const cli_settings *settings, const char *name, cli_target_list *list)
{
	cli_content *content = &list->files[list->n_files++];
	cli_target source;
	int code;

	memset(&source, 0, sizeof(source));
	source.text = name;
	source.kind = strcmp(name, "-") == 0 ? CLI_TARGET_STDIN : CLI_TARGET_FILE;
	code = cli_input_read(settings, &source, content);
	if (source.kind == CLI_TARGET_STDIN)
		name = "standard input";
	return code == 0 ? add_lines(settings, name, content, list) : code;
}

/* Standard input can be read once. */
static bool
reads_input_twice(const cli_settings *settings)
{
	size_t i, n = 0;

	for (i = 0; i < settings->operands.n; i++)
		n += strcmp(settings->operands.items[i], "-") == 0;
	for (i = 0; i < settings->target_lists.n; i++)
		n += strcmp(settings->target_lists.items[i], "-") == 0;
	return n > 1;
}

int
cli_target_list_read(const cli_settings *settings, cli_target_list *list)
{
	size_t i;
	int code = 0;

	memset(list, 0, sizeof(*list));
	if (reads_input_twice(settings))
		return cli_fail_usage(settings->command, "- can be given once");
	list->files = calloc(settings->target_lists.n + 1, sizeof(*list->files));
	if (list->files == NULL)
		return cli_fail_no_memory();
	for (i = 0; i < settings->operands.n && code == 0; i++)
		code = add_operand(settings, settings->operands.items[i], list);
	for (i = 0; i < settings->target_lists.n && code == 0; i++)
		code = add_file(settings, settings->target_lists.items[i], list);
	/* Standard input stands in for a missing TARGET, unless a person sits there. */
	if (settings->operands.n == 0 && settings->target_lists.n == 0)
		code = isatty(STDIN_FILENO) ? cli_fail_usage(settings->command, "TARGET is missing")
					    : add_operand(settings, "-", list);
	list->is_many =
		settings->operands.n > 1 || settings->target_lists.n > 0 || settings->all_addresses;
	return code;
}

void
cli_target_list_clear(cli_target_list *list)
{
	size_t i;

	for (i = 0; i < list->n_files; i++)
		free(list->files[i].data);
	free(list->files);
	free(list->items);
	memset(list, 0, sizeof(*list));
}
