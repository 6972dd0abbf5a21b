/*
 * Which names of a certificate are held against which constraints of the certificates above it, and
 * what is recorded when one breaks. How one name fares against one base is constraint_match.c's.
 */
#include <config.h>

#include "classify/constraints.h"

#include "classify/names.h"
#include "classify/steps.h"
#include "store/scope_entry.h"
#include "x509/name.h"

#define BREACHES_KEPT 16

/* The names of one certificate, one after the other, in the forms that constraints speak of. */
typedef struct name_walk {
	const cp_cert *cert;
	bool is_leaf;
	enum { IN_SAN, AT_SUBJECT, IN_SUBJECT, AT_END } stage;
	cp_bytes rest;
	cp_name_walk attributes;
	bool utf8_pending; /* the otherName just handed over comes again as a mailbox */
	cp_general_name pending;
	uint8_t address[16]; /* what a CN was read as */
} name_walk;

static name_walk
walk_names(const cp_cert *cert, bool is_leaf)
{
	name_walk walk = {.cert = cert, .is_leaf = is_leaf, .stage = IN_SAN, .rest = cert->san};

	return walk;
}

static bool
next_in_san(name_walk *walk, cp_general_name *name, bool *utf8_mailbox)
{
	if (walk->utf8_pending) {
		walk->utf8_pending = false;
		*utf8_mailbox = true;
		*name = walk->pending;
		return true;
	}
	if (!cp_general_name_next(&walk->rest, name))
		return false;
	if (cp_smtp_utf8_mailbox(name, &walk->pending.value)) {
		walk->pending.type = CP_GN_EMAIL;
		walk->utf8_pending = true;
	}
	return true;
}

/*
 * Without a subjectAltName: e-mail attributes (RFC 5280 4.2.1.10) and, in the leaf, a CN that looks
 * like a DNS name or an IP address, since old clients would take it for one.
 */
static bool
attribute_as_name(name_walk *walk, const cp_attribute *attribute, cp_general_name *name)
{
	size_t len;

	name->value = attribute->value;
	if (attribute->id == CP_OID_EMAIL_ADDRESS) {
		name->type = CP_GN_EMAIL;
		return true;
	}
	if (attribute->id != CP_OID_COMMON_NAME || !walk->is_leaf)
		return false;
	if (cp_address_parse(attribute->value, walk->address, &len)) {
		name->type = CP_GN_IP;
		name->value = cp_bytes_of(walk->address, len);
		return true;
	}
	name->type = CP_GN_DNS;
	return cp_dns_looks_like_host(attribute->value);
}

static bool
next_name(name_walk *walk, cp_general_name *name, bool *utf8_mailbox)
{
	cp_attribute attribute;

	*utf8_mailbox = false;
	if (walk->stage == IN_SAN) {
		if (next_in_san(walk, name, utf8_mailbox))
			return true;
		walk->stage = AT_SUBJECT;
	}
	*name = (cp_general_name){.type = CP_GN_DIRECTORY, .value = walk->cert->subject};
	if (walk->stage == AT_SUBJECT) {
		walk->stage =
			walk->cert->ext[CP_EXT_SUBJECT_ALT_NAME].present ? AT_END : IN_SUBJECT;
		walk->attributes = cp_name_walk_start(walk->cert->subject);
		if (!walk->cert->subject_empty)
			return true;
	}
	while (walk->stage == IN_SUBJECT && cp_name_walk_next(&walk->attributes, &attribute)) {
		if (attribute_as_name(walk, &attribute, name))
			return true;
	}
	walk->stage = AT_END;
	return false;
}

typedef struct nc_judge {
	cp_arena *arena;
	cp_budget *budget;
	cp_subject *subject; /* whose names are judged */
	const cp_cert *constrainer;
	size_t constrainer_index;
	unsigned excluded, permitted; /* forms that the two lists speak of, as bits */
	bool spent;
} nc_judge;

static bool
pay(nc_judge *judge, size_t octets)
{
	judge->spent = !cp_budget_compare(judge->budget, octets);
	return !judge->spent;
}

/* Names of a form that a list does not speak of need not be held against it. */
static unsigned
forms_in(nc_judge *judge, cp_bytes subtrees)
{
	cp_subtree subtree;
	unsigned forms = 0;

	while (!judge->spent && cp_subtree_next(&subtrees, &subtree) && pay(judge, 0))
		forms |= 1u << subtree.base.type;
	return forms;
}

static const char *
name_text(cp_arena *arena, const cp_general_name *name)
{
	cp_buf buf = CP_BUF_EMPTY;

	cp_general_name_append_shown(&buf, name);
	return cp_keep_text(arena, &buf);
}

static void
record(nc_judge *judge, cp_nc_reason reason, const cp_general_name *name,
	const cp_general_name *base)
{
	cp_subject *subject = judge->subject;
	cp_nc_breach *breach;

	if (subject->n_nc_breaches == BREACHES_KEPT)
		return;
	if (subject->nc_breaches == NULL)
		subject->nc_breaches =
			cp_arena_alloc(judge->arena, BREACHES_KEPT, sizeof(*subject->nc_breaches));
	if (subject->nc_breaches == NULL)
		return;
	breach = &subject->nc_breaches[subject->n_nc_breaches++];
	breach->reason = reason;
	breach->constrainer = judge->constrainer_index;
	breach->name = name_text(judge->arena, name);
	breach->subtree = base != NULL ? name_text(judge->arena, base) : NULL;
}

static bool
is_same_form(const cp_general_name *name, const cp_general_name *base)
{
	return name->type == base->type &&
	       (name->type != CP_GN_OTHER_NAME || cp_bytes_equal(name->other_oid, base->other_oid));
}

static bool
has_syntax_for_constraints(const cp_general_name *name)
{
	switch (name->type) {
	case CP_GN_DNS:
	case CP_GN_EMAIL:
	case CP_GN_URI:
	case CP_GN_IP:
	case CP_GN_DIRECTORY:
		return true;
	case CP_GN_OTHER_NAME:
		return cp_oid_find(name->other_oid) == CP_OID_OTHER_NAME_SRV;
	default:
		return false;
	}
}

/* What the subtrees of one list say of a name. */
typedef struct nc_outcome {
	bool of_form; /* some base has the name's form */
	bool inside;  /* wholly inside one */
	bool unreadable, unsupported;
	bool reached;         /* inside one, or perhaps */
	cp_general_name base; /* which one spoke last of `reached`, `unreadable` or `unsupported` */
} nc_outcome;

static void
ask_subtree(const cp_general_name *name, bool utf8_mailbox, const cp_subtree *subtree,
	nc_outcome *outcome)
{
	cp_nc_match match;

	outcome->of_form = true;
	if (!has_syntax_for_constraints(name)) {
		outcome->unsupported = true;
		outcome->base = subtree->base;
		return;
	}
	match = cp_constraint_match(name, utf8_mailbox, &subtree->base);
	/* RFC 5280 4.2.1.10: minimum 0, no maximum; what else they may say nobody knows. */
	if (subtree->minimum != 0 || subtree->has_maximum)
		match = CP_NC_CANNOT_READ;
	if (match == CP_NC_OUTSIDE)
		return;
	outcome->base = subtree->base;
	outcome->inside = outcome->inside || match == CP_NC_INSIDE;
	outcome->unreadable = outcome->unreadable || match == CP_NC_CANNOT_READ;
	outcome->reached = true;
}

/* False when the budget is spent. */
static bool
ask_subtrees(nc_judge *judge, const cp_general_name *name, bool utf8_mailbox, bool excluded,
	nc_outcome *outcome)
{
	cp_bytes subtrees = excluded ? judge->constrainer->excluded : judge->constrainer->permitted;
	unsigned forms = excluded ? judge->excluded : judge->permitted;
	cp_subtree subtree;

	memset(outcome, 0, sizeof(*outcome));
	if ((forms & 1u << name->type) == 0)
		return true;
	while (!outcome->unreadable && cp_subtree_next(&subtrees, &subtree)) {
		if (!pay(judge, name->value.len + subtree.base.value.len))
			return false;
		if (is_same_form(name, &subtree.base))
			ask_subtree(name, utf8_mailbox, &subtree, outcome);
		if (excluded ? outcome->reached : outcome->inside)
			break;
	}
	return true;
}

/*
 * A constraint of a form that has no syntax: RFC 5280 4.2.1.10 has a critical one refused where
 * such a name comes up, and another left alone.
 */
static bool
record_troubles(nc_judge *judge, const cp_general_name *name, const nc_outcome *outcome)
{
	if (outcome->unreadable)
		record(judge, CP_NC_UNREADABLE, name, &outcome->base);
	else if (outcome->unsupported && judge->constrainer->ext[CP_EXT_NAME_CONSTRAINTS].critical)
		record(judge, CP_NC_UNSUPPORTED, name, &outcome->base);
	return outcome->unreadable || outcome->unsupported;
}

static void
judge_name(nc_judge *judge, const cp_general_name *name, bool utf8_mailbox)
{
	nc_outcome outcome;

	if (!ask_subtrees(judge, name, utf8_mailbox, true, &outcome) ||
		record_troubles(judge, name, &outcome))
		return;
	if (outcome.reached) {
		record(judge, CP_NC_EXCLUDED, name, &outcome.base);
		return;
	}
	if (!ask_subtrees(judge, name, utf8_mailbox, false, &outcome) ||
		record_troubles(judge, name, &outcome))
		return;
	if (outcome.of_form && !outcome.inside)
		record(judge, CP_NC_NOT_PERMITTED, name, NULL);
}

static void
judge_names(nc_judge *judge, bool is_leaf)
{
	name_walk walk = walk_names(judge->subject->cert, is_leaf);
	cp_general_name name;
	bool utf8_mailbox;

	/* Coming by a name costs something, too. */
	while (!judge->spent && next_name(&walk, &name, &utf8_mailbox) && pay(judge, 0))
		judge_name(judge, &name, utf8_mailbox);
}

/* One certificate's constraints against the names below it. */
static bool
judge_below(nc_judge *judge, cp_subject *subjects, size_t above)
{
	size_t i;

	judge->constrainer = subjects[above].cert;
	judge->constrainer_index = above;
	judge->excluded = forms_in(judge, judge->constrainer->excluded);
	judge->permitted = forms_in(judge, judge->constrainer->permitted);
	for (i = above; i-- > 0 && !judge->spent;) {
		judge->subject = &subjects[i];
		/* RFC 5280 6.1.3 (b), (c): not on self-issued certificates, but for the last one.
		 */
		if (!subjects[i].self_issued || i == 0)
			judge_names(judge, i == 0);
	}
	return !judge->spent;
}

bool
cp_constraints_judge(cp_subject *subjects, size_t n_subjects, cp_arena *arena, cp_budget *budget)
{
	nc_judge judge = {.arena = arena, .budget = budget};
	size_t above;

	for (above = n_subjects; above-- > 1;) {
		if (subjects[above].cert->ext[CP_EXT_NAME_CONSTRAINTS].present &&
			!judge_below(&judge, subjects, above))
			return false;
	}
	return true;
}
