/*
 * JSON (RFC 8259) of any length, read part by part: a text of gigabytes is checked as far as it was
 * walked, and nothing is kept of it. Whoever walks says which containers are walked into and which
 * are taken as one value, to which the limits of json_scan.h hold.
 */
#ifndef CP_BASE_JSON_STREAM_H
#define CP_BASE_JSON_STREAM_H

#include "base/json_scan.h"

typedef enum cp_json_step {
	CP_JSON_STEP_OPEN,  /* an array or object begins: go on, or take it whole */
	CP_JSON_STEP_CLOSE, /* the innermost one that was walked into ends */
	CP_JSON_STEP_VALUE, /* a value that is neither */
	CP_JSON_STEP_END,   /* of the text, nothing stands behind */
	CP_JSON_STEP_FAULT
} cp_json_step;

typedef struct cp_json_stream {
	cp_bytes text, rest;
	char closing[CP_JSON_DEEPEST];
	size_t depth; /* containers that were walked into and are open */
	bool is_open; /* one stands here and was neither walked into nor taken */
	bool may_end; /* no value need stand here: behind a value, or in an empty container */
	/* Of the last step. */
	bool has_key;
	cp_json_value key;   /* within an object */
	cp_json_value value; /* a value; of what opens its kind alone */
	cp_json_fault fault; /* its offset is that in the text */
} cp_json_stream;

/* The mark of UTF-8 that some editors put first is taken off. */
void
cp_json_stream_begin(cp_json_stream *stream, cp_bytes text);

/* After a fault the same one comes again. */
CP_CHECK_RESULT cp_json_step
cp_json_stream_next(cp_json_stream *stream);

/* Takes what has opened, checked, as `value`; false: a fault. */
CP_CHECK_RESULT bool
cp_json_stream_take(cp_json_stream *stream);

/* The line and column of an offset, from 1. */
void
cp_json_stream_place(cp_bytes text, size_t offset, size_t *line, size_t *column);

#endif
