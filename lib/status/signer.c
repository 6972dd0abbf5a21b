/*
 * Issuers of lists: the certificates of the path itself, which hold the same name under several
 * keys when a CA renews its key, and certificates made for signing lists alone, which one of them
 * issued.
 */
#include <config.h>
#include "status/signer.h"
#include "x509/name.h"

/* How many certificates of one name and pool are looked at. */
#define SAME_NAME_MAX 8

/* RFC 5280 6.3.3 (f): if the extension is there, it must say so. */
static bool
may_sign_lists(const cp_cert *cert)
{
	return !cert->ext[CP_EXT_KEY_USAGE].present || (cert->key_usage & CP_KU_CRL_SIGN) != 0;
}

/*
 * What does nothing but sign lists has to say that it does, and to be fit in itself. No names are
 * read off it but the one that the list bears. Deviation: constraints on names and policies of the
 * path, which RFC 5280 6.3.3 (f) would hold against it, do not matter.
 */
static bool
is_fit_delegate(const cp_cert *cert, int64_t time)
{
	size_t i;

	for (i = 0; i < cert->n_problems; i++) {
		if (cp_problem_is_malformed(&cert->problems[i]))
			return false;
	}
	return cert->skeleton && cert->algorithms_agree && cert->ext[CP_EXT_KEY_USAGE].present &&
	       may_sign_lists(cert) && !cert->has_unknown_critical &&
	       !cert->has_duplicate_extension && cert->not_before <= time &&
	       time <= cert->not_after;
}

static bool
is_known(const cp_signers *signers, const cp_cert *cert)
{
	size_t i;

	for (i = 0; i < signers->facts->n_subjects; i++) {
		const cp_cert *in_path = signers->facts->subjects[i].cert;

		/* The leaf's key vouches for nothing, wherever else it stands. */
		if (memcmp(in_path->spki_sha256, cert->spki_sha256, CP_SHA256_LEN) == 0 &&
			(i == 0 || cp_name_equal(in_path->subject, cert->subject)))
			return true;
	}
	for (i = 0; i < signers->n_delegates; i++) {
		if (memcmp(signers->delegates[i].cert->sha256, cert->sha256, CP_SHA256_LEN) == 0)
			return true;
	}
	return false;
}

/* Adds the certificate if one of the path issued it. */
static bool
consider(cp_signers *signers, const cp_cert *cert)
{
	const cp_signed what = {cert, &cert->outer_algorithm, cert->tbs, cert->signature};
	const cp_facts *facts = signers->facts;
	size_t i;

	if (!is_fit_delegate(cert, facts->time) || is_known(signers, cert))
		return true;
	for (i = 1; i < facts->n_subjects && signers->n_delegates < CP_DELEGATES_MAX; i++) {
		const cp_subject *issuer = &facts->subjects[i];
		cp_list_fault fault;

		if (issuer->not_a_ca || issuer->may_not_sign ||
			!cp_name_equal(issuer->cert->subject, cert->issuer))
			continue;
		if (!cp_cache_verify(signers->input->cache, signers->input->budget, &what,
			    issuer->cert, &fault))
			return false;
		if (fault == CP_LIST_COUNTS) {
			signers->delegates[signers->n_delegates++] = (cp_delegate){cert, i, false};
			return true;
		}
	}
	return true;
}

bool
cp_signers_collect(cp_signers *signers, const cp_crl *crl)
{
	cp_cert *found[SAME_NAME_MAX];
	size_t i, k;

	for (i = 0; i < signers->input->n_pools; i++) {
		size_t n = cp_pool_find_subject(signers->input->pools[i], crl->issuer,
			crl->issuer_hash, found, SAME_NAME_MAX);

		for (k = 0; k < n && k < SAME_NAME_MAX; k++) {
			if (!consider(signers, found[k]))
				return false;
		}
	}
	return true;
}

/* *fault becomes CP_LIST_COUNTS, or the fault that came nearest to it so far. */
static bool
try_signer(const cp_signers *signers, const cp_crl *crl, const cp_cert *cert,
	const cp_cert **signer, cp_list_fault *fault)
{
	const cp_signed what = {crl, &crl->outer_algorithm, crl->tbs, crl->signature};
	cp_list_fault now = CP_LIST_MAY_NOT_SIGN;

	if (*fault == CP_LIST_COUNTS || !cp_name_equal(cert->subject, crl->issuer))
		return true;
	if (may_sign_lists(cert) &&
		!cp_cache_verify(signers->input->cache, signers->input->budget, &what, cert, &now))
		return false;
	if (now == CP_LIST_COUNTS)
		*signer = cert;
	if (now == CP_LIST_COUNTS || now > *fault)
		*fault = now;
	return true;
}

bool
cp_signers_check(const cp_signers *signers, const cp_crl *crl, size_t first, const cp_cert *self,
	const cp_cert **signer, cp_list_fault *fault)
{
	size_t i;

	*signer = NULL;
	*fault = CP_LIST_NO_SIGNER;
	for (i = first; i < signers->facts->n_subjects; i++) {
		if (!try_signer(signers, crl, signers->facts->subjects[i].cert, signer, fault))
			return false;
	}
	for (i = 0; i < signers->n_delegates; i++) {
		const cp_delegate *delegate = &signers->delegates[i];

		if (delegate->issued_by < first ||
			!cp_name_equal(delegate->cert->subject, crl->issuer))
			continue;
		if (delegate->good) {
			if (!try_signer(signers, crl, delegate->cert, signer, fault))
				return false;
		} else if (*fault != CP_LIST_COUNTS && *fault < CP_LIST_SIGNER_NOT_GOOD) {
			*fault = CP_LIST_SIGNER_NOT_GOOD;
		}
	}
	return self == NULL || try_signer(signers, crl, self, signer, fault);
}
