/*
 * Walks threat lists in JSON, of any length, down to the objects that say something: those of a
 * STIX bundle (or of what a TAXII server answers), attributes and objects of MISP events. What the
 * objects mean is threat_stix.c and threat_misp.c.
 */
#include <config.h>
#include "store/threat_json.h"
#include "base/error.h"
#include "store/threat_pattern.h"

/* What a container holds. */
typedef enum place {
	PLACE_SKIP,
	PLACE_TOP,   /* an object at the top or in a list: a bundle, an event around its content */
	PLACE_LIST,  /* an array of such */
	PLACE_EVENT, /* a MISP event */
	PLACE_STIX,  /* objects of a bundle */
	PLACE_ATTRIBUTES, /* of an event */
	PLACE_OBJECTS     /* likewise */
} place;

/* What stands under which key, and where. */
static const struct {
	place within;
	const char *key;
	cp_json_kind kind;
	place holds;
} doors[] = {
	{PLACE_TOP, "objects", CP_JSON_ARRAY, PLACE_STIX},
	{PLACE_TOP, "response", CP_JSON_ARRAY, PLACE_LIST},
	{PLACE_TOP, "response", CP_JSON_OBJECT, PLACE_TOP},
	{PLACE_TOP, "Event", CP_JSON_OBJECT, PLACE_EVENT},
	{PLACE_TOP, "Attribute", CP_JSON_ARRAY, PLACE_ATTRIBUTES},
	{PLACE_TOP, "Object", CP_JSON_ARRAY, PLACE_OBJECTS},
	{PLACE_EVENT, "Attribute", CP_JSON_ARRAY, PLACE_ATTRIBUTES},
	{PLACE_EVENT, "Object", CP_JSON_ARRAY, PLACE_OBJECTS},
};

typedef struct walk {
	cp_threat_json json;
	cp_json_stream stream;
	place places[CP_JSON_DEEPEST]; /* of the containers that are open */
} walk;

static int
refuse(const cp_threat_json *json, const uint8_t *at, const char *what)
{
	return cp_threat_refuse(json->reading, (size_t)(at - json->reading->text.data), "%s", what);
}

int
cp_threat_members(const cp_threat_json *json, const cp_json_value *object, const char *const *names,
	size_t n, cp_threat_member *members)
{
	cp_bytes inner = object->inner;
	cp_json_value key, value;
	size_t i;

	memset(members, 0, n * sizeof(*members));
	while (cp_json_next_member(&inner, &key, &value)) {
		for (i = 0; i < n && !cp_json_is_word(&key, names[i]); i++)
			continue;
		if (i == n)
			continue;
		if (members[i].is_there)
			return refuse(json, key.whole.data, "a key stands twice in one object");
		members[i].value = value;
		members[i].is_there = true;
	}
	return CERTPOLICY_OK;
}

cp_bytes
cp_threat_text(cp_threat_json *json, const cp_threat_member *member)
{
	uint8_t *plain;

	if (!member->is_there || member->value.kind != CP_JSON_STRING)
		return CP_BYTES_NONE;
	if (!member->value.escaped)
		return member->value.inner;
	plain = cp_arena_alloc(&json->scratch, member->value.inner.len, 1);
	if (plain == NULL)
		return CP_BYTES_NONE;
	return cp_bytes_of(plain, cp_json_unescape(&member->value, plain));
}

static bool
says(const cp_threat_member *member, const char *word, const char *digit)
{
	return member->is_there &&
	       (cp_bytes_equal(member->value.inner, cp_bytes_of_string(word)) ||
		       cp_bytes_equal(member->value.inner, cp_bytes_of_string(digit)));
}

bool
cp_threat_is_true(const cp_threat_member *member)
{
	return says(member, "true", "1");
}

bool
cp_threat_is_false(const cp_threat_member *member)
{
	return says(member, "false", "0");
}

/* ---- the walk ---- */

static place
place_around(const walk *at)
{
	return at->stream.depth > 0 ? at->places[at->stream.depth - 1] : PLACE_SKIP;
}

static place
find_place(const walk *at)
{
	cp_json_kind kind = at->stream.value.kind;
	place around = place_around(at);
	size_t i;

	if (at->stream.depth == 0)
		return kind == CP_JSON_OBJECT ? PLACE_TOP : PLACE_LIST;
	if (around == PLACE_LIST && kind == CP_JSON_OBJECT)
		return PLACE_TOP;
	for (i = 0; i < CP_COUNT(doors); i++) {
		if (doors[i].within == around && doors[i].kind == kind && at->stream.has_key &&
			cp_json_is_word(&at->stream.key, doors[i].key))
			return doors[i].holds;
	}
	return PLACE_SKIP;
}

/* An object of one of the arrays that hold what is looked for. */
static int
add_object(walk *at, place around)
{
	cp_threat_json *json = &at->json;
	int status = CERTPOLICY_OK;

	if (at->stream.value.kind != CP_JSON_OBJECT)
		return CERTPOLICY_OK;
	if (around == PLACE_STIX)
		status = cp_threat_add_stix(json, &at->stream.value);
	else if (around == PLACE_ATTRIBUTES)
		status = cp_threat_add_misp_attribute(json, &at->stream.value);
	else if (around == PLACE_OBJECTS)
		status = cp_threat_add_misp_object(json, &at->stream.value);
	if (cp_arena_failed(&json->scratch))
		status = cp_error_no_memory(json->reading->error);
	cp_arena_clear(&json->scratch);
	return status;
}

/* Digits alone, as MISP writes seconds. */
static bool
read_seconds(cp_bytes text, int64_t *seconds)
{
	size_t i;

	*seconds = 0;
	for (i = 0; i < text.len && i < 12; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*seconds = *seconds * 10 + (text.data[i] - '0');
	}
	return text.len > 0 && i == text.len;
}

/* What an event says of itself. */
static void
note_event(walk *at)
{
	const cp_json_stream *stream = &at->stream;
	int64_t seconds;

	if (cp_json_is_word(&stream->key, "info") && stream->value.kind == CP_JSON_STRING &&
		!stream->value.escaped) {
		at->json.event =
			cp_bytes_slice(stream->value.inner, 0, sizeof(at->json.event_text));
		if (at->json.event.len > 0)
			memcpy(at->json.event_text, at->json.event.data, at->json.event.len);
		at->json.event.data = at->json.event_text;
	}
	if ((cp_json_is_word(&stream->key, "timestamp") ||
		    cp_json_is_word(&stream->key, "publish_timestamp")) &&
		read_seconds(stream->value.inner, &seconds) && seconds > 0)
		cp_threat_note_date(at->json.reading, seconds);
}

static int
fail(walk *at)
{
	return cp_threat_refuse(at->json.reading, at->stream.fault.offset, "this is no JSON: %s",
		at->stream.fault.what);
}

/* Walks into what holds more, and takes the rest whole. */
static int
open_or_take(walk *at)
{
	place found = find_place(at);

	if (found == PLACE_SKIP) {
		place around = place_around(at);

		return cp_json_stream_take(&at->stream) ? add_object(at, around) : fail(at);
	}
	if (found == PLACE_STIX)
		at->json.reading->about.format = CP_THREAT_STIX;
	if (found == PLACE_EVENT)
		at->json.event = CP_BYTES_NONE;
	/* The stream counts it as open from the next step on. */
	if (at->stream.depth < CP_JSON_DEEPEST)
		at->places[at->stream.depth] = found;
	return CERTPOLICY_OK;
}

static int
walk_all(walk *at)
{
	int status = CERTPOLICY_OK;

	while (status == CERTPOLICY_OK) {
		cp_json_step step = cp_json_stream_next(&at->stream);

		if (step == CP_JSON_STEP_END)
			break;
		if (step == CP_JSON_STEP_FAULT)
			status = fail(at);
		else if (step == CP_JSON_STEP_OPEN)
			status = open_or_take(at);
		else if (step == CP_JSON_STEP_VALUE && place_around(at) == PLACE_EVENT)
			note_event(at);
	}
	return status;
}

int
cp_threat_read_json(cp_threat_reading *reading)
{
	cp_threat_clauses clauses = {NULL, 0, 0, 0};
	walk at;
	int status;

	memset(&at, 0, sizeof(at));
	at.json.reading = reading;
	at.json.clauses = &clauses;
	reading->about.format = CP_THREAT_MISP;
	cp_json_stream_begin(&at.stream, reading->text);
	status = walk_all(&at);
	cp_arena_clear(&at.json.scratch);
	cp_threat_clauses_clear(&clauses);
	return status;
}
