/*
 * Entries of revocation lists (RFC 5280 5.1.2.6, 5.3). The same code validates a list and walks it
 * later, so that what was accepted and what is seen cannot differ.
 */
#include <config.h>
#include "x509/crl_read.h"
#include "x509/read.h"

/* CRLReason (RFC 5280 5.3.1): 0 to 10 without 7. */
#define REASON_UNUSED 7u
#define REASON_LAST 10u

/* Extensions met, by bits. */
enum { SEEN_REASON = 1, SEEN_INVALIDITY = 2, SEEN_HOLD = 4, SEEN_ISSUER = 8 };

static void
read_reason(cp_crl_reading *r, cp_crl_entry *entry, cp_bytes value)
{
	uint64_t reason;
	cp_tlv tlv;

	if (!cp_der_open(&r->der, &value, CP_DER_ENUMERATED, "cRLReason", &tlv))
		return;
	if (cp_der_read_unsigned(&r->der, &tlv, &reason)) {
		entry->has_reason = reason <= REASON_LAST && reason != REASON_UNUSED;
		entry->reason = entry->has_reason ? (unsigned)reason : 0;
		if (!entry->has_reason) {
			cp_crl_tolerate(r, CP_PROBLEM_VALUE, tlv.whole.data);
		}
	}
	cp_der_leave(&r->der);
	cp_der_end(&r->der, value);
}

/* RFC 5280 5.3.2: GeneralizedTime, whatever the year. Real authorities write UTCTime (Boulder,
 * 2022). */
static void
read_invalidity_date(cp_crl_reading *r, cp_crl_entry *entry CP_UNUSED, cp_bytes value)
{
	cp_bytes before = value;
	int64_t seconds;
	cp_tlv tlv;

	cp_der_enter(&r->der, "invalidityDate");
	if (cp_der_next(&r->der, &value, &tlv)) {
		if (cp_der_read_time(&r->der, &tlv, &seconds) && tlv.tag != CP_DER_GENERALIZED_TIME)
			cp_crl_tolerate(r, CP_PROBLEM_TIME, before.data);
		cp_der_end(&r->der, value);
	} else {
		cp_der_problem(&r->der, CP_PROBLEM_MISSING, before.data);
	}
	cp_der_leave(&r->der);
}

static void
read_hold_instruction(cp_crl_reading *r, cp_crl_entry *entry CP_UNUSED, cp_bytes value)
{
	cp_bytes oid;

	if (cp_der_take_oid(&r->der, &value, "holdInstructionCode", &oid))
		cp_der_end(&r->der, value);
}

static void
read_certificate_issuer(cp_crl_reading *r, cp_crl_entry *entry, cp_bytes value)
{
	cp_tlv tlv;

	if (!cp_der_open(&r->der, &value, CP_DER_SEQUENCE, "certificateIssuer", &tlv))
		return;
	(void)cp_read_general_names(&r->der, &tlv);
	entry->certificate_issuer = tlv.content;
	cp_der_leave(&r->der);
	cp_der_end(&r->der, value);
}

static void
read_extension(
	cp_crl_reading *r, cp_crl_entry *entry, unsigned *seen, const cp_extension *extension)
{
	static const struct {
		cp_oid oid;
		unsigned bit;
		void (*read)(cp_crl_reading *, cp_crl_entry *, cp_bytes);
	} known[] = {
		{CP_OID_EXT_REASON_CODE, SEEN_REASON, read_reason},
		{CP_OID_EXT_INVALIDITY_DATE, SEEN_INVALIDITY, read_invalidity_date},
		{CP_OID_EXT_HOLD_INSTRUCTION, SEEN_HOLD, read_hold_instruction},
		{CP_OID_EXT_CERTIFICATE_ISSUER, SEEN_ISSUER, read_certificate_issuer},
	};
	cp_oid oid = cp_oid_find(extension->oid);
	size_t i;

	for (i = 0; i < CP_COUNT(known); i++) {
		if (oid != known[i].oid)
			continue;
		if ((*seen & known[i].bit) != 0)
			cp_der_problem(&r->der, CP_PROBLEM_DUPLICATE, extension->oid.data);
		*seen |= known[i].bit;
		known[i].read(r, entry, extension->value);
		return;
	}
	if (extension->critical)
		entry->has_unknown_critical = true;
}

static void
read_extensions(cp_crl_reading *r, cp_crl_entry *entry, cp_bytes *rest, bool allowed)
{
	cp_extension extension;
	cp_tlv sequence;
	unsigned seen = 0;
	size_t n_fatal;

	if (!cp_der_open_optional(&r->der, rest, CP_DER_SEQUENCE, "crlEntryExtensions", &sequence))
		return;
	if (!allowed)
		cp_der_problem(&r->der, CP_PROBLEM_VERSION, sequence.whole.data);
	/* Real authorities write it so (TeleSec Business CA 1, 2023). */
	if (sequence.content.len == 0)
		cp_crl_tolerate(r, CP_PROBLEM_EMPTY, sequence.whole.data);
	n_fatal = cp_crl_n_fatal(r);
	while (sequence.content.len > 0 && cp_crl_n_fatal(r) == n_fatal) {
		if (cp_read_extension(&r->der, &sequence.content, &extension))
			read_extension(r, entry, &seen, &extension);
	}
	cp_der_leave(&r->der);
}

bool
cp_crl_read_entry(
	cp_crl_reading *r, const cp_tlv *sequence, bool extensions_allowed, cp_crl_entry *entry)
{
	size_t n_fatal = cp_crl_n_fatal(r);
	cp_bytes rest = sequence->content;
	bool has_time;

	memset(entry, 0, sizeof(*entry));
	(void)cp_der_take_integer(
		&r->der, &rest, CP_DER_INTEGER, "userCertificate", &entry->serial);
	has_time = cp_crl_read_time(r, &rest, "revocationDate", &entry->revoked_at);
	read_extensions(r, entry, &rest, extensions_allowed);
	cp_der_end(&r->der, rest);
	return has_time && cp_crl_n_fatal(r) == n_fatal;
}
