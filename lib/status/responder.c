/*
 * Signers of OCSP responses. A delegate is no more than RFC 6960 4.2.2.2 makes it: issued by the
 * very key that issued the certificate in question, for that purpose, and valid at the instant.
 */
#include <config.h>
#include "status/responder.h"
#include "base/civil.h"
#include "x509/access.h"
#include "x509/name.h"

/* CA/B BR 7.1.3.2.1 (ballot SC-53): no OCSP responses by SHA-1 from this day on. What is in a
 * response is up to those who ask, so that two with one digest can be had. The instant of judgement
 * counts: whoever can make two of a kind can date them too. */
#define SHA1_ENDED CP_UTC(2022, 6, 1)

/* CA/B BR 6.1.5, NIST SP 800-131A. Bits. */
#define SMALLEST_MODULUS 2048u
#define SMALLEST_CURVE 224u

static bool
hash_is_weak(cp_hash hash, int64_t time)
{
	return hash == CP_HASH_MD2 || hash == CP_HASH_MD5 ||
	       (hash == CP_HASH_SHA1 && time >= SHA1_ENDED);
}

static bool
key_is_weak(const cp_public_key *key)
{
	switch (key->type) {
	case CP_KEY_RSA:
	case CP_KEY_RSA_PSS:
	case CP_KEY_DSA:
		return key->bits < SMALLEST_MODULUS;
	case CP_KEY_EC:
		return key->bits < SMALLEST_CURVE;
	default:
		return false;
	}
}

/* Of the issuer's own key the rules speak. */
static bool
is_forgeable(const cp_ocsp *ocsp, const cp_cert *delegate, int64_t time)
{
	return hash_is_weak(ocsp->algorithm.hash, time) ||
	       (delegate != NULL && (hash_is_weak(delegate->outer_algorithm.hash, time) ||
					    key_is_weak(&delegate->key)));
}

/* RFC 6960 4.2.2.2: the purpose itself, not any purpose. keyUsage by RFC 5280 4.2.1.12. A CA with
 * that purpose, made so by mistake, would speak for its siblings: CA/B BR 7.1.2.8 has none. */
static bool
may_sign_responses(const cp_cert *cert)
{
	return cert->skeleton && !cert->is_ca && cert->ext[CP_EXT_EXTENDED_KEY_USAGE].present &&
	       (cert->eku & CP_EKU_OCSP_SIGNING) != 0 &&
	       (!cert->ext[CP_EXT_KEY_USAGE].present ||
		       (cert->key_usage & (CP_KU_DIGITAL_SIGNATURE | CP_KU_NON_REPUDIATION)) != 0);
}

/*
 * RFC 6960 4.2.2.2.1: the CA says that its responder needs no check (nocheck), says where to check
 * it, or says nothing and leaves it to the client. Who is told where to look has to know that the
 * responder is good; where there is nowhere to look, the CA that issued the certificate answers for
 * it as long as it is valid. What is at hand is asked in any case.
 */
static bool
needs_no_check(const cp_cert *cert)
{
	cp_bytes rest = cert->aia;
	cp_general_name location;
	cp_oid method;

	if (cert->ext[CP_EXT_OCSP_NO_CHECK].present)
		return true;
	while (cp_access_next(&rest, &method, &location)) {
		if (method == CP_OID_ACCESS_OCSP)
			return false;
	}
	return cert->crl_distribution_points.len == 0;
}

/* The key counts: it is what signed the certificate in question. */
static bool
is_below(const cp_delegate *delegate, const cp_cert *issuer)
{
	return memcmp(delegate->path.certs[1]->spki_sha256, issuer->spki_sha256, CP_SHA256_LEN) ==
	       0;
}

static bool
is_known(const cp_signers *signers, const cp_cert *cert, const cp_cert *issuer)
{
	size_t i;

	for (i = 0; i < signers->n_responders; i++) {
		const cp_delegate *known = signers->responders[i];

		if (is_below(known, issuer) &&
			memcmp(known->path.certs[0]->sha256, cert->sha256, CP_SHA256_LEN) == 0)
			return true;
	}
	return false;
}

static bool
consider(cp_signers *signers, cp_cert *cert, const cp_question *question)
{
	cp_delegate *delegate;

	if (!cp_delegate_below(signers->input, question->facts, question->first, signers->arena,
		    cert, &delegate))
		return false;
	if (delegate == NULL)
		return true;
	if (signers->n_responders == CP_DELEGATES_MAX) {
		signers->input->budget->spent[CP_LIMIT_PATHS] = true;
		return true;
	}
	delegate->is_responder = true;
	delegate->needs_no_check = needs_no_check(cert);
	signers->responders[signers->n_responders++] = delegate;
	return true;
}

static const cp_cert *
issuer_of(const cp_question *question)
{
	return question->facts->subjects[question->first].cert;
}

bool
cp_responders_collect(cp_signers *signers, cp_response *response, const cp_question *question)
{
	size_t i;

	if (!cp_response_read_certs(response, signers->input->budget))
		return false;
	for (i = 0; i < response->n_certs; i++) {
		cp_cert *cert = response->certs[i];

		if (may_sign_responses(cert) && !is_known(signers, cert, issuer_of(question)) &&
			!consider(signers, cert, question))
			return false;
	}
	return true;
}

/* What came nearest so far. */
typedef struct attempt {
	const cp_signers *signers;
	const cp_response *response;
	cp_list_fault fault, doubt;
} attempt;

static void
note(attempt *a, cp_list_fault fault, cp_list_fault doubt)
{
	if (fault == CP_LIST_COUNTS || (a->fault != CP_LIST_COUNTS && fault > a->fault)) {
		a->fault = fault;
		a->doubt = doubt;
	}
}

/* `doubt`: about whose key it is. */
static bool
try_key(attempt *a, const cp_cert *signer, const cp_cert *delegate, cp_list_fault doubt)
{
	const cp_ocsp *ocsp = &a->response->ocsp;
	const cp_signed what = {ocsp, &ocsp->algorithm, ocsp->tbs, ocsp->signature};
	const cp_revocation_input *input = a->signers->input;
	cp_list_fault fault;

	if (!cp_cache_verify(input->cache, input->budget, &what, signer, &fault))
		return false;
	cp_horizon_note(a->signers->facts->horizon, SHA1_ENDED);
	if (is_forgeable(ocsp, delegate, a->signers->facts->time))
		doubt = CP_LIST_FORGEABLE;
	note(a, fault, doubt);
	return true;
}

static bool
is_settled(const attempt *a)
{
	return a->fault == CP_LIST_COUNTS && a->doubt == CP_LIST_COUNTS;
}

static bool
try_delegates(attempt *a, const cp_cert *issuer)
{
	size_t i;

	for (i = 0; i < a->signers->n_responders && !is_settled(a); i++) {
		const cp_delegate *delegate = a->signers->responders[i];
		const cp_cert *cert = delegate->path.certs[0];

		if (is_below(delegate, issuer) && cp_response_names(a->response, cert) &&
			!try_key(a, cert, cert,
				delegate->good ? CP_LIST_COUNTS : CP_LIST_SIGNER_NOT_GOOD))
			return false;
	}
	return true;
}

/* For people: that somebody who is named may not sign is nearer than that nobody is at hand. */
static void
look_for_namesakes(attempt *a)
{
	if (a->response->n_certs > 0)
		note(a, CP_LIST_MAY_NOT_SIGN, CP_LIST_COUNTS);
}

bool
cp_responders_check(const cp_signers *signers, const cp_response *response,
	const cp_question *question, cp_list_fault *fault, cp_list_fault *doubt)
{
	attempt a = {signers, response, CP_LIST_NO_SIGNER, CP_LIST_COUNTS};
	const cp_cert *issuer = issuer_of(question);

	if (cp_response_names(response, issuer) && !try_key(&a, issuer, NULL, CP_LIST_COUNTS))
		return false;
	if (!is_settled(&a) && !try_delegates(&a, issuer))
		return false;
	if (a.fault == CP_LIST_NO_SIGNER)
		look_for_namesakes(&a);
	*fault = a.fault;
	*doubt = a.doubt;
	return true;
}
