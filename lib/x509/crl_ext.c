/*
 * Extensions of revocation lists (RFC 5280 5.2): the number, what a delta is based on, whose list
 * it is and which certificates it covers.
 */
#include <config.h>
#include "x509/crl_read.h"
#include "x509/read.h"

/* RFC 5280 5.2.3: the content of a CRL number has at most 20 octets. */
#define NUMBER_MAX 20u

/* Unknown extensions are compared with each other up to this many: lists have four. */
#define UNKNOWN_COMPARED 16u

typedef struct seen {
	unsigned known; /* rows of known_extensions, by bits */
	cp_bytes unknown[UNKNOWN_COMPARED];
	size_t n_unknown;
} seen;

static void
read_number(cp_crl_reading *r, cp_bytes value, const char *name, cp_bytes *number)
{
	cp_bytes start = value;

	if (!cp_der_take_integer(&r->der, &value, CP_DER_INTEGER, name, number))
		return;
	if (number->len > NUMBER_MAX || (number->len > 0 && number->data[0] >= 0x80))
		cp_crl_tolerate(r, CP_PROBLEM_INTEGER_RANGE, start.data);
	cp_der_end(&r->der, value);
}

static void
read_crl_number(cp_crl_reading *r, const cp_extension *extension)
{
	r->crl->has_crl_number = true;
	r->crl->crl_number_critical = extension->critical;
	read_number(r, extension->value, "cRLNumber", &r->crl->crl_number);
}

static void
read_delta(cp_crl_reading *r, const cp_extension *extension)
{
	r->crl->has_delta = true;
	read_number(r, extension->value, "baseCRLNumber", &r->crl->delta_base);
}

/* AuthorityKeyIdentifier (RFC 5280 4.2.1.1): only the key identifier is of use here. */
static void
read_authority_key_id(cp_crl_reading *r, const cp_extension *extension)
{
	cp_bytes rest = extension->value, inside, ignored;
	cp_tlv sequence, field;

	if (!cp_der_open(&r->der, &rest, CP_DER_SEQUENCE, "authorityKeyIdentifier", &sequence))
		return;
	inside = sequence.content;
	if (cp_der_take_optional(&r->der, &inside, CP_DER_CONTEXT(0), "keyIdentifier", &field))
		r->crl->aki_key_id = field.content;
	(void)cp_read_optional_general_names(
		&r->der, &inside, CP_DER_CONTEXT_CONSTRUCTED(1), "authorityCertIssuer", &ignored);
	if (cp_der_peek(inside) == CP_DER_CONTEXT(2))
		(void)cp_der_take_integer(
			&r->der, &inside, CP_DER_CONTEXT(2), "authorityCertSerialNumber", &ignored);
	cp_der_end(&r->der, inside);
	cp_der_leave(&r->der);
	cp_der_end(&r->der, rest);
}

static void
read_flag(cp_crl_reading *r, cp_bytes *rest, unsigned tag, const char *name, bool *flag)
{
	cp_tlv tlv;

	if (!cp_der_open_optional(&r->der, rest, tag, name, &tlv))
		return;
	(void)cp_der_read_boolean_default_false(&r->der, &tlv, flag);
	cp_der_leave(&r->der);
}

/* ReasonFlags (RFC 5280 4.2.1.13). */
static void
read_reasons(cp_crl_reading *r, cp_bytes *rest)
{
	cp_tlv tlv;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_CONTEXT(3), "onlySomeReasons", &tlv))
		return;
	r->crl->idp_has_reasons = true;
	(void)cp_der_read_named_bits(&r->der, &tlv, &r->crl->idp_reasons);
	cp_der_leave(&r->der);
}

/* IssuingDistributionPoint (RFC 5280 5.2.5). */
static void
read_idp(cp_crl_reading *r, const cp_extension *extension)
{
	cp_bytes rest = extension->value, inside;
	cp_crl *crl = r->crl;
	cp_tlv sequence, point;

	crl->has_idp = true;
	if (!cp_der_open(&r->der, &rest, CP_DER_SEQUENCE, "issuingDistributionPoint", &sequence))
		return;
	inside = sequence.content;
	cp_der_not_empty(&r->der, &sequence);
	if (cp_der_open_optional(
		    &r->der, &inside, CP_DER_CONTEXT_CONSTRUCTED(0), "distributionPoint", &point)) {
		cp_read_distribution_point_name(
			&r->der, &point, &crl->idp_full_name, &crl->idp_relative_name);
		cp_der_leave(&r->der);
	}
	read_flag(r, &inside, CP_DER_CONTEXT(1), "onlyContainsUserCerts", &crl->idp_only_user);
	read_flag(r, &inside, CP_DER_CONTEXT(2), "onlyContainsCACerts", &crl->idp_only_ca);
	read_reasons(r, &inside);
	read_flag(r, &inside, CP_DER_CONTEXT(4), "indirectCRL", &crl->idp_indirect);
	read_flag(r, &inside, CP_DER_CONTEXT(5), "onlyContainsAttributeCerts",
		&crl->idp_only_attribute);
	cp_der_end(&r->der, inside);
	/* At most one of them may be TRUE. */
	if (crl->idp_only_user + crl->idp_only_ca + crl->idp_only_attribute > 1)
		cp_der_problem(&r->der, CP_PROBLEM_VALUE, sequence.whole.data);
	cp_der_leave(&r->der);
	cp_der_end(&r->der, rest);
}

/* Known, and without bearing on what the list says: issuerAltName, freshestCRL, AIA, ISO's
 * expiredCertsOnCRL. Whatever they hold must be DER. */
static void
read_other(cp_crl_reading *r, const cp_extension *extension)
{
	cp_bytes rest = extension->value;
	cp_tlv tlv;

	if (rest.len == 0)
		cp_der_problem(&r->der, CP_PROBLEM_MISSING, rest.data);
	if (!cp_der_next(&r->der, &rest, &tlv))
		return;
	(void)cp_der_read_any(&r->der, &tlv);
	cp_der_end(&r->der, rest);
}

static const struct {
	cp_oid oid;
	void (*read)(cp_crl_reading *, const cp_extension *);
} known_extensions[] = {
	{CP_OID_EXT_AUTHORITY_KEY_ID, read_authority_key_id},
	{CP_OID_EXT_CRL_NUMBER, read_crl_number},
	{CP_OID_EXT_DELTA_CRL_INDICATOR, read_delta},
	{CP_OID_EXT_ISSUING_DISTRIBUTION_POINT, read_idp},
	{CP_OID_EXT_ISSUER_ALT_NAME, read_other},
	{CP_OID_EXT_FRESHEST_CRL, read_other},
	{CP_OID_EXT_AUTHORITY_INFO_ACCESS, read_other},
	{CP_OID_EXT_EXPIRED_CERTS_ON_CRL, read_other},
};

static void
note_unknown(cp_crl_reading *r, seen *before, const cp_extension *extension)
{
	size_t i;

	for (i = 0; i < before->n_unknown; i++) {
		if (cp_bytes_equal(before->unknown[i], extension->oid))
			cp_der_problem(&r->der, CP_PROBLEM_DUPLICATE, extension->oid.data);
	}
	if (before->n_unknown < UNKNOWN_COMPARED)
		before->unknown[before->n_unknown++] = extension->oid;
	if (extension->critical)
		r->crl->has_unknown_critical = true;
}

static void
read_extension(cp_crl_reading *r, seen *before, const cp_extension *extension)
{
	cp_oid oid = cp_oid_find(extension->oid);
	size_t i;

	for (i = 0; i < CP_COUNT(known_extensions); i++) {
		if (oid != known_extensions[i].oid)
			continue;
		if ((before->known & 1u << i) != 0)
			cp_der_problem(&r->der, CP_PROBLEM_DUPLICATE, extension->oid.data);
		before->known |= 1u << i;
		known_extensions[i].read(r, extension);
		return;
	}
	note_unknown(r, before, extension);
}

void
cp_crl_read_extensions(cp_crl_reading *r, cp_bytes *rest)
{
	cp_extension extension;
	seen before = {.n_unknown = 0};
	cp_tlv outer, sequence;
	size_t n = 0, n_fatal;

	if (!cp_der_open_optional(
		    &r->der, rest, CP_DER_CONTEXT_CONSTRUCTED(0), "crlExtensions", &outer))
		return;
	if (r->crl->version != 2)
		cp_der_problem(&r->der, CP_PROBLEM_VERSION, outer.whole.data);
	if (cp_der_take(&r->der, &outer.content, CP_DER_SEQUENCE, NULL, &sequence)) {
		cp_der_not_empty(&r->der, &sequence);
		n_fatal = cp_crl_n_fatal(r);
		while (sequence.content.len > 0 && cp_crl_n_fatal(r) == n_fatal) {
			cp_der_at(&r->der, n++);
			if (cp_read_extension(&r->der, &sequence.content, &extension))
				read_extension(r, &before, &extension);
		}
		cp_der_end(&r->der, outer.content);
	}
	cp_der_leave(&r->der);
}
