/*
 * Extensions of OCSP responses (RFC 6960 4.4) and of their single responses, which may have those
 * of CRL entries too (4.4.5), and SCTs (RFC 6962 3.3).
 */
#include <config.h>
#include "x509/ocsp_read.h"
#include "x509/read.h"

/* CRLReason (RFC 5280 5.3.1): 0 to 10 without 7. */
#define REASON_UNUSED 7u
#define REASON_LAST 10u

/* Extensions are compared with each other up to this many: responses have one or two. */
#define EXTENSIONS_COMPARED 16u

void
cp_ocsp_read_reason(cp_ocsp_reading *r, cp_bytes value, cp_ocsp_single *single)
{
	uint64_t reason;
	cp_tlv tlv;

	if (!cp_der_open(&r->der, &value, CP_DER_ENUMERATED, "cRLReason", &tlv))
		return;
	if (cp_der_read_unsigned(&r->der, &tlv, &reason)) {
		if (reason <= REASON_LAST && reason != REASON_UNUSED)
			single->reason = (int)reason;
		else
			cp_ocsp_tolerate(r, CP_PROBLEM_VALUE, tlv.whole.data);
	}
	cp_der_leave(&r->der);
	cp_der_end(&r->der, value);
}

/* A list that cannot be read is no SCTs, and says nothing against the response. */
static void
read_scts(cp_ocsp_reading *r, cp_bytes value, cp_ocsp_single *single)
{
	cp_bytes rest = value;
	cp_tlv tlv;

	if (cp_der_split(&rest, &tlv) == CP_DER_OK && tlv.tag == CP_DER_OCTET_STRING &&
		tlv.flaws == 0 && rest.len == 0)
		single->sct_list = tlv.content;
	else
		cp_ocsp_tolerate(r, CP_PROBLEM_VALUE, value.data);
}

/* The time of revocation and its reason stand in RevokedInfo. */
static void
read_other(cp_ocsp_reading *r, cp_bytes value, cp_ocsp_single *single)
{
	cp_tlv tlv;

	(void)single;
	if (value.len == 0)
		cp_der_problem(&r->der, CP_PROBLEM_MISSING, value.data);
	if (!cp_der_next(&r->der, &value, &tlv))
		return;
	(void)cp_der_read_any(&r->der, &tlv);
	cp_der_end(&r->der, value);
}

/* A nonce was DER in RFC 6960 4.4.1 only by erratum: whatever it is, nobody here asked for one. */
static void
ignore(cp_ocsp_reading *r, cp_bytes value, cp_ocsp_single *single)
{
	(void)r;
	(void)value;
	(void)single;
}

typedef struct known_extension {
	cp_oid oid;
	bool of_single; /* else of the whole response */
	void (*read)(cp_ocsp_reading *, cp_bytes, cp_ocsp_single *);
} known_extension;

static const known_extension known_extensions[] = {
	{CP_OID_EXT_OCSP_NONCE, false, ignore},
	{CP_OID_EXT_OCSP_EXTENDED_REVOKE, false, read_other},
	{CP_OID_EXT_OCSP_CRL_REFERENCES, true, read_other},
	{CP_OID_EXT_OCSP_ARCHIVE_CUTOFF, true, read_other},
	{CP_OID_EXT_OCSP_SCT_LIST, true, read_scts},
	{CP_OID_EXT_REASON_CODE, true, read_other},
	{CP_OID_EXT_INVALIDITY_DATE, true, read_other},
	{CP_OID_EXT_HOLD_INSTRUCTION, true, read_other},
};

static const known_extension *
find_known(cp_bytes oid, bool of_single)
{
	cp_oid id = cp_oid_find(oid);
	size_t i;

	for (i = 0; i < CP_COUNT(known_extensions); i++) {
		if (known_extensions[i].oid == id && known_extensions[i].of_single == of_single)
			return &known_extensions[i];
	}
	return NULL;
}

static void
read_extension(cp_ocsp_reading *r, const cp_extension *extension, cp_ocsp_single *single)
{
	const known_extension *known = find_known(extension->oid, single != NULL);

	if (known != NULL)
		known->read(r, extension->value, single);
	else if (extension->critical && single != NULL)
		single->has_unknown_critical = true;
	else if (extension->critical)
		r->ocsp->has_unknown_critical = true;
}

/* RFC 5280 4.2: no more than one of a kind. */
static bool
is_repeated(const cp_bytes *before, size_t n, cp_bytes oid)
{
	size_t i;

	for (i = 0; i < n && i < EXTENSIONS_COMPARED; i++) {
		if (cp_bytes_equal(before[i], oid))
			return true;
	}
	return false;
}

static void
read_each(cp_ocsp_reading *r, cp_bytes rest, cp_ocsp_single *single)
{
	cp_bytes before[EXTENSIONS_COMPARED];
	size_t n, n_fatal = cp_ocsp_n_fatal(r);
	cp_extension extension;

	for (n = 0; rest.len > 0 && cp_ocsp_n_fatal(r) == n_fatal; n++) {
		cp_der_at(&r->der, n);
		if (!cp_read_extension(&r->der, &rest, &extension))
			break;
		if (is_repeated(before, n, extension.oid))
			cp_der_problem(&r->der, CP_PROBLEM_DUPLICATE, extension.oid.data);
		if (n < EXTENSIONS_COMPARED)
			before[n] = extension.oid;
		read_extension(r, &extension, single);
	}
}

void
cp_ocsp_read_extensions(
	cp_ocsp_reading *r, cp_bytes *rest, const char *field, cp_ocsp_single *single)
{
	cp_tlv outer, sequence;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_CONTEXT_CONSTRUCTED(1), field, &outer))
		return;
	if (cp_der_take(&r->der, &outer.content, CP_DER_SEQUENCE, NULL, &sequence)) {
		cp_der_not_empty(&r->der, &sequence);
		read_each(r, sequence.content, single);
	}
	cp_der_end(&r->der, outer.content);
	cp_der_leave(&r->der);
}
