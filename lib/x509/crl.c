/*
 * Certificate revocation lists (RFC 5280 section 5): read once, strictly, without copies beyond the
 * octets themselves. What is broken ends the reading of entries and of extensions, so that a list
 * of nothing costs nothing. Extensions are in crl_ext.c, entries in crl_entry.c; whether a list
 * applies to a certificate is not decided here.
 */
#include <config.h>
#include "x509/crl.h"
#include "base/mem.h"
#include "x509/crl_file.h"
#include "x509/crl_read.h"
#include "x509/name.h"
#include "x509/read.h"

/* One that is against the profile only, and one that makes the list malformed. */
#define PROBLEMS_KEPT 2

/* 2050-01-01T00:00:00Z */
#define UTC_TIME_ENDS INT64_C(2524608000)

void
cp_crl_tolerate(cp_crl_reading *r, cp_problem_kind kind, const uint8_t *at)
{
	cp_der_problem(&r->der, kind, at);
	r->n_tolerated++;
}

/* RFC 5280 5.1.2.4: UTCTime through 2049. */
bool
cp_crl_read_time(cp_crl_reading *r, cp_bytes *rest, const char *field, int64_t *seconds)
{
	cp_time_form form = CP_TIME_NONE;
	cp_bytes before = *rest;

	if (!cp_read_time(&r->der, rest, field, seconds, &form) || form == CP_TIME_NONE)
		return false;
	if (form == CP_TIME_GENERALIZED && *seconds < UTC_TIME_ENDS)
		cp_crl_tolerate(r, CP_PROBLEM_TIME, before.data);
	return true;
}

static void
read_entries(cp_crl_reading *r, cp_bytes *rest)
{
	cp_crl *crl = r->crl;
	cp_crl_entry entry;
	cp_bytes left;
	cp_tlv sequence, tlv;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_SEQUENCE, "revokedCertificates", &sequence))
		return;
	/* RFC 5280 5.1.2.6: an empty list of entries must be absent. */
	cp_der_not_empty(&r->der, &sequence);
	crl->entries = sequence.content;
	if (r->known != NULL) {
		crl->n_entries = r->known->n_entries;
		crl->has_unknown_critical = r->known->has_unknown_critical;
		crl->names_other_issuers = r->known->names_other_issuers;
		cp_der_leave(&r->der);
		return;
	}
	for (left = crl->entries; left.len > 0; crl->n_entries++) {
		cp_der_at(&r->der, crl->n_entries);
		if (!cp_der_take(&r->der, &left, CP_DER_SEQUENCE, NULL, &tlv) ||
			!cp_crl_read_entry(r, &tlv, crl->version == 2, &entry))
			break;
		if (entry.has_unknown_critical)
			crl->has_unknown_critical = true;
		if (entry.certificate_issuer.len > 0)
			crl->names_other_issuers = true;
	}
	cp_der_leave(&r->der);
}

/* Version ::= INTEGER, absent for v1, and v2 if present (RFC 5280 5.1.2.1). */
static void
read_version(cp_crl_reading *r, cp_bytes *rest)
{
	uint64_t version = 0;
	cp_tlv tlv;

	r->crl->version = 1;
	if (!cp_der_open_optional(&r->der, rest, CP_DER_INTEGER, "version", &tlv))
		return;
	if (cp_der_read_unsigned(&r->der, &tlv, &version) && version != 1)
		cp_der_problem(&r->der, CP_PROBLEM_VALUE, tlv.whole.data);
	r->crl->version = 2;
	cp_der_leave(&r->der);
}

/* TBSCertList; true when the fields without which it says nothing are there. */
static bool
read_tbs(cp_crl_reading *r, const cp_tlv *tbs)
{
	cp_bytes rest = tbs->content;
	cp_crl *crl = r->crl;
	bool has_algorithm, has_issuer, has_this_update;

	crl->tbs = tbs->whole;
	read_version(r, &rest);
	has_algorithm =
		cp_read_signature_algorithm(&r->der, &rest, "signature", &crl->inner_algorithm);
	has_issuer = cp_read_name(&r->der, &rest, "issuer", &crl->issuer);
	if (has_issuer)
		crl->issuer_hash = cp_name_hash(crl->issuer);
	has_this_update = cp_crl_read_time(r, &rest, "thisUpdate", &crl->this_update);
	if (cp_time_comes(rest))
		crl->has_next_update = cp_crl_read_time(r, &rest, "nextUpdate", &crl->next_update);
	read_entries(r, &rest);
	cp_crl_read_extensions(r, &rest);
	cp_der_end(&r->der, rest);
	return has_algorithm && has_issuer && has_this_update;
}

static bool
read_signature(cp_crl_reading *r, cp_bytes *rest)
{
	bool readable;
	cp_tlv bits;

	if (!cp_der_open(&r->der, rest, CP_DER_BIT_STRING, "signatureValue", &bits))
		return false;
	readable = cp_der_read_octet_bits(&r->der, &bits, &r->crl->signature);
	cp_der_leave(&r->der);
	return readable;
}

/* CertificateList; true when its frame is whole. */
static bool
read_list(cp_crl_reading *r)
{
	cp_crl *crl = r->crl;
	cp_bytes rest = crl->der, inside;
	cp_tlv list, tbs;
	bool tbs_whole = false, signed_whole;

	if (!cp_der_take(&r->der, &rest, CP_DER_SEQUENCE, NULL, &list))
		return false;
	inside = list.content;
	if (cp_der_open(&r->der, &inside, CP_DER_SEQUENCE, "tbsCertList", &tbs)) {
		tbs_whole = read_tbs(r, &tbs);
		cp_der_leave(&r->der);
	}
	signed_whole = cp_read_signature_algorithm(
			       &r->der, &inside, "signatureAlgorithm", &crl->outer_algorithm) &&
		       read_signature(r, &inside);
	cp_der_end(&r->der, inside);
	cp_der_end(&r->der, rest);
	crl->algorithms_agree =
		tbs_whole && signed_whole &&
		cp_bytes_equal(crl->inner_algorithm.whole, crl->outer_algorithm.whole);
	/* RFC 5280 5.1.1.2 */
	if (tbs_whole && signed_whole && !crl->algorithms_agree)
		cp_der_problem(
			&r->der, CP_PROBLEM_ALGORITHMS_DIFFER, crl->outer_algorithm.whole.data);
	return tbs_whole && signed_whole;
}

/* What makes a list malformed comes before what is against the profile. */
static void
keep_problem(cp_crl_reading *r, const cp_problem *problems)
{
	size_t i;

	r->crl->n_problems = r->der.n_all_problems;
	if (r->der.n_problems == 0)
		return;
	for (i = 0; i + 1 < r->der.n_problems && !cp_problem_is_malformed(&problems[i]); i++)
		continue;
	r->crl->problem = problems[i];
}

cp_crl *
cp_crl_read_known(cp_bytes der, const cp_crl_known *known)
{
	cp_crl *crl = cp_calloc(1, sizeof(*crl));
	cp_problem problems[PROBLEMS_KEPT];
	cp_crl_reading r;

	if (crl == NULL)
		return NULL;
	crl->references = 1;
	crl->der = der;
	memset(&r, 0, sizeof(r));
	r.crl = crl;
	r.known = known;
	cp_der_reader_init(&r.der, crl->der, problems, PROBLEMS_KEPT);
	crl->skeleton = read_list(&r) && cp_crl_n_fatal(&r) == 0;
	keep_problem(&r, problems);
	return crl;
}

cp_crl *
cp_crl_read(cp_bytes der)
{
	uint8_t *copy = cp_memdup(der.data, der.len);
	cp_crl *crl;

	if (copy == NULL)
		return NULL;
	crl = cp_crl_read_known(cp_bytes_of(copy, der.len), NULL);
	if (crl == NULL)
		cp_free(copy);
	return crl;
}

cp_crl *
cp_crl_ref(cp_crl *crl)
{
	cp_atomic_increment(&crl->references);
	return crl;
}

void
cp_crl_unref(cp_crl *crl)
{
	if (crl == NULL || cp_atomic_decrement(&crl->references) != 0)
		return;
	if (crl->file != NULL)
		cp_crl_file_unref(crl->file);
	else
		cp_bytes_clear(&crl->der);
	cp_free((void *)(uintptr_t)crl->kept.index);
	cp_free(crl);
}

bool
cp_crl_next_entry(cp_bytes *rest, cp_crl_entry *entry)
{
	cp_crl_reading r = {.crl = NULL};
	cp_tlv tlv;

	if (!cp_der_walk(rest, &tlv))
		return false;
	cp_der_reader_init(&r.der, tlv.whole, NULL, 0);
	if (tlv.tag == CP_DER_SEQUENCE && cp_crl_read_entry(&r, &tlv, true, entry))
		return true;
	*rest = CP_BYTES_NONE;
	return false;
}

bool
cp_crl_next_of_serial(cp_bytes *rest, cp_bytes serial, cp_crl_entry *entry)
{
	cp_tlv tlv, number;
	cp_bytes whole;

	while (cp_der_walk(rest, &tlv) && cp_der_walk(&tlv.content, &number)) {
		if (!cp_bytes_equal(number.content, serial))
			continue;
		whole = tlv.whole;
		if (cp_crl_next_entry(&whole, entry))
			return true;
		break;
	}
	*rest = CP_BYTES_NONE;
	return false;
}

const char *
cp_crl_reason_name(int reason)
{
	static const char *const names[] = {"unspecified", "keyCompromise", "cACompromise",
		"affiliationChanged", "superseded", "cessationOfOperation", "certificateHold", NULL,
		"removeFromCRL", "privilegeWithdrawn", "aACompromise"};

	return reason >= 0 && (size_t)reason < CP_COUNT(names) ? names[reason] : NULL;
}
