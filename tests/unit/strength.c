/*
 * The crypto table: every instant has one answer for each key and algorithm, its dates are those of
 * the standards, and doc/crypto-table.md shows it row by row.
 */
#include <config.h>
#include "base/buf.h"
#include "base/civil.h"
#include "base/mem.h"
#include "classify/strength.h"
#include "classify/walk.h"
#include "unit/unit.h"
#include "x509/input.h"

#include <limits.h>

static int64_t
at(const char *text)
{
	int64_t seconds = 0;

	if (!cp_time_parse(cp_bytes_of_string(text), false, &seconds))
		CU_FAIL("not a time");
	return seconds;
}

static void
keys_have_their_strength(void)
{
	static const struct {
		const char *name;
		cp_key_type type;
		unsigned bits;
		const char *time;
		cp_strength strength;
	} rows[] = {
		{"RSA 2047", CP_KEY_RSA, 2047, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"RSA 2048", CP_KEY_RSA, 2048, "2026-06-01T00:00:00Z", CP_STRENGTH_ACCEPTABLE},
		{"RSA 3071", CP_KEY_RSA, 3071, "2026-06-01T00:00:00Z", CP_STRENGTH_ACCEPTABLE},
		{"RSA 3072", CP_KEY_RSA, 3072, "2026-06-01T00:00:00Z", CP_STRENGTH_STRONG},
		{"RSA 2048, last second", CP_KEY_RSA, 2048, "2030-12-31T23:59:59Z",
			CP_STRENGTH_ACCEPTABLE},
		{"RSA 2048, 2031", CP_KEY_RSA, 2048, "2031-01-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"RSA-PSS 2048, 2031", CP_KEY_RSA_PSS, 2048, "2031-01-01T00:00:00Z",
			CP_STRENGTH_WEAK},
		{"RSA 3072, 2031", CP_KEY_RSA, 3072, "2031-01-01T00:00:00Z", CP_STRENGTH_STRONG},
		{"RSA 2048, long ago", CP_KEY_RSA, 2048, "1990-01-01T00:00:00Z",
			CP_STRENGTH_ACCEPTABLE},
		{"P-224", CP_KEY_EC, 224, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"a curve nobody knows", CP_KEY_EC, 0, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"P-256", CP_KEY_EC, 256, "2040-01-01T00:00:00Z", CP_STRENGTH_STRONG},
		{"Ed25519", CP_KEY_ED25519, 256, "2026-06-01T00:00:00Z", CP_STRENGTH_STRONG},
		{"ML-DSA", CP_KEY_ML_DSA, 0, "2026-06-01T00:00:00Z", CP_STRENGTH_STRONG},
		{"DSA", CP_KEY_DSA, 3072, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"X25519", CP_KEY_X25519, 256, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
		{"unknown", CP_KEY_UNKNOWN, 4096, "2026-06-01T00:00:00Z", CP_STRENGTH_WEAK},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_public_key key = {.type = rows[i].type, .bits = rows[i].bits};

		UNIT_ROW(rows[i].name,
			cp_strength_of_key(&key, at(rows[i].time))->strength == rows[i].strength);
	}
}

static void
signatures_have_their_strength(void)
{
	static const struct {
		const char *name;
		cp_signature_scheme scheme;
		cp_hash hash;
		const char *time;
		cp_strength strength;
		const char *until;
	} rows[] = {
		{"SHA-256", CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256, "2026-06-01T00:00:00Z",
			CP_STRENGTH_STRONG, NULL},
		{"SHA-224", CP_SIGNATURE_ECDSA, CP_HASH_SHA224, "2026-06-01T00:00:00Z",
			CP_STRENGTH_ACCEPTABLE, "2030-12-31T23:59:59Z"},
		{"SHA-224, 2031", CP_SIGNATURE_ECDSA, CP_HASH_SHA224, "2031-01-01T00:00:00Z",
			CP_STRENGTH_WEAK, NULL},
		{"SHA-1, the last day", CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1,
			"2026-09-14T23:59:59Z", CP_STRENGTH_WEAK, "2026-09-14T23:59:59Z"},
		{"SHA-1, at its end", CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1, "2026-09-15T00:00:00Z",
			CP_STRENGTH_WEAK, NULL},
		{"MD5", CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD5, "2026-06-01T00:00:00Z",
			CP_STRENGTH_WEAK, NULL},
		{"DSA with any hash", CP_SIGNATURE_DSA, CP_HASH_SHA512, "2026-06-01T00:00:00Z",
			CP_STRENGTH_WEAK, NULL},
		{"PSS with an unknown hash", CP_SIGNATURE_RSA_PSS, CP_HASH_UNKNOWN,
			"2026-06-01T00:00:00Z", CP_STRENGTH_WEAK, NULL},
		{"SLH-DSA", CP_SIGNATURE_SLH_DSA, CP_HASH_UNKNOWN, "2026-06-01T00:00:00Z",
			CP_STRENGTH_STRONG, NULL},
		{"unknown", CP_SIGNATURE_UNKNOWN, CP_HASH_UNKNOWN, "2026-06-01T00:00:00Z",
			CP_STRENGTH_WEAK, NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_signature_algorithm algorithm = {.scheme = rows[i].scheme, .hash = rows[i].hash};
		const cp_strength_row *row = cp_strength_of_signature(&algorithm, at(rows[i].time));

		UNIT_ROW(rows[i].name, row->strength == rows[i].strength);
		UNIT_ROW(rows[i].name,
			row->until == (rows[i].until != NULL ? at(rows[i].until) : INT64_MAX));
	}
}

static bool
same_subject(const cp_strength_row *a, const cp_strength_row *b)
{
	if (a->is_key != b->is_key)
		return false;
	return a->is_key
		       ? a->key == b->key && a->from_bits <= b->to_bits &&
				 b->from_bits <= a->to_bits
		       : a->scheme == b->scheme && (a->hash == b->hash || a->hash == CP_HASH_ANY ||
							   b->hash == CP_HASH_ANY);
}

/* No two rows answer at once, and one that ends is followed by another. */
static void
rows_follow_each_other(void)
{
	const cp_strength_row *rows;
	size_t n = cp_strength_rows(&rows), i, k, n_next;

	for (i = 0; i < n; i++) {
		n_next = 0;
		for (k = 0; k < n; k++) {
			if (k == i || !same_subject(&rows[i], &rows[k]))
				continue;
			UNIT_ROW(rows[i].source,
				rows[i].since > rows[k].until || rows[k].since > rows[i].until);
			n_next += rows[i].until < INT64_MAX && rows[k].since == rows[i].until + 1;
		}
		UNIT_ROW(rows[i].source, n_next == (rows[i].until < INT64_MAX ? 1 : 0));
		UNIT_ROW(rows[i].source, rows[i].source[0] != '\0');
	}
}

static const char *const key_names[] = {[CP_KEY_RSA] = "RSA",
	[CP_KEY_RSA_PSS] = "RSA-PSS",
	[CP_KEY_EC] = "EC",
	[CP_KEY_ED25519] = "Ed25519",
	[CP_KEY_ED448] = "Ed448",
	[CP_KEY_DSA] = "DSA",
	[CP_KEY_X25519] = "X25519",
	[CP_KEY_X448] = "X448",
	[CP_KEY_ML_DSA] = "ML-DSA",
	[CP_KEY_SLH_DSA] = "SLH-DSA"};
static const char *const scheme_names[] = {[CP_SIGNATURE_RSA_PKCS1] = "RSA (PKCS #1)",
	[CP_SIGNATURE_RSA_PSS] = "RSA-PSS",
	[CP_SIGNATURE_ECDSA] = "ECDSA",
	[CP_SIGNATURE_ED25519] = "Ed25519",
	[CP_SIGNATURE_ED448] = "Ed448",
	[CP_SIGNATURE_DSA] = "DSA",
	[CP_SIGNATURE_ML_DSA] = "ML-DSA",
	[CP_SIGNATURE_SLH_DSA] = "SLH-DSA"};
static const char *const hash_names[] = {[CP_HASH_MD2] = " with MD2",
	[CP_HASH_MD5] = " with MD5",
	[CP_HASH_SHA1] = " with SHA-1",
	[CP_HASH_SHA224] = " with SHA-224",
	[CP_HASH_SHA256] = " with SHA-256",
	[CP_HASH_SHA384] = " with SHA-384",
	[CP_HASH_SHA512] = " with SHA-512",
	[CP_HASH_SHAKE256] = ""};

static void
append_day(cp_buf *buf, int64_t seconds)
{
	char text[CP_TIME_TEXT_LEN];

	if (seconds == INT64_MIN || seconds == INT64_MAX)
		return;
	cp_time_format(seconds, text);
	cp_buf_append(buf, text, 10);
}

static void
append_what(cp_buf *buf, const cp_strength_row *row)
{
	if (!row->is_key) {
		cp_buf_append_string(buf, scheme_names[row->scheme]);
		if (row->hash != CP_HASH_ANY && row->hash != CP_HASH_UNKNOWN &&
			row->scheme != CP_SIGNATURE_ED25519)
			cp_buf_append_string(buf, hash_names[row->hash]);
		return;
	}
	cp_buf_append_string(buf, key_names[row->key]);
	if (row->from_bits == 0 && row->to_bits == UINT_MAX)
		return;
	if (row->from_bits == 0)
		cp_buf_printf(buf, " below %u bits", row->to_bits + 1);
	else if (row->to_bits == UINT_MAX)
		cp_buf_printf(buf, " from %u bits", row->from_bits);
	else
		cp_buf_printf(buf, " %u to %u bits", row->from_bits, row->to_bits);
}

/* "| RSA 2048 to 3071 bits | acceptable | | 2030-12-31 | 112 bits: … |" */
static void
append_rows(cp_buf *buf, bool keys)
{
	const cp_strength_row *rows;
	size_t n = cp_strength_rows(&rows), i;

	for (i = 0; i < n; i++) {
		if (rows[i].is_key != keys)
			continue;
		cp_buf_append_string(buf, "| ");
		append_what(buf, &rows[i]);
		cp_buf_printf(buf, " | %s | ", cp_strength_name(rows[i].strength));
		append_day(buf, rows[i].since);
		cp_buf_append_string(buf, rows[i].since > INT64_MIN ? " | " : "| ");
		append_day(buf, rows[i].until);
		cp_buf_printf(
			buf, "%s%s |\n", rows[i].until < INT64_MAX ? " | " : "| ", rows[i].source);
	}
}

/* "| X25519MLKEM768 | 4588 | post-quantum-hybrid | 128 | FIPS 203; … |" */
static void
append_groups(cp_buf *buf)
{
	static const struct {
		const char *name;
		unsigned number;
		cp_group_kind kind;
		unsigned bits;
		const char *source;
	} groups[] = {
#define CP_GROUP(name, number, kind, bits, source) {name, number, CP_GROUP_##kind, bits, source},
#include "classify/groups.def"
#undef CP_GROUP
	};
	size_t i;

	for (i = 0; i < CP_COUNT(groups); i++)
		cp_buf_printf(buf, "| %s | %u | %s | %u | %s |\n", groups[i].name, groups[i].number,
			cp_group_kind_name(groups[i].kind), groups[i].bits, groups[i].source);
}

/* "| `DHE_RSA` | finite field | RFC 9325 … |", and so on for ciphers, suites of TLS 1.3,
 * signatures. */
static void
append_sessions(cp_buf *buf, unsigned part)
{
#define EPHEMERAL "ephemeral"
#define FINITE "ephemeral, over a finite field"
#define STATIC "static"
#define ANONYMOUS "anonymous"
#define AEAD "AEAD"
#define SEPARATE "not AEAD"
#define BROKEN "broken"
#define SHORT "too short"
#define NONE "nothing is encrypted"
#define SOUND "sound"
#define WEAK "weak"
#define ANYWHERE "…"
#define FRONT ""
	static const struct {
		unsigned part;
		const char *before, *name, *kind, *source;
	} rows[] = {
#define CP_EXCHANGE(name, kind, source) {0, "", name, kind, source},
#define CP_CIPHER(name, kind, source) {1, "", name, kind, source},
#define CP_SUITE13(name, kind, source) {2, "", name, kind, source},
#define CP_SCHEME(name, place, kind, source) {3, place, name, kind, source},
#include "classify/suites.def"
#include "classify/schemes.def"
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].part == part)
			cp_buf_printf(buf, "| `%s%s` | %s | %s |\n", rows[i].before, rows[i].name,
				rows[i].kind, rows[i].source);
	}
}

static bool
page_has(cp_bytes page, const cp_buf *rows)
{
	size_t i;

	for (i = 0; i + rows->len <= page.len; i++) {
		if (memcmp(page.data + i, rows->data, rows->len) == 0 &&
			(i + rows->len == page.len || page.data[i + rows->len] == '\n'))
			return true;
	}
	return false;
}

static cp_bytes
read_page(const char *name)
{
	const char *srcdir = getenv("srcdir");
	cp_bytes page = CP_BYTES_NONE;
	char path[4096];

	snprintf(path, sizeof(path), "%s/doc/%s", srcdir != NULL ? srcdir : ".", name);
	CU_ASSERT_FATAL(cp_input_read_file(path, 1 << 20, &page, NULL) == CERTPOLICY_OK);
	return page;
}

static void
the_page_of_sessions_shows_the_tables(void)
{
	cp_bytes page = read_page("sessions.md");
	cp_buf rows = CP_BUF_EMPTY;
	unsigned part;

	for (part = 0; part < 4; part++) {
		rows.len = 0;
		append_sessions(&rows, part);
		cp_buf_append_char(&rows, '\0');
		rows.len--;
		CU_ASSERT_FATAL(!rows.failed);
		if (!page_has(page, &rows)) {
			CU_FAIL("doc/sessions.md shows other rows");
			fprintf(stderr, "%s\n", (const char *)rows.data);
		}
	}
	cp_buf_clear(&rows);
	cp_free((void *)(uintptr_t)page.data);
}

static void
the_page_shows_the_table(void)
{
	cp_bytes page = read_page("crypto-table.md");
	cp_buf rows = CP_BUF_EMPTY;
	unsigned part;

	for (part = 0; part < 3; part++) {
		rows.len = 0;
		if (part < 2)
			append_rows(&rows, part == 1);
		else
			append_groups(&rows);
		cp_buf_append_char(&rows, '\0');
		rows.len--;
		CU_ASSERT_FATAL(!rows.failed);
		if (!page_has(page, &rows)) {
			CU_FAIL("doc/crypto-table.md shows other rows");
			fprintf(stderr, "%s", (const char *)rows.data);
		}
	}
	cp_buf_clear(&rows);
	cp_free((void *)(uintptr_t)page.data);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"keys have their strength", keys_have_their_strength},
		{"signatures have their strength", signatures_have_their_strength},
		{"rows follow each other", rows_follow_each_other},
		{"the page shows the table", the_page_shows_the_table},
		{"the page of sessions shows the tables", the_page_of_sessions_shows_the_tables},
		{NULL, NULL},
	};

	return unit_main("strength", tests);
}
