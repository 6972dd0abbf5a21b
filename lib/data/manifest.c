/* Manifests of imported data: their text, and the strict reading of it. */
#include <config.h>
#include "data/manifest.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/text.h"
#include "x509/input.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define SCHEMA "certpolicy.data/1"
#define LARGEST_MANIFEST 1048576u

typedef struct manifest_reading {
	cp_manifest *manifest;
	const char *folder, *kind;
	const char *path; /* of the manifest */
	certpolicy_error **error;
} manifest_reading;

void
cp_manifest_clear(cp_manifest *manifest)
{
	cp_free(manifest->items);
	cp_arena_clear(&manifest->arena);
	memset(manifest, 0, sizeof(*manifest));
}

bool
cp_manifest_add(cp_manifest *manifest, const char *folder, const cp_data_item *item)
{
	cp_data_item *added;

	if (!cp_grow((void **)&manifest->items, manifest->n, &manifest->capacity,
		    sizeof(*manifest->items)))
		return false;
	added = &manifest->items[manifest->n++];
	*added = *item;
	added->file = cp_arena_strdup(&manifest->arena, item->file);
	added->path = cp_arena_printf(&manifest->arena, "%s/%s", folder, item->file);
	added->source = cp_arena_strdup(&manifest->arena, item->source);
	return !cp_arena_failed(&manifest->arena);
}

static int
refuse(const manifest_reading *reading, const char *what)
{
	return cp_error_set(reading->error, CERTPOLICY_ERROR_BAD_INPUT, "data.damaged",
		"the imported data is damaged: %s: %s; import it again", reading->path, what);
}

/* A string as it is in the file, for the life of the manifest; NULL: it is none, or no memory. */
static const char *
keep_string(const manifest_reading *reading, const cp_json_value *value)
{
	cp_arena *arena = &reading->manifest->arena;
	uint8_t *text;

	if (value->kind != CP_JSON_STRING || value->inner.len == 0)
		return NULL;
	text = cp_arena_alloc(arena, value->inner.len + 1, 1);
	if (text == NULL)
		return NULL;
	text[cp_json_unescape(value, text)] = '\0';
	return (const char *)text;
}

static bool
read_time(const cp_json_value *value, int64_t *time)
{
	return value->kind == CP_JSON_STRING && cp_time_parse(value->inner, false, time);
}

static bool
read_number(const cp_json_value *value, uint64_t *number)
{
	char text[24], *end;

	if (value->kind != CP_JSON_NUMBER || value->whole.len >= sizeof(text) ||
		!cp_ascii_is_digit(value->whole.data[0]))
		return false;
	memcpy(text, value->whole.data, value->whole.len);
	text[value->whole.len] = '\0';
	errno = 0;
	*number = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0';
}

static bool
read_digest(const cp_json_value *value, uint8_t sha256[CP_SHA256_LEN])
{
	return value->kind == CP_JSON_STRING && value->inner.len == 2 * CP_SHA256_LEN &&
	       cp_hex_decode(value->inner, sha256);
}

/* The name that an item of this kind with this digest has, and no other: a manifest cannot point
 * elsewhere. */
static bool
is_own_name(const manifest_reading *reading, const cp_data_item *item)
{
	cp_buf buf = CP_BUF_EMPTY;
	bool same;

	cp_buf_printf(&buf, "%s-", reading->kind);
	cp_buf_append_hex(&buf, cp_bytes_of(item->sha256, 8));
	same = !buf.failed &&
	       cp_bytes_equal(cp_bytes_of(buf.data, buf.len), cp_bytes_of_string(item->file));
	if (buf.failed)
		reading->manifest->arena.failed = true;
	cp_buf_clear(&buf);
	return same;
}

static int
read_item(const manifest_reading *reading, const cp_json_value *object)
{
	cp_data_item item = {0};
	bool file = false, source = false, date = false, octets = false, entries = false,
	     sha256 = false;
	cp_json_value key, value;
	cp_bytes rest = object->inner;

	if (object->kind != CP_JSON_OBJECT)
		return refuse(reading, "an item is no object");
	while (cp_json_next_member(&rest, &key, &value)) {
		if (cp_json_is_word(&key, "file"))
			file = (item.file = keep_string(reading, &value)) != NULL;
		else if (cp_json_is_word(&key, "source"))
			source = (item.source = keep_string(reading, &value)) != NULL;
		else if (cp_json_is_word(&key, "date"))
			date = read_time(&value, &item.date);
		else if (cp_json_is_word(&key, "octets"))
			octets = read_number(&value, &item.octets);
		else if (cp_json_is_word(&key, "entries"))
			entries = read_number(&value, &item.entries);
		else if (cp_json_is_word(&key, "sha256"))
			sha256 = read_digest(&value, item.sha256);
	}
	if (cp_arena_failed(&reading->manifest->arena))
		return CERTPOLICY_ERROR_NO_MEMORY;
	if (!file || !source || !date || !octets || !entries || !sha256)
		return refuse(reading, "an item is not whole");
	if (!is_own_name(reading, &item) && !cp_arena_failed(&reading->manifest->arena))
		return refuse(reading, "an item names a file that is not its own");
	if (!cp_manifest_add(reading->manifest, reading->folder, &item))
		return CERTPOLICY_ERROR_NO_MEMORY;
	return CERTPOLICY_OK;
}

static int
read_items(const manifest_reading *reading, const cp_json_value *list)
{
	cp_json_value element;
	cp_bytes rest = list->inner;
	int status = CERTPOLICY_OK;

	if (list->kind != CP_JSON_ARRAY)
		return refuse(reading, "the items are no list");
	while (status == CERTPOLICY_OK && cp_json_next_element(&rest, &element)) {
		if (reading->manifest->n >= CP_DATA_MOST_ITEMS)
			return refuse(reading, "there are too many items");
		status = read_item(reading, &element);
	}
	return status;
}

static int
read_document(const manifest_reading *reading, cp_bytes content)
{
	bool schema = false, kind = false, imported = false;
	cp_json_value document, key, value;
	cp_json_fault fault;
	int status = CERTPOLICY_OK;

	if (!cp_json_check(content, &fault) || !cp_json_next(&content, &document) ||
		document.kind != CP_JSON_OBJECT)
		return refuse(reading, "this is no JSON");
	while (status == CERTPOLICY_OK && cp_json_next_member(&document.inner, &key, &value)) {
		if (cp_json_is_word(&key, "schema"))
			schema = cp_json_is_word(&value, SCHEMA);
		else if (cp_json_is_word(&key, "kind"))
			kind = cp_json_is_word(&value, reading->kind);
		else if (cp_json_is_word(&key, "imported"))
			imported = read_time(&value, &reading->manifest->imported);
		else if (cp_json_is_word(&key, "items"))
			status = read_items(reading, &value);
	}
	if (status == CERTPOLICY_OK && !(schema && kind && imported))
		return refuse(reading, "this is no manifest of this kind and version");
	if (status == CERTPOLICY_OK && reading->manifest->n == 0)
		return refuse(reading, "it names nothing");
	return status;
}

bool
cp_data_is_content(const char *name, const char *kind)
{
	size_t len = strlen(kind);

	return strncmp(name, kind, len) == 0 && name[len] == '-' &&
	       strspn(name + len + 1, "0123456789abcdef") == 16 && name[len + 17] == '\0';
}

/* Whether the folder has files of the kind: then something was imported. */
static bool
has_content(const manifest_reading *reading)
{
	DIR *folder = opendir(reading->folder);
	struct dirent *entry;
	bool found = false;

	while (folder != NULL && !found && (entry = readdir(folder)) != NULL)
		found = cp_data_is_content(entry->d_name, reading->kind);
	if (folder != NULL)
		closedir(folder);
	return found;
}

static int
read_file(const manifest_reading *reading, bool *is_there)
{
	cp_bytes content = CP_BYTES_NONE;
	int status;

	if (access(reading->path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
		*is_there = has_content(reading);
		return *is_there ? refuse(reading, "it is missing, and what it names is there")
				 : CERTPOLICY_OK;
	}
	*is_there = true;
	status = cp_input_read_file(reading->path, LARGEST_MANIFEST, &content, reading->error);
	if (status == CERTPOLICY_OK)
		status = read_document(reading, content);
	cp_bytes_clear(&content);
	return status;
}

int
cp_manifest_read(const char *folder, const char *kind, cp_manifest *manifest, bool *is_there,
	certpolicy_error **error)
{
	manifest_reading reading = {manifest, folder, kind, NULL, error};
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	*is_there = false;
	memset(manifest, 0, sizeof(*manifest));
	reading.path = cp_arena_printf(&manifest->arena, "%s/%s.json", folder, kind);
	if (reading.path != NULL)
		status = read_file(&reading, is_there);
	if (status != CERTPOLICY_OK)
		cp_manifest_clear(manifest);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

/* What is not UTF-8 in the name of a file is escaped, as anything that could not be shown. */
static void
append_text(cp_buf *buf, const char *name, const char *text)
{
	cp_buf shown = CP_BUF_EMPTY;
	size_t i;

	cp_buf_append_escaped(&shown, cp_bytes_of_string(text));
	cp_buf_printf(buf, "\"%s\": \"", name);
	for (i = 0; i < shown.len; i++) {
		if (shown.data[i] == '"' || shown.data[i] == '\\')
			cp_buf_append_char(buf, '\\');
		cp_buf_append_char(buf, (char)shown.data[i]);
	}
	cp_buf_append_string(buf, "\", ");
	buf->failed = buf->failed || shown.failed;
	cp_buf_clear(&shown);
}

static void
append_item(cp_buf *buf, const cp_data_item *item)
{
	char date[CP_TIME_TEXT_LEN];

	cp_time_format(item->date, date);
	cp_buf_append_string(buf, "\n{");
	append_text(buf, "file", item->file);
	append_text(buf, "source", item->source);
	cp_buf_printf(buf, "\"date\": \"%s\", \"octets\": %llu, \"entries\": %llu, \"sha256\": \"",
		date, (unsigned long long)item->octets, (unsigned long long)item->entries);
	cp_buf_append_hex(buf, cp_bytes_of(item->sha256, CP_SHA256_LEN));
	cp_buf_append_string(buf, "\"}");
}

char *
cp_manifest_write(const char *kind, const cp_manifest *manifest)
{
	cp_buf buf = CP_BUF_EMPTY;
	char imported[CP_TIME_TEXT_LEN];
	size_t i;

	cp_time_format(manifest->imported, imported);
	cp_buf_printf(&buf,
		"{\"schema\": \"" SCHEMA "\", \"kind\": \"%s\", \"imported\": \"%s\", \"items\": [",
		kind, imported);
	for (i = 0; i < manifest->n; i++) {
		if (i > 0)
			cp_buf_append_char(&buf, ',');
		append_item(&buf, &manifest->items[i]);
	}
	cp_buf_append_string(&buf, "\n]}\n");
	return cp_buf_finish(&buf);
}
