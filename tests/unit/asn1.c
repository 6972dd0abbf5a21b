/* lib/asn1: object identifiers, elements, values, where problems are noted. */
#include <config.h>
#include "asn1/der.h"
#include "asn1/oid.h"
#include "base/civil.h"
#include "base/mem.h"
#include "unit/unit.h"

static void
oids_agree_with_their_octets(void)
{
	static const struct {
		cp_oid oid;
		const char *dotted, *name;
		uint8_t octets[64];
		size_t len;
	} rows[] = {
#define CP_OID(NAME, dotted, name, ...)                                                            \
	{CP_OID_##NAME, dotted, name, {__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__})},
#include "asn1/oids.def"
#undef CP_OID
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes content = cp_bytes_of(rows[i].octets, rows[i].len);
		cp_buf buf = CP_BUF_EMPTY;
		uint8_t parsed[64];
		size_t len = 0;
		char *dotted;

		UNIT_ROW(rows[i].dotted, cp_oid_find(content) == rows[i].oid);
		UNIT_ROW(rows[i].dotted, strcmp(cp_oid_name(rows[i].oid), rows[i].name) == 0);
		UNIT_ROW(rows[i].dotted, cp_oid_parse_dotted(rows[i].dotted, parsed, &len));
		UNIT_ROW(rows[i].dotted, cp_bytes_equal(content, cp_bytes_of(parsed, len)));
		cp_oid_append_dotted(&buf, content);
		dotted = cp_buf_finish(&buf);
		UNIT_ROW(rows[i].dotted, dotted != NULL && strcmp(dotted, rows[i].dotted) == 0);
		cp_free(dotted);
		content.len--;
		UNIT_ROW(rows[i].dotted, cp_oid_find(content) != rows[i].oid);
	}
	CU_ASSERT(CP_COUNT(rows) == CP_N_OIDS - 1);
	CU_ASSERT(cp_oid_find(CP_BYTES_NONE) == CP_OID_UNKNOWN);
	CU_ASSERT_PTR_NULL(cp_oid_name(CP_OID_UNKNOWN));
}

static void
any_octets_have_dotted_text(void)
{
	static const struct {
		const char *octets;
		size_t len;
		const char *dotted;
	} rows[] = {
		{"", 0, "?"},
		{"\x00", 1, "0.0"},
		{"\x27", 1, "0.39"},
		{"\x28", 1, "1.0"},
		{"\x4f", 1, "1.39"},
		{"\x50", 1, "2.0"},
		{"\x88\x37", 2, "2.999"},
		{"\x55\x80\x01", 3, "2.5.?"},
		{"\x55\x1d\x81", 3, "2.5.29.?"},
		{"\x81", 1, "?"},
		{"\x55\x81\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11, "2.5.18446744073709551615"},
		{"\x55\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00", 11, "2.5.18446744073709551616"},
		{"\x69\x83\xf7\xf8\xd5\xd5\xca\xd5\xea\xf3\xd0\xc7\xd2\xca\x8b\x9c\xb5\x6e\x2a\x01",
			20, NULL},
		/* The first subidentifier is split in two arcs only as far as integers go. */
		{"\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00", 10, "?"},
		/* 24 octets are shown, 25 are not. */
		{"\x55\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
		 "\x80\x80\x80\x80\x00",
			25, "2.5.2923003274661805836407369665432566039311865085952"},
		{"\x55\x81\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
		 "\x80\x80\x80\x80\x80\x00",
			26, "2.5.?"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf buf = CP_BUF_EMPTY;
		char *dotted;

		cp_oid_append_dotted(&buf, cp_bytes_of(rows[i].octets, rows[i].len));
		dotted = cp_buf_finish(&buf);
		if (rows[i].dotted != NULL)
			UNIT_ROW(rows[i].dotted,
				dotted != NULL && strcmp(dotted, rows[i].dotted) == 0);
		cp_free(dotted);
	}
}

static void
dotted_text_is_strict(void)
{
	static const struct {
		const char *dotted;
		bool valid;
	} rows[] = {
		{"2.999", true},
		{"2.5.18446744073709551615", true},
		{"0.39.1", true},
		{"", false},
		{"1", false},
		{"1.", false},
		{".1", false},
		{"1.2.", false},
		{"1..2", false},
		{"1.40", false},
		{"3.1", false},
		{"1.02", false},
		{"1.0x", false},
		{"2.18446744073709551535", true},
		{"2.18446744073709551536", false},
		{"1.2 ", false},
		{"1.-2", false},
		{"1.2.18446744073709551616", false},
		{"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26.27.28.29.30."
		 "31."
		 "32.33.34.35.36.37.38.39.40.41.42.43.44.45.46.47.48.49.50.51.52.53.54.55.56.57.58."
		 "59."
		 "60.61.62.63.64.65.66",
			false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		uint8_t out[64];
		size_t len;

		UNIT_ROW(rows[i].dotted,
			cp_oid_parse_dotted(rows[i].dotted, out, &len) == rows[i].valid);
	}
}

/* What cp_der_read_any finds in one element and what follows it. */
static void
elements_are_strict(void)
{
	static const struct {
		const char *name, *octets;
		size_t len;
		int kind; /* of the first problem; -1: none */
		size_t offset;
	} rows[] = {
		{"short", "\x04\x01x", 3, -1, 0},
		{"sequence", "\x30\x03\x02\x01\x05", 5, -1, 0},
		{"high tag", "\x9f\x1f\x00", 3, -1, 0},
		{"high tag of two octets", "\xbf\x81\x00\x02\x05\x00", 6, -1, 0},
		{"cut", "\x30\x04\x02\x01\x05", 5, CP_PROBLEM_TRUNCATED, 0},
		{"cut inside", "\x30\x03\x02\x02\x05", 5, CP_PROBLEM_TRUNCATED, 2},
		{"tag only", "\x30", 1, CP_PROBLEM_TRUNCATED, 0},
		{"length cut", "\x30\x82\x01", 3, CP_PROBLEM_TRUNCATED, 0},
		{"high tag cut", "\x1f\x81", 2, CP_PROBLEM_TRUNCATED, 0},
		{"trailing", "\x05\x00\x00", 3, CP_PROBLEM_TRAILING, 2},
		{"long form for a short length", "\x04\x81\x01x", 4, CP_PROBLEM_LENGTH_NOT_MINIMAL,
			0},
		{"leading zero of a length", "\x30\x04\x04\x82\x00\x00", 6,
			CP_PROBLEM_LENGTH_NOT_MINIMAL, 2},
		{"indefinite", "\x30\x80\x00\x00", 4, CP_PROBLEM_LENGTH_INDEFINITE, 0},
		{"huge length", "\x04\x85\x01\x00\x00\x00\x00", 7, CP_PROBLEM_TOO_LARGE, 0},
		{"length of ff", "\x04\xff", 2, CP_PROBLEM_TRUNCATED, 0},
		{"length of 2^31", "\x04\x84\x80\x00\x00\x00", 6, CP_PROBLEM_TOO_LARGE, 0},
		{"high form of a low tag", "\x9f\x05\x00", 3, CP_PROBLEM_TAG_NOT_MINIMAL, 0},
		{"leading zero of a tag", "\x9f\x80\x20\x00", 4, CP_PROBLEM_TAG_NOT_MINIMAL, 0},
		{"constructed string", "\x24\x03\x04\x01x", 5, CP_PROBLEM_TAG_UNEXPECTED, 0},
		{"primitive sequence", "\x10\x00", 2, CP_PROBLEM_TAG_UNEXPECTED, 0},
		{"end of contents", "\x30\x02\x00\x00", 4, CP_PROBLEM_TAG_UNEXPECTED, 2},
		{"empty integer", "\x02\x00", 2, CP_PROBLEM_INTEGER_EMPTY, 0},
		{"integer 00 7f", "\x02\x02\x00\x7f", 4, CP_PROBLEM_INTEGER_NOT_MINIMAL, 0},
		{"integer 00 80", "\x02\x02\x00\x80", 4, -1, 0},
		{"integer ff 80", "\x02\x02\xff\x80", 4, CP_PROBLEM_INTEGER_NOT_MINIMAL, 0},
		{"integer ff 7f", "\x02\x02\xff\x7f", 4, -1, 0},
		{"boolean 01", "\x01\x01\x01", 3, CP_PROBLEM_BOOLEAN, 0},
		{"boolean of two", "\x01\x02\xff\xff", 4, CP_PROBLEM_BOOLEAN, 0},
		{"bit string empty", "\x03\x00", 2, CP_PROBLEM_BIT_STRING, 0},
		{"bit string of 8 unused", "\x03\x02\x08\x00", 4, CP_PROBLEM_BIT_STRING, 0},
		{"bit string unused of none", "\x03\x01\x01", 3, CP_PROBLEM_BIT_STRING, 0},
		{"bit string unused set", "\x03\x02\x01\x01", 4, CP_PROBLEM_BIT_STRING, 0},
		{"bit string", "\x03\x02\x01\x02", 4, -1, 0},
		{"null with content", "\x05\x01\x00", 3, CP_PROBLEM_VALUE, 0},
		{"oid empty", "\x06\x00", 2, CP_PROBLEM_OID, 0},
		{"oid cut", "\x06\x02\x55\x81", 4, CP_PROBLEM_OID, 0},
		{"oid not minimal", "\x06\x03\x55\x80\x01", 5, CP_PROBLEM_OID, 0},
		{"oid with 80 inside", "\x06\x03\x55\x81\x80", 5, CP_PROBLEM_OID, 0},
		{"oid with 81 80 00", "\x06\x04\x55\x81\x80\x00", 6, -1, 0},
		{"utf-8", "\x0c\x02\xc3\xbc", 4, -1, 0},
		{"utf-8 broken", "\x0c\x02\xc3\xc3", 4, CP_PROBLEM_STRING, 0},
		{"printable",
			"\x13\x0d"
			"Az09 '()+,-./",
			15, -1, 0},
		{"printable with star", "\x13\x01*", 3, CP_PROBLEM_STRING, 0},
		{"printable with NUL", "\x13\x01\x00", 3, CP_PROBLEM_STRING, 0},
		{"ia5 with NUL", "\x16\x01\x00", 3, -1, 0},
		{"ia5 of 8 bits", "\x16\x01\x80", 3, CP_PROBLEM_STRING, 0},
		{"numeric",
			"\x12\x03"
			"1 2",
			5, -1, 0},
		{"numeric with letter",
			"\x12\x01"
			"a",
			3, CP_PROBLEM_STRING, 0},
		{"visible with control", "\x1a\x01\x07", 3, CP_PROBLEM_STRING, 0},
		{"bmp",
			"\x1e\x02\x00"
			"a",
			4, -1, 0},
		{"bmp odd",
			"\x1e\x01"
			"a",
			3, CP_PROBLEM_STRING, 0},
		{"bmp surrogate", "\x1e\x02\xd8\x00", 4, CP_PROBLEM_STRING, 0},
		{"universal", "\x1c\x04\x00\x01\xf6\x00", 6, -1, 0},
		{"universal beyond", "\x1c\x04\x00\x11\x00\x00", 6, CP_PROBLEM_STRING, 0},
		{"teletex", "\x14\x01\xfc", 3, -1, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = cp_bytes_of(rows[i].octets, rows[i].len);
		cp_problem problems[2];
		cp_der_reader reader;
		cp_tlv tlv;

		cp_der_reader_init(&reader, rest, problems, CP_COUNT(problems));
		if (cp_der_next(&reader, &rest, &tlv)) {
			(void)cp_der_read_any(&reader, &tlv);
			cp_der_end(&reader, rest);
		}
		UNIT_ROW(rows[i].name, reader.n_all_problems == (rows[i].kind < 0 ? 0u : 1u));
		if (rows[i].kind >= 0 && reader.n_problems > 0) {
			UNIT_ROW(rows[i].name, (int)problems[0].kind == rows[i].kind);
			UNIT_ROW(rows[i].name, problems[0].offset == rows[i].offset);
		}
	}
}

/* Every octet, in every string type that is a set of characters. */
static void
string_types_have_their_characters(void)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const char digits[] = "0123456789", marks[] = " '()+,-./:=?";
	unsigned c;

	for (c = 0; c < 256; c++) {
		bool digit = c != 0 && strchr(digits, (int)c) != NULL;
		bool printable = digit || (c != 0 && (strchr(letters, (int)c) != NULL ||
							     strchr(marks, (int)c) != NULL));
		uint8_t octet = (uint8_t)c;
		cp_bytes text = cp_bytes_of(&octet, 1);
		cp_tlv tlv = {0, 0, text, text};
		cp_der_reader reader;

		cp_der_reader_init(&reader, text, NULL, 0);
		CU_ASSERT(cp_der_read_string(&reader, &tlv, CP_DER_PRINTABLE_STRING) == printable);
		CU_ASSERT(cp_der_read_string(&reader, &tlv, CP_DER_NUMERIC_STRING) ==
			  (digit || c == ' '));
		CU_ASSERT(cp_der_read_string(&reader, &tlv, CP_DER_VISIBLE_STRING) ==
			  (c >= ' ' && c <= '~'));
		CU_ASSERT(cp_der_read_string(&reader, &tlv, CP_DER_IA5_STRING) == (c < 0x80));
	}
}

/* `depth` SEQUENCEs around nothing. */
static size_t
nest(uint8_t *out, size_t depth)
{
	size_t i;

	for (i = 0; i < depth; i++) {
		out[2 * i] = 0x30;
		out[2 * i + 1] = (uint8_t)(2 * (depth - 1 - i));
	}
	return 2 * depth;
}

static void
depth_is_bounded(void)
{
	uint8_t octets[128];
	size_t depth;

	for (depth = CP_DER_DEPTH_MAX; depth <= CP_DER_DEPTH_MAX + 1; depth++) {
		cp_bytes rest = cp_bytes_of(octets, nest(octets, depth));
		cp_problem problem;
		cp_der_reader reader;
		cp_tlv tlv;

		cp_der_reader_init(&reader, rest, &problem, 1);
		CU_ASSERT(cp_der_next(&reader, &rest, &tlv));
		CU_ASSERT(cp_der_read_any(&reader, &tlv) == (depth == CP_DER_DEPTH_MAX));
		CU_ASSERT(reader.n_problems == depth - CP_DER_DEPTH_MAX);
		if (reader.n_problems > 0)
			CU_ASSERT(problem.kind == CP_PROBLEM_TOO_DEEP && problem.offset == 64);
	}
}

static void
times_are_those_of_rfc_5280(void)
{
	static const struct {
		unsigned tag;
		const char *text, *shown; /* NULL: no time */
	} rows[] = {
		{CP_DER_UTC_TIME, "260101000000Z", "2026-01-01T00:00:00Z"},
		{CP_DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"},
		{CP_DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z"},
		{CP_DER_UTC_TIME, "240229120000Z", "2024-02-29T12:00:00Z"},
		{CP_DER_UTC_TIME, "250229120000Z", NULL},
		{CP_DER_UTC_TIME, "2601010000Z", NULL},
		{CP_DER_UTC_TIME, "260101000000+0000", NULL},
		{CP_DER_UTC_TIME, "260101000060Z", NULL},
		{CP_DER_UTC_TIME, "260101240000Z", NULL},
		{CP_DER_UTC_TIME, "2601010000 0Z", NULL},
		{CP_DER_UTC_TIME, "-10101000000Z", NULL},
		{CP_DER_UTC_TIME, "260101000000z", NULL},
		{CP_DER_UTC_TIME, "20260101000000Z", NULL},
		{CP_DER_UTC_TIME, "", NULL},
		{CP_DER_GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z"},
		{CP_DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z"},
		{CP_DER_GENERALIZED_TIME, "20490101000000Z", "2049-01-01T00:00:00Z"},
		{CP_DER_GENERALIZED_TIME, "20500101000000.5Z", NULL},
		{CP_DER_GENERALIZED_TIME, "205001010000Z", NULL},
		{CP_DER_GENERALIZED_TIME, "20500001000000Z", NULL},
		{CP_DER_IA5_STRING, "20500101000000Z", NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes text = cp_bytes_of_string(rows[i].text);
		cp_tlv tlv = {rows[i].tag, 0, text, text};
		char shown[CP_TIME_TEXT_LEN] = "";
		cp_der_reader reader;
		int64_t seconds = 0;
		bool valid;

		cp_der_reader_init(&reader, text, NULL, 0);
		valid = cp_der_read_time(&reader, &tlv, &seconds);
		UNIT_ROW(rows[i].text, valid == (rows[i].shown != NULL));
		UNIT_ROW(rows[i].text, reader.n_all_problems == (valid ? 0u : 1u));
		if (valid)
			cp_time_format(seconds, shown);
		UNIT_ROW(rows[i].text, !valid || strcmp(shown, rows[i].shown) == 0);
	}
}

static void
numbers_are_clamped_and_bits_named(void)
{
	static const uint8_t big[] = {0x01, 0, 0, 0, 0, 0, 0, 0, 0},
			     largest[] = {0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static const uint8_t negative[] = {0xff}, bits_ok[] = {7, 0x06, 0x80},
			     bits_bad[] = {0, 0x06, 0x00};
	cp_der_reader reader;
	uint64_t value = 0;
	unsigned bits = 0;
	cp_tlv tlv = {CP_DER_INTEGER, 0, {NULL, 0}, {NULL, 0}};

	cp_der_reader_init(&reader, CP_BYTES_NONE, NULL, 0);
	tlv.content = cp_bytes_of(largest, sizeof(largest));
	CU_ASSERT(cp_der_read_unsigned(&reader, &tlv, &value) && value == UINT64_MAX);
	value = 0;
	tlv.content = cp_bytes_of(big, sizeof(big));
	CU_ASSERT(cp_der_read_unsigned(&reader, &tlv, &value) && value == UINT64_MAX);
	tlv.content = cp_bytes_of(negative, sizeof(negative));
	CU_ASSERT(!cp_der_read_unsigned(&reader, &tlv, &value));
	CU_ASSERT(reader.n_all_problems == 1);
	tlv.content = cp_bytes_of(bits_ok, sizeof(bits_ok));
	CU_ASSERT(cp_der_read_named_bits(&reader, &tlv, &bits) &&
		  bits == (1u << 5 | 1u << 6 | 1u << 8));
	CU_ASSERT(reader.n_all_problems == 1);
	tlv.content = cp_bytes_of(bits_bad, sizeof(bits_bad));
	CU_ASSERT(cp_der_read_named_bits(&reader, &tlv, &bits) && bits == (1u << 5 | 1u << 6));
	CU_ASSERT(reader.n_all_problems == 2);
}

/* What is cut is told once; the last place is kept for what is malformed. */
static void
problems_are_kept_and_counted(void)
{
	static const uint8_t octets[] = {0x30, 0x10, 0x30, 0x08, 0x02, 0x01};
	cp_bytes rest = cp_bytes_of(octets, sizeof(octets));
	cp_problem problems[2];
	cp_der_reader reader;
	cp_tlv outer, inner, field;
	cp_buf buf = CP_BUF_EMPTY;
	char *path;
	int i;

	cp_der_reader_init(&reader, rest, problems, 2);
	CU_ASSERT_FATAL(cp_der_open(&reader, &rest, CP_DER_SEQUENCE, "outer", &outer));
	CU_ASSERT_FATAL(cp_der_open(&reader, &outer.content, CP_DER_SEQUENCE, "inner", &inner));
	cp_der_at(&reader, 3);
	CU_ASSERT_FATAL(cp_der_take(&reader, &inner.content, CP_DER_INTEGER, "number", &field));
	CU_ASSERT(!cp_der_take(&reader, &inner.content, CP_DER_INTEGER, "another", &field));
	cp_der_leave(&reader);
	CU_ASSERT(!cp_der_take(&reader, &outer.content, CP_DER_INTEGER, "third", &field));
	CU_ASSERT(reader.n_problems == 1 && problems[0].kind == CP_PROBLEM_TRUNCATED);
	cp_problem_append_path(&buf, &problems[0]);
	path = cp_buf_finish(&buf);
	CU_ASSERT(path != NULL && strcmp(path, "outer") == 0);
	cp_free(path);

	for (i = 0; i < 20; i++)
		cp_der_enter(&reader, "deeper");
	cp_der_at(&reader, 7);
	cp_der_problem(&reader, CP_PROBLEM_DEFAULT_ENCODED, octets);
	CU_ASSERT(reader.n_problems == 1 && reader.n_malformed == 1 && reader.n_all_problems == 2);
	cp_der_problem(&reader, CP_PROBLEM_VALUE, octets + 2);
	cp_der_problem(&reader, CP_PROBLEM_VALUE, octets + 2);
	CU_ASSERT(reader.n_problems == 2 && reader.n_malformed == 3 && reader.n_all_problems == 4);
	CU_ASSERT(problems[1].path_len == CP_PROBLEM_PATH_MAX && problems[1].offset == 2);
}

static void
fields_are_taken_by_tag(void)
{
	static const uint8_t octets[] = {0x02, 0x01, 0x05, 0x01, 0x01, 0x00, 0x05, 0x00};
	cp_bytes rest = cp_bytes_of(octets, sizeof(octets)), integer;
	cp_problem problems[4];
	cp_der_reader reader;
	bool value = true;
	cp_tlv tlv;

	cp_der_reader_init(&reader, rest, problems, CP_COUNT(problems));
	CU_ASSERT(!cp_der_take_optional(&reader, &rest, CP_DER_BOOLEAN, "flag", &tlv));
	CU_ASSERT(cp_der_take_integer(&reader, &rest, CP_DER_INTEGER, "number", &integer));
	CU_ASSERT(integer.len == 1 && integer.data[0] == 5);
	CU_ASSERT(cp_der_open_optional(&reader, &rest, CP_DER_BOOLEAN, "flag", &tlv));
	CU_ASSERT(cp_der_read_boolean_default_false(&reader, &tlv, &value) && !value);
	cp_der_leave(&reader);
	CU_ASSERT(reader.n_all_problems == 1 && problems[0].kind == CP_PROBLEM_DEFAULT_ENCODED);
	CU_ASSERT(!cp_der_take(&reader, &rest, CP_DER_OID, "type", &tlv));
	CU_ASSERT(reader.n_all_problems == 2 && problems[1].kind == CP_PROBLEM_TAG_UNEXPECTED);
	CU_ASSERT(problems[1].offset == 6 && strcmp(problems[1].path[0].name, "type") == 0);
	CU_ASSERT(!cp_der_take(&reader, &rest, CP_DER_OID, "type", &tlv));
	CU_ASSERT(reader.n_all_problems == 3 && problems[2].kind == CP_PROBLEM_MISSING);
	CU_ASSERT(problems[2].offset == 8 && reader.path_len == 0);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"OIDs agree with their octets", oids_agree_with_their_octets},
		{"any octets have dotted text", any_octets_have_dotted_text},
		{"dotted text is strict", dotted_text_is_strict},
		{"elements are strict", elements_are_strict},
		{"string types have their characters", string_types_have_their_characters},
		{"depth is bounded", depth_is_bounded},
		{"times are those of RFC 5280", times_are_those_of_rfc_5280},
		{"numbers are clamped and bits named", numbers_are_clamped_and_bits_named},
		{"problems are kept and counted", problems_are_kept_and_counted},
		{"fields are taken by tag", fields_are_taken_by_tag},
		{NULL, NULL},
	};

	return unit_main("asn1", tests);
}
