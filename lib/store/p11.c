/* The few PKCS#11 calls that reading objects takes. */
#include <config.h>
#include "store/p11.h"
#include "base/mem.h"

/* Octets of an attribute. Certificates have 1 to 10 kB. */
#define FIRST_VALUE 8192u
#define LARGEST_VALUE (1u << 20)
/* Objects of one class on one token. */
#define MOST_OBJECTS 100000u
#define OBJECTS_AT_ONCE 64u

static bool
keep_objects(cp_p11 *p11, const CK_OBJECT_HANDLE *objects, CK_ULONG n)
{
	CK_ULONG i;

	for (i = 0; i < n; i++) {
		if (p11->n_objects >= MOST_OBJECTS)
			return false;
		if (!cp_grow((void **)&p11->objects, p11->n_objects, &p11->capacity,
			    sizeof(*p11->objects))) {
			p11->no_memory = true;
			return false;
		}
		p11->objects[p11->n_objects++] = objects[i];
	}
	return true;
}

bool
cp_p11_find(cp_p11 *p11, CK_ATTRIBUTE *wanted, size_t n_wanted)
{
	CK_OBJECT_HANDLE found[OBJECTS_AT_ONCE];
	CK_ULONG n = 0;
	bool complete = true;

	p11->n_objects = 0;
	if (p11->module->C_FindObjectsInit(p11->session, wanted, n_wanted) != CKR_OK)
		return false;
	do {
		complete = p11->module->C_FindObjects(p11->session, found, OBJECTS_AT_ONCE, &n) ==
				   CKR_OK &&
			   n <= OBJECTS_AT_ONCE && keep_objects(p11, found, n);
	} while (complete && n > 0);
	p11->module->C_FindObjectsFinal(p11->session);
	return complete;
}

bool
cp_p11_find_class(cp_p11 *p11, CK_OBJECT_CLASS class)
{
	CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof(class)};

	return cp_p11_find(p11, &wanted, 1);
}

static bool
reserve_value(cp_p11 *p11, size_t len)
{
	uint8_t *grown;

	if (len <= p11->value_capacity)
		return true;
	if (len > LARGEST_VALUE)
		return false;
	grown = cp_realloc(p11->value, len, 1);
	if (grown == NULL) {
		p11->no_memory = true;
		return false;
	}
	p11->value = grown;
	p11->value_capacity = len;
	return true;
}

bool
cp_p11_get(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, cp_bytes *value)
{
	CK_ATTRIBUTE attribute = {type, NULL, 0};
	CK_RV rv;

	if (!reserve_value(p11, FIRST_VALUE))
		return false;
	attribute.pValue = p11->value;
	attribute.ulValueLen = p11->value_capacity;
	rv = p11->module->C_GetAttributeValue(p11->session, object, &attribute, 1);
	if (rv == CKR_BUFFER_TOO_SMALL) {
		attribute.pValue = NULL;
		attribute.ulValueLen = 0;
		rv = p11->module->C_GetAttributeValue(p11->session, object, &attribute, 1);
		if (rv != CKR_OK || !reserve_value(p11, attribute.ulValueLen))
			return false;
		attribute.pValue = p11->value;
		attribute.ulValueLen = p11->value_capacity;
		rv = p11->module->C_GetAttributeValue(p11->session, object, &attribute, 1);
	}
	if (rv != CKR_OK || attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION ||
		attribute.ulValueLen > p11->value_capacity)
		return false;
	*value = cp_bytes_of(p11->value, attribute.ulValueLen);
	return true;
}

CK_ULONG
cp_p11_get_number(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, CK_ULONG missing)
{
	cp_bytes value;
	CK_ULONG number;

	if (!cp_p11_get(p11, object, type, &value) || value.len != sizeof(number))
		return missing;
	memcpy(&number, value.data, sizeof(number));
	return number;
}

bool
cp_p11_is_true(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
	cp_bytes value;

	return cp_p11_get(p11, object, type, &value) && value.len == sizeof(CK_BBOOL) &&
	       value.data[0] == CK_TRUE;
}

void
cp_p11_clear(cp_p11 *p11)
{
	cp_free(p11->objects);
	cp_free(p11->value);
	memset(p11, 0, sizeof(*p11));
}
