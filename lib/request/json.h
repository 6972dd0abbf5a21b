/* Inside of the JSON reader: shared by json.c, json_fields.c, json_anchors.c and json_value.c. */
#ifndef CP_REQUEST_JSON_H
#define CP_REQUEST_JSON_H

#include "base/json_scan.h"
#include "request/request.h"

/* One request on its way in. */
typedef struct cp_request_reader {
	certpolicy_request *request;
	const cp_budget *limits;
	certpolicy_error **error;
	uint64_t n_certificates; /* of the chain and beside it, so far */
	uint64_t n_objects;      /* anchors, CRLs, responses so far */
} cp_request_reader;

/* Where a value stands: "anchors", "anchors[2]", "anchors[2].permitted". */
typedef struct cp_json_place {
	const char *field;
	bool has_index;
	size_t index;
	const char *inner; /* a key inside of it; NULL */
} cp_json_place;

/* A field of an object and what reads it. */
typedef struct cp_request_field {
	const char *name;
	unsigned lock; /* CERTPOLICY_LOCK_*; 0: none */
	int (*read)(cp_request_reader *reader, const cp_json_value *value);
} cp_request_field;

/* The fields of a request, ended by a NULL name. */
extern const cp_request_field cp_request_fields[];

/* Two of them: `anchors`, which take the place of the engine's, and `extra_anchors` beside those. */
CP_CHECK_RESULT int
cp_request_read_anchors(cp_request_reader *reader, const cp_json_value *value);
CP_CHECK_RESULT int
cp_request_read_extra_anchors(cp_request_reader *reader, const cp_json_value *value);

/* A field as a whole. */
cp_json_place
cp_json_place_of(const char *field);

/* Walks a list; `read` sees each element with its place. */
CP_CHECK_RESULT int
cp_json_list(cp_request_reader *reader, const cp_json_value *value, const char *field,
	const char *wanted,
	int (*read)(cp_request_reader *reader, const cp_json_place *place,
		const cp_json_value *element));

/* CERTPOLICY_ERROR_BAD_REQUEST and an error that begins with the place. */
int
cp_json_bad(const cp_request_reader *reader, const cp_json_place *place, const char *code,
	const char *format, ...) CP_PRINTF(4, 5);
/* "… must be …, not …" */
int
cp_json_wrong_type(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, const char *wanted);
int
cp_json_unknown_key(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *key, const char *const *words);

/* A string that is not empty, decoded: lent by the text or held by *owned (cp_free it, NULL is fine). */
CP_CHECK_RESULT int
cp_json_text(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, cp_bytes *text, uint8_t **owned);
/* The same as a C string for cp_free; without NUL. */
CP_CHECK_RESULT int
cp_json_string(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, char **string);
CP_CHECK_RESULT int
cp_json_bool(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, bool *flag);
/* From 1 to 999999. */
CP_CHECK_RESULT int
cp_json_count(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, unsigned *count);
CP_CHECK_RESULT int
cp_json_time(const cp_request_reader *reader, const cp_json_place *place,
	const cp_json_value *value, int64_t *time);
/* Octets as PEM or base64 (`pem_allowed`), or as base64 only. cp_free the data. */
CP_CHECK_RESULT int
cp_json_octets(const cp_request_reader *reader, const cp_json_place *place, const cp_json_value *value,
	bool pem_allowed, cp_bytes *octets);

/* The same of what is counted and bounded. */
CP_CHECK_RESULT int
cp_json_counted(cp_request_reader *reader, const cp_json_place *place, const cp_json_value *value,
	bool pem_allowed, cp_bytes *octets);

/* The index of the word that the key is; that of the NULL at their end when it is none. */
size_t
cp_json_find_word(const cp_json_value *key, const char *const *words);
/* Keys that begin with "x-" are whoever's who wrote the request. */
bool
cp_json_is_own_key(const cp_json_value *key);

/* Marks *seen and fails when a key stands twice. */
CP_CHECK_RESULT int
cp_json_see_key(const cp_request_reader *reader, const cp_json_place *place, const char *key,
	bool *seen);

#endif
