/* Who may sign OCSP responses: a certificate's issuer, and whom it delegated (RFC 6960 4.2.2.2). */
#ifndef CP_STATUS_RESPONDER_H
#define CP_STATUS_RESPONDER_H

#include "status/response.h"
#include "status/signer.h"

/* Finds those whom the issuer of the certificate in question delegated, among the certificates that
 * the response brings. Whether they are good is not settled yet. False: no memory. */
CP_CHECK_RESULT bool
cp_responders_collect(cp_signers *signers, cp_response *response, const cp_question *question);

/*
 * Whether the issuer signed the response, or a delegate of it that was collected: *fault is
 * CP_LIST_COUNTS then. *doubt is why such a signature is not believed that a certificate is good
 * (the delegate is revoked, say), though it is believed that one is revoked, so that nothing that is
 * added to a request lifts a revocation; CP_LIST_COUNTS: nothing speaks against it. False: no memory.
 */
CP_CHECK_RESULT bool
cp_responders_check(const cp_signers *signers, const cp_response *response,
	const cp_question *question, cp_list_fault *fault, cp_list_fault *doubt);

#endif
