/*
 * Anchors on PKCS#11 tokens, by URI (RFC 7512), through the modules that p11-kit is configured
 * with. A URI cannot bring a module of its own: whoever may write one would run code here.
 */
#include <config.h>
#include "base/error.h"
#include "base/mem.h"
#include "store/anchor_stage.h"
#include "store/p11.h"

#include <p11-kit/uri.h>

/* p11-kit's own attributes (pkcs11x.h), on the tokens of its trust module. */
#define X_DISTRUSTED 0xD8446641UL
#define TRUST_MODEL "p11-kit-trust   "

static int
parse_uri(const char *text, P11KitUri **uri, certpolicy_error **error)
{
	int rc;

	*uri = p11_kit_uri_new();
	if (*uri == NULL)
		return cp_error_no_memory(error);
	rc = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, *uri);
	if (rc == P11_KIT_URI_NO_MEMORY)
		return cp_error_no_memory(error);
	if (rc != P11_KIT_URI_OK || p11_kit_uri_any_unrecognized(*uri))
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "anchors.pkcs11-uri",
			"%s is not a PKCS#11 URI that can be used: %s", text,
			rc != P11_KIT_URI_OK ? p11_kit_uri_message(rc) : "an unknown attribute");
	if (p11_kit_uri_get_module_path(*uri) != NULL || p11_kit_uri_get_module_name(*uri) != NULL)
		return cp_error_set(error, CERTPOLICY_ERROR_BAD_ARGUMENT, "anchors.pkcs11-uri",
			"%s names a module; only those that p11-kit is configured with are used",
			text);
	return CERTPOLICY_OK;
}

/*
 * On the trust module's tokens a certificate may be there without being trusted, or to say that it
 * is not; on other tokens CKA_TRUSTED is hardly ever set, and who names the token trusts what it
 * has.
 */
static bool
is_trusted(cp_p11 *p11, CK_OBJECT_HANDLE object, const CK_TOKEN_INFO *token)
{
	if (memcmp(token->model, TRUST_MODEL, sizeof(token->model)) != 0)
		return true;
	return cp_p11_is_true(p11, object, CKA_TRUSTED) &&
	       !cp_p11_is_true(p11, object, X_DISTRUSTED);
}

/* What the URI says of objects (label, id, type), and that they are certificates. */
static bool
find_certificates(cp_p11 *p11, P11KitUri *uri)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE wanted[8] = {
		{CKA_CLASS, &class, sizeof(class)}, {CKA_CERTIFICATE_TYPE, &type, sizeof(type)}};
	CK_ULONG n = 0, i;
	CK_ATTRIBUTE *asked = p11_kit_uri_get_attributes(uri, &n);

	if (n > CP_COUNT(wanted) - 2)
		return false;
	for (i = 0; i < n; i++)
		wanted[2 + i] = asked[i];
	return cp_p11_find(p11, wanted, 2 + n);
}

static int
stage_token(cp_p11 *p11, CK_SLOT_ID slot, const CK_TOKEN_INFO *token, P11KitUri *uri,
	cp_anchor_stage *stage, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;
	cp_bytes der;
	size_t i;

	if (p11->module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &p11->session) !=
		CKR_OK)
		return CERTPOLICY_OK;
	if (!find_certificates(p11, uri))
		p11->n_objects = 0;
	for (i = 0; i < p11->n_objects && status == CERTPOLICY_OK; i++) {
		if (is_trusted(p11, p11->objects[i], token) &&
			cp_p11_get(p11, p11->objects[i], CKA_VALUE, &der))
			status = cp_anchor_stage_add(stage, der, NULL, error);
	}
	p11->module->C_CloseSession(p11->session);
	return status;
}

/* The slots of a module whose token the URI means. */
static int
stage_module(cp_p11 *p11, P11KitUri *uri, cp_anchor_stage *stage, certpolicy_error **error)
{
	CK_FUNCTION_LIST *module = p11->module;
	CK_SLOT_ID slots[64];
	CK_ULONG n = CP_COUNT(slots), i;
	CK_INFO about;
	int status = CERTPOLICY_OK;

	if (module->C_GetInfo(&about) != CKR_OK || !p11_kit_uri_match_module_info(uri, &about) ||
		module->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK || n > CP_COUNT(slots))
		return CERTPOLICY_OK;
	for (i = 0; i < n && status == CERTPOLICY_OK; i++) {
		CK_SLOT_INFO slot;
		CK_TOKEN_INFO token;

		if (module->C_GetSlotInfo(slots[i], &slot) == CKR_OK &&
			p11_kit_uri_match_slot_info(uri, &slot) &&
			module->C_GetTokenInfo(slots[i], &token) == CKR_OK &&
			p11_kit_uri_match_token_info(uri, &token))
			status = stage_token(p11, slots[i], &token, uri, stage, error);
	}
	return status;
}

static int
stage_modules(CK_FUNCTION_LIST **modules, P11KitUri *uri, cp_anchor_stage *stage,
	certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	for (; *modules != NULL && status == CERTPOLICY_OK; modules++) {
		cp_p11 p11 = {.module = *modules};

		status = stage_module(&p11, uri, stage, error);
		if (p11.no_memory && status == CERTPOLICY_OK)
			status = cp_error_no_memory(error);
		cp_p11_clear(&p11);
	}
	return status;
}

int
cp_anchor_stage_pkcs11(cp_anchor_stage *stage, const char *text, certpolicy_error **error)
{
	P11KitUri *uri = NULL;
	CK_FUNCTION_LIST **modules = NULL;
	int status = parse_uri(text, &uri, error);

	if (status != CERTPOLICY_OK)
		goto out;
	modules = p11_kit_modules_load_and_initialize(0);
	if (modules == NULL) {
		const char *why = p11_kit_message();

		status = cp_error_set(error, CERTPOLICY_ERROR_IO, "anchors.pkcs11",
			"the PKCS#11 modules of this machine cannot be used: %s",
			why != NULL ? why : "p11-kit does not say why");
		goto out;
	}
	status = stage_modules(modules, uri, stage, error);
out:
	if (modules != NULL)
		p11_kit_modules_finalize_and_release(modules);
	p11_kit_uri_free(uri);
	return status;
}
