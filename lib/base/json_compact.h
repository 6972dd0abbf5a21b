/* A JSON value (RFC 8259) once more, without what its writer was free to choose. */
#ifndef CP_BASE_JSON_COMPACT_H
#define CP_BASE_JSON_COMPACT_H

#include "base/bytes.h"
#include "base/compiler.h"

/*
 * `text`: one value that cp_json_check_value has checked, with white space around it or not. *compact
 * is for cp_free: nothing between the tokens, strings with no more escapes than JSON wants, numbers as
 * they are spelled. CERTPOLICY_ERROR_BAD_INPUT when a key stands twice in one object.
 */
CP_CHECK_RESULT int
cp_json_compact(cp_bytes text, char **compact);

#endif
