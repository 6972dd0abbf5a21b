/*
 * Certificates that only sign lists or responses. Each gets a path like every other certificate,
 * built from what is at hand and walked by RFC 5280 6.1. Deviation: certificate policies are not
 * asked of it, since no policy of the peer's certificate hangs on who signs its lists.
 */
#include <config.h>
#include "status/delegate.h"
#include "x509/name.h"

/* What does nothing but sign lists has to say that it does (RFC 5280 4.2.1.3). */
static bool
is_list_signer(const cp_cert *cert)
{
	return cert->skeleton && cert->ext[CP_EXT_KEY_USAGE].present &&
	       (cert->key_usage & CP_KU_CRL_SIGN) != 0;
}

static bool
is_well_formed(const cp_cert *cert)
{
	return cp_cert_first_malformed(cert) == NULL && cert->n_all_problems <= cert->n_problems &&
	       cert->algorithms_agree && !cert->has_duplicate_extension;
}

/* Of the certificates of the judged path threat.listed and crypto.compromised-key say so; a list by
 * such a key may be anybody's. */
static bool
is_distrusted(const cp_revocation_input *input, const cp_subject *subject, int64_t time)
{
	const cp_cert *cert = subject->cert;
	cp_threat_hit hit;

	if (subject->profile.rsa_close_primes || subject->profile.rsa_roca)
		return true;
	if (input->denylist != NULL &&
		cp_denylist_find_certificate(input->denylist, cert, time, &hit))
		return true;
	return input->weak_keys != NULL &&
	       cp_weak_keys_find(input->weak_keys, &cert->key, cert->spki_sha256) != NULL;
}

/* RFC 5280 6.1 but for policies. What is wrong with the anchor by itself is the judged path's. */
static bool
is_valid(const cp_revocation_input *input, const cp_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_subjects; i++) {
		const cp_subject *subject = &facts->subjects[i];

		if (subject->path_len_exceeded || subject->n_nc_breaches > 0)
			return false;
		if (i + 1 < facts->n_subjects &&
			(!is_well_formed(subject->cert) || subject->expired ||
				subject->not_yet_valid || subject->not_a_ca ||
				subject->may_not_sign || subject->n_unknown_critical > 0 ||
				is_distrusted(input, subject, facts->time)))
			return false;
	}
	return !facts->budget_spent;
}

/* The facts of delegate->path. False: no memory. */
static bool
walk(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena,
	cp_delegate *delegate)
{
	static const int nowhere[CP_PATH_MAX];
	const cp_walk_request request = {
		.time = facts->time, .horizon = facts->horizon, .purpose = CERTPOLICY_PURPOSE_ANY};
	const cp_walk_terms terms = {.zones = NULL};

	cp_facts_build(
		&delegate->facts, arena, input->budget, &delegate->path, nowhere, &request, &terms);
	return !cp_arena_failed(arena);
}

/* Through certificate `issuer` of the path that is judged; *found is false when it does not serve.
 * False: no memory. */
static bool
try_below(const cp_revocation_input *input, const cp_facts *facts, size_t issuer, cp_arena *arena,
	cp_cert *cert, cp_delegate *delegate, bool *found)
{
	const cp_signed what = {cert, &cert->outer_algorithm, cert->tbs, cert->signature};
	const cp_path *path = facts->path;
	cp_list_fault fault;

	*found = false;
	if (!cp_name_equal(path->certs[issuer]->subject, cert->issuer))
		return true;
	if (!cp_cache_verify(input->cache, input->budget, &what, path->certs[issuer], &fault))
		return false;
	if (fault != CP_LIST_COUNTS)
		return true;
	delegate->path = *path;
	delegate->path.certs[0] = cert;
	memcpy(&delegate->path.certs[1], &path->certs[issuer],
		(path->n_certs - issuer) * sizeof(path->certs[issuer]));
	delegate->path.n_certs = path->n_certs - issuer + 1;
	if (!cp_path_pay(&delegate->path, input->budget))
		return true;
	if (!walk(input, facts, arena, delegate))
		return false;
	*found = is_valid(input, &delegate->facts);
	return true;
}

/* Through any of them. False: no memory. */
static bool
try_path(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena, cp_cert *cert,
	cp_delegate *delegate, bool *found)
{
	size_t i;

	*found = false;
	for (i = 1; i < facts->path->n_certs && !*found; i++) {
		if (!try_below(input, facts, i, arena, cert, delegate, found))
			return false;
	}
	return true;
}

static bool
ends_like(const cp_path *path, const cp_facts *facts)
{
	const cp_cert *anchor = facts->path->certs[facts->path->n_certs - 1];

	return memcmp(path->certs[path->n_certs - 1]->sha256, anchor->sha256, CP_SHA256_LEN) == 0;
}

/* The next path of a builder that serves; *found is false when there are no more. False: no memory.
 */
static bool
next_way(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena,
	cp_builder *builder, cp_delegate *delegate, bool *found)
{
	cp_builder_step step;

	*found = false;
	do {
		step = cp_builder_next(builder, &delegate->path);
		if (step != CP_BUILDER_PATH || !cp_path_pay(&delegate->path, input->budget))
			return step != CP_BUILDER_NO_MEMORY;
		if (!ends_like(&delegate->path, facts))
			continue;
		if (!walk(input, facts, arena, delegate))
			return false;
		*found = is_valid(input, &delegate->facts);
	} while (!*found);
	return true;
}

/* By whatever way there is. */
static bool
try_ways(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena, cp_cert *cert,
	cp_delegate *delegate, bool *found)
{
	bool before[CP_N_LIMITS];
	cp_builder *builder;

	*found = false;
	memcpy(before, input->budget->spent, sizeof(before));
	if (!cp_cache_builder(input->cache, input->building, cert, &builder))
		return false;
	if (builder == NULL)
		return true;
	cp_builder_rewind(builder);
	if (!next_way(input, facts, arena, builder, delegate, found))
		return false;
	/* Limits that other ways ran into do not matter any more. */
	if (*found)
		memcpy(input->budget->spent, before, sizeof(before));
	return true;
}

static cp_delegate *
new_delegate(cp_arena *arena)
{
	cp_delegate *made = cp_arena_alloc(arena, 1, sizeof(*made));

	if (made != NULL)
		memset(made, 0, sizeof(*made));
	return made;
}

bool
cp_delegate_below(const cp_revocation_input *input, const cp_facts *facts, size_t issuer,
	cp_arena *arena, cp_cert *cert, cp_delegate **delegate)
{
	cp_delegate *made = new_delegate(arena);
	bool found;

	*delegate = NULL;
	if (made == NULL || !try_below(input, facts, issuer, arena, cert, made, &found))
		return false;
	if (found)
		*delegate = made;
	return true;
}

bool
cp_delegate_find(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena,
	cp_cert *cert, bool designated, cp_delegate **delegate)
{
	cp_delegate *made;
	bool found;

	*delegate = NULL;
	if (!is_list_signer(cert))
		return true;
	made = new_delegate(arena);
	if (made == NULL)
		return false;
	if (!try_path(input, facts, arena, cert, made, &found))
		return false;
	if (!found && (designated || cp_cert_is_self_issued(cert)) &&
		!try_ways(input, facts, arena, cert, made, &found))
		return false;
	if (found)
		*delegate = made;
	return true;
}
