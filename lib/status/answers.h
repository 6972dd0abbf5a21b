/* What all OCSP responses at hand say together of one certificate. */
#ifndef CP_STATUS_ANSWERS_H
#define CP_STATUS_ANSWERS_H

#include "status/responder.h"

typedef struct cp_answers {
	cp_revocation revocation; /* `detail`: why none counted */
	bool is_stapled;          /* a staple says that it is good, and counts */
	const char *staple_fault; /* why none does; NULL: none was sent */
	cp_staple_outcome staple;
	unsigned staple_status; /* of CP_STAPLE_ERROR */
	cp_bytes sct_list;        /* of a response that counts; lent by the request; empty */
} cp_answers;

/* The responses were read, and the delegates collected. One "revoked" outweighs any "good". False: no
 * memory. */
CP_CHECK_RESULT bool
cp_answers_judge(const cp_signers *signers, const cp_question *question, cp_answers *answers);

#endif
