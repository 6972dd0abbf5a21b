/* lib/base: dates, text, buffers, arenas, budgets. */
#include <config.h>
#include "base/arena.h"
#include "base/budget.h"
#include "base/buf.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/little.h"
#include "base/horizon.h"
#include "base/mem.h"
#include "base/sip.h"
#include "base/text.h"
#include "unit/unit.h"

static void
dates_are_parsed_and_shown(void)
{
	static const struct {
		const char *text;
		bool day_allowed, valid;
		const char *shown;
	} rows[] = {
		{"1970-01-01T00:00:00Z", false, true, "1970-01-01T00:00:00Z"},
		{"0000-01-01T00:00:00Z", false, true, "0000-01-01T00:00:00Z"},
		{"0000-02-29T23:59:59Z", false, true, "0000-02-29T23:59:59Z"},
		{"9999-12-31T23:59:59Z", false, true, "9999-12-31T23:59:59Z"},
		{"2000-02-29T12:00:00Z", false, true, "2000-02-29T12:00:00Z"},
		{"2100-02-29T12:00:00Z", false, false, ""},
		{"1969-12-31T23:59:59Z", false, true, "1969-12-31T23:59:59Z"},
		{"2026-11-23T14:48:12.987654321z", false, true, "2026-11-23T14:48:12Z"},
		{"2026-11-23 14:48:12+02:00", false, true, "2026-11-23T12:48:12Z"},
		{"2026-11-23T14:48:12-00:30", false, true, "2026-11-23T15:18:12Z"},
		{"9999-12-31T23:59:59-00:01", false, false, ""},
		{"0000-01-01T00:00:00+00:01", false, false, ""},
		{"2026-11-23T14:48:60Z", false, false, ""},
		{"2026-11-23T24:00:00Z", false, false, ""},
		{"2026-11-23T14:48:12", false, false, ""},
		{"2026-11-23T14:48:12.Z", false, false, ""},
		{"2026-11-23T14:48:12Z ", false, false, ""},
		{"2027-06-30", true, true, "2027-06-30T23:59:59Z"},
		{"2027-06-30", false, false, ""},
		{"2027-06-31", true, false, ""},
		{"", true, false, ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char shown[CP_TIME_TEXT_LEN] = "";
		int64_t seconds;
		bool valid = cp_time_parse(
			cp_bytes_of_string(rows[i].text), rows[i].day_allowed, &seconds);

		UNIT_ROW(rows[i].text, valid == rows[i].valid);
		if (valid)
			cp_time_format(seconds, shown);
		UNIT_ROW(rows[i].text, strcmp(shown, rows[i].shown) == 0);
	}
}

static void
every_day_survives_a_round_trip(void)
{
	int64_t seconds, back;
	cp_civil civil;

	for (seconds = CP_TIME_MIN; seconds <= CP_TIME_MAX;
		seconds += CP_SECONDS_PER_DAY * 13 + 3607) {
		cp_civil_from_seconds(seconds, &civil);
		if (!cp_civil_to_seconds(&civil, &back) || back != seconds)
			break;
	}
	CU_ASSERT(seconds > CP_TIME_MAX);
}

/* The macro has a way of its own from a day to seconds. */
static void
constants_are_the_same_days(void)
{
	static const int64_t at_build = CP_UTC(2000, 2, 29);
	cp_civil day = {0};
	int64_t seconds, last = -1;

	CU_ASSERT(at_build == INT64_C(951782400));
	for (seconds = CP_TIME_MIN + 366 * CP_SECONDS_PER_DAY; seconds <= CP_TIME_MAX;
		seconds += CP_SECONDS_PER_DAY) {
		cp_civil_from_seconds(seconds, &day);
		last = CP_UTC(day.year, day.month, day.day);
		if (last != seconds)
			break;
	}
	CU_ASSERT(seconds > CP_TIME_MAX);
	CU_ASSERT(day.year == 9999 && last == CP_TIME_MAX + 1 - CP_SECONDS_PER_DAY);
}

static void
text_is_escaped(void)
{
	static const struct {
		const char *name, *text;
		size_t len;
		const char *shown;
	} rows[] = {
		{"plain", "abc", 3, "abc"},
		{"NUL", "a\0b", 3, "a\\x00b"},
		{"newline", "a\nb", 3, "a\\x0ab"},
		{"backslash", "a\\b", 3, "a\\\\b"},
		{"umlaut stays", "\xc3\xbc", 2, "\xc3\xbc"},
		{"cut", "\xc3", 1, "\\xc3"},
		{"overlong", "\xc0\x80", 2, "\\xc0\\x80"},
		{"surrogate", "\xed\xa0\x80", 3, "\\xed\\xa0\\x80"},
		{"right-to-left override", "\xe2\x80\xae", 3, "\\u{202e}"},
		{"C1", "\xc2\x85", 2, "\\u{0085}"},
		{"above Unicode", "\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80"},
		{"emoji stays", "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80"},
		{"tag", "\xf3\xa0\x80\xa0", 4, "\\u{e0020}"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		cp_buf buf = CP_BUF_EMPTY;
		char *shown;

		cp_buf_append_escaped(&buf, cp_bytes_of(rows[i].text, rows[i].len));
		shown = cp_buf_finish(&buf);
		UNIT_ROW(rows[i].name, shown != NULL && strcmp(shown, rows[i].shown) == 0);
		cp_free(shown);
	}
}

static void
base64_is_strict(void)
{
	static const struct {
		const char *text;
		bool valid;
		const char *decoded;
	} rows[] = {
		{"", true, ""},
		{"Zg==", true, "f"},
		{"Zm8=", true, "fo"},
		{"Zm9v", true, "foo"},
		{"Zm 9v\r\nYmFy", true, "foobar"},
		{" Z m\t9vYmFy\nZg==\n", true, "foobarf"},
		{"Zm9vZm9v\nZm9vZm9vZm9v", true, "foofoofoofoofoo"},
		{"Zm9vZm9vZm9*", false, ""},
		{"Zm9vZm9\200", false, ""},
		{"Zm9vYg==Zm9v", false, ""},
		{"Zm9v====", false, ""},
		{"Zm9vY=Jh", false, ""},
		{"Zm9vYg= =", true, "foob"},
		{"Zg", false, ""},
		{"Zg=", false, ""},
		{"Zh==", false, ""},
		{"Zg==Zg==", false, ""},
		{"Z===", false, ""},
		{"Zm9*", false, ""},
		{"====", false, ""},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		uint8_t out[32];
		size_t len = 0;
		bool valid = cp_base64_decode(cp_bytes_of_string(rows[i].text), out, &len);

		UNIT_ROW(rows[i].text, valid == rows[i].valid);
		if (valid)
			UNIT_ROW(rows[i].text, cp_bytes_equal(cp_bytes_of(out, len),
						       cp_bytes_of_string(rows[i].decoded)));
	}
}

static void
nearest_words_are_found(void)
{
	static const char *const words[] = {
		"allow", "warn", "deny", "path.depth", "path.length", NULL};
	static const struct {
		const char *word, *nearest;
	} rows[] = {
		{"alow", "allow"},
		{"dney", "deny"},
		{"path.lenght", "path.length"},
		{"length", "path.length"},
		{"xyz", NULL},
		{"", NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		const char *nearest = cp_text_nearest(rows[i].word, words);

		UNIT_ROW(rows[i].word, (nearest == NULL) == (rows[i].nearest == NULL));
		if (nearest != NULL && rows[i].nearest != NULL)
			UNIT_ROW(rows[i].word, strcmp(nearest, rows[i].nearest) == 0);
	}
}

static void
arenas_align_grow_and_fail_for_good(void)
{
	cp_arena arena = CP_ARENA_EMPTY;
	size_t i;

	for (i = 1; i < 3000; i++) {
		uint8_t *data = cp_arena_alloc(&arena, i, 1);

		if (data == NULL || (uintptr_t)data % 16 != 0 || data[i - 1] != 0)
			break;
	}
	CU_ASSERT(i == 3000);
	CU_ASSERT(cp_arena_alloc(&arena, SIZE_MAX, 2) == NULL);
	CU_ASSERT(cp_arena_failed(&arena));
	CU_ASSERT(cp_arena_alloc(&arena, 1, 1) == NULL);
	cp_arena_clear(&arena);
	CU_ASSERT(cp_arena_alloc(&arena, 1, 1) != NULL);
	cp_arena_clear(&arena);
}

static void
budgets_say_what_was_spent(void)
{
	cp_budget budget;

	cp_budget_init(&budget);
	budget.limit[CP_LIMIT_SIGNATURES] = 2;
	CU_ASSERT(cp_budget_first_spent(&budget) == CP_N_LIMITS);
	CU_ASSERT(cp_budget_take(&budget, CP_LIMIT_SIGNATURES, 2));
	CU_ASSERT(!cp_budget_take(&budget, CP_LIMIT_SIGNATURES, 1));
	CU_ASSERT(budget.used[CP_LIMIT_SIGNATURES] == 2);
	CU_ASSERT(cp_budget_first_spent(&budget) == CP_LIMIT_SIGNATURES);
	CU_ASSERT(cp_limit_by_name("signatures") == CP_LIMIT_SIGNATURES);
	CU_ASSERT(cp_limit_by_name("signature") == CP_N_LIMITS);
}

static void
errors_hold_their_first_cause(void)
{
	certpolicy_error *error = NULL;

	CU_ASSERT(cp_error_set(&error, CERTPOLICY_ERROR_IO, "io.open", "no such\nfile") ==
		  CERTPOLICY_ERROR_IO);
	CU_ASSERT(cp_error_set(&error, CERTPOLICY_ERROR_INTERNAL, "x", "later") ==
		  CERTPOLICY_ERROR_INTERNAL);
	cp_error_set_place(&error, "a\x1b[31m", 3, 7);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "io.open");
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_message(error), "no such\\x0afile");
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_file(error), "a\\x1b[31m");
	CU_ASSERT(certpolicy_error_get_line(error) == 3 && certpolicy_error_get_column(error) == 7);
	certpolicy_error_free(error);
	certpolicy_error_free(NULL);
}

/* The key 00 01 … 0f and messages of 00 01 …, as in the reference implementation's table. */
static void
keyed_hashes_are_those_published(void)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} rows[] = {
		{0, UINT64_C(0x726fdb47dd0e0e31)},
		{1, UINT64_C(0x74f839c593dc67fd)},
		{8, UINT64_C(0x93f5f5799a932462)},
		{15, UINT64_C(0xa129ca6149be45e5)},
		{63, UINT64_C(0x958a324ceb064572)},
	};
	uint8_t octets[64];
	cp_sip_key key;
	size_t i;

	for (i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)i;
	key.first = cp_little_64(octets);
	key.second = cp_little_64(octets + 8);
	CU_ASSERT(key.first == UINT64_C(0x0706050403020100));
	for (i = 0; i < CP_COUNT(rows); i++)
		CU_ASSERT(cp_sip_hash(key, cp_bytes_of(octets, rows[i].len)) == rows[i].hash);
}

static void
little_numbers_come_back(void)
{
	uint8_t octets[13];

	cp_little_put_64(octets + 1, UINT64_C(0xfedcba9876543210));
	cp_little_put_32(octets + 9, 0x89abcdef);
	CU_ASSERT(octets[1] == 0x10 && octets[8] == 0xfe && octets[9] == 0xef);
	CU_ASSERT(cp_little_64(octets + 1) == UINT64_C(0xfedcba9876543210));
	CU_ASSERT(cp_little_32(octets + 9) == 0x89abcdef);
}

static void
horizons_keep_the_earliest_change(void)
{
	cp_horizon horizon;

	cp_horizon_start(&horizon, 100);
	CU_ASSERT_EQUAL(horizon.next, INT64_MAX);
	cp_horizon_note(&horizon, 100); /* now is past */
	cp_horizon_note_end(&horizon, 99);
	cp_horizon_note_end(&horizon, INT64_MAX);
	CU_ASSERT_EQUAL(horizon.next, INT64_MAX);
	cp_horizon_note_end(&horizon, 200);
	CU_ASSERT_EQUAL(horizon.next, 201);
	cp_horizon_note(&horizon, 300);
	CU_ASSERT_EQUAL(horizon.next, 201);
	cp_horizon_note_end(&horizon, 100);
	CU_ASSERT_EQUAL(horizon.next, 101);
	cp_horizon_note(NULL, 101);
}

/* Also by a part of themselves; what cannot be copied changes nothing. */
static void
owned_octets_are_replaced(void)
{
	cp_bytes owned = CP_BYTES_NONE;

	CU_ASSERT(cp_bytes_replace(&owned, cp_bytes_of_string("abcdef")));
	CU_ASSERT(cp_bytes_replace(&owned, cp_bytes_slice(owned, 2, 3)));
	CU_ASSERT(cp_bytes_equal(owned, cp_bytes_of_string("cde")));
	cp_mem_fail_after(0, true);
	CU_ASSERT_FALSE(cp_bytes_replace(&owned, cp_bytes_of_string("x")));
	cp_mem_fail_after(-1, false);
	CU_ASSERT(cp_bytes_equal(owned, cp_bytes_of_string("cde")));
	cp_bytes_clear(&owned);
	CU_ASSERT_PTR_NULL(owned.data);
	cp_bytes_clear(&owned);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"dates are parsed and shown", dates_are_parsed_and_shown},
		{"every day survives a round trip", every_day_survives_a_round_trip},
		{"constants are the same days", constants_are_the_same_days},
		{"text is escaped", text_is_escaped},
		{"base64 is strict", base64_is_strict},
		{"nearest words are found", nearest_words_are_found},
		{"arenas align, grow and fail for good", arenas_align_grow_and_fail_for_good},
		{"budgets say what was spent", budgets_say_what_was_spent},
		{"horizons keep the earliest change", horizons_keep_the_earliest_change},
		{"errors hold their first cause", errors_hold_their_first_cause},
		{"keyed hashes are those published", keyed_hashes_are_those_published},
		{"little numbers come back", little_numbers_come_back},
		{"owned octets are replaced", owned_octets_are_replaced},
		{NULL, NULL},
	};

	return unit_main("base", tests);
}
