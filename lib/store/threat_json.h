/* Between the readers of threat lists in JSON: members of an object, found once. */
#ifndef CP_STORE_THREAT_JSON_H
#define CP_STORE_THREAT_JSON_H

#include "base/arena.h"
#include "base/json_stream.h"
#include "store/threat_read.h"

typedef struct cp_threat_json {
	cp_threat_reading *reading;
	cp_arena scratch;                  /* of the object at hand */
	struct cp_threat_clauses *clauses; /* owned by cp_threat_read_json */
	cp_bytes event;                    /* what the MISP event is about; in event_text */
	uint8_t event_text[CP_THREAT_LABEL_MAX];
} cp_threat_json;

/* A member that was looked for. */
typedef struct cp_threat_member {
	cp_json_value value;
	bool is_there;
} cp_threat_member;

/* Finds the members of an object that bear one of the names; one that stands there twice is an
 * error. */
CP_CHECK_RESULT int
cp_threat_members(const cp_threat_json *json, const cp_json_value *object,
	const char *const *names, size_t n, cp_threat_member *members);

/* The text of a member that is a string, else nothing; lent until the object ends. */
cp_bytes
cp_threat_text(cp_threat_json *json, const cp_threat_member *member);

/* true, 1, "1" or "true". */
bool
cp_threat_is_true(const cp_threat_member *member);
bool
cp_threat_is_false(const cp_threat_member *member);

/* One object of a STIX bundle; one attribute or object of a MISP event. */
CP_CHECK_RESULT int
cp_threat_add_stix(cp_threat_json *json, const cp_json_value *object);
CP_CHECK_RESULT int
cp_threat_add_misp_attribute(cp_threat_json *json, const cp_json_value *object);
CP_CHECK_RESULT int
cp_threat_add_misp_object(cp_threat_json *json, const cp_json_value *object);

#endif
