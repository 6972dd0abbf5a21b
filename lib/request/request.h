/* A request as read: certificates parsed, names normalised, everything owned. */
#ifndef CP_REQUEST_REQUEST_H
#define CP_REQUEST_REQUEST_H

#include "base/budget.h"
#include "classify/peer.h"
#include "classify/walk.h"
#include "store/anchors.h"
#include "store/crls.h"
#include "x509/cert.h"

#include <certpolicy/request.h>

struct certpolicy_request {
	char *id;            /* compact JSON, owned; NULL when absent */
	char *policy_name;   /* owned; NULL when not named */
	char *policy_inline; /* compact JSON, owned; NULL */
	cp_cert **chain;     /* what the peer sent, in that order; owned references */
	size_t n_chain, chain_capacity;
	bool own_anchors;    /* `anchors` was given: the engine's do not count */
	cp_anchors *anchors; /* `anchors` and `extra_anchors`; NULL when neither was given */
	cp_cert **intermediates;
	size_t n_intermediates, intermediates_capacity;
	bool is_cut; /* there were more certificates than the limit, and they were left out */
	cp_peer_state peer_state;
	cp_peer *peers;
	size_t n_peers, peers_capacity;
	char *address_text;  /* owned; NULL */
	uint8_t address[16];
	size_t address_len;
	bool has_time;
	int64_t time;
	certpolicy_purpose purpose;
	bool has_purpose;    /* it was said, not taken by default */
	cp_crl **crls;
	size_t n_crls, crls_capacity;
	cp_bytes *staples;   /* by place in the chain; empty ones are null; each owned */
	size_t n_staples;
	cp_bytes *ocsp;      /* fetched otherwise; each owned */
	size_t n_ocsp, ocsp_capacity;
	cp_bytes sct_list;   /* owned; with its outer length */
	bool has_sct_list;
	bool has_session;
	cp_session_said session; /* its strings are owned */
	bool explain_path;   /* the report tells how the path was found */
};

/* What the public calls do; arguments have been checked. Everything is copied. */
CP_CHECK_RESULT int
cp_request_add_certificate(certpolicy_request *request, cp_bytes der, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_add_chain(certpolicy_request *request, cp_bytes data, const char *password,
	certpolicy_error **error);
/* Another chain in place of the request's; references are added. */
CP_CHECK_RESULT int
cp_request_replace_chain(certpolicy_request *request, cp_cert **chain, size_t n_chain,
	certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_add_intermediate(certpolicy_request *request, cp_bytes der, certpolicy_error **error);
/* "request.bad-anchor" for bytes without a subject. */
CP_CHECK_RESULT int
cp_request_add_anchor(certpolicy_request *request, cp_bytes der, const cp_anchor_terms *terms,
	certpolicy_error **error);
/* A list that cannot be read is kept too: whoever looks for revocation says why it did not serve. */
CP_CHECK_RESULT int
cp_request_add_crl(certpolicy_request *request, cp_bytes der, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_add_peer(certpolicy_request *request, cp_peer_kind kind, cp_bytes text,
	certpolicy_error **error);
/* A host: an IP address if it reads as one, else a DNS name. */
CP_CHECK_RESULT int
cp_request_add_host(certpolicy_request *request, cp_bytes text, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_set_address(certpolicy_request *request, cp_bytes text, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_set_time(certpolicy_request *request, int64_t seconds, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_set_policy(certpolicy_request *request, const char *name, certpolicy_error **error);
/* An empty response is none. */
CP_CHECK_RESULT int
cp_request_set_staple(certpolicy_request *request, size_t index, cp_bytes response,
	certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_add_ocsp(certpolicy_request *request, cp_bytes response, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_set_sct_list(certpolicy_request *request, cp_bytes list, certpolicy_error **error);
CP_CHECK_RESULT int
cp_request_set_session(certpolicy_request *request, const char *protocol, const char *cipher,
	const char *group, bool resumed, certpolicy_error **error);
void
cp_request_set_session_fact(certpolicy_request *request, cp_session_fact fact, bool holds);
CP_CHECK_RESULT int
cp_request_set_session_signature(certpolicy_request *request, const char *scheme,
	certpolicy_error **error);
void
cp_request_set_session_dh_bits(certpolicy_request *request, unsigned bits);

/*
 * From a line of JSON; see certpolicy_request_from_json. `limits`: an engine's, or NULL for the
 * defaults.
 */
CP_CHECK_RESULT int
cp_request_read_json(cp_bytes text, unsigned locked, const cp_budget *limits,
	certpolicy_request **request, certpolicy_error **error);

/*
 * The id of a line that is no request, as far as it can be told, as compact JSON for cp_free; or NULL.
 * For error lines of batch.
 */
char *
cp_request_peek_id(cp_bytes text);

#endif
