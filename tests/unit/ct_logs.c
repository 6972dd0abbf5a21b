/* lib/store/ct_logs.c: lists put together by hand, one thing wrong at a time. */
#include <config.h>
#include "store/ct_logs.h"
#include "base/civil.h"
#include "base/text.h"
#include "unit/unit.h"

/* A P-256 key and the SHA-256 of it. */
#define KEY                                                                                        \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdO/+dnH/NZSBSLmmN9u2h4HNTnCOLeU+oMBiRynIvQ8zt2ft0IMy" \
	"O90e5nwSaCdYvA4JVGzCMarfs9DcNxFY1g=="
#define ID "9EGV1vAOLbVUNcrdV3iS5T4VrUFwWPh44U/2uRh0FYk="
/* Another one. */
#define KEY2                                                                                       \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEB/VtcL7BSbGP4QY7UjaaXOd4gQ80R1PxLZtfYifk+ZER+mCVJVVj" \
	"l66uVWUzu5lMbWMb1MWKxjkvtd2MyQSKsA=="
#define ID2 "si9+3rWvav5QPeBAgbLXTBJThJL+3yyypSZQPO9TztI="
/* Octets that are no key, and their SHA-256: "AAAA" as base64. */
#define NO_KEY "AAAA"
#define NO_KEY_ID "cJ6AyISHokEeHuTfufIqhhSS0gxHZRUMDHlKvXD4FHw="

#define LOG(rest) "{\"log_id\": \"" ID "\", \"key\": \"" KEY "\"" rest "}"
#define LOG2(rest) "{\"log_id\": \"" ID2 "\", \"key\": \"" KEY2 "\"" rest "}"
#define OPERATOR(logs) "{\"name\": \"A\", \"logs\": [" logs "]}"
#define LIST(operators) "{\"operators\": [" operators "]}"
#define ONE(rest) LIST(OPERATOR(LOG(rest)))
#define STATE(states) ", \"state\": {" states "}"
#define SINCE(state, time) "\"" state "\": {\"timestamp\": \"" time "\"}"

static const struct {
	const char *name, *text;
	const char *error; /* part of its message; NULL: the list is read */
	size_t line, column;
} rows[] = {
	{"one log", ONE(""), NULL, 0, 0},
	{"all that is known",
		"{\"version\": \"1.2\", \"log_list_timestamp\": \"2026-10-31T12:00:00.5Z\", "
		"\"operators\": [{\"name\": \"A\", \"email\": [\"a@a.example\"], \"logs\": [" LOG(
			", \"description\": \"one\", \"url\": \"https://a.example/\", \"mmd\": "
			"86400" STATE(
				SINCE("usable", "2020-01-01T00:00:00Z")) ", "
									 "\"temporal_interval\": "
									 "{\"start_inclusive\": "
									 "\"2026-01-01T00:00:00Z\","
									 " "
									 "\"end_exclusive\": "
									 "\"2027-01-01T00:00:00+01:"
									 "00\"}, "
									 "\"previous_operators\": "
									 "[{\"name\": \"B\", "
									 "\"end_time\": "
									 "\"2020-01-01T00:00:00Z\"}"
									 "]") "], \"tiled_logs\": "
									      "[" LOG2("") "]}]}",
		NULL, 0, 0},
	{"members that are not known",
		"{\"is_all_logs\": true, \"new\": {\"a\": [1, null]}, \"operators\": "
		"[{\"more\": 1, \"name\": \"A\", \"logs\": [" LOG(
			", \"log_type\": \"test\", \"state\": {\"frozen\": {}}") "]}]}",
		NULL, 0, 0},
	{"a key that is none",
		LIST(OPERATOR("{\"log_id\": \"" NO_KEY_ID "\", \"key\": \"" NO_KEY "\"}")), NULL, 0,
		0},
	{"nothing", "", "ends where a value should stand", 1, 1},
	{"cut", "{\"operators\": [\n{\"name\"", "colon", 2, 8},
	{"text", "hello", "no value", 1, 1},
	{"an array", "[]", "no list of logs", 1, 1},
	{"another object", "{\"logs\": []}", "no \"operators\"", 1, 1},
	{"operators of another type", "{\"operators\": {}}", "wrong type", 1, 15},
	{"operators twice", "{\"operators\": [],\n \"operators\": []}", "stands twice", 2, 2},
	{"no operator", LIST(""), "names no log", 1, 1},
	{"no log", LIST(OPERATOR("")), "names no log", 1, 1},
	{"an operator that is text", LIST("\"A\""), "no operator", 1, 16},
	{"an operator without a name", LIST("\n{\"logs\": [" LOG("") "]}"), "has no name", 2, 1},
	{"an operator with an empty name", LIST("{\"name\": \"\", \"logs\": []}"), "has no name", 1,
		16},
	{"a name that is a number", LIST("{\"name\": 1}"), "wrong type", 1, 25},
	{"a log that is text", LIST(OPERATOR("\"A\"")), "this is no log", 1, 39},
	{"no log_id", LIST(OPERATOR("{\"key\": \"" KEY "\"}")), "no log_id", 1, 39},
	{"no key", LIST(OPERATOR("{\"log_id\": \"" ID "\"}")), "no key", 1, 39},
	{"a log_id of another key",
		LIST(OPERATOR("{\"log_id\": \"" ID2 "\", \"key\": \"" KEY "\"}")),
		"not the SHA-256 of its key", 1, 50},
	{"a log_id cut short", LIST(OPERATOR("{\"log_id\": \"9EGV\", \"key\": \"" KEY "\"}")),
		"not the SHA-256 of its key", 1, 50},
	{"a log_id that is no base64", LIST(OPERATOR("{\"log_id\": \"?\", \"key\": \"" KEY "\"}")),
		"no base64", 1, 50},
	{"a key that is no base64", LIST(OPERATOR("{\"log_id\": \"" ID "\", \"key\": \"?\"}")),
		"no base64", 1, 105},
	{"two logs of one id", LIST(OPERATOR(LOG("") ",\n" LOG(", \"description\": \"again\""))),
		"the log again of A: another log has the same log_id", 2, 1},
	{"two logs of one id at two operators", LIST(OPERATOR(LOG("")) ",\n" OPERATOR(LOG(""))),
		"another log has the same log_id", 2, 24},
	{"a state that is text", ONE(", \"state\": \"usable\""), "wrong type", 1, 0},
	{"a state without a timestamp", ONE(STATE("\"usable\": {}")), "no timestamp", 1, 0},
	{"a state of no date", ONE(STATE(SINCE("usable", "today"))), "no instant", 1, 0},
	{"an interval without an end",
		ONE(", \"temporal_interval\": {\"start_inclusive\": \"2026-01-01T00:00:00Z\"}"),
		"no end", 1, 0},
	{"an interval turned round",
		ONE(", \"temporal_interval\": {\"start_inclusive\": \"2026-01-01T00:00:00Z\", "
		    "\"end_exclusive\": \"2026-01-01T00:00:00Z\"}"),
		"ends before it starts", 1, 0},
	{"a previous operator without a name",
		ONE(", \"previous_operators\": [{\"end_time\": \"2026-01-01T00:00:00Z\"}]"),
		"has no name", 1, 0},
	{"a previous operator without an end", ONE(", \"previous_operators\": [{\"name\": \"B\"}]"),
		"no end_time", 1, 0},
	{"a previous operator that is text", ONE(", \"previous_operators\": [\"B\"]"),
		"no operator", 1, 0},
	{"a date that is none", "{\"log_list_timestamp\": \"yesterday\", \"operators\": []}",
		"no instant", 1, 24},
	{"a date that is a number", "{\"log_list_timestamp\": 1, \"operators\": []}", "wrong type",
		1, 24},
	{"a version that is a number", "{\"version\": 3, \"operators\": []}", "wrong type", 1, 13},
};

static void
lists_are_read_whole_or_not_at_all(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_error *error = NULL;
		cp_ct_logs *logs = NULL;
		int status = cp_ct_logs_read(
			cp_bytes_of_string(rows[i].text), "list.json", &logs, &error);

		UNIT_ROW(rows[i].name, (status == CERTPOLICY_OK) == (rows[i].error == NULL));
		UNIT_ROW(rows[i].name, (logs != NULL) == (rows[i].error == NULL));
		if (rows[i].error != NULL) {
			UNIT_ROW(rows[i].name, status == CERTPOLICY_ERROR_BAD_INPUT &&
						       error != NULL &&
						       strstr(certpolicy_error_get_message(error),
							       rows[i].error) != NULL);
			UNIT_ROW(rows[i].name, certpolicy_error_get_line(error) == rows[i].line);
			UNIT_ROW(rows[i].name,
				rows[i].column == 0 ||
					certpolicy_error_get_column(error) == rows[i].column);
		}
		cp_ct_logs_free(logs);
		certpolicy_error_free(error);
	}
}

static cp_ct_logs *
read_list(const char *text)
{
	cp_ct_logs *logs = NULL;

	CP_INVARIANT(cp_ct_logs_read(cp_bytes_of_string(text), "list.json", &logs, NULL) ==
		     CERTPOLICY_OK);
	return logs;
}

static int64_t
at(const char *time)
{
	int64_t seconds;

	CP_INVARIANT(cp_time_parse(cp_bytes_of_string(time), false, &seconds));
	return seconds;
}

static void
states_follow_their_timestamps(void)
{
	static const struct {
		const char *name, *states, *time;
		cp_ct_state state;
	} cases[] = {
#define T "2026-01-01T00:00:00Z"
#define BEFORE "2025-12-31T23:59:59Z"
		{"none", "", T, CP_CT_STATE_NONE},
		{"usable", SINCE("usable", T), T, CP_CT_STATE_USABLE},
		{"before it was usable", SINCE("usable", T), BEFORE, CP_CT_STATE_QUALIFIED},
		{"qualified", SINCE("qualified", T), T, CP_CT_STATE_QUALIFIED},
		{"before it was qualified", SINCE("qualified", T), BEFORE, CP_CT_STATE_PENDING},
		{"read-only", SINCE("readonly", T), T, CP_CT_STATE_READONLY},
		{"before it was read-only", SINCE("readonly", T), BEFORE, CP_CT_STATE_USABLE},
		{"retired", SINCE("retired", T), T, CP_CT_STATE_RETIRED},
		{"before it retired", SINCE("retired", T), BEFORE, CP_CT_STATE_USABLE},
		{"rejected", SINCE("rejected", T), T, CP_CT_STATE_REJECTED},
		{"before it was rejected", SINCE("rejected", T), BEFORE, CP_CT_STATE_REJECTED},
		{"pending", SINCE("pending", T), T, CP_CT_STATE_PENDING},
		{"before it was pending", SINCE("pending", T), BEFORE, CP_CT_STATE_PENDING},
		{"two states, the second",
			SINCE("usable", T) ", " SINCE("qualified", "2025-06-01T00:00:00Z"), T,
			CP_CT_STATE_USABLE},
		{"two states, the first",
			SINCE("usable", T) ", " SINCE("qualified", "2025-06-01T00:00:00Z"), BEFORE,
			CP_CT_STATE_QUALIFIED},
		{"retired, and what it was",
			SINCE("qualified", "2025-06-01T00:00:00Z") ", " SINCE("retired", T), T,
			CP_CT_STATE_RETIRED},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(cases); i++) {
		char text[1024];
		cp_ct_logs *logs;

		snprintf(text, sizeof(text),
			"{\"operators\": [{\"name\": \"A\", \"logs\": [{\"log_id\": \"" ID
			"\", \"key\": \"" KEY "\", \"state\": {%s}}]}]}",
			cases[i].states);
		logs = read_list(text);
		UNIT_ROW(cases[i].name,
			cp_ct_log_state(&logs->logs[0], at(cases[i].time)) == cases[i].state);
		cp_ct_logs_free(logs);
	}
}

static void
who_operated_a_log_hangs_on_the_time(void)
{
	cp_ct_logs *logs =
		read_list(ONE(", \"previous_operators\": ["
			      "{\"name\": \"C\", \"end_time\": \"2026-01-01T00:00:00Z\"}, "
			      "{\"name\": \"B\", \"end_time\": \"2025-01-01T00:00:00Z\"}]"));
	const cp_ct_log *log = &logs->logs[0];

	CU_ASSERT_STRING_EQUAL(cp_ct_log_operator(log, at("2024-12-31T23:59:59Z")), "B");
	CU_ASSERT_STRING_EQUAL(cp_ct_log_operator(log, at("2025-01-01T00:00:00Z")), "C");
	CU_ASSERT_STRING_EQUAL(cp_ct_log_operator(log, at("2025-12-31T23:59:59Z")), "C");
	CU_ASSERT_STRING_EQUAL(cp_ct_log_operator(log, at("2026-01-01T00:00:00Z")), "A");
	cp_ct_logs_free(logs);
}

static void
mimics_are_known_whatever_lists_say(void)
{
	cp_ct_logs *logs = read_list(ONE(""));
	uint8_t id[CP_CT_LOG_ID_LEN];
	size_t len;

	CU_ASSERT(cp_base64_decode(cp_bytes_of_string(ID2), id, &len) && len == sizeof(id));
	CU_ASSERT(cp_ct_log_is_refused(id));
	CU_ASSERT(cp_ct_logs_find(logs, id) == NULL);
	CU_ASSERT(cp_ct_log_is_refused(logs->logs[0].log_id));
	CU_ASSERT(cp_ct_logs_find(logs, logs->logs[0].log_id) == &logs->logs[0]);
	id[0] ^= 1;
	CU_ASSERT(!cp_ct_log_is_refused(id));
	cp_ct_logs_free(logs);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"lists are read whole or not at all", lists_are_read_whole_or_not_at_all},
		{"states follow their timestamps", states_follow_their_timestamps},
		{"who operated a log hangs on the time", who_operated_a_log_hangs_on_the_time},
		{"mimics are known whatever lists say", mimics_are_known_whatever_lists_say},
		{NULL, NULL},
	};

	return unit_main("ct_logs", tests);
}
