/* Why a list or an OCSP response says nothing of a certificate. */
#ifndef CP_STATUS_FAULT_H
#define CP_STATUS_FAULT_H

#include "base/arena.h"
#include "x509/crl.h"
#include "x509/ocsp.h"

/* In the order in which it is asked: the later, the nearer the list came to counting. Most hold of
 * OCSP responses as well. */
typedef enum cp_list_fault {
	CP_LIST_COUNTS = 0,
	CP_LIST_NOT_ANCHORED, /* no path to judge by */
	CP_LIST_NONE_AT_HAND,
	CP_LIST_OF_OTHERS, /* its issuer is not the certificate's, nor named by it */
	CP_LIST_UNREADABLE,
	CP_LIST_ERROR, /* an OCSP responder that could not answer */
	CP_LIST_OTHER_SCOPE,
	CP_LIST_NAMES_COMPARED, /* the budget for comparing names is spent */
	CP_LIST_VERSION,
	CP_LIST_ALGORITHMS,
	CP_LIST_NO_NUMBER,
	CP_LIST_NUMBER_CRITICAL,
	CP_LIST_UNKNOWN_CRITICAL,
	CP_LIST_NO_NEXT_UPDATE,
	CP_LIST_NOT_YET,
	CP_LIST_OUT_OF_DATE,
	CP_LIST_SAYS_UNKNOWN, /* an OCSP responder that does not know the certificate */
	CP_LIST_NO_SIGNER,
	CP_LIST_MAY_NOT_SIGN,
	CP_LIST_SIGNER_NOT_GOOD, /* it is revoked itself, or nobody says that it is not */
	CP_LIST_UNSUPPORTED,
	CP_LIST_BAD_SIGNATURE,
	CP_LIST_UNCHECKED, /* the budget for signatures is spent */
	CP_LIST_UNSEARCHED, /* the budget for looking through lists is spent */
	CP_LIST_FORGEABLE, /* so signed that others than the responder can */
	CP_LIST_FOREIGN_ENTRY,
	CP_LIST_DELTA_ALONE,
	CP_LIST_SOME_REASONS
} cp_list_fault;

/* For people; static or in `arena`. `crl` is the list that has the fault; NULL when there is none.
 */
const char *
cp_list_fault_text(cp_arena *arena, cp_list_fault fault, const cp_crl *crl);

/* An OCSP response may do without nextUpdate, since newer ones can be had at any time (RFC 6960
 * 4.2.2.1): it holds for a week, as short-lived certificates do that nobody has to revoke. */
#define CP_RESPONSE_MAX_AGE INT64_C(604800)

/* The last instant at which a single response holds. */
int64_t
cp_response_holds_until(const cp_ocsp_single *single);

/* For people; static or in `arena`. Of `ocsp` the status is told, of `single` the dates. */
const char *
cp_response_fault_text(cp_arena *arena, cp_list_fault fault, const cp_ocsp *ocsp,
	const cp_ocsp_single *single);

#endif
