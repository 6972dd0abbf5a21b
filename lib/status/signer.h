/* Who may sign the lists that a path's certificates are judged by (RFC 5280 6.3.3 (f), (g)). */
#ifndef CP_STATUS_SIGNER_H
#define CP_STATUS_SIGNER_H

#include "status/cache.h"

/* More issuers of lists outside of one path than this are not looked at; indirect lists need one.
 */
#define CP_DELEGATES_MAX 8

/* A certificate outside the path that only signs lists, issued by a certificate of the path. */
typedef struct cp_delegate {
	const cp_cert *cert;
	size_t issued_by; /* index in the path */
	bool good;        /* a list says so */
} cp_delegate;

typedef struct cp_signers {
	const cp_facts *facts;
	const cp_revocation_input *input;
	cp_delegate delegates[CP_DELEGATES_MAX];
	size_t n_delegates;
} cp_signers;

/* Finds the delegates that may have signed this list: vouched for by the path and fit at the
 * instant of judgement. Whether they are good is not settled yet. False: no memory. */
CP_CHECK_RESULT bool
cp_signers_collect(cp_signers *signers, const cp_crl *crl);

/*
 * Whether somebody signed the list who stands at `first` or above in the path, is a good delegate
 * of somebody there, or is `self` (NULL: nobody). `*signer` is who, when *fault is CP_LIST_COUNTS.
 * False: no memory.
 */
CP_CHECK_RESULT bool
cp_signers_check(const cp_signers *signers, const cp_crl *crl, size_t first, const cp_cert *self,
	const cp_cert **signer, cp_list_fault *fault);

#endif
