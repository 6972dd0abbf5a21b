/* What people are told when no list or response counted. Dates are all that is taken from one. */
#include <config.h>
#include "status/fault.h"
#include "base/civil.h"

static const char *const texts[] = {
	[CP_LIST_NOT_ANCHORED] = "the path does not end in an anchor",
	[CP_LIST_NONE_AT_HAND] = "no revocation list is at hand",
	[CP_LIST_OF_OTHERS] = "no revocation list at hand is by its issuer",
	[CP_LIST_OTHER_SCOPE] = "the list of its issuer does not cover this certificate",
	[CP_LIST_NAMES_COMPARED] = "the limit for comparing names was reached",
	[CP_LIST_VERSION] = "the list of its issuer is not of version 2",
	[CP_LIST_ALGORITHMS] = "the list of its issuer names two signature algorithms",
	[CP_LIST_NO_NUMBER] = "the list of its issuer has no CRL number",
	[CP_LIST_NUMBER_CRITICAL] = "the list of its issuer marks its CRL number as critical",
	[CP_LIST_UNKNOWN_CRITICAL] = "the list of its issuer has an unknown critical extension",
	[CP_LIST_NO_NEXT_UPDATE] = "the list of its issuer does not say how long it holds",
	[CP_LIST_NO_SIGNER] = "who signed the list is not vouched for by this path",
	[CP_LIST_MAY_NOT_SIGN] = "the issuer's key may not sign lists",
	[CP_LIST_SIGNER_NOT_GOOD] = "the certificate that signs the list is not known to be good",
	[CP_LIST_UNSUPPORTED] = "the signature of the list cannot be checked here",
	[CP_LIST_BAD_SIGNATURE] = "the signature of the list is not by its issuer's key",
	[CP_LIST_UNCHECKED] =
		"the limit for signature checks was reached before the list was verified",
	[CP_LIST_UNSEARCHED] = "the limit for looking through lists was reached",
	[CP_LIST_FOREIGN_ENTRY] =
		"the list speaks of another issuer's certificates, and is not indirect",
	[CP_LIST_DELTA_ALONE] =
		"the list only says what changed, and the list it builds on is missing",
	[CP_LIST_SOME_REASONS] = "the lists at hand cover some reasons for revocation only",
};

const char *
cp_list_fault_text(cp_arena *arena, cp_list_fault fault, const cp_crl *crl)
{
	char date[CP_TIME_TEXT_LEN];

	switch (fault) {
	case CP_LIST_UNREADABLE:
		return crl->issuer.len > 0 ? "the list of its issuer cannot be read"
					   : "a revocation list at hand cannot be read";
	case CP_LIST_NOT_YET:
		cp_time_format(crl->this_update, date);
		return cp_arena_printf(arena, "the list of its issuer holds from %s only", date);
	case CP_LIST_OUT_OF_DATE:
		cp_time_format(crl->next_update, date);
		return cp_arena_printf(
			arena, "the list of its issuer is out of date since %s", date);
	default:
		return (size_t)fault < CP_COUNT(texts) ? texts[fault] : NULL;
	}
}

static const char *const response_texts[] = {
	[CP_LIST_NONE_AT_HAND] = "no OCSP response is at hand",
	[CP_LIST_OF_OTHERS] = "no OCSP response at hand is about it",
	[CP_LIST_UNREADABLE] = "the OCSP response cannot be read",
	[CP_LIST_OTHER_SCOPE] = "the OCSP response is about another issuer's certificate",
	[CP_LIST_UNKNOWN_CRITICAL] =
		"the OCSP response has a critical extension that is not known here",
	[CP_LIST_SAYS_UNKNOWN] = "the OCSP responder does not know this certificate",
	[CP_LIST_NO_SIGNER] =
		"the OCSP response is neither by its issuer nor by a responder of its issuer",
	[CP_LIST_MAY_NOT_SIGN] = "who signed the OCSP response may not sign such",
	[CP_LIST_SIGNER_NOT_GOOD] =
		"the certificate that signs the OCSP response is not known to be good",
	[CP_LIST_UNSUPPORTED] = "the signature of the OCSP response cannot be checked here",
	[CP_LIST_BAD_SIGNATURE] =
		"the signature of the OCSP response is not by its responder's key",
	[CP_LIST_UNCHECKED] =
		"the limit for signature checks was reached before the OCSP response was verified",
	[CP_LIST_UNSEARCHED] = "the limit for looking through OCSP responses was reached",
	[CP_LIST_FORGEABLE] =
		"the OCSP response rests on an algorithm or key that is too weak to be believed",
};

int64_t
cp_response_holds_until(const cp_ocsp_single *single)
{
	return single->has_next_update ? single->next_update
				       : single->this_update + CP_RESPONSE_MAX_AGE;
}

const char *
cp_response_fault_text(
	cp_arena *arena, cp_list_fault fault, const cp_ocsp *ocsp, const cp_ocsp_single *single)
{
	char date[CP_TIME_TEXT_LEN];
	int64_t from;

	switch (fault) {
	case CP_LIST_ERROR:
		return cp_arena_printf(arena, "the OCSP responder answered \"%s\"",
			cp_ocsp_status_name(ocsp->status));
	case CP_LIST_NOT_YET:
		from = single->this_update > ocsp->produced_at ? single->this_update
							       : ocsp->produced_at;
		cp_time_format(from, date);
		return cp_arena_printf(arena, "the OCSP response holds from %s only", date);
	case CP_LIST_OUT_OF_DATE:
		cp_time_format(cp_response_holds_until(single), date);
		return cp_arena_printf(arena, "the OCSP response is out of date since %s", date);
	default:
		return (size_t)fault < CP_COUNT(response_texts) ? response_texts[fault] : NULL;
	}
}
