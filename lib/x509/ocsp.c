/*
 * OCSP responses (RFC 6960 4.2): read once, strictly, without copies. The same code validates the
 * single responses and walks them later, so that what was accepted and what is seen cannot differ.
 * Extensions are in ocsp_ext.c; which certificate a response is about, and whether it is to be
 * believed, is not decided here.
 */
#include <config.h>
#include "x509/ocsp.h"
#include "x509/ocsp_read.h"
#include "x509/read.h"

/* One that is against the profile only, and one that makes the response malformed. */
#define PROBLEMS_KEPT 2

void
cp_ocsp_tolerate(cp_ocsp_reading *r, cp_problem_kind kind, const uint8_t *at)
{
	cp_der_problem(&r->der, kind, at);
	r->n_tolerated++;
}

/* GeneralizedTime, and no UTCTime. */
static bool
read_time(cp_ocsp_reading *r, cp_bytes *rest, const char *field, int64_t *seconds)
{
	bool readable;
	cp_tlv tlv;

	if (!cp_der_open(&r->der, rest, CP_DER_GENERALIZED_TIME, field, &tlv))
		return false;
	readable = cp_der_read_time(&r->der, &tlv, seconds);
	cp_der_leave(&r->der);
	return readable;
}

/* CertID. Hash algorithms that are not known here name nobody's issuer. */
static void
read_cert_id(cp_ocsp_reading *r, cp_bytes *rest, cp_ocsp_single *single)
{
	cp_tlv sequence, hash;

	if (!cp_der_open(&r->der, rest, CP_DER_SEQUENCE, "certID", &sequence))
		return;
	if (!cp_read_hash(&r->der, &sequence.content, "hashAlgorithm", &single->hash))
		single->hash = CP_HASH_UNKNOWN;
	if (cp_der_take(&r->der, &sequence.content, CP_DER_OCTET_STRING, "issuerNameHash", &hash))
		single->issuer_name_hash = hash.content;
	if (cp_der_take(&r->der, &sequence.content, CP_DER_OCTET_STRING, "issuerKeyHash", &hash))
		single->issuer_key_hash = hash.content;
	(void)cp_der_take_integer(
		&r->der, &sequence.content, CP_DER_INTEGER, "serialNumber", &single->serial);
	cp_der_end(&r->der, sequence.content);
	cp_der_leave(&r->der);
}

/* RevokedInfo. */
static void
read_revoked(cp_ocsp_reading *r, cp_bytes rest, cp_ocsp_single *single)
{
	cp_tlv outer;

	(void)read_time(r, &rest, "revocationTime", &single->revoked_at);
	if (cp_der_open_optional(
		    &r->der, &rest, CP_DER_CONTEXT_CONSTRUCTED(0), "revocationReason", &outer)) {
		cp_ocsp_read_reason(r, outer.content, single);
		cp_der_leave(&r->der);
	}
	cp_der_end(&r->der, rest);
}

/* CertStatus ::= CHOICE { good [0] NULL, revoked [1] RevokedInfo, unknown [2] NULL }, IMPLICIT */
static void
read_cert_status(cp_ocsp_reading *r, cp_bytes *rest, cp_ocsp_single *single)
{
	unsigned tag = cp_der_peek(*rest);
	cp_tlv tlv;

	single->status = CP_OCSP_UNKNOWN;
	if (tag == CP_DER_CONTEXT_CONSTRUCTED(1)) {
		if (!cp_der_open(&r->der, rest, tag, "certStatus", &tlv))
			return;
		single->status = CP_OCSP_REVOKED;
		read_revoked(r, tlv.content, single);
	} else {
		if (tag != CP_DER_CONTEXT(2))
			tag = CP_DER_CONTEXT(0);
		if (!cp_der_open(&r->der, rest, tag, "certStatus", &tlv))
			return;
		if (cp_der_read_null(&r->der, &tlv) && tag == CP_DER_CONTEXT(0))
			single->status = CP_OCSP_GOOD;
	}
	cp_der_leave(&r->der);
}

/* SingleResponse; false when it cannot be used. */
static bool
read_single(cp_ocsp_reading *r, const cp_tlv *sequence, cp_ocsp_single *single)
{
	size_t n_fatal = cp_ocsp_n_fatal(r);
	cp_bytes rest = sequence->content;
	cp_tlv outer;

	memset(single, 0, sizeof(*single));
	single->reason = -1;
	read_cert_id(r, &rest, single);
	read_cert_status(r, &rest, single);
	(void)read_time(r, &rest, "thisUpdate", &single->this_update);
	if (cp_der_open_optional(
		    &r->der, &rest, CP_DER_CONTEXT_CONSTRUCTED(0), "nextUpdate", &outer)) {
		single->has_next_update = read_time(r, &outer.content, NULL, &single->next_update);
		cp_der_end(&r->der, outer.content);
		cp_der_leave(&r->der);
	}
	cp_ocsp_read_extensions(r, &rest, "singleExtensions", single);
	cp_der_end(&r->der, rest);
	return cp_ocsp_n_fatal(r) == n_fatal;
}

static void
read_singles(cp_ocsp_reading *r, cp_bytes *rest)
{
	cp_ocsp_single single;
	cp_tlv sequence, tlv;
	cp_bytes left;

	if (!cp_der_open(&r->der, rest, CP_DER_SEQUENCE, "responses", &sequence))
		return;
	r->ocsp->singles = sequence.content;
	for (left = sequence.content; left.len > 0; r->ocsp->n_singles++) {
		cp_der_at(&r->der, r->ocsp->n_singles);
		if (!cp_der_take(&r->der, &left, CP_DER_SEQUENCE, NULL, &tlv) ||
			!read_single(r, &tlv, &single))
			break;
	}
	cp_der_leave(&r->der);
}

/* Version ::= INTEGER { v1(0) }, in [0] EXPLICIT DEFAULT v1: there is no other. */
static void
read_version(cp_ocsp_reading *r, cp_bytes *rest)
{
	uint64_t version;
	cp_tlv outer, tlv;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_CONTEXT_CONSTRUCTED(0), "version", &outer))
		return;
	if (cp_der_take(&r->der, &outer.content, CP_DER_INTEGER, NULL, &tlv) &&
		cp_der_read_unsigned(&r->der, &tlv, &version))
		cp_der_problem(&r->der,
			version == 0 ? CP_PROBLEM_DEFAULT_ENCODED : CP_PROBLEM_VALUE,
			tlv.whole.data);
	cp_der_end(&r->der, outer.content);
	cp_der_leave(&r->der);
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash }, EXPLICIT */
static void
read_responder(cp_ocsp_reading *r, cp_bytes *rest)
{
	unsigned tag = cp_der_peek(*rest);
	cp_tlv outer, hash;

	if (tag != CP_DER_CONTEXT_CONSTRUCTED(2))
		tag = CP_DER_CONTEXT_CONSTRUCTED(1);
	if (!cp_der_open(&r->der, rest, tag, "responderID", &outer))
		return;
	if (tag == CP_DER_CONTEXT_CONSTRUCTED(1))
		(void)cp_read_name(&r->der, &outer.content, "byName", &r->ocsp->responder_name);
	else if (cp_der_take(&r->der, &outer.content, CP_DER_OCTET_STRING, "byKey", &hash))
		r->ocsp->responder_key_hash = hash.content;
	cp_der_end(&r->der, outer.content);
	cp_der_leave(&r->der);
}

/* ResponseData */
static void
read_data(cp_ocsp_reading *r, const cp_tlv *data)
{
	cp_bytes rest = data->content;

	r->ocsp->tbs = data->whole;
	read_version(r, &rest);
	read_responder(r, &rest);
	(void)read_time(r, &rest, "producedAt", &r->ocsp->produced_at);
	read_singles(r, &rest);
	cp_ocsp_read_extensions(r, &rest, "responseExtensions", NULL);
	cp_der_end(&r->der, rest);
}

/* certs: [0] EXPLICIT SEQUENCE OF Certificate. Each is read by whoever needs it. */
static void
read_certs(cp_ocsp_reading *r, cp_bytes *rest)
{
	cp_tlv outer, sequence, tlv;
	cp_bytes left;
	size_t n;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_CONTEXT_CONSTRUCTED(0), "certs", &outer))
		return;
	if (cp_der_take(&r->der, &outer.content, CP_DER_SEQUENCE, NULL, &sequence)) {
		r->ocsp->certs = sequence.content;
		for (left = sequence.content, n = 0; left.len > 0; n++) {
			cp_der_at(&r->der, n);
			if (!cp_der_take(&r->der, &left, CP_DER_SEQUENCE, NULL, &tlv))
				break;
		}
	}
	cp_der_end(&r->der, outer.content);
	cp_der_leave(&r->der);
}

/* BasicOCSPResponse */
static void
read_basic(cp_ocsp_reading *r, cp_bytes rest)
{
	cp_tlv basic, tlv;

	if (!cp_der_open(&r->der, &rest, CP_DER_SEQUENCE, "basicOCSPResponse", &basic))
		return;
	if (cp_der_open(&r->der, &basic.content, CP_DER_SEQUENCE, "tbsResponseData", &tlv)) {
		read_data(r, &tlv);
		cp_der_leave(&r->der);
	}
	(void)cp_read_signature_algorithm(
		&r->der, &basic.content, "signatureAlgorithm", &r->ocsp->algorithm);
	if (cp_der_open(&r->der, &basic.content, CP_DER_BIT_STRING, "signature", &tlv)) {
		(void)cp_der_read_octet_bits(&r->der, &tlv, &r->ocsp->signature);
		cp_der_leave(&r->der);
	}
	read_certs(r, &basic.content);
	cp_der_end(&r->der, basic.content);
	cp_der_leave(&r->der);
	cp_der_end(&r->der, rest);
}

/* ResponseBytes, in [0] EXPLICIT. The one type that RFC 6960 defines is the one that is read. */
static void
read_response_bytes(cp_ocsp_reading *r, cp_bytes *rest)
{
	cp_tlv outer, sequence, response;
	cp_bytes type;

	if (!cp_der_open(&r->der, rest, CP_DER_CONTEXT_CONSTRUCTED(0), "responseBytes", &outer))
		return;
	if (cp_der_take(&r->der, &outer.content, CP_DER_SEQUENCE, NULL, &sequence)) {
		if (cp_der_take_oid(&r->der, &sequence.content, "responseType", &type) &&
			cp_oid_find(type) != CP_OID_OCSP_BASIC)
			cp_der_problem(&r->der, CP_PROBLEM_VALUE, type.data);
		else if (cp_der_take(&r->der, &sequence.content, CP_DER_OCTET_STRING, "response",
				 &response))
			read_basic(r, response.content);
		cp_der_end(&r->der, sequence.content);
	}
	cp_der_end(&r->der, outer.content);
	cp_der_leave(&r->der);
}

static void
read_status(cp_ocsp_reading *r, cp_bytes *rest)
{
	uint64_t status;
	cp_tlv tlv;

	if (!cp_der_open(&r->der, rest, CP_DER_ENUMERATED, "responseStatus", &tlv))
		return;
	if (cp_der_read_unsigned(&r->der, &tlv, &status)) {
		if (status <= UINT8_MAX && cp_ocsp_status_name((unsigned)status) != NULL) {
			r->ocsp->has_status = true;
			r->ocsp->status = (unsigned)status;
		} else {
			cp_der_problem(&r->der, CP_PROBLEM_VALUE, tlv.whole.data);
		}
	}
	cp_der_leave(&r->der);
}

/* OCSPResponse */
static void
read_response(cp_ocsp_reading *r, cp_bytes rest)
{
	cp_tlv response;

	if (!cp_der_take(&r->der, &rest, CP_DER_SEQUENCE, NULL, &response))
		return;
	read_status(r, &response.content);
	if (r->ocsp->has_status && r->ocsp->status == CP_OCSP_SUCCESSFUL)
		read_response_bytes(r, &response.content);
	cp_der_end(&r->der, response.content);
	cp_der_end(&r->der, rest);
}

/* What makes a response malformed comes before what does not. */
static void
keep_problem(cp_ocsp_reading *r, const cp_problem *problems)
{
	size_t i;

	r->ocsp->n_problems = r->der.n_all_problems;
	if (r->der.n_problems == 0)
		return;
	for (i = 0; i + 1 < r->der.n_problems && !cp_problem_is_malformed(&problems[i]); i++)
		continue;
	r->ocsp->problem = problems[i];
}

void
cp_ocsp_read(cp_bytes der, cp_ocsp *ocsp)
{
	cp_problem problems[PROBLEMS_KEPT];
	cp_ocsp_reading r;

	memset(ocsp, 0, sizeof(*ocsp));
	memset(&r, 0, sizeof(r));
	r.ocsp = ocsp;
	cp_der_reader_init(&r.der, der, problems, PROBLEMS_KEPT);
	read_response(&r, der);
	ocsp->skeleton = cp_ocsp_n_fatal(&r) == 0 && ocsp->status == CP_OCSP_SUCCESSFUL;
	keep_problem(&r, problems);
}

bool
cp_ocsp_next_single(cp_bytes *rest, cp_ocsp_single *single)
{
	cp_ocsp_reading r = {.ocsp = NULL};
	cp_tlv tlv;

	if (!cp_der_walk(rest, &tlv))
		return false;
	cp_der_reader_init(&r.der, tlv.whole, NULL, 0);
	if (tlv.tag == CP_DER_SEQUENCE && read_single(&r, &tlv, single))
		return true;
	*rest = CP_BYTES_NONE;
	return false;
}

/* The serial number is the last element of the CertID, which comes first. */
static bool
is_of_serial(cp_bytes content, cp_bytes serial)
{
	cp_tlv id, element = {.tag = 0};

	if (!cp_der_walk(&content, &id))
		return false;
	while (cp_der_walk(&id.content, &element))
		continue;
	return cp_bytes_equal(element.content, serial);
}

bool
cp_ocsp_next_of_serial(cp_bytes *rest, cp_bytes serial, cp_ocsp_single *single)
{
	cp_bytes whole;
	cp_tlv tlv;

	while (cp_der_walk(rest, &tlv)) {
		if (!is_of_serial(tlv.content, serial))
			continue;
		whole = tlv.whole;
		if (cp_ocsp_next_single(&whole, single))
			return true;
		break;
	}
	*rest = CP_BYTES_NONE;
	return false;
}

bool
cp_ocsp_next_cert(cp_bytes *rest, cp_bytes *der)
{
	cp_tlv tlv;

	if (!cp_der_walk(rest, &tlv))
		return false;
	*der = tlv.whole;
	return true;
}

const char *
cp_ocsp_status_name(unsigned status)
{
	static const char *const names[] = {"successful", "malformedRequest", "internalError",
		"tryLater", NULL, "sigRequired", "unauthorized"};

	return status < CP_COUNT(names) ? names[status] : NULL;
}
