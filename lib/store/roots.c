/*
 * The records of root programmes: kept in the order of reading, looked up by digest once frozen.
 * The dates that the library brings stand beside them, in programmes.def.
 */
#include <config.h>
#include "store/roots.h"
#include "asn1/oid.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/mem.h"
#include "store/roots_read.h"
#include "store/scope_entry.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct cp_roots {
	cp_arena arena;
	cp_root *rows; /* owned */
	size_t n, capacity;
	bool frozen;
};

/* As many as no programme has by far. */
#define MOST_ROOTS 100000u

cp_roots *
cp_roots_new(void)
{
	return cp_calloc(1, sizeof(cp_roots));
}

void
cp_roots_free(cp_roots *roots)
{
	if (roots == NULL)
		return;
	cp_free(roots->rows);
	cp_arena_clear(&roots->arena);
	cp_free(roots);
}

size_t
cp_roots_count(const cp_roots *roots)
{
	return roots->n;
}

const cp_root *
cp_roots_at(const cp_roots *roots, size_t index)
{
	return &roots->rows[index];
}

cp_root *
cp_roots_new_record(cp_roots_reading *reading, const uint8_t sha256[CP_SHA256_LEN])
{
	cp_roots *roots = reading->roots;
	cp_root *root;

	if (roots->n >= MOST_ROOTS ||
		!cp_grow((void **)&roots->rows, roots->n, &roots->capacity, sizeof(*roots->rows)))
		return NULL;
	root = &roots->rows[roots->n++];
	memset(root, 0, sizeof(*root));
	root->source = reading->source;
	memcpy(root->sha256, sha256, CP_SHA256_LEN);
	return root;
}

cp_root *
cp_roots_new_certificate(cp_roots_reading *reading, cp_bytes der)
{
	uint8_t *copy = cp_arena_alloc(reading->arena, der.len, 1);
	uint8_t sha256[CP_SHA256_LEN];
	cp_root *root;

	if (copy == NULL)
		return NULL;
	memcpy(copy, der.data, der.len);
	cp_crypto_sha256(der, sha256);
	root = cp_roots_new_record(reading, sha256);
	if (root != NULL)
		root->der = cp_bytes_of(copy, der.len);
	return root;
}

/* Room for one more behind `n` elements: lists are short, and are copied as they grow. */
static void *
extend(cp_arena *arena, const void *list, size_t n, size_t size)
{
	uint8_t *longer = cp_arena_alloc(arena, n + 1, size);

	if (longer != NULL && n > 0)
		memcpy(longer, list, n * size);
	return longer;
}

int
cp_roots_add_ev_policy(cp_roots_reading *reading, cp_root *root, cp_bytes dotted)
{
	char text[256];
	uint8_t content[64], *copy;
	cp_bytes *policies;
	size_t len;

	if (dotted.len >= sizeof(text))
		return CERTPOLICY_ERROR_BAD_INPUT;
	memcpy(text, dotted.data, dotted.len);
	text[dotted.len] = '\0';
	if (strlen(text) != dotted.len || !cp_oid_parse_dotted(text, content, &len))
		return CERTPOLICY_ERROR_BAD_INPUT;
	policies =
		extend(reading->arena, root->ev_policies, root->n_ev_policies, sizeof(*policies));
	copy = cp_arena_alloc(reading->arena, len, 1);
	if (policies == NULL || copy == NULL)
		return CERTPOLICY_ERROR_NO_MEMORY;
	memcpy(copy, content, len);
	policies[root->n_ev_policies++] = cp_bytes_of(copy, len);
	root->ev_policies = policies;
	return CERTPOLICY_OK;
}

int
cp_roots_add_permitted(cp_roots_reading *reading, cp_root *root, cp_bytes text)
{
	cp_scope_entry *entries, parsed = {0};
	int status = cp_scope_entry_parse(text, &parsed);

	if (status != CERTPOLICY_OK)
		return status;
	entries = extend(reading->arena, root->permitted, root->n_permitted, sizeof(*entries));
	if (entries != NULL) {
		entries[root->n_permitted] = parsed;
		entries[root->n_permitted++].name = cp_arena_strdup(reading->arena, parsed.name);
		root->permitted = entries;
	}
	cp_scope_entry_clear(&parsed);
	return cp_arena_failed(reading->arena) ? CERTPOLICY_ERROR_NO_MEMORY : CERTPOLICY_OK;
}

const char *
cp_roots_keep_name(cp_roots_reading *reading, cp_bytes text)
{
	cp_buf buf = CP_BUF_EMPTY;
	const char *kept;

	cp_buf_append_escaped(&buf, text);
	kept = buf.failed ? NULL
			  : cp_arena_strndup(reading->arena, (const char *)buf.data, buf.len);
	if (kept == NULL)
		reading->arena->failed = true;
	cp_buf_clear(&buf);
	return kept;
}

int
cp_roots_refuse(cp_roots_reading *reading, size_t line, const char *format, ...)
{
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	(void)cp_error_set(
		reading->error, CERTPOLICY_ERROR_BAD_INPUT, "roots.unreadable", "%s", message);
	cp_error_set_place(reading->error, reading->source->name, line, 0);
	return CERTPOLICY_ERROR_BAD_INPUT;
}

/* The first line that says anything. */
static cp_bytes
first_line(cp_bytes content)
{
	while (content.len > 0) {
		const uint8_t *end = memchr(content.data, '\n', content.len);
		size_t len = end != NULL ? (size_t)(end - content.data) : content.len;
		cp_bytes line = cp_bytes_slice(content, 0, len);

		while (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t'))
			line = cp_bytes_slice(line, 1, line.len);
		if (line.len > 0 && line.data[0] != '#' && line.data[0] != '\r')
			return line;
		content = cp_bytes_slice(content, len + 1, content.len);
	}
	return CP_BYTES_NONE;
}

static bool
begins_with(cp_bytes text, const char *word)
{
	size_t len = strlen(word);

	return text.len >= len && memcmp(text.data, word, len) == 0;
}

cp_roots_form
cp_roots_form_of(cp_bytes content)
{
	cp_bytes line = first_line(content);

	if (begins_with(line, "BEGINDATA") || begins_with(line, "CKA_") ||
		begins_with(line, "CVS_ID"))
		return CP_ROOTS_CERTDATA;
	if (begins_with(line, "{"))
		return CP_ROOTS_JSON;
	if (begins_with(line, "version_major") || begins_with(line, "trust_anchors"))
		return CP_ROOTS_CHROME;
	if (cp_roots_is_ccadb(line))
		return CP_ROOTS_CCADB;
	return CP_ROOTS_NO_FORM;
}

static int
read_form(cp_roots_reading *reading)
{
	switch (cp_roots_form_of(reading->content)) {
	case CP_ROOTS_CERTDATA:
		return cp_roots_read_certdata(reading);
	case CP_ROOTS_JSON:
		return cp_roots_read_json(reading);
	case CP_ROOTS_CCADB:
		return cp_roots_read_ccadb(reading);
	case CP_ROOTS_CHROME:
		return cp_roots_read_chrome(reading);
	default:
		return cp_roots_refuse(reading, 0,
			"this is no data of a root programme: no certdata.txt, no "
			"root_store.textproto, no JSON, no report "
			"of the CCADB");
	}
}

int
cp_roots_read(cp_roots *roots, cp_bytes content, const char *name, int64_t *date,
	certpolicy_error **error)
{
	cp_roots_reading reading = {roots, &roots->arena, content, NULL, error};
	size_t before = roots->n;
	int status = CERTPOLICY_ERROR_NO_MEMORY;

	CP_INVARIANT(!roots->frozen);
	reading.source = cp_arena_alloc(&roots->arena, 1, sizeof(*reading.source));
	if (reading.source != NULL) {
		reading.source->name = cp_arena_strdup(&roots->arena, name);
		reading.source->date = *date;
		if (reading.source->name != NULL)
			status = read_form(&reading);
	}
	if (status == CERTPOLICY_OK && roots->n == before)
		status = cp_roots_refuse(&reading, 0, "there is not one root in it");
	if (cp_arena_failed(&roots->arena))
		status = CERTPOLICY_ERROR_NO_MEMORY;
	if (status == CERTPOLICY_OK) {
		*date = reading.source->date;
		return CERTPOLICY_OK;
	}
	roots->n = before;
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}

/* By digest, then the newest first. */
static int
by_digest_and_age(const void *a, const void *b)
{
	const cp_root *left = a, *right = b;
	int order = memcmp(left->sha256, right->sha256, CP_SHA256_LEN);

	if (order != 0)
		return order;
	return (left->source->date < right->source->date) -
	       (left->source->date > right->source->date);
}

void
cp_roots_freeze(cp_roots *roots)
{
	if (!roots->frozen && roots->n > 0)
		qsort(roots->rows, roots->n, sizeof(*roots->rows), by_digest_and_age);
	roots->frozen = true;
}

size_t
cp_roots_find(const cp_roots *roots, const uint8_t sha256[CP_SHA256_LEN], const cp_root **first)
{
	size_t low = 0, high = roots->n, end;

	CP_INVARIANT(roots->frozen);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(roots->rows[middle].sha256, sha256, CP_SHA256_LEN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low;
		end < roots->n && memcmp(roots->rows[end].sha256, sha256, CP_SHA256_LEN) == 0;
		end++)
		continue;
	*first = end > low ? &roots->rows[low] : NULL;
	return end - low;
}

#define THROUGH(YEAR, MONTH, DAY) (CP_UTC(YEAR, MONTH, DAY) + CP_SECONDS_PER_DAY - 1)
#define AT_START_OF(YEAR, MONTH, DAY) CP_UTC(YEAR, MONTH, DAY)

static const cp_programme_date programme_dates[] = {
#define CP_PROGRAMME_DATE(BY, sha256, root, last, source)                                          \
	{CP_DISTRUST_BY_##BY, sha256, root, last, source},
#include "store/programmes.def"
#undef CP_PROGRAMME_DATE
};

const cp_programme_date *
cp_programme_date_at(size_t index)
{
	return index < CP_COUNT(programme_dates) ? &programme_dates[index] : NULL;
}

/* Most rows differ in their first digit. */
static bool
is_digest(const char *hex, const uint8_t sha256[CP_SHA256_LEN])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < CP_SHA256_LEN; i++) {
		if (hex[2 * i] != digits[sha256[i] >> 4] ||
			hex[2 * i + 1] != digits[sha256[i] & 15])
			return false;
	}
	return true;
}

bool
cp_programme_date_find(const uint8_t sha256[CP_SHA256_LEN], cp_distrust_by by, int64_t *last)
{
	size_t i;

	for (i = 0; i < CP_COUNT(programme_dates); i++) {
		const cp_programme_date *row = &programme_dates[i];

		if (row->by == by && is_digest(row->sha256, sha256)) {
			*last = row->last;
			return true;
		}
	}
	return false;
}

const char *
cp_programme_name(cp_distrust_by by)
{
	static const char *const names[] = {"Mozilla", "Chrome"};

	return by < CP_N_DISTRUST_DATES ? names[by] : NULL;
}
