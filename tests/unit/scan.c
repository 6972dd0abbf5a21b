/* lib/base: JSON as it lies (RFC 8259), and tables of rows. Requests as a whole are request.c's. */
#include <config.h>
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/table.h"
#include "unit/unit.h"

#include <string.h>

static void
escapes_become_octets(void)
{
	static const struct {
		const char *json;
		const char *octets; /* NULL: no string */
		size_t len;
	} rows[] = {
		{"\"\"", "", 0},
		{"\"plain\"", "plain", 5},
		{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
		{"\"\\u0000\"", "\0", 1},
		{"\"\\u0041\\u007f\"", "A\x7f", 2},
		{"\"\\u0080\\u07ff\"", "\xc2\x80\xdf\xbf", 4},
		{"\"\\u0800\\uffff\"", "\xe0\xa0\x80\xef\xbf\xbf", 6},
		{"\"\\u20AC\\u20ac\"", "\xe2\x82\xac\xe2\x82\xac", 6},
		{"\"\\ud7ff\\ue000\"", "\xed\x9f\xbf\xee\x80\x80", 6},
		{"\"\\ud800\\udc00\"", "\xf0\x90\x80\x80", 4},
		{"\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf", 4},
		{"\"a\\ud83d\\ude00b\"",
			"a\xf0\x9f\x98\x80"
			"b",
			6},
		{"\"\xe2\x82\xac\"", "\xe2\x82\xac", 3},
		{"\"\\ud800\"", NULL, 0},
		{"\"\\udc00\"", NULL, 0},
		{"\"\\ud800\\ud800\"", NULL, 0},
		{"\"\\ud800\\u0041\"", NULL, 0},
		{"\"\\ud800\\n12345\"", NULL, 0},
		{"\"\\ud800xudc00\"", NULL, 0},
		{"\"\\ud800\\udc0\"", NULL, 0},
		{"\"\\ud800\\udc0g\"", NULL, 0},
		{"\"\\u004\"", NULL, 0},
		{"\"\\u00g1\"", NULL, 0},
		{"\"\\U0041\"", NULL, 0},
		{"\"\\a\"", NULL, 0},
		{"\"\\", NULL, 0},
		{"\"\\\"", NULL, 0},
		{"\"\x1f\"", NULL, 0},
		{"\"\xc0\x80\"", NULL, 0},
		{"\"\xf4\x90\x80\x80\"", NULL, 0},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = cp_bytes_of_string(rows[i].json);
		uint8_t out[64];
		cp_json_fault fault;
		cp_json_value value;
		bool valid = cp_json_check(rest, &fault);
		size_t len;

		UNIT_ROW(rows[i].json, valid == (rows[i].octets != NULL));
		UNIT_ROW(rows[i].json, valid || (fault.what != NULL && !fault.too_large));
		if (!valid || rows[i].octets == NULL)
			continue;
		UNIT_ROW(rows[i].json, cp_json_next(&rest, &value) && rest.len == 0);
		UNIT_ROW(rows[i].json, value.kind == CP_JSON_STRING);
		UNIT_ROW(rows[i].json, value.escaped == (strchr(rows[i].json, '\\') != NULL));
		len = cp_json_unescape(&value, out);
		UNIT_ROW(rows[i].json, len <= value.inner.len);
		UNIT_ROW(rows[i].json, cp_bytes_equal(cp_bytes_of(out, len),
					       cp_bytes_of(rows[i].octets, rows[i].len)));
	}
}

static void
numbers_and_words_are_strict(void)
{
	static const struct {
		const char *json;
		bool valid;
	} rows[] = {
		{"0", true},
		{"-0", true},
		{"10", true},
		{"-1.5e+10", true},
		{"1E-2", true},
		{"0.0", true},
		{"1e0", true},
		{" \t\r\n1 ", true},
		{"true", true},
		{"false", true},
		{"null", true},
		{"00", false},
		{"01", false},
		{"-01", false},
		{"-", false},
		{"-a", false},
		{"-.5", false},
		{".5", false},
		{"+1", false},
		{"1.", false},
		{"1.e1", false},
		{"1e", false},
		{"1e+", false},
		{"0x1", false},
		{"1 2", false},
		{"NaN", false},
		{"Infinity", false},
		{"True", false},
		{"nul", false},
		{"nulll", false},
		{"", false},
		{" ", false},
		{"\f1", false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_json_fault fault;

		UNIT_ROW(rows[i].json,
			cp_json_check(cp_bytes_of_string(rows[i].json), &fault) == rows[i].valid);
	}
}

static void
words_are_told_however_they_are_written(void)
{
	static const struct {
		const char *json, *word;
		bool same;
	} rows[] = {
		{"\"chain\"", "chain", true},
		{"\"\\u0063hain\"", "chain", true},
		{"\"chai\"", "chain", false},
		{"\"chain\\u0000\"", "chain", false},
		{"\"Chain\"", "chain", false},
		{"\"\"", "", true},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_bytes rest = cp_bytes_of_string(rows[i].json);
		cp_json_value value;

		UNIT_ROW(rows[i].json, cp_json_next(&rest, &value));
		UNIT_ROW(rows[i].json, cp_json_is_word(&value, rows[i].word) == rows[i].same);
	}
}

/* As deep as is allowed, and one deeper; an empty list is no deeper than what it stands in. */
static void
depth_is_bounded(void)
{
	char text[2 * (CP_JSON_DEEPEST + 1) + 1];
	size_t depth;

	for (depth = CP_JSON_DEEPEST; depth <= CP_JSON_DEEPEST + 1; depth++) {
		cp_json_fault fault;
		bool valid;

		memset(text, '[', depth);
		text[depth] = '1';
		memset(text + depth + 1, ']', depth);
		valid = cp_json_check(cp_bytes_of(text, 2 * depth + 1), &fault);
		CU_ASSERT(valid == (depth == CP_JSON_DEEPEST));
		CU_ASSERT(valid || fault.too_large);
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		CU_ASSERT(cp_json_check(cp_bytes_of(text, 2 * depth), &fault));
	}
}

#define ROWS 200

/* What is looked for in a table is a number; the row is where it stands. */
static bool
is_number(const void *context, uint32_t row, const void *key)
{
	return ((const uint64_t *)context)[row] == *(const uint64_t *)key;
}

/* Rows come out again in any order, with hashes that all collide or none that do. */
static void
rows_are_taken_out(void)
{
	static const struct {
		const char *name;
		uint64_t spread;
	} cases[] = {{"one hash for all", 0}, {"few hashes", 7}, {"hashes in a row", UINT64_MAX}};
	uint64_t numbers[ROWS];
	size_t i, k, step;

	for (i = 0; i < ROWS; i++)
		numbers[i] = i * 3;
	for (i = 0; i < CP_COUNT(cases); i++) {
		for (step = 1; step < ROWS; step += 66) {
			cp_table table = CP_TABLE_EMPTY;
			size_t left = ROWS;
			uint64_t none = 1;

			CU_ASSERT_FATAL(cp_table_reserve(&table, ROWS));
			for (k = 0; k < ROWS; k++)
				cp_table_add(&table, numbers[k] & cases[i].spread, (uint32_t)k);
			for (k = 0; left > 0; k = (k + step) % ROWS) {
				uint64_t hash = numbers[k] & cases[i].spread;

				while (cp_table_find(&table, hash, is_number, numbers,
					       &numbers[k]) == CP_TABLE_NONE) {
					k = (k + 1) % ROWS;
					hash = numbers[k] & cases[i].spread;
				}
				cp_table_remove(&table, hash, (uint32_t)k);
				left--;
				UNIT_ROW(cases[i].name,
					cp_table_find(&table, hash, is_number, numbers,
						&numbers[k]) == CP_TABLE_NONE);
				UNIT_ROW(cases[i].name, table.n == left);
			}
			UNIT_ROW(cases[i].name, cp_table_find(&table, none, is_number, numbers,
							&none) == CP_TABLE_NONE);
			cp_table_clear(&table);
		}
	}
}

int
main(void)
{
	static const unit_test tests[] = {
		{"escapes become octets", escapes_become_octets},
		{"numbers and words are strict", numbers_and_words_are_strict},
		{"words are told however they are written",
			words_are_told_however_they_are_written},
		{"depth is bounded", depth_is_bounded},
		{"rows are taken out", rows_are_taken_out},
		{NULL, NULL},
	};

	return unit_main("scan", tests);
}
