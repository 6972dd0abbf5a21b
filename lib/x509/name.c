/*
 * Names as they were read: walking, comparing (RFC 5280 7.1) and hashing. Reading them is
 * name_read.c, showing them name_text.c.
 */
#include <config.h>
#include "x509/name.h"
#include "asn1/der.h"
#include "base/text.h"
#include "x509/name_char.h"

cp_name_walk
cp_name_walk_start(cp_bytes name)
{
	cp_name_walk walk = {CP_BYTES_NONE, CP_BYTES_NONE, 0};
	cp_tlv sequence;

	if (cp_der_walk(&name, &sequence) && sequence.tag == CP_DER_SEQUENCE)
		walk.rdns = sequence.content;
	return walk;
}

static bool
open_attribute(cp_bytes content, cp_attribute *attribute)
{
	cp_tlv type, value;

	if (!cp_der_walk(&content, &type) || type.tag != CP_DER_OID ||
		!cp_der_walk(&content, &value))
		return false;
	attribute->oid = type.content;
	attribute->id = cp_oid_find(type.content);
	attribute->tag = value.tag;
	attribute->value = value.content;
	attribute->whole = value.whole;
	return true;
}

/* Ends a walk. */
static bool
stop(cp_name_walk *walk)
{
	walk->rdns = CP_BYTES_NONE;
	walk->attributes = CP_BYTES_NONE;
	return false;
}

bool
cp_name_walk_next(cp_name_walk *walk, cp_attribute *attribute)
{
	cp_tlv tlv;

	while (walk->attributes.len == 0) {
		if (!cp_der_walk(&walk->rdns, &tlv) || tlv.tag != CP_DER_SET)
			return stop(walk);
		walk->attributes = tlv.content;
		walk->rdn++;
	}
	if (!cp_der_walk(&walk->attributes, &tlv) || tlv.tag != CP_DER_SEQUENCE ||
		!open_attribute(tlv.content, attribute))
		return stop(walk);
	attribute->rdn = walk->rdn - 1;
	return true;
}

/* A value's characters folded, without white space at the ends, with single spaces between. */
typedef struct folded {
	unsigned tag;
	cp_bytes rest;
	bool started;
	uint32_t held[CP_NAME_CHAR_FOLDED_MAX + 1]; /* a space, and what a character folds to */
	size_t n_held, next;                        /* those from `next` on are still to come */
} folded;

/* The next characters; false at the end. */
static bool
hold_more(folded *text)
{
	uint32_t *held = text->held + 1, c;
	bool space = false;
	size_t n;

	do {
		if (!cp_name_char_next(text->tag, &text->rest, &c))
			return false;
		n = cp_name_char_fold(c, held);
		if (n > 0 && held[0] == ' ')
			space = text->started;
	} while (n == 0 || held[0] == ' ');
	text->started = true;
	text->held[0] = ' ';
	text->n_held = n + 1;
	text->next = space ? 0 : 1;
	return true;
}

static bool
next_folded(folded *text, uint32_t *c)
{
	if (text->next == text->n_held && !hold_more(text))
		return false;
	*c = text->held[text->next++];
	return true;
}

static bool
text_equal(const cp_attribute *a, const cp_attribute *b)
{
	folded left = {a->tag, a->value, false, {0}, 0, 0};
	folded right = {b->tag, b->value, false, {0}, 0, 0};
	uint32_t c, d;

	while (next_folded(&left, &c)) {
		if (!next_folded(&right, &d) || c != d)
			return false;
	}
	return !next_folded(&right, &d);
}

static bool
attribute_equal(const cp_attribute *a, const cp_attribute *b)
{
	if (!cp_bytes_equal(a->oid, b->oid))
		return false;
	if (cp_bytes_equal(a->whole, b->whole))
		return true;
	return cp_name_is_text(a->tag) && cp_name_is_text(b->tag) && text_equal(a, b);
}

/* The attributes of one RDN, so many that any order can be tried; more are compared as they stand.
 */
#define ANY_ORDER_MAX 16

/* The next attribute of an RDN; *broken when something else stands there. */
static bool
next_attribute(cp_bytes *rest, cp_attribute *attribute, bool *broken)
{
	cp_tlv tlv;

	if (rest->len == 0)
		return false;
	*broken = !cp_der_walk(rest, &tlv) || tlv.tag != CP_DER_SEQUENCE ||
		  !open_attribute(tlv.content, attribute);
	return !*broken;
}

static bool
rdn_equal_in_order(cp_bytes a, cp_bytes b)
{
	cp_attribute left, right;
	bool broken = false;

	while (next_attribute(&a, &left, &broken)) {
		if (!next_attribute(&b, &right, &broken) || !attribute_equal(&left, &right))
			return false;
	}
	return !broken && b.len == 0;
}

static bool
rdn_equal(cp_bytes a, cp_bytes b)
{
	cp_attribute all[ANY_ORDER_MAX], attribute;
	bool taken[ANY_ORDER_MAX] = {false}, broken = false;
	cp_bytes rest = a;
	size_t n = 0, matched = 0, i;

	if (cp_bytes_equal(a, b))
		return true;
	while (n < ANY_ORDER_MAX && next_attribute(&rest, &all[n], &broken))
		n++;
	if (rest.len > 0 && !broken)
		return rdn_equal_in_order(a, b);
	while (!broken && next_attribute(&b, &attribute, &broken)) {
		for (i = 0; i < n && (taken[i] || !attribute_equal(&all[i], &attribute)); i++)
			continue;
		if (i == n)
			return false;
		taken[i] = true;
		matched++;
	}
	return !broken && matched == n;
}

/* Whether `name` begins with the RDNs of `base`, and both end together when `whole`. */
static bool
begins_with(cp_bytes name, cp_bytes base, bool whole)
{
	cp_bytes left = cp_name_walk_start(name).rdns, right = cp_name_walk_start(base).rdns;
	cp_tlv a, b;

	while (right.len > 0) {
		if (!cp_der_walk(&right, &b) || b.tag != CP_DER_SET || !cp_der_walk(&left, &a) ||
			a.tag != CP_DER_SET || !rdn_equal(a.content, b.content))
			return false;
	}
	return !whole || left.len == 0;
}

/* What is no Name at all equals nothing but itself. */
static bool
is_name(cp_bytes name)
{
	cp_tlv sequence;

	return cp_der_walk(&name, &sequence) && sequence.tag == CP_DER_SEQUENCE;
}

bool
cp_name_equal(cp_bytes a, cp_bytes b)
{
	if (cp_bytes_equal(a, b))
		return true;
	return is_name(a) && is_name(b) && begins_with(a, b, true);
}

bool
cp_name_is_within(cp_bytes name, cp_bytes base)
{
	return is_name(name) && is_name(base) && begins_with(name, base, false);
}

/*
 * Whoever sends certificates chooses their names: where the hash begins is an address of this run,
 * and every step mixes all bits, so that nobody can make names that fall together.
 */
static uint64_t
hash_start(void)
{
	static const char somewhere;

	return (uint64_t)(uintptr_t)&somewhere;
}

static uint64_t
hash_more(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

static uint64_t
hash_octets(uint64_t hash, cp_bytes octets)
{
	size_t i;

	for (i = 0; i < octets.len; i++)
		hash = hash_more(hash, octets.data[i]);
	return hash;
}

static uint64_t
attribute_hash(const cp_attribute *attribute)
{
	folded text = {attribute->tag, attribute->value, false, {0}, 0, 0};
	uint64_t hash = hash_octets(hash_start(), attribute->oid);
	uint32_t c;

	if (!cp_name_is_text(attribute->tag))
		return hash_octets(hash, attribute->whole);
	while (next_folded(&text, &c))
		hash = hash_more(hash, c);
	return hash;
}

/* Attributes of one RDN may stand in any order and are added up; RDNs follow one another. */
uint64_t
cp_name_hash(cp_bytes name)
{
	cp_name_walk walk = cp_name_walk_start(name);
	uint64_t hash = hash_start(), sum = 0;
	cp_attribute attribute;
	size_t rdn = 0;

	while (cp_name_walk_next(&walk, &attribute)) {
		if (attribute.rdn != rdn) {
			hash = hash_more(hash, sum);
			sum = 0;
			rdn = attribute.rdn;
		}
		sum += attribute_hash(&attribute);
	}
	return hash_more(hash, sum);
}

bool
cp_name_find(cp_bytes name, cp_oid id, cp_attribute *attribute)
{
	cp_name_walk walk = cp_name_walk_start(name);
	cp_attribute each;
	bool found = false;

	while (cp_name_walk_next(&walk, &each)) {
		if (each.id != id)
			continue;
		*attribute = each;
		found = true;
	}
	return found;
}
