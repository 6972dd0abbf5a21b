/*
 * Scope of lists: whose they are and what they cover. Distribution point names of both forms are
 * compared as GeneralNames; whether the list itself is any good is not asked here.
 */
#include <config.h>
#include "status/coverage.h"
#include "asn1/der.h"
#include "base/mem.h"
#include "x509/access.h"
#include "x509/name.h"

/* Tag and length of the definite form: at most this many octets for lengths in memory. */
#define HEAD_MAX 10u

/* GeneralName ::= directoryName [4] */
#define TAG_DIRECTORY 0xa4
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31

static size_t
head_len(size_t content)
{
	size_t octets = 0;

	for (; content > 127 && content >> (8 * octets) != 0 && octets < sizeof(content); octets++)
		continue;
	return 2 + octets;
}

static uint8_t *
put_head(uint8_t *at, uint8_t tag, size_t content)
{
	size_t octets = head_len(content) - 2;

	*at++ = tag;
	*at++ = octets > 0 ? (uint8_t)(0x80 | octets) : (uint8_t)content;
	while (octets > 0)
		*at++ = (uint8_t)(content >> (8 * --octets));
	return at;
}

static uint8_t *
put(uint8_t *at, cp_bytes bytes)
{
	if (bytes.len > 0)
		memcpy(at, bytes.data, bytes.len);
	return at + bytes.len;
}

/* The RDNs of a Name. */
static cp_bytes
rdns_of(cp_bytes name)
{
	cp_tlv tlv;

	return cp_der_walk(&name, &tlv) ? tlv.content : CP_BYTES_NONE;
}

/* GeneralNames of one directoryName: `base`, and one more RDN if there is one (RFC 5280 4.2.1.13).
 */
static cp_bytes
directory_name(cp_arena *arena, cp_bytes base, cp_bytes relative)
{
	cp_bytes rdns = rdns_of(base);
	size_t set = relative.len > 0 ? head_len(relative.len) + relative.len : 0;
	size_t all, room;
	uint8_t *built, *at;

	if (!cp_size_add(rdns.len, set, &all) || !cp_size_add(all, 3 * HEAD_MAX, &room))
		return CP_BYTES_NONE;
	built = cp_arena_alloc(arena, room, 1);
	if (built == NULL)
		return CP_BYTES_NONE;
	at = put_head(built, TAG_DIRECTORY, head_len(all) + all);
	at = put(put_head(at, TAG_SEQUENCE, all), rdns);
	if (relative.len > 0)
		at = put(put_head(at, TAG_SET, relative.len), relative);
	return cp_bytes_of(built, (size_t)(at - built));
}

static bool
is_same_name(const cp_general_name *a, const cp_general_name *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == CP_GN_DIRECTORY)
		return cp_name_equal(a->value, b->value);
	return cp_bytes_equal(a->value, b->value) && cp_bytes_equal(a->other_oid, b->other_oid);
}

/* Whether two GeneralNames have a name in common; false, too, when the budget ends. */
static bool
names_meet(cp_bytes a, cp_bytes b, cp_budget *budget)
{
	cp_general_name one, other;

	while (cp_general_name_next(&a, &one)) {
		cp_bytes rest = b;

		while (cp_general_name_next(&rest, &other)) {
			if (!cp_budget_compare(budget, one.value.len + other.value.len))
				return false;
			if (is_same_name(&one, &other))
				return true;
		}
	}
	return false;
}

/* One certificate against one list. */
typedef struct comparison {
	const cp_crl *crl;
	const cp_cert *cert;
	bool same_issuer;
	cp_bytes idp_names; /* GeneralNames content; empty: the list has no name of its own */
	cp_arena *arena;
	cp_budget *budget;
} comparison;

/* RFC 5280 6.3.3 (b) (1): whose lists the point means. */
static bool
is_by_issuer_of(const comparison *c, const cp_distribution_point *point)
{
	cp_bytes rest = point->crl_issuer;
	cp_general_name name;

	if (rest.len == 0)
		return c->same_issuer;
	while (cp_general_name_next(&rest, &name)) {
		if (!cp_budget_compare(c->budget, name.value.len + c->crl->issuer.len))
			return false;
		if (name.type == CP_GN_DIRECTORY && cp_name_equal(name.value, c->crl->issuer))
			return true;
	}
	return false;
}

/* RFC 5280 6.3.3 (b) (2) (i): which of the issuer's lists it means. */
static bool
is_list_of(const comparison *c, const cp_distribution_point *point)
{
	cp_bytes names = point->full_name;

	if (c->idp_names.len == 0)
		return true;
	if (names.len == 0 && point->relative_name.len > 0)
		names = directory_name(c->arena, c->crl->issuer, point->relative_name);
	else if (names.len == 0)
		names = point->crl_issuer;
	return names_meet(c->idp_names, names, c->budget);
}

/* RFC 5280 6.3.3 (d). */
static unsigned
reasons_of(const comparison *c, const cp_distribution_point *point)
{
	unsigned reasons = CP_ALL_REASONS;

	if (point->has_reasons)
		reasons &= point->reasons;
	if (c->crl->idp_has_reasons)
		reasons &= c->crl->idp_reasons;
	return reasons;
}

/*
 * The point that RFC 5280 6.3.3 (end) assumes of every certificate: the lists of its issuer, under
 * the issuer's name. A list with a name of its own is held against the names that the certificate
 * gives, where it gives any: it may be one of several that share the issuer's certificates out.
 * Deviation: RFC 5280 would take it for the point assumed.
 */
static bool
is_covered_without_points(const comparison *c)
{
	cp_distribution_point point = {.full_name = CP_BYTES_NONE};

	if (!c->same_issuer)
		return false;
	if (c->idp_names.len == 0)
		return true;
	if (c->cert->crl_distribution_points.len > 0)
		return false;
	point.full_name = directory_name(c->arena, c->cert->issuer, CP_BYTES_NONE);
	return is_list_of(c, &point);
}

/*
 * The certificate's points, and the one that is assumed. Only who names somebody else as the issuer
 * asks for an indirect list. Deviation: RFC 5280 6.3.3 (b) (1) wants one, too, where cRLIssuer
 * names the certificate's own issuer, against 4.2.1.13; here that says no more than to leave it
 * out.
 */
static bool
ask_points(comparison *c, cp_coverage *coverage)
{
	cp_bytes rest = c->cert->crl_distribution_points;
	cp_distribution_point point;
	bool concerned = c->same_issuer;

	while (cp_distribution_point_next(&rest, &point)) {
		bool designated = point.crl_issuer.len > 0 && !c->same_issuer;

		/* A point costs a comparison whether it gives a name or not. */
		if (!cp_budget_take(c->budget, CP_LIMIT_NAME_COMPARISONS, 1))
			break;
		if (!is_by_issuer_of(c, &point) || (designated && !c->crl->idp_indirect))
			continue;
		concerned = true;
		if (!is_list_of(c, &point))
			continue;
		coverage->reasons |= reasons_of(c, &point);
		coverage->designated |= designated;
	}
	if (is_covered_without_points(c)) {
		memset(&point, 0, sizeof(point));
		coverage->reasons |= reasons_of(c, &point);
	}
	return concerned;
}

/* Only certificates that name somebody else as the issuer of their lists can mean another's. */
static bool
names_crl_issuers(const cp_cert *cert)
{
	cp_bytes rest = cert->crl_distribution_points;
	cp_distribution_point point;

	while (cp_distribution_point_next(&rest, &point)) {
		if (point.crl_issuer.len > 0)
			return true;
	}
	return false;
}

/* RFC 5280 6.3.3 (b) (2) (ii) to (iv). */
static bool
kind_is_covered(const cp_crl *crl, const cp_cert *cert)
{
	return !crl->idp_only_attribute && !(crl->idp_only_user && cert->is_ca) &&
	       !(crl->idp_only_ca && !cert->is_ca);
}

cp_covered
cp_covered_of(const cp_cert *cert)
{
	return (cp_covered){cert, names_crl_issuers(cert)};
}

static bool
is_of_issuer(const cp_crl *crl, const cp_cert *cert)
{
	return crl->issuer_hash == cert->issuer_hash && cp_name_equal(crl->issuer, cert->issuer);
}

bool
cp_list_may_concern(const cp_crl *crl, const cp_covered *covered)
{
	/* Of what cannot be read the issuer may be known all the same. */
	if (!crl->skeleton && crl->issuer.len == 0)
		return true;
	return is_of_issuer(crl, covered->cert) ||
	       (crl->skeleton && crl->idp_indirect && covered->names_crl_issuers);
}

cp_list_fault
cp_list_covers(const cp_crl *crl, const cp_covered *covered, cp_arena *arena, cp_budget *budget,
	cp_coverage *coverage)
{
	comparison c = {.crl = crl, .cert = covered->cert, .arena = arena, .budget = budget};
	bool was_spent = budget->spent[CP_LIMIT_NAME_COMPARISONS];
	bool concerned;

	memset(coverage, 0, sizeof(*coverage));
	if (!cp_list_may_concern(crl, covered))
		return CP_LIST_OF_OTHERS;
	if (!crl->skeleton)
		return CP_LIST_UNREADABLE;
	/* Each is paid for, on every path, whatever it has to say. */
	if (!cp_budget_compare(budget, crl->issuer.len))
		return CP_LIST_NAMES_COMPARED;
	c.same_issuer = is_of_issuer(crl, covered->cert);
	c.idp_names = crl->idp_full_name;
	if (c.idp_names.len == 0 && crl->idp_relative_name.len > 0)
		c.idp_names = directory_name(arena, crl->issuer, crl->idp_relative_name);
	budget->spent[CP_LIMIT_NAME_COMPARISONS] = false;
	concerned = ask_points(&c, coverage);
	if (budget->spent[CP_LIMIT_NAME_COMPARISONS])
		return CP_LIST_NAMES_COMPARED;
	budget->spent[CP_LIMIT_NAME_COMPARISONS] = was_spent;
	if (!concerned)
		return CP_LIST_OF_OTHERS;
	return coverage->reasons != 0 && kind_is_covered(crl, c.cert) ? CP_LIST_COUNTS
								      : CP_LIST_OTHER_SCOPE;
}
