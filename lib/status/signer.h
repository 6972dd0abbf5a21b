/* Who may sign the lists that a path's certificates are judged by (RFC 5280 6.3.3 (f), (g)). */
#ifndef CP_STATUS_SIGNER_H
#define CP_STATUS_SIGNER_H

#include "base/table.h"
#include "status/coverage.h"
#include "status/delegate.h"

/* More issuers of lists outside of one path than this are too many; indirect lists need one. */
#define CP_DELEGATES_MAX 32

/* A name whose bearers were looked for: that of this list's issuer. */
typedef struct cp_sought {
	const cp_crl *crl;
	bool designated;
} cp_sought;

typedef struct cp_signers {
	const cp_facts *facts; /* of the path that is judged */
	const cp_revocation_input *input;
	cp_arena *arena;
	cp_delegate *delegates[CP_DELEGATES_MAX];
	size_t n_delegates;
	cp_delegate *responders[CP_DELEGATES_MAX]; /* who sign OCSP responses: responder.c */
	size_t n_responders;
	cp_sought *sought; /* owned */
	size_t n_sought, sought_capacity;
	cp_table sought_by_name;
} cp_signers;

void
cp_signers_clear(cp_signers *signers);

/* A certificate to judge, in its place: of the path, or of one that vouches for a delegate. */
typedef struct cp_question {
	const cp_cert *cert;
	const cp_facts *facts;
	size_t first;        /* index there of its issuer */
	const cp_cert *self; /* itself, where it was made to sign its own list; else NULL */
} cp_question;

/* Who signed a list. */
typedef struct cp_list_signer {
	const cp_cert *cert;
	bool good; /* it stands in the path, whose certificates are judged each, or is known to be */
} cp_list_signer;

/* Finds the delegates that may have signed this list: whom valid paths vouch for, from anywhere
 * below the anchor when a certificate designates the list's issuer. Whether they are good is not
 * settled yet. All who bear the name are looked at, once, or a limit is spent: a peer must not be
 * able to hide one among others. False: no memory. */
CP_CHECK_RESULT bool
cp_signers_collect(cp_signers *signers, const cp_crl *crl, bool designated);

/*
 * Whether somebody signed the list who stands above the certificate in question, is a delegate that
 * may speak there, or, on a list that the certificate designates, is it itself. `*signer` is who,
 * when *fault is CP_LIST_COUNTS; not good is also who is revoked. False: no memory.
 */
CP_CHECK_RESULT bool
cp_signers_check(const cp_signers *signers, const cp_crl *crl, const cp_question *question,
	bool designated, cp_list_signer *signer, cp_list_fault *fault);

/* Whether one of facts->subjects[from] to [to - 1] has this certificate's name and key. */
bool
cp_signers_stands_in(const cp_facts *facts, size_t from, size_t to, const cp_cert *cert);

#endif
