/*
 * PKCS#12 by GnuTLS. What stands here are the bounds that it does not keep: on iterations, on size
 * (attributes of a bag take it quadratic time), and on the 32 bags of a safe beyond which it drops
 * the rest unsaid. Keys stay encrypted; plain ones are overwritten here, GnuTLS's own copies not.
 */
#include <config.h>
#include "crypto/container.h"
#include "asn1/ber.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#include <gnutls/crypto.h>
#include <gnutls/pkcs12.h>

#define BAGS_MAX 32u       /* of a safe; what GnuTLS tells of a larger one looks the same */
#define PASSWORD_MAX 1024u /* octets */

#define RSADSI 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d /* 1.2.840.113549 */

static const uint8_t pbes2[] = {RSADSI, 0x01, 0x05, 0x0d};
static const uint8_t rsadsi_hashes[] = {RSADSI, 0x02};

typedef enum outcome {
	OPENED,
	NO_MEMORY,
	MISMATCH, /* not by this password, or damaged */
	BROKEN,
	UNSUPPORTED,
	TOO_MANY,
	TOO_COSTLY
} outcome;

static outcome
outcome_of(int status)
{
	switch (status) {
	case GNUTLS_E_SUCCESS:
		return OPENED;
	case GNUTLS_E_MEMORY_ERROR:
		return NO_MEMORY;
	case GNUTLS_E_MAC_VERIFY_FAILED:
	case GNUTLS_E_DECRYPTION_FAILED:
	case GNUTLS_E_INVALID_UTF8_STRING:
	case GNUTLS_E_INVALID_PASSWORD_STRING:
		return MISMATCH;
	case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
	case GNUTLS_E_UNKNOWN_CIPHER_TYPE:
	case GNUTLS_E_UNKNOWN_PKCS_CONTENT_TYPE:
	case GNUTLS_E_UNIMPLEMENTED_FEATURE:
	case GNUTLS_E_ILLEGAL_PARAMETER:
		return UNSUPPORTED;
	default:
		return BROKEN;
	}
}

static bool
afford(cp_pkcs12_allowance *allowance, uint64_t iterations)
{
	if (iterations > allowance->iterations)
		return false;
	allowance->iterations -= iterations;
	return true;
}

/*
 * A container without a MAC passes. GnuTLS's other hashes take a hundred times as long; PBMAC1 (RFC
 * 9579) it does not read before 3.8.8, and does not tell what it costs.
 */
static outcome
check_mac(gnutls_pkcs12_t pfx, const char *password, cp_pkcs12_allowance *allowance)
{
	unsigned mac, iterations = 0;
	char *oid = NULL;
	int status = gnutls_pkcs12_mac_info(pfx, &mac, NULL, NULL, &iterations, &oid);
	bool is_there = oid != NULL;
	gnutls_digest_algorithm_t hash = is_there ? gnutls_oid_to_digest(oid) : GNUTLS_DIG_UNKNOWN;

	gnutls_free(oid);
	if (!is_there)
		return status == GNUTLS_E_INVALID_REQUEST ? OPENED : BROKEN;
	if (hash != GNUTLS_DIG_SHA1 && hash != GNUTLS_DIG_SHA224 && hash != GNUTLS_DIG_SHA256 &&
		hash != GNUTLS_DIG_SHA384 && hash != GNUTLS_DIG_SHA512)
		return UNSUPPORTED;
	if (status < 0)
		return outcome_of(status);
	if (!afford(allowance, iterations))
		return TOO_COSTLY;
	return outcome_of(gnutls_pkcs12_verify_mac(pfx, password));
}

/*
 * Reads the iteration count of EncryptedData (RFC 5652 section 8): SEQUENCE { salt, count } by
 * PKCS#12's own derivation, which gnutls_pkcs12_bag_enc_info would perform before it tells the
 * count, or the same within PBES2 (RFC 8018 A.2), where a keyed hash may be named as well.
 */
static bool
read_iterations(cp_bytes encrypted_data, uint64_t *iterations)
{
	cp_bytes data, info, oid, algorithm, params, kdf, salt, prf;
	uint64_t ignored;

	if (!cp_ber_take(&encrypted_data, CP_DER_SEQUENCE, &data) ||
		!cp_ber_take_unsigned(&data, &ignored) ||
		!cp_ber_take(&data, CP_DER_SEQUENCE, &info) ||
		!cp_ber_take(&info, CP_DER_OID, &oid) ||
		!cp_ber_take(&info, CP_DER_SEQUENCE, &algorithm) ||
		!cp_ber_take(&algorithm, CP_DER_OID, &oid) ||
		!cp_ber_take(&algorithm, CP_DER_SEQUENCE, &params))
		return false;
	if (cp_bytes_equal(oid, cp_bytes_of(pbes2, sizeof(pbes2))) &&
		(!cp_ber_take(&params, CP_DER_SEQUENCE, &kdf) ||
			!cp_ber_take(&kdf, CP_DER_OID, &oid) ||
			!cp_ber_take(&kdf, CP_DER_SEQUENCE, &params)))
		return false;
	if (!cp_ber_take(&params, CP_DER_OCTET_STRING, &salt) ||
		!cp_ber_take_unsigned(&params, iterations))
		return false;
	if (params.len > 0 && params.data[0] == CP_DER_INTEGER &&
		!cp_ber_take_unsigned(&params, &ignored))
		return false;
	return params.len == 0 ||
	       (cp_ber_take(&params, CP_DER_SEQUENCE, &prf) &&
		       cp_ber_take(&prf, CP_DER_OID, &oid) && oid.len > sizeof(rsadsi_hashes) &&
		       memcmp(oid.data, rsadsi_hashes, sizeof(rsadsi_hashes)) == 0);
}

static outcome
decrypt(gnutls_pkcs12_bag_t safe, const char *password, cp_pkcs12_allowance *allowance)
{
	gnutls_datum_t data;
	uint64_t iterations;
	outcome found;

	if (gnutls_pkcs12_bag_get_data(safe, 0, &data) != 0 ||
		!read_iterations(cp_bytes_of(data.data, data.size), &iterations))
		return UNSUPPORTED;
	if (!afford(allowance, iterations))
		return TOO_COSTLY;
	found = outcome_of(gnutls_pkcs12_bag_decrypt(safe, password));
	/* Padding can fit a wrong password by chance. */
	return found == BROKEN ? MISMATCH : found;
}

static outcome
open_safes(
	gnutls_pkcs12_t pfx, const char *password, cp_pkcs12_allowance *allowance, cp_pkcs12 *out)
{
	outcome found = OPENED;

	while (found == OPENED && out->n_safes < CP_PKCS12_SAFES_MAX) {
		gnutls_pkcs12_bag_t safe;
		int status = gnutls_pkcs12_bag_init(&safe);

		if (status != 0)
			return outcome_of(status);
		out->safes[out->n_safes] = safe;
		status = gnutls_pkcs12_get_bag(pfx, (int)out->n_safes++, safe);
		if (status == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			return OPENED;
		found = outcome_of(status);
		if (found == OPENED && gnutls_pkcs12_bag_get_type(safe, 0) == GNUTLS_BAG_ENCRYPTED)
			found = decrypt(safe, password, allowance);
		if (found == OPENED && gnutls_pkcs12_bag_get_count(safe) >= (int)BAGS_MAX)
			found = TOO_MANY;
	}
	return found == OPENED ? TOO_MANY : found;
}

/* The n-th bag of them all, of what type; false after the last. */
static bool
bag_at(const cp_pkcs12 *out, size_t n, int *type, cp_bytes *data, cp_bytes *key_id)
{
	size_t i;

	for (i = 0; i < out->n_safes; i++) {
		size_t count = (size_t)gnutls_pkcs12_bag_get_count(out->safes[i]);
		gnutls_datum_t value = {NULL, 0}, id = {NULL, 0};

		if (n >= count) {
			n -= count;
			continue;
		}
		*type = gnutls_pkcs12_bag_get_type(out->safes[i], (unsigned)n);
		if (gnutls_pkcs12_bag_get_data(out->safes[i], (unsigned)n, &value) != 0 ||
			gnutls_pkcs12_bag_get_key_id(out->safes[i], (unsigned)n, &id) != 0)
			return false;
		*data = cp_bytes_of(value.data, value.size);
		*key_id = cp_bytes_of(id.data, id.size);
		return true;
	}
	return false;
}

static void
put_certificate(cp_pkcs12 *out, cp_bytes der, bool is_leaf)
{
	size_t at = out->n_certificates++;

	if (is_leaf && !out->leaf_is_first) {
		memmove(out->certificates + 1, out->certificates, at * sizeof(cp_bytes));
		out->leaf_is_first = true;
		at = 0;
	}
	out->certificates[at] = der;
}

static outcome
collect(cp_pkcs12 *out)
{
	cp_bytes data, id, wanted = CP_BYTES_NONE;
	bool has_key = false;
	size_t i;
	int type;

	out->certificates = cp_calloc(BAGS_MAX * CP_PKCS12_SAFES_MAX, sizeof(cp_bytes));
	out->crls = cp_calloc(BAGS_MAX * CP_PKCS12_SAFES_MAX, sizeof(cp_bytes));
	if (out->certificates == NULL || out->crls == NULL)
		return NO_MEMORY;
	for (i = 0; bag_at(out, i, &type, &data, &id); i++) {
		/* A safe within a safe is among what GnuTLS does not know. */
		if (type == GNUTLS_BAG_UNKNOWN)
			return UNSUPPORTED;
		if (!has_key &&
			(type == GNUTLS_BAG_PKCS8_KEY || type == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)) {
			has_key = true;
			wanted = id;
		}
	}
	for (i = 0; bag_at(out, i, &type, &data, &id); i++) {
		if (type == GNUTLS_BAG_CERTIFICATE)
			put_certificate(out, data, wanted.len > 0 && cp_bytes_equal(id, wanted));
		else if (type == GNUTLS_BAG_CRL)
			out->crls[out->n_crls++] = data;
	}
	return OPENED;
}

static outcome
open_pfx(cp_bytes ber, const char *password, cp_pkcs12_allowance *allowance, cp_pkcs12 *out)
{
	/* Programs that "set no password" mean one of two things (RFC 7292 appendix B.1). */
	const char *candidates[] = {password != NULL ? password : "", NULL};
	size_t n_candidates = password != NULL ? 1 : 2, i;
	gnutls_datum_t der = {(unsigned char *)(uintptr_t)ber.data, (unsigned)ber.len};
	gnutls_pkcs12_t pfx = NULL;
	outcome found = outcome_of(gnutls_pkcs12_init(&pfx));

	if (found == OPENED)
		found = outcome_of(gnutls_pkcs12_import(pfx, &der, GNUTLS_X509_FMT_DER, 0));
	if (found == OPENED)
		found = MISMATCH;
	for (i = 0; i < n_candidates && found == MISMATCH; i++) {
		cp_pkcs12_clear(out);
		found = check_mac(pfx, candidates[i], allowance);
		if (found == OPENED)
			found = open_safes(pfx, candidates[i], allowance, out);
	}
	gnutls_pkcs12_deinit(pfx);
	return found == OPENED ? collect(out) : found;
}

static int
say_why(outcome found, const char *password, certpolicy_error **error)
{
	static const struct {
		const char *code, *message;
		int status;
	} texts[] = {
		[MISMATCH] = {"input.password", "the password does not open the PKCS#12 container",
			CERTPOLICY_ERROR_BAD_INPUT},
		[BROKEN] = {"input.pkcs12", "the PKCS#12 container is broken",
			CERTPOLICY_ERROR_BAD_INPUT},
		[UNSUPPORTED] = {"input.unsupported",
			"the PKCS#12 container is protected or built in a way that is not "
			"supported",
			CERTPOLICY_ERROR_BAD_INPUT},
		[TOO_MANY] = {"input.unsupported",
			"the PKCS#12 container holds more than 31 objects in a safe, or 16 safes",
			CERTPOLICY_ERROR_BAD_INPUT},
		[TOO_COSTLY] = {"input.too-costly",
			"the PKCS#12 container is too large or its iteration counts are too high",
			CERTPOLICY_ERROR_LIMIT},
	};

	if (found == OPENED)
		return CERTPOLICY_OK;
	if (found == NO_MEMORY)
		return cp_error_no_memory(error);
	return cp_error_set(error, texts[found].status, texts[found].code, "%s",
		found == MISMATCH && password == NULL ? "the PKCS#12 container needs a password"
						      : texts[found].message);
}

int
cp_pkcs12_open(cp_bytes ber, const char *password, cp_pkcs12_allowance *allowance, cp_pkcs12 *out,
	certpolicy_error **error)
{
	outcome found = TOO_COSTLY;

	memset(out, 0, sizeof(*out));
	if (ber.len <= allowance->octets) {
		allowance->octets -= ber.len;
		found = MISMATCH;
		/* GnuTLS takes passwords it cannot convert for missing memory. */
		if (password == NULL || (strlen(password) <= PASSWORD_MAX &&
						cp_utf8_is_valid(cp_bytes_of_string(password))))
			found = open_pfx(ber, password, allowance, out);
	}
	return say_why(found, password, error);
}

void
cp_pkcs12_clear(cp_pkcs12 *pkcs12)
{
	cp_bytes data, id;
	size_t i;
	int type;

	for (i = 0; bag_at(pkcs12, i, &type, &data, &id); i++) {
		if (type != GNUTLS_BAG_CERTIFICATE && type != GNUTLS_BAG_CRL && data.len > 0)
			gnutls_memset((void *)(uintptr_t)data.data, 0, data.len);
	}
	for (i = 0; i < pkcs12->n_safes; i++)
		gnutls_pkcs12_bag_deinit(pkcs12->safes[i]);
	cp_free(pkcs12->certificates);
	cp_free(pkcs12->crls);
	memset(pkcs12, 0, sizeof(*pkcs12));
}
