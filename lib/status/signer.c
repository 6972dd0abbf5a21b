/*
 * Issuers of lists: the certificates of the path itself, which hold the same name under several
 * keys when a CA renews its key, and certificates outside of it that paths of their own vouch for
 * (delegate.c).
 */
#include <config.h>
#include "status/signer.h"
#include "base/mem.h"
#include "x509/name.h"

void
cp_signers_clear(cp_signers *signers)
{
	cp_free(signers->sought);
	cp_table_clear(&signers->sought_by_name);
}

/* RFC 5280 6.3.3 (f): if the extension is there, it must say so. */
static bool
may_sign_lists(const cp_cert *cert)
{
	return !cert->ext[CP_EXT_KEY_USAGE].present || (cert->key_usage & CP_KU_CRL_SIGN) != 0;
}

bool
cp_signers_stands_in(const cp_facts *facts, size_t from, size_t to, const cp_cert *cert)
{
	size_t i;

	for (i = from; i < to; i++) {
		const cp_cert *other = facts->subjects[i].cert;

		if (memcmp(other->spki_sha256, cert->spki_sha256, CP_SHA256_LEN) == 0 &&
			cp_name_equal(other->subject, cert->subject))
			return true;
	}
	return false;
}

static bool
is_known(const cp_signers *signers, const cp_cert *cert)
{
	const cp_facts *facts = signers->facts;
	size_t i;

	/* The leaf's key vouches for nothing, wherever else it stands. */
	if (memcmp(facts->subjects[0].cert->spki_sha256, cert->spki_sha256, CP_SHA256_LEN) == 0 ||
		cp_signers_stands_in(facts, 1, facts->n_subjects, cert))
		return true;
	for (i = 0; i < signers->n_delegates; i++) {
		if (signers->delegates[i]->facts.subjects[0].cert == cert)
			return true;
	}
	return false;
}

static bool
consider(cp_signers *signers, cp_cert *cert, bool designated)
{
	cp_delegate *delegate;

	if (is_known(signers, cert))
		return true;
	if (!cp_delegate_find(
		    signers->input, signers->facts, signers->arena, cert, designated, &delegate))
		return false;
	if (delegate != NULL && signers->n_delegates < CP_DELEGATES_MAX)
		signers->delegates[signers->n_delegates++] = delegate;
	else if (delegate != NULL)
		signers->input->budget->spent[CP_LIMIT_PATHS] = true;
	return true;
}

static bool
is_sought(const void *context, uint32_t row, const void *key)
{
	const cp_signers *signers = context;
	const cp_sought *had = &signers->sought[row], *wanted = key;

	return had->designated == wanted->designated &&
	       cp_name_equal(had->crl->issuer, wanted->crl->issuer);
}

/* Lists by one issuer have the same signers, so that a name is looked for once. False: no memory.
 */
static bool
note_name(cp_signers *signers, const cp_crl *crl, bool designated, bool *is_new)
{
	const cp_sought wanted = {crl, designated};
	uint32_t row = cp_table_find(
		&signers->sought_by_name, crl->issuer_hash, is_sought, signers, &wanted);

	*is_new = row == CP_TABLE_NONE;
	if (!*is_new)
		return true;
	if (!cp_grow((void **)&signers->sought, signers->n_sought, &signers->sought_capacity,
		    sizeof(*signers->sought)) ||
		!cp_table_reserve(&signers->sought_by_name, signers->n_sought + 1))
		return false;
	cp_table_add(&signers->sought_by_name, crl->issuer_hash, (uint32_t)signers->n_sought);
	signers->sought[signers->n_sought++] = wanted;
	return true;
}

/* All of one pool who bear the name of the list's issuer; looking at each costs a step. */
static bool
collect_from(cp_signers *signers, const cp_pool *pool, const cp_crl *crl, bool designated)
{
	size_t i, n = cp_pool_find_subject(pool, crl->issuer, crl->issuer_hash, NULL, 0);
	cp_cert **found;

	if (n == 0 || !cp_budget_take(signers->input->budget, CP_LIMIT_STEPS, n))
		return true;
	found = cp_arena_alloc(signers->arena, n, sizeof(*found));
	if (found == NULL)
		return false;
	n = cp_pool_find_subject(pool, crl->issuer, crl->issuer_hash, found, n);
	for (i = 0; i < n; i++) {
		if (!consider(signers, found[i], designated))
			return false;
	}
	return true;
}

bool
cp_signers_collect(cp_signers *signers, const cp_crl *crl, bool designated)
{
	const cp_builder_input *building = signers->input->building;
	bool is_new;
	size_t i;

	if (!note_name(signers, crl, designated, &is_new))
		return false;
	for (i = 0; i < building->n_pools && is_new; i++) {
		if (!collect_from(signers, building->pools[i], crl, designated))
			return false;
	}
	return true;
}

/*
 * Nobody speaks of those who vouch for him. In the name of the certificate's own issuer speaks only
 * who has it from a CA above the certificate, directly or through other keys of that name: any CA
 * could make a certificate for another's name. Whom the certificate designates may stand anywhere
 * below the anchor.
 */
static bool
may_speak(const cp_delegate *delegate, const cp_question *question, bool designated)
{
	const cp_facts *own = &delegate->facts, *facts = question->facts;
	bool has_met = false;
	size_t i;

	for (i = 0; i < own->n_subjects; i++) {
		const cp_cert *cert = own->subjects[i].cert;

		if (cp_signers_stands_in(facts, 0, question->first, cert))
			return false;
		has_met = has_met ||
			  cp_signers_stands_in(facts, question->first, facts->n_subjects, cert);
		if (!has_met && !designated &&
			!cp_name_equal(cert->subject, own->subjects[0].cert->subject))
			return false;
	}
	return true;
}

/* *fault becomes CP_LIST_COUNTS, or the fault that came nearest to it so far. */
static bool
try_signer(const cp_signers *signers, const cp_crl *crl, const cp_cert *cert, bool good,
	cp_list_signer *signer, cp_list_fault *fault)
{
	cp_list_fault now = CP_LIST_MAY_NOT_SIGN;

	if (*fault == CP_LIST_COUNTS || !cp_name_equal(cert->subject, crl->issuer))
		return true;
	if (may_sign_lists(cert) && !cp_cache_verify_list(signers->input->cache,
					    signers->input->budget, crl, cert, &now))
		return false;
	if (now == CP_LIST_COUNTS)
		*signer = (cp_list_signer){cert, good};
	if (now == CP_LIST_COUNTS || now > *fault)
		*fault = now;
	return true;
}

/* The delegates that are known to be good, or the others, revoked ones included: were those not
 * heard, word of their end would lift what they revoked before it. */
static bool
try_delegates(const cp_signers *signers, const cp_crl *crl, const cp_question *question,
	bool designated, bool good, cp_list_signer *signer, cp_list_fault *fault)
{
	size_t i;

	for (i = 0; i < signers->n_delegates && *fault != CP_LIST_COUNTS; i++) {
		const cp_delegate *delegate = signers->delegates[i];
		const cp_cert *cert = delegate->facts.subjects[0].cert;

		if (delegate->good != good || !cp_name_equal(cert->subject, crl->issuer) ||
			!may_speak(delegate, question, designated))
			continue;
		if (!try_signer(signers, crl, cert, good, signer, fault))
			return false;
	}
	return true;
}

bool
cp_signers_check(const cp_signers *signers, const cp_crl *crl, const cp_question *question,
	bool designated, cp_list_signer *signer, cp_list_fault *fault)
{
	const cp_facts *facts = question->facts;
	const cp_cert *self = designated ? question->self : NULL;
	size_t i;

	*signer = (cp_list_signer){NULL, false};
	*fault = CP_LIST_NO_SIGNER;
	for (i = question->first; i < facts->n_subjects; i++) {
		if (!try_signer(signers, crl, facts->subjects[i].cert, true, signer, fault))
			return false;
	}
	return try_delegates(signers, crl, question, designated, true, signer, fault) &&
	       (self == NULL || try_signer(signers, crl, self, true, signer, fault)) &&
	       try_delegates(signers, crl, question, designated, false, signer, fault);
}
