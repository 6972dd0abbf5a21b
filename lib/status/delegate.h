/* Signers of lists and responses that stand outside the path: who vouches for them (RFC 5280 6.3.3
 * (f), RFC 6960 4.2.2.2). */
#ifndef CP_STATUS_DELEGATE_H
#define CP_STATUS_DELEGATE_H

#include "status/cache.h"

typedef struct cp_delegate {
	cp_path path;   /* its own, valid and to the anchor of the path that is judged */
	cp_facts facts; /* of that path; subjects[0] is the delegate */
	bool good;      /* lists say so of it and of whoever vouches for it */
	bool revoked;   /* it is, or somebody who vouches for it */
	bool is_responder; /* it signs responses, and no lists */
	bool needs_no_check; /* its issuer says so, or gives no way to: good unless something says not */
} cp_delegate;

/*
 * A path for `cert` that ends where `facts` end; in `arena`. A certificate of the judged path that
 * issued it comes first; beyond that is looked where the certificate in question designates the
 * list's issuer, or for a CA's other keys. *delegate is NULL when there is none, or none was found
 * within the budget, which then says so. False: no memory.
 */
CP_CHECK_RESULT bool
cp_delegate_find(const cp_revocation_input *input, const cp_facts *facts, cp_arena *arena,
	cp_cert *cert, bool designated, cp_delegate **delegate);

/*
 * A path for `cert` through certificate `issuer` of the judged path, whose key has to have signed it;
 * in `arena`. *delegate is NULL when there is none. False: no memory.
 */
CP_CHECK_RESULT bool
cp_delegate_below(const cp_revocation_input *input, const cp_facts *facts, size_t issuer,
	cp_arena *arena, cp_cert *cert, cp_delegate **delegate);

#endif
