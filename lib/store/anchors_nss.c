/*
 * Mozilla's root programme, read from NSS's own PKCS#11 module: certificates, who of them is
 * trusted for servers, and until when. The same module may be p11-kit's in disguise (Fedora, Arch),
 * with locally added roots among the others: only what bears Mozilla's mark is taken.
 */
#include <config.h>
#include "base/civil.h"
#include "base/error.h"
#include "base/mem.h"
#include "store/anchor_stage.h"
#include "store/p11.h"
#include "store/stamp.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

/* NSS's own classes and attributes (pkcs11n.h): CKO_NSS + n, CKA_NSS + n, CKT_NSS + n. */
#define NSS_TRUST_OBJECT 0xCE534353UL
#define NSS_MOZILLA_CA_POLICY 0xCE534372UL
#define NSS_SERVER_DISTRUST_AFTER 0xCE534373UL
#define NSS_TRUST_SERVER_AUTH 0xCE536358UL
#define NSS_TRUSTED_DELEGATOR 0xCE534352UL
#define NSS_NOT_TRUSTED 0xCE53435AUL

/* Where distributions put the module. The wrong architecture's does not load, and the next is
 * tried. */
static const char *const modules[] = {
	"/usr/lib/x86_64-linux-gnu/libnssckbi.so",
	"/usr/lib/x86_64-linux-gnu/nss/libnssckbi.so",
	"/usr/lib/aarch64-linux-gnu/libnssckbi.so",
	"/usr/lib/aarch64-linux-gnu/nss/libnssckbi.so",
	"/usr/lib/arm-linux-gnueabihf/libnssckbi.so",
	"/usr/lib/i386-linux-gnu/libnssckbi.so",
	"/usr/lib/powerpc64le-linux-gnu/libnssckbi.so",
	"/usr/lib/riscv64-linux-gnu/libnssckbi.so",
	"/usr/lib/s390x-linux-gnu/libnssckbi.so",
	"/usr/lib64/libnssckbi.so",
	"/usr/lib64/nss/libnssckbi.so",
	"/usr/lib/libnssckbi.so",
	"/usr/lib/nss/libnssckbi.so",
	"/usr/local/lib/libnssckbi.so",
	"/usr/local/lib/nss/libnssckbi.so",
};

/* What NSS says of the certificate with this issuer and serial number. */
typedef struct trust_row {
	cp_bytes issuer, serial; /* lent by the arena */
	CK_ULONG server;
} trust_row;

typedef struct trust_table {
	cp_arena arena;
	trust_row *rows; /* owned, sorted */
	size_t n, capacity;
} trust_table;

static int
by_issuer_and_serial(const void *a, const void *b)
{
	const trust_row *left = a, *right = b;
	int order = cp_bytes_compare(left->issuer, right->issuer);

	return order != 0 ? order : cp_bytes_compare(left->serial, right->serial);
}

/* A copy in the arena. An attribute that is missing is empty. */
static cp_bytes
copy_attribute(cp_p11 *p11, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, cp_arena *arena)
{
	cp_bytes value;
	uint8_t *copy;

	if (!cp_p11_get(p11, object, type, &value) || value.len == 0)
		return CP_BYTES_NONE;
	copy = cp_arena_alloc(arena, value.len, 1);
	if (copy == NULL)
		return CP_BYTES_NONE;
	memcpy(copy, value.data, value.len);
	return cp_bytes_of(copy, value.len);
}

static bool
read_trust(cp_p11 *p11, trust_table *table)
{
	size_t i;

	if (!cp_p11_find_class(p11, NSS_TRUST_OBJECT))
		return false;
	for (i = 0; i < p11->n_objects; i++) {
		trust_row *row;

		if (!cp_grow((void **)&table->rows, table->n, &table->capacity,
			    sizeof(*table->rows))) {
			p11->no_memory = true;
			return false;
		}
		row = &table->rows[table->n++];
		row->issuer = copy_attribute(p11, p11->objects[i], CKA_ISSUER, &table->arena);
		row->serial =
			copy_attribute(p11, p11->objects[i], CKA_SERIAL_NUMBER, &table->arena);
		row->server = cp_p11_get_number(p11, p11->objects[i], NSS_TRUST_SERVER_AUTH, 0);
	}
	if (table->n > 0)
		qsort(table->rows, table->n, sizeof(*table->rows), by_issuer_and_serial);
	p11->no_memory = p11->no_memory || cp_arena_failed(&table->arena);
	return !p11->no_memory;
}

static CK_ULONG
find_trust(cp_p11 *p11, CK_OBJECT_HANDLE object, trust_table *table)
{
	trust_row key, *row;

	key.issuer = copy_attribute(p11, object, CKA_ISSUER, &table->arena);
	key.serial = copy_attribute(p11, object, CKA_SERIAL_NUMBER, &table->arena);
	if (key.issuer.len == 0 || key.serial.len == 0 || table->n == 0)
		return 0;
	row = bsearch(&key, table->rows, table->n, sizeof(*table->rows), by_issuer_and_serial);
	return row != NULL ? row->server : 0;
}

/* A date that cannot be read distrusts at once: the programme meant to end the trust. */
static void
read_distrust_after(cp_p11 *p11, CK_OBJECT_HANDLE object, cp_staged_anchor *anchor)
{
	cp_bytes value;

	if (!cp_p11_get(p11, object, NSS_SERVER_DISTRUST_AFTER, &value) || value.len <= 1)
		return;
	anchor->has_distrust_after = true;
	if (!cp_stamp_parse(value, &anchor->distrust_after))
		anchor->distrust_after = CP_TIME_MIN;
}

static int
stage_certificate(cp_p11 *p11, CK_OBJECT_HANDLE object, trust_table *table, cp_anchor_stage *stage)
{
	CK_ULONG trust = find_trust(p11, object, table);
	cp_bytes der;
	cp_staged_anchor *anchor;
	int status;

	/* What is distrusted bears no mark of the programme any more. */
	if (trust != NSS_NOT_TRUSTED && !(trust == NSS_TRUSTED_DELEGATOR &&
						cp_p11_is_true(p11, object, NSS_MOZILLA_CA_POLICY)))
		return CERTPOLICY_OK;
	if (!cp_p11_get(p11, object, CKA_VALUE, &der))
		return CERTPOLICY_OK;
	status = cp_anchor_stage_add(stage, der, &anchor, NULL);
	if (status == CERTPOLICY_ERROR_BAD_INPUT)
		return CERTPOLICY_OK;
	if (status != CERTPOLICY_OK)
		return status;
	anchor->is_public = true;
	anchor->programme_distrusted = trust == NSS_NOT_TRUSTED;
	read_distrust_after(p11, object, anchor);
	return CERTPOLICY_OK;
}

/* Everything that one token holds. A token that fails holds nothing. */
static int
stage_token(CK_FUNCTION_LIST *module, CK_SLOT_ID slot, cp_anchor_stage *stage)
{
	cp_p11 p11 = {.module = module};
	trust_table table = {CP_ARENA_EMPTY, NULL, 0, 0};
	int status = CERTPOLICY_OK;
	size_t i;

	if (module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &p11.session) != CKR_OK)
		return CERTPOLICY_OK;
	if (read_trust(&p11, &table) && cp_p11_find_class(&p11, CKO_CERTIFICATE)) {
		for (i = 0; i < p11.n_objects && status == CERTPOLICY_OK; i++)
			status = stage_certificate(&p11, p11.objects[i], &table, stage);
	}
	if (p11.no_memory || cp_arena_failed(&table.arena))
		status = CERTPOLICY_ERROR_NO_MEMORY;
	module->C_CloseSession(p11.session);
	cp_p11_clear(&p11);
	cp_free(table.rows);
	cp_arena_clear(&table.arena);
	return status;
}

/* NSPR, which the module brings, loses its memory whenever it is unloaded; loaded once it stays. */
static void
keep_loaded(const char *path)
{
	void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);

	if (handle != NULL)
		dlclose(handle);
}

static int
stage_module(const char *path, cp_anchor_stage *stage)
{
	CK_SLOT_ID slots[16];
	CK_ULONG n = CP_COUNT(slots), i;
	CK_FUNCTION_LIST *module;
	int status = CERTPOLICY_OK;

	if (access(path, R_OK) != 0)
		return CERTPOLICY_OK;
	module = p11_kit_module_load(path, 0);
	if (module == NULL)
		return CERTPOLICY_OK;
	keep_loaded(path);
	if (p11_kit_module_initialize(module) == CKR_OK) {
		if (module->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK || n > CP_COUNT(slots))
			n = 0;
		for (i = 0; i < n && status == CERTPOLICY_OK; i++)
			status = stage_token(module, slots[i], stage);
		p11_kit_module_finalize(module);
	}
	p11_kit_module_release(module);
	return status;
}

int
cp_anchor_stage_nss(cp_anchor_stage *stage, certpolicy_error **error)
{
	size_t i;

	for (i = 0; i < CP_COUNT(modules); i++) {
		if (stage_module(modules[i], stage) != CERTPOLICY_OK)
			return cp_error_no_memory(error);
		if (stage->n_anchors > 0)
			return CERTPOLICY_OK;
	}
	return cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "anchors.no-nss",
		"NSS's list of roots (libnssckbi.so) is not on this machine; Debian and Ubuntu "
		"have it "
		"in the package libnss3");
}

bool
cp_anchors_have_nss(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(modules); i++) {
		if (access(modules[i], R_OK) == 0)
			return true;
	}
	return false;
}
