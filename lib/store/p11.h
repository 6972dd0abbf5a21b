/* Reading objects of a PKCS#11 token with the standard's own functions, memory bounded. */
#ifndef CP_STORE_P11_H
#define CP_STORE_P11_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <p11-kit/p11-kit.h>

typedef struct cp_p11 {
	CK_FUNCTION_LIST *module; /* lent */
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE *objects; /* owned: what cp_p11_find found */
	size_t n_objects, capacity;
	uint8_t *value; /* owned: what cp_p11_get reads into */
	size_t value_capacity;
	bool no_memory;
} cp_p11;

/* Fills p11->objects with the objects that bear all `wanted` attributes. False when the token fails
 * or memory runs out. */
CP_CHECK_RESULT bool
cp_p11_find(cp_p11 *p11, CK_ATTRIBUTE *wanted, size_t n_wanted);
CP_CHECK_RESULT bool
cp_p11_find_class(cp_p11 *p11, CK_OBJECT_CLASS class);

/* An attribute's octets, lent until the next call; false when the object has none. */
CP_CHECK_RESULT bool
cp_p11_get(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, cp_bytes *value);

/* An attribute that is a CK_ULONG; `missing` when there is none. */
CK_ULONG
cp_p11_get_number(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, CK_ULONG missing);

/* An attribute that is CK_TRUE. */
bool
cp_p11_is_true(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);

void
cp_p11_clear(cp_p11 *p11);

#endif
