/*
 * Which single response is about a certificate, and its dates. Who signed it is asked in
 * responder.c, what several say together in answers.c.
 */
#include <config.h>
#include "status/response.h"
#include "base/mem.h"
#include "status/cache.h"
#include "x509/name.h"

/* Looking at a response costs so many octets, however short it is; a single response that is about
 * the serial number is read once more, which takes so many times as long as to pass it by. */
#define COST_OF_RESPONSE 64u
#define COST_OF_READING 8u

void
cp_responses_clear(cp_responses *responses)
{
	size_t i, k;

	for (i = 0; i < responses->n; i++) {
		for (k = 0; k < responses->list[i].n_certs; k++)
			cp_cert_unref(responses->list[i].certs[k]);
	}
	cp_free(responses->list);
}

bool
cp_responses_at_hand(const cp_revocation_input *input)
{
	size_t i;

	for (i = 0; i < input->n_staples && input->staples[i].len == 0; i++)
		continue;
	return i < input->n_staples || input->n_responses > 0;
}

static bool
add(cp_responses *responses, cp_bytes der, const cp_cert *about, bool is_staple)
{
	cp_response *response;

	if (!cp_grow((void **)&responses->list, responses->n, &responses->capacity,
		    sizeof(*responses->list)))
		return false;
	response = &responses->list[responses->n++];
	memset(response, 0, sizeof(*response));
	response->is_staple = is_staple;
	response->about = about;
	cp_ocsp_read(der, &response->ocsp);
	return true;
}

bool
cp_responses_read(const cp_revocation_input *input)
{
	cp_responses *responses = &input->cache->responses;
	cp_budget *budget = input->budget;
	size_t i;

	if (responses->read)
		return true;
	for (i = 0; i < input->n_staples; i++) {
		const cp_cert *about = i < input->n_chain ? input->chain[i] : NULL;

		if (input->staples[i].len > 0 && cp_budget_take(budget, CP_LIMIT_RESPONSES, 1) &&
			!add(responses, input->staples[i], about, true))
			return false;
	}
	for (i = 0; i < input->n_responses; i++) {
		if (cp_budget_take(budget, CP_LIMIT_RESPONSES, 1) &&
			!add(responses, input->responses[i], NULL, false))
			return false;
	}
	responses->read = true;
	return true;
}

/* issuerNameHash is over the issuer as the certificate has it, issuerKeyHash over the issuer's key
 * without the tag and length of its BIT STRING. */
static bool
is_about(cp_cert_ids *ids, const cp_ocsp_single *single)
{
	cp_hash hash = single->hash;

	if (hash == CP_HASH_UNKNOWN || hash > CP_HASH_SHA512)
		return false;
	if (!ids->known[hash]) {
		ids->known[hash] = true;
		ids->len[hash] = cp_crypto_digest(hash, ids->cert->issuer, ids->name[hash]);
		(void)cp_crypto_digest(hash, ids->issuer->key.key, ids->key[hash]);
	}
	return ids->len[hash] > 0 &&
	       cp_bytes_equal(
		       single->issuer_name_hash, cp_bytes_of(ids->name[hash], ids->len[hash])) &&
	       cp_bytes_equal(single->issuer_key_hash, cp_bytes_of(ids->key[hash], ids->len[hash]));
}

/* Both ends are inclusive. */
static cp_list_fault
fault_of(const cp_ocsp *ocsp, const cp_ocsp_single *single, const cp_facts *facts)
{
	int64_t time = facts->time;

	cp_horizon_note(facts->horizon, single->this_update);
	cp_horizon_note(facts->horizon, ocsp->produced_at);
	cp_horizon_note_end(facts->horizon, cp_response_holds_until(single));
	if (ocsp->has_unknown_critical || single->has_unknown_critical)
		return CP_LIST_UNKNOWN_CRITICAL;
	if (time < single->this_update || time < ocsp->produced_at)
		return CP_LIST_NOT_YET;
	if (time > cp_response_holds_until(single))
		return CP_LIST_OUT_OF_DATE;
	return single->status == CP_OCSP_UNKNOWN ? CP_LIST_SAYS_UNKNOWN : CP_LIST_COUNTS;
}

static bool
goes_before(const cp_ocsp_single *a, const cp_ocsp_single *b)
{
	if (a->status != b->status)
		return a->status == CP_OCSP_REVOKED;
	return a->this_update > b->this_update;
}

static void
note(cp_answer *answer, cp_list_fault fault, const cp_ocsp_single *single)
{
	if (fault == CP_LIST_COUNTS
			? answer->fault == CP_LIST_COUNTS && !goes_before(single, &answer->single)
			: answer->fault == CP_LIST_COUNTS || fault <= answer->fault)
		return;
	answer->fault = fault;
	answer->single = *single;
}

static bool
pay(cp_response *response, cp_budget *budget)
{
	bool is_first = !response->was_searched;

	response->was_searched = true;
	return cp_budget_take(budget, CP_LIMIT_LIST_OCTETS,
		COST_OF_RESPONSE + (is_first ? 0 : response->ocsp.singles.len));
}

void
cp_response_ask(cp_response *response, cp_budget *budget, cp_cert_ids *ids, const cp_facts *facts,
	cp_answer *answer)
{
	cp_bytes rest = response->ocsp.singles;
	cp_ocsp_single single;

	memset(answer, 0, sizeof(*answer));
	answer->fault = CP_LIST_OF_OTHERS;
	if (!response->ocsp.skeleton) {
		/* Nothing is known of whom it was to be about, but with whom it was sent. */
		if (response->about == NULL || response->about == ids->cert)
			answer->fault = response->ocsp.status != CP_OCSP_SUCCESSFUL
						? CP_LIST_ERROR
						: CP_LIST_UNREADABLE;
		return;
	}
	if (!pay(response, budget)) {
		answer->fault = CP_LIST_UNSEARCHED;
		return;
	}
	while (cp_ocsp_next_of_serial(&rest, ids->cert->serial, &single)) {
		if (!cp_budget_take(budget, CP_LIMIT_LIST_OCTETS,
			    COST_OF_READING * (uint64_t)(COST_OF_RESPONSE + single.serial.len))) {
			answer->fault = CP_LIST_UNSEARCHED;
			return;
		}
		note(answer,
			is_about(ids, &single) ? fault_of(&response->ocsp, &single, facts)
					       : CP_LIST_OTHER_SCOPE,
			&single);
	}
}

/* Nobody signed the order in which they stand: who is named is not to be hidden behind others. */
bool
cp_response_read_certs(cp_response *response, cp_budget *budget)
{
	cp_bytes rest = response->ocsp.certs, der;
	cp_cert *cert;

	if (response->certs_read)
		return true;
	while (cp_ocsp_next_cert(&rest, &der)) {
		if (!cp_budget_take(budget, CP_LIMIT_CERTIFICATES, 1) ||
			!cp_budget_take(budget, CP_LIMIT_CHAIN_OCTETS, der.len))
			break;
		cert = cp_cert_read(der);
		if (cert == NULL)
			return false;
		if (!cp_response_names(response, cert)) {
			cp_cert_unref(cert);
			continue;
		}
		if (response->n_certs == CP_RESPONSE_CERTS_MAX) {
			budget->spent[CP_LIMIT_CERTIFICATES] = true;
			cp_cert_unref(cert);
			break;
		}
		response->certs[response->n_certs++] = cert;
	}
	response->certs_read = true;
	return true;
}

bool
cp_response_names(const cp_response *response, const cp_cert *cert)
{
	const cp_ocsp *ocsp = &response->ocsp;
	uint8_t digest[CP_SHA1_LEN];

	if (ocsp->responder_name.len > 0)
		return cp_name_equal(cert->subject, ocsp->responder_name);
	cp_crypto_sha1(cert->key.key, digest);
	return cp_bytes_equal(ocsp->responder_key_hash, cp_bytes_of(digest, sizeof(digest)));
}
