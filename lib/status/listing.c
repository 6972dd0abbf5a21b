/*
 * Lists by themselves: form, dates, entries, numbers. Scope is coverage.c, signatures are signer.c,
 * what several lists say together is revocation.c.
 */
#include <config.h>
#include "status/listing.h"
#include "x509/crl_kept.h"
#include "x509/general_name.h"
#include "x509/name.h"

cp_list_fault
cp_listing_usable(const cp_crl *crl, int64_t time)
{
	if (crl->version != 2)
		return CP_LIST_VERSION;
	if (!crl->algorithms_agree)
		return CP_LIST_ALGORITHMS;
	/* RFC 5280 5.2.3 */
	if (!crl->has_crl_number)
		return CP_LIST_NO_NUMBER;
	if (crl->crl_number_critical)
		return CP_LIST_NUMBER_CRITICAL;
	/* RFC 5280 5.2, 5.3: not to be used for any certificate, wherever it stands. */
	if (crl->has_unknown_critical)
		return CP_LIST_UNKNOWN_CRITICAL;
	/* RFC 5280 5.1.2.5 */
	if (!crl->has_next_update)
		return CP_LIST_NO_NEXT_UPDATE;
	if (time < crl->this_update)
		return CP_LIST_NOT_YET;
	return time > crl->next_update ? CP_LIST_OUT_OF_DATE : CP_LIST_COUNTS;
}

/* RFC 5280 5.3.3. An entry that gives no directoryName is nobody's. */
static bool
names_issuer(cp_bytes names, cp_bytes issuer)
{
	cp_general_name name;

	while (cp_general_name_next(&names, &name)) {
		if (name.type == CP_GN_DIRECTORY && cp_name_equal(name.value, issuer))
			return true;
	}
	return false;
}

/* An entry counts from the day it is on the list: a revocation date after `time` says when a CA
 * that knows better will have revoked, not that the key may be trusted until then (RFC 5280 6.3.3
 * (i) does not look at the date either). */
static void
note_entry(cp_listing *listing, const cp_crl_entry *entry)
{
	bool removed = entry->has_reason && entry->reason == CP_REASON_REMOVE_FROM_CRL;

	if (listing->listed && (removed || !listing->removed))
		return;
	listing->listed = true;
	listing->removed = removed;
	listing->revoked_at = entry->revoked_at;
	listing->reason = entry->has_reason ? (int)entry->reason : -1;
}

static void
look_through(const cp_crl *crl, const cp_cert *cert, cp_listing *listing)
{
	bool of_issuer = cp_name_equal(crl->issuer, cert->issuer);
	cp_bytes rest = crl->entries;
	cp_crl_entry entry;

	while (crl->names_other_issuers ? cp_crl_next_entry(&rest, &entry)
					: cp_crl_next_of_serial(&rest, cert->serial, &entry)) {
		/* Holds for the entries that follow as well (RFC 5280 5.3.3). */
		if (entry.certificate_issuer.len > 0) {
			listing->foreign |= !crl->idp_indirect;
			of_issuer = names_issuer(entry.certificate_issuer, cert->issuer);
		}
		if (of_issuer && cp_bytes_equal(entry.serial, cert->serial))
			note_entry(listing, &entry);
	}
}

/* What look_through() finds, from the entries with this serial number alone. */
static bool
look_up(const cp_crl *crl, const cp_crl_index *index, const cp_cert *cert, cp_listing *listing)
{
	bool of_issuer = cp_name_equal(crl->issuer, cert->issuer);
	cp_crl_lookup lookup = cp_crl_lookup_start(crl, index, cert->serial);
	cp_crl_entry entry;
	cp_bytes issuer;

	listing->foreign = crl->names_other_issuers && !crl->idp_indirect;
	while (cp_crl_lookup_next(&lookup, &entry, &issuer)) {
		if (issuer.len > 0 ? names_issuer(issuer, cert->issuer) : of_issuer)
			note_entry(listing, &entry);
	}
	return !lookup.is_damaged;
}

bool
cp_listing_find_by(
	const cp_crl *crl, const cp_crl_index *index, const cp_cert *cert, cp_listing *listing)
{
	memset(listing, 0, sizeof(*listing));
	listing->reason = -1;
	if (index != NULL)
		return look_up(crl, index, cert, listing);
	look_through(crl, cert, listing);
	return true;
}

bool
cp_listing_find(const cp_crl *crl, const cp_cert *cert, cp_listing *listing)
{
	return cp_listing_find_by(crl, cp_crl_index_of(crl), cert, listing);
}

/* Numbers as INTEGER contents. One below zero (RFC 5280 5.2.3 has none) compares with nothing. */
static bool
compare_numbers(cp_bytes a, cp_bytes b, int *order)
{
	if (a.len == 0 || b.len == 0 || a.data[0] >= 0x80 || b.data[0] >= 0x80)
		return false;
	*order = a.len != b.len ? (a.len > b.len) - (a.len < b.len) : cp_bytes_compare(a, b);
	return true;
}

static bool
has_same_scope(const cp_crl *a, const cp_crl *b)
{
	return a->has_idp == b->has_idp && cp_bytes_equal(a->idp_full_name, b->idp_full_name) &&
	       cp_bytes_equal(a->idp_relative_name, b->idp_relative_name) &&
	       a->idp_only_user == b->idp_only_user && a->idp_only_ca == b->idp_only_ca &&
	       a->idp_only_attribute == b->idp_only_attribute &&
	       a->idp_indirect == b->idp_indirect && a->idp_has_reasons == b->idp_has_reasons &&
	       a->idp_reasons == b->idp_reasons;
}

bool
cp_listing_builds_on(const cp_crl *delta, const cp_crl *base)
{
	int from, to;

	return cp_name_equal(delta->issuer, base->issuer) && has_same_scope(delta, base) &&
	       compare_numbers(base->crl_number, delta->delta_base, &from) && from >= 0 &&
	       compare_numbers(delta->crl_number, base->crl_number, &to) && to > 0;
}

bool
cp_listing_is_later(const cp_crl *a, const cp_crl *b)
{
	int order;

	return compare_numbers(a->crl_number, b->crl_number, &order) && order > 0;
}
