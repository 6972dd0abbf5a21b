/* JSON of check: the library's report, with what is said of the target before it. */
#include <config.h>
#include "check_put.h"
#include "net/said.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

/* PEM of several certificates, cut apart. */
static json_t *
chain_of(const char *pem)
{
	static const char end[] = "-----END CERTIFICATE-----\n";
	json_t *array = json_array();
	const char *next;

	for (; pem != NULL && (next = strstr(pem, end)) != NULL; pem = next) {
		next += sizeof(end) - 1;
		json_array_append_new(array, json_stringn(pem, (size_t)(next - pem)));
	}
	return array;
}

static void
set_text(json_t *object, const char *key, const char *value)
{
	char escaped[1024];

	if (value == NULL || *value == '\0')
		return;
	if (!cli_check_is_utf8(value)) {
		cli_said_escape((const uint8_t *)value, strlen(value), escaped, sizeof(escaped));
		value = escaped;
	}
	json_object_set_new(object, key, json_string(value));
}

/* "name, verdict" as an array. */
static json_t *
words_of(const char *list)
{
	json_t *array = json_array();
	size_t len;

	for (; *list != '\0'; list += len + strspn(list + len, ", ")) {
		len = strcspn(list, ",");
		json_array_append_new(array, json_stringn(list, len));
	}
	return array;
}

static json_t *
error_of(const cli_check_line *line)
{
	const cli_checked *checked = line->checked;
	json_t *error = json_object();

	set_text(error, "code", checked->failure.code);
	set_text(error, "message", checked->failure.message);
	set_text(error, "stage", checked->stage);
	set_text(error, "hint", checked->hint);
	if (line->entry->problem[0] != '\0')
		json_object_set_new(error, "line", json_integer((json_int_t)line->entry->line));
	return error;
}

/* What is said of a target beside its report. */
static json_t *
frame_of(const cli_check_line *line)
{
	const cli_checked *checked = line->checked;
	cli_check_line bare = *line;
	char name[CLI_CHECK_NAME];
	json_t *frame = json_object();

	bare.is_many = false;
	cli_check_name(&bare, name);
	if (line->is_many) {
		set_text(frame, "target", name);
		set_text(frame, "address", checked->address);
		set_text(frame, "via", checked->via);
		set_text(frame, "note", checked->note);
	}
	if (line->differs != NULL)
		json_object_set_new(frame, "addresses_differ", words_of(line->differs));
	if (line->settings->show_chain && checked->chain != NULL)
		json_object_set_new(frame, "chain", chain_of(checked->chain));
	if (checked->report == NULL) {
		json_object_set_new(frame, "id", json_null());
		set_text(frame, "verdict", "error");
		json_object_set_new(frame, "error", error_of(line));
	}
	return frame;
}

/* The frame's members, then those of the report as the library wrote them. */
void
cli_check_write_json(FILE *out, const cli_check_line *line)
{
	json_t *frame = frame_of(line);
	char *head = json_dumps(frame, JSON_COMPACT);
	char *report = line->checked->report != NULL
			       ? certpolicy_report_to_json(line->checked->report)
			       : NULL;
	size_t len = head != NULL ? strlen(head) : 0;

	if (report != NULL && len > 2)
		fprintf(out, "%.*s,%s\n", (int)(len - 1), head, report + 1);
	else if (report != NULL || (len > 2 && line->is_many))
		fprintf(out, "%s\n", report != NULL ? report : head);
	certpolicy_string_free(report);
	free(head);
	json_decref(frame);
}
