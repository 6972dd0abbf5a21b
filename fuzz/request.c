/* Requests as JSON: our scanner against jansson, then the reader, then the id of a broken line. */
#include <config.h>
#include "base/error.h"
#include "base/json_compact.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "fuzz.h"
#include "request/request.h"

#include <jansson.h>

/* Written anew it is the same value, unless a key stands twice. */
static void
compare_compact(cp_bytes text, const json_t *value)
{
	json_error_t problem;
	json_t *strict = json_loadb((const char *)text.data, text.len,
		JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &problem);
	json_t *again = NULL;
	char *compact = NULL;

	CP_INVARIANT((cp_json_compact(text, &compact) == CERTPOLICY_OK) == (strict != NULL));
	CP_INVARIANT((compact == NULL) == (strict == NULL));
	if (compact != NULL) {
		again = json_loads(compact, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
		CP_INVARIANT(again != NULL && json_equal(again, value));
	}
	cp_free(compact);
	json_decref(again);
	json_decref(strict);
}

/* What the scanner takes jansson takes too, but for numbers beyond its range and keys with a NUL.
 */
static void
compare_with_jansson(cp_bytes text)
{
	json_error_t problem;
	json_t *value = json_loadb(
		(const char *)text.data, text.len, JSON_ALLOW_NUL | JSON_DECODE_ANY, &problem);
	cp_json_fault fault = {0, NULL, false};
	bool taken = cp_json_check(text, &fault);

	CP_INVARIANT(taken == (fault.what == NULL));
	CP_INVARIANT(fault.offset <= text.len);
	if (taken && value == NULL)
		CP_INVARIANT(json_error_code(&problem) == json_error_numeric_overflow ||
			     json_error_code(&problem) == json_error_null_byte_in_key);
	/* A NUL octet is the end of the text to jansson. */
	if (!taken && value != NULL)
		CP_INVARIANT(fault.too_large || memchr(text.data, 0, text.len) != NULL);
	if (taken && value != NULL)
		compare_compact(text, value);
	json_decref(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	cp_bytes text = cp_bytes_of(data, len);
	certpolicy_request *request = NULL;
	certpolicy_error *error = NULL;
	int status = cp_request_read_json(text, 0, NULL, &request, &error);

	CP_INVARIANT((status == CERTPOLICY_OK) == (request != NULL));
	CP_INVARIANT((status == CERTPOLICY_OK) == (error == NULL));
	if (request != NULL)
		CP_INVARIANT((request->n_peers > 0) == (request->peer_state == CP_PEERS_GIVEN));
	certpolicy_request_free(request);
	certpolicy_error_free(error);
	compare_with_jansson(text);
	cp_free(cp_request_peek_id(text));
	return 0;
}
