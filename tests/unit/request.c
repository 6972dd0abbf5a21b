/* Requests: what lines of JSON mean, and how each mistake in them is named. */
#include <config.h>
#include "base/error.h"
#include "base/json_compact.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "request/request.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#include <jansson.h>
#include <stdio.h>

/* Not a certificate, but base64. */
#define JUNK "MAMCAQE="

static const cp_anchor *
find_exact(const cp_anchors *anchors, cp_bytes der)
{
	uint8_t sha256[CP_SHA256_LEN];

	cp_crypto_sha256(der, sha256);
	return cp_anchors_find_exact(anchors, sha256);
}

static int
read_line(const char *json, unsigned locked, certpolicy_request **request, certpolicy_error **error)
{
	*request = NULL;
	*error = NULL;
	return certpolicy_request_from_json(json, strlen(json), locked, request, error);
}

static const struct {
	const char *json, *code, *message;
} mistakes[] = {
	{"", "request.not-json", "at octet 1"},
	{"nul", "request.not-json", "no value"},
	{"[]", "request.bad-type", "must be an object, not a list"},
	{"{\"chain\": []", "request.not-json", "ends too early"},
	{"{\"chain\": []} x", "request.not-json", "behind the end, at octet 15"},
	{"{\"chain\": [],}", "request.not-json", "a key in quotes"},
	{"{\"chain\": [1,]}", "request.not-json", "no value"},
	{"{'chain': []}", "request.not-json", "a key in quotes"},
	{"{\"chain\" []}", "request.not-json", "a colon"},
	{"{\"chain\": [01]}", "request.not-json", "a number"},
	{"{\"chain\": [-]}", "request.not-json", "a number"},
	{"{\"chain\": [1.]}", "request.not-json", "a number"},
	{"{\"chain\": [1e]}", "request.not-json", "a number"},
	{"{\"chain\": [\"\\x\"]}", "request.not-json", "escape"},
	{"{\"chain\": [\"\\ud800\"]}", "request.not-json", "escape"},
	{"{\"chain\": [\"\\udc00\\ud800\"]}", "request.not-json", "escape"},
	{"{\"chain\": [\"\\u12\"]}", "request.not-json", "escape"},
	{"{\"chain\": [\"\n\"]}", "request.not-json", "control"},
	{"{\"chain\": [\"\xff\"]}", "request.not-json", "UTF-8"},
	{"{\"chain\": [\"\xed\xa0\x80\"]}", "request.not-json", "UTF-8"},
	{"{\"chain\": [\"", "request.not-json", "within a string"},
	{"{\"chain\": ]}", "request.not-json", "no value"},
	{"{\"chain\": [}", "request.not-json", "no value"},
	{"{\"chain\": [1}", "request.not-json", "bracket"},
	{"{}", "request.missing-key", "\"chain\" is missing"},
	{"{\"chian\": []}", "request.unknown-key",
		"unknown key \"chian\"; did you mean \"chain\"?"},
	{"{\"Chain\": []}", "request.unknown-key", "did you mean \"chain\"?"},
	{"{\"\": []}", "request.unknown-key", "unknown key \"\""},
	{"{\"chain\": [], \"id\": [{\"a\": 1, \"\\u0061\": 2}]}", "request.bad-value", "id: a key"},
	{"{\"chain\": [], \"chain\": []}", "request.duplicate-key", "\"chain\" stands twice"},
	{"{\"chain\": [], \"\\u0063hain\": []}", "request.duplicate-key", "\"chain\" stands twice"},
	{"{\"chain\": null}", "request.bad-type",
		"chain: this must be a list of certificates, not null"},
	{"{\"chain\": \"" JUNK "\"}", "request.bad-type", "not a string"},
	{"{\"chain\": [null]}", "request.bad-type", "chain[0]: this must be a string, not null"},
	{"{\"chain\": [\"" JUNK "\", \"\"]}", "request.bad-value", "chain[1]: this is empty"},
	{"{\"chain\": [\"*\"]}", "request.bad-certificate", "chain[0]: "},
	{"{\"chain\": [\"MAMCAQ\"]}", "request.bad-certificate", "chain[0]: "},
	{"{\"chain\": [\"-----BEGIN CERTIFICATE-----\\nMAMC\"]}", "request.bad-certificate",
		"chain[0]: "},
	{"{\"chain\": [], \"id\": {\"a\": 1, \"a\": 2}}", "request.bad-value", "id: "},
	{"{\"chain\": [], \"policy\": null}", "request.bad-type", "policy: "},
	{"{\"chain\": [], \"policy\": \"\"}", "request.bad-value", "policy: this is empty"},
	{"{\"chain\": [], \"policy\": \"a\\u0000b\"}", "request.bad-value",
		"policy: this holds a NUL"},
	{"{\"chain\": [], \"policy\": {\"extends\": \"pkix\", \"extends\": \"pkix\"}}",
		"request.duplicate-key", "policy: "},
	{"{\"chain\": [], \"anchors\": null}", "request.bad-type", "anchors: "},
	{"{\"chain\": [], \"anchors\": [\"" JUNK "\"]}", "request.bad-anchor", "anchors[0]: "},
	{"{\"chain\": [], \"anchors\": [\"?\"]}", "request.bad-certificate", "anchors[0]: "},
	{"{\"chain\": [], \"anchors\": [{}]}", "request.missing-key", "anchors[0]: "},
	{"{\"chain\": [], \"anchors\": [{\"certificat\": \"\"}]}", "request.unknown-key",
		"did you mean \"certificate\"?"},
	{"{\"chain\": [], \"anchors\": [{\"certificate\": \"?\"}]}", "request.bad-certificate",
		"anchors[0].certificate: "},
	{"{\"chain\": [], \"anchors\": [{\"public\": true, \"public\": true}]}",
		"request.duplicate-key", "anchors[0]: "},
	{"{\"chain\": [], \"anchors\": [{\"public\": 1}]}", "request.bad-type",
		"anchors[0].public: "},
	{"{\"chain\": [], \"anchors\": [{\"distrust_after\": \"2026-01-01\"}]}",
		"request.bad-value", "anchors[0].distrust_after: "},
	{"{\"chain\": [], \"anchors\": [{\"permitted\": [\"10.0.0.1/8\"]}]}", "request.bad-value",
		"\"10.0.0.1/8\" is no"},
	{"{\"chain\": [], \"anchors\": [{\"permitted\": \"a.example\"}]}", "request.bad-type",
		"anchors[0].permitted: "},
	{"{\"chain\": [], \"extra_anchors\": [\"" JUNK "\"]}", "request.bad-anchor",
		"extra_anchors[0]: "},
	{"{\"chain\": [], \"peer\": {}}", "request.bad-peer", "peer: one identity"},
	{"{\"chain\": [], \"peer\": []}", "request.bad-peer", "the list is empty"},
	{"{\"chain\": [], \"peer\": [null]}", "request.bad-type", "peer[0]: "},
	{"{\"chain\": [], \"peer\": \"a.example\"}", "request.bad-type", "peer: "},
	{"{\"chain\": [], \"peer\": false}", "request.bad-type", "not true or false"},
	{"{\"chain\": [], \"peer\": {\"host\": \"a\"}}", "request.unknown-key", "\"host\""},
	{"{\"chain\": [], \"peer\": {\"dns\": null}}", "request.bad-type", "peer.dns: "},
	{"{\"chain\": [], \"peer\": {\"dns\": \"\"}}", "request.bad-peer", "empty"},
	{"{\"chain\": [], \"peer\": {\"dns\": \".\"}}", "request.bad-peer", ""},
	{"{\"chain\": [], \"peer\": {\"dns\": \"a\\u0000.example\"}}", "request.bad-peer", ""},
	{"{\"chain\": [], \"peer\": {\"dns\": \"a.example\", \"ip\": \"192.0.2.1\"}}",
		"request.bad-peer", "one identity"},
	{"{\"chain\": [], \"peer\": {\"dns\": \"a.example\", \"dns\": \"b.example\"}}",
		"request.bad-peer", "one identity"},
	{"{\"chain\": [], \"peer\": {\"ip\": \"192.0.2.256\"}}", "request.bad-peer", ""},
	{"{\"chain\": [], \"peer\": [{\"dns\": \"a.example\"}, {\"dns\": \"\"}]}",
		"request.bad-peer", "peer[1].dns: "},
	{"{\"chain\": [], \"address\": null}", "request.bad-type", "address: "},
	{"{\"chain\": [], \"address\": \"localhost\"}", "request.bad-value", "\"localhost\""},
	{"{\"chain\": [], \"address\": \"fe80::1%eth0\"}", "request.bad-value", "address"},
	{"{\"chain\": [], \"time\": 1}", "request.bad-type",
		"time: this must be a string, not a number"},
	{"{\"chain\": [], \"time\": \"2026-11-23\"}", "request.bad-value", "RFC 3339"},
	{"{\"chain\": [], \"purpose\": \"sever\"}", "request.bad-value", "server, client or any"},
	{"{\"chain\": [], \"purpose\": null}", "request.bad-type", "purpose: "},
	{"{\"chain\": [], \"crls\": [\"?\"]}", "request.bad-certificate", "crls[0]: "},
	{"{\"chain\": [], \"ocsp_staple\": null}", "request.bad-type", "ocsp_staple: "},
	{"{\"chain\": [], \"ocsp_staple\": [null, \"?\"]}", "request.bad-value",
		"ocsp_staple[1]: "},
	{"{\"chain\": [], \"ocsp\": [null]}", "request.bad-type", "ocsp[0]: "},
	{"{\"chain\": [], \"sct_list\": \"\"}", "request.bad-value", "sct_list: this is empty"},
	{"{\"chain\": [], \"sct_list\": [\"AAAA\"]}", "request.bad-type", "sct_list: "},
	{"{\"chain\": [], \"session\": []}", "request.bad-type", "session: "},
	{"{\"chain\": [], \"session\": {\"protocl\": \"TLS1.3\"}}", "request.unknown-key",
		"did you mean \"protocol\"?"},
	{"{\"chain\": [], \"session\": {\"protocol\": \"TLS 1.4\"}}", "request.bad-value",
		"TLS1.3"},
	{"{\"chain\": [], \"session\": {\"protocol\": null}}", "request.bad-type",
		"session.protocol: "},
	{"{\"chain\": [], \"session\": {\"resumed\": 1}}", "request.bad-type", "session.resumed: "},
	{"{\"chain\": [], \"session\": {\"early_data\": \"no\"}}", "request.bad-type",
		"session.early_data: "},
	{"{\"chain\": [], \"session\": {\"dh_bits\": \"1024\"}}", "request.bad-type",
		"session.dh_bits: "},
	{"{\"chain\": [], \"session\": {\"dh_bits\": 0}}", "request.bad-value",
		"session.dh_bits: "},
	{"{\"chain\": [], \"session\": {\"dh_bits\": -1}}", "request.bad-value",
		"session.dh_bits: "},
	{"{\"chain\": [], \"session\": {\"dh_bits\": 1e3}}", "request.bad-value",
		"session.dh_bits: "},
	{"{\"chain\": [], \"session\": {\"dh_bits\": 1000000}}", "request.bad-value",
		"session.dh_bits: "},
	{"{\"chain\": [], \"session\": {\"resumed\": true, \"resumed\": true}}",
		"request.duplicate-key", "session: "},
	{"{\"session\": {\"resumed\": false}}", "request.missing-key", "chain"},
};

static void
mistakes_are_named(void)
{
	size_t i;

	for (i = 0; i < CP_COUNT(mistakes); i++) {
		certpolicy_request *request;
		certpolicy_error *error;
		int status = read_line(mistakes[i].json, 0, &request, &error);
		bool as_wanted =
			status != CERTPOLICY_OK && request == NULL &&
			certpolicy_error_get_status(error) == status &&
			strcmp(certpolicy_error_get_code(error), mistakes[i].code) == 0 &&
			strstr(certpolicy_error_get_message(error), mistakes[i].message) != NULL;

		UNIT_ROW(mistakes[i].json, as_wanted);
		if (!as_wanted)
			fprintf(stderr, "\t%s: %s\n", certpolicy_error_get_code(error),
				certpolicy_error_get_message(error));
		certpolicy_error_free(error);
		certpolicy_request_free(request);
	}
}

static void
every_field_is_taken(void)
{
	static const char format[] =
		"{\"id\": {\"n\": [1, 2.5, \"\\u00fc\"]}, \"policy\": \"dev-allow\", \"x-note\": "
		"{\"a\": [null]},"
		" \"chain\": [\"%s\", \"" JUNK
		"\"], \"anchors\": [\"%s\", {\"certificate\": \"%s\","
		" \"public\": true, \"permitted\": [\"a.example\", \"10.0.0.0/8\"], \"x-a\": 1,"
		" \"sct_not_after\": \"2026-01-01T00:00:00Z\"}], \"extra_anchors\": [],"
		" \"intermediates\": [\"%s\"], \"peer\": [{\"dns\": \"B\\u00fccher.example.\"},"
		" {\"ip\": \"192.0.2.1\"}], \"address\": \"2001:db8::1\","
		" \"time\": \"2026-11-23T14:48:12Z\", \"purpose\": \"client\", \"crls\": [\"" JUNK
		"\"],"
		" \"ocsp_staple\": [null, \"AAAA\"], \"ocsp\": [\"AAAA\", \"AAAA\"], \"sct_list\": "
		"\"AAAA\","
		" \"session\": {\"protocol\": \"TLS1.3\", \"cipher\": \"TLS_AES_128_GCM_SHA256\","
		" \"group\": \"x25519\", \"resumed\": true, \"signature\": \"ed25519\","
		" \"dh_bits\": 2048, \"extended_master_secret\": true,"
		" \"secure_renegotiation\": false, \"compression\": false}}\r\n";
	static char json[65536];
	unit_cert_spec root = {.subject = "CN=Root", .is_ca = true};
	unit_cert_spec other = {.subject = "CN=Other Root", .is_ca = true};
	cp_bytes root_der = unit_cert(&root), other_der = unit_cert(&other);
	cp_buf root64 = CP_BUF_EMPTY, other64 = CP_BUF_EMPTY;
	certpolicy_request *request;
	certpolicy_error *error;

	cp_buf_append_base64(&root64, root_der);
	cp_buf_append_base64(&other64, other_der);
	cp_buf_append_char(&root64, '\0');
	cp_buf_append_char(&other64, '\0');
	snprintf(json, sizeof(json), format, (char *)root64.data, (char *)root64.data,
		(char *)other64.data, (char *)other64.data);
	CU_ASSERT(read_line(json, 0, &request, &error) == CERTPOLICY_OK);
	CU_ASSERT(error == NULL);
	if (request == NULL) {
		fprintf(stderr, "%s\n", certpolicy_error_get_message(error));
		return;
	}
	CU_ASSERT_STRING_EQUAL(request->id, "{\"n\":[1,2.5,\"\xc3\xbc\"]}");
	CU_ASSERT_STRING_EQUAL(request->policy_name, "dev-allow");
	CU_ASSERT(request->n_chain == 2 && request->chain[0]->skeleton &&
		  !request->chain[1]->skeleton);
	CU_ASSERT(request->own_anchors && cp_anchors_count(request->anchors) == 2);
	CU_ASSERT(cp_anchors_freeze(request->anchors, NULL) == CERTPOLICY_OK);
	CU_ASSERT(find_exact(request->anchors, other_der)->n_permitted == 2);
	CU_ASSERT(find_exact(request->anchors, other_der)->is_public);
	CU_ASSERT(!find_exact(request->anchors, root_der)->is_public);
	CU_ASSERT(request->n_intermediates == 1 && request->n_peers == 2);
	CU_ASSERT_STRING_EQUAL(request->peers[0].host, "xn--bcher-kva.example");
	CU_ASSERT(request->peers[1].address_len == 4 && request->address_len == 16);
	CU_ASSERT(request->has_time && request->time == 1795445292);
	CU_ASSERT(request->purpose == CERTPOLICY_PURPOSE_CLIENT && request->has_purpose);
	CU_ASSERT(request->n_crls == 1 && !request->crls[0]->skeleton);
	CU_ASSERT(request->n_staples == 2 && request->staples[0].len == 0 &&
		  request->staples[1].len == 3);
	CU_ASSERT(request->n_ocsp == 2 && request->has_sct_list && request->sct_list.len == 3);
	CU_ASSERT(request->has_session && request->session.resumed);
	CU_ASSERT_STRING_EQUAL(request->session.group, "x25519");
	CU_ASSERT_STRING_EQUAL(request->session.signature, "ed25519");
	CU_ASSERT(request->session.dh_bits == 2048);
	CU_ASSERT(request->session.facts[CP_SESSION_EXTENDED_MASTER_SECRET] == CP_TOLD_YES);
	CU_ASSERT(request->session.facts[CP_SESSION_SECURE_RENEGOTIATION] == CP_TOLD_NO);
	CU_ASSERT(request->session.facts[CP_SESSION_COMPRESSION] == CP_TOLD_NO);
	CU_ASSERT(request->session.facts[CP_SESSION_EARLY_DATA] == CP_UNTOLD);
	certpolicy_request_free(request);
	cp_buf_clear(&root64);
	cp_buf_clear(&other64);
}

static void
few_fields_are_enough(void)
{
	static const struct {
		const char *json;
		cp_peer_state peer_state;
		bool own_anchors;
	} rows[] = {
		{" {\"chain\":[]} ", CP_PEERS_MISSING, false},
		{"{\"chain\":[],\"anchors\":[]}", CP_PEERS_MISSING, true},
		{"{\"chain\":[],\"extra_anchors\":[]}", CP_PEERS_MISSING, false},
		{"{\"chain\":[],\"peer\":null}", CP_PEERS_NOT_CHECKED, false},
		{"{\"chain\":[],\"peer\":{\"uri\":\"https://a.example/\"}}", CP_PEERS_GIVEN, false},
		{"{\"chain\":[],\"peer\":[{\"srv\":\"_sip.a.example\"},{\"dns\":\"a.example\"}]}",
			CP_PEERS_GIVEN, false},
		{"{\"chain\":[],\"peer\":{\"email\":\"a@b.example\",\"x-\":1}}", CP_PEERS_GIVEN,
			false},
		{"{\"session\":{\"resumed\":true}}", CP_PEERS_MISSING, false},
		{"{\"chain\":[\"\\u004dAMCAQE\\u003d\"],\"id\":null}", CP_PEERS_MISSING, false},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request;
		certpolicy_error *error;

		UNIT_ROW(rows[i].json,
			read_line(rows[i].json, 0, &request, &error) == CERTPOLICY_OK);
		UNIT_ROW(rows[i].json, request != NULL &&
					       request->peer_state == rows[i].peer_state &&
					       request->own_anchors == rows[i].own_anchors &&
					       request->anchors == NULL);
		certpolicy_error_free(error);
		certpolicy_request_free(request);
	}
}

static void
extra_anchors_are_private(void)
{
	unit_cert_spec root = {.subject = "CN=Root", .is_ca = true};
	cp_bytes der = unit_cert(&root);
	json_t *object = json_pack("{s:[], s:[{s:s, s:b}]}", "chain", "extra_anchors",
		"certificate", unit_pem(der), "public", 1);
	char *json = json_dumps(object, 0);
	certpolicy_request *request;
	certpolicy_error *error;

	CU_ASSERT(read_line(json, 0, &request, &error) == CERTPOLICY_OK);
	CU_ASSERT(cp_anchors_freeze(request->anchors, NULL) == CERTPOLICY_OK);
	CU_ASSERT(request != NULL && !request->own_anchors &&
		  !find_exact(request->anchors, der)->is_public);
	certpolicy_request_free(request);
	json_decref(object);
	free(json);
}

static void
locked_fields_are_refused(void)
{
	static const struct {
		const char *json;
		unsigned locked;
		const char *code; /* NULL: fine */
	} rows[] = {
		{"{\"chain\":[],\"policy\":\"pkix\"}", CERTPOLICY_LOCK_POLICY, "request.locked"},
		{"{\"chain\":[],\"policy\":\"pkix\"}",
			CERTPOLICY_LOCK_ALL & ~CERTPOLICY_LOCK_POLICY, NULL},
		{"{\"chain\":[],\"anchors\":[]}", CERTPOLICY_LOCK_ANCHORS, "request.locked"},
		{"{\"chain\":[],\"extra_anchors\":null}", CERTPOLICY_LOCK_EXTRA_ANCHORS,
			"request.locked"},
		{"{\"chain\":[],\"intermediates\":[]}", CERTPOLICY_LOCK_INTERMEDIATES,
			"request.locked"},
		{"{\"chain\":[],\"time\":\"2026-11-23T14:48:12Z\"}", CERTPOLICY_LOCK_TIME,
			"request.locked"},
		{"{\"chain\":[],\"peer\":null}", CERTPOLICY_LOCK_ALL, NULL},
		{"{\"chain\":[]}", CERTPOLICY_LOCK_ALL + 1, "argument.value"},
		{"{\"chain\":[]}", ~0u, "argument.value"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request;
		certpolicy_error *error;
		int status = read_line(rows[i].json, rows[i].locked, &request, &error);

		UNIT_ROW(rows[i].json, (status == CERTPOLICY_OK) == (rows[i].code == NULL));
		if (rows[i].code != NULL)
			UNIT_ROW(rows[i].json,
				strcmp(certpolicy_error_get_code(error), rows[i].code) == 0);
		certpolicy_error_free(error);
		certpolicy_request_free(request);
	}
}

static void
large_requests_are_refused(void)
{
	static char deep[1000], wide[2200000];
	certpolicy_request *request;
	certpolicy_error *error;
	cp_budget limits;
	size_t i;

	memset(deep, '[', sizeof(deep) - 1);
	memcpy(deep, "{\"id\":", 6);
	CU_ASSERT(read_line(deep, 0, &request, &error) == CERTPOLICY_ERROR_LIMIT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "request.too-large");
	certpolicy_error_free(error);
	memcpy(wide, "{\"x-a\":[1", 9);
	for (i = 9; i + 1 < sizeof(wide); i += 2)
		memcpy(wide + i, ",1", 2);
	wide[sizeof(wide) - 1] = '\0';
	CU_ASSERT(read_line(wide, 0, &request, &error) == CERTPOLICY_ERROR_LIMIT);
	certpolicy_error_free(error);
	cp_budget_init(&limits);
	limits.limit[CP_LIMIT_CERTIFICATES] = 2;
	error = NULL;
	CU_ASSERT(cp_request_read_json(cp_bytes_of_string("{\"chain\":[],\"crls\":[\"" JUNK
							  "\",\"" JUNK "\",\"" JUNK "\"]}"),
			  0, &limits, &request, &error) == CERTPOLICY_ERROR_LIMIT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "request.too-large");
	certpolicy_error_free(error);
	limits.limit[CP_LIMIT_REQUEST_OCTETS] = 11;
	error = NULL;
	CU_ASSERT(cp_request_read_json(cp_bytes_of_string("{\"chain\":[]}"), 0, &limits, &request,
			  &error) == CERTPOLICY_ERROR_LIMIT);
	certpolicy_error_free(error);
}

/* What a peer sends too much of is left out; that it was is a finding, not an error. */
static void
long_chains_are_cut(void)
{
	static const struct {
		const char *json;
		size_t n_chain, n_intermediates;
		bool is_cut;
	} rows[] = {
		{"{\"chain\":[\"" JUNK "\",\"" JUNK "\"],\"crls\":[\"" JUNK "\"]}", 2, 0, false},
		{"{\"chain\":[\"" JUNK "\",\"" JUNK "\",\"" JUNK "\"]}", 3, 0, false},
		{"{\"chain\":[\"" JUNK "\",\"" JUNK "\",\"" JUNK "\",\"" JUNK "\"]}", 3, 0, true},
		{"{\"chain\":[\"" JUNK "\"],\"intermediates\":[\"" JUNK "\",\"" JUNK "\",\"" JUNK
		 "\"]}",
			1, 2, true},
		{"{\"intermediates\":[\"" JUNK "\",\"" JUNK "\"],\"chain\":[\"" JUNK "\"]}", 1, 2,
			false},
	};
	cp_budget limits;
	size_t i;

	cp_budget_init(&limits);
	limits.limit[CP_LIMIT_CERTIFICATES] = 2;
	for (i = 0; i < CP_COUNT(rows); i++) {
		certpolicy_request *request = NULL;

		CU_ASSERT_EQUAL_FATAL(cp_request_read_json(cp_bytes_of_string(rows[i].json), 0,
					      &limits, &request, NULL),
			CERTPOLICY_OK);
		UNIT_ROW(
			rows[i].json, request->n_chain == rows[i].n_chain &&
					      request->n_intermediates == rows[i].n_intermediates &&
					      request->is_cut == rows[i].is_cut);
		certpolicy_request_free(request);
	}
}

static void
ids_are_found_in_broken_lines(void)
{
	static const struct {
		const char *line, *id; /* NULL: none */
	} rows[] = {
		{"{\"id\": 7, \"chian\": []}", "7"},
		{"{\"a\": {\"id\": 1}, \"id\": \"b\\n\", \"chain\": [", "\"b\\n\""},
		{"{\"\\u0069d\": [null]", "[null]"},
		{"{\"id\": 7", "7"},
		{"{\"id\": \"cut", NULL},
		{"{\"a\" 1, \"id\": 7}", NULL},
		{"{\"id\": {\"a\": 1, \"a\": 2}}", NULL},
		{"[\"id\", 7]", NULL},
		{"", NULL},
		{"\xff", NULL},
		{"{", NULL},
		{"{,", NULL},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *text = cp_request_peek_id(cp_bytes_of_string(rows[i].line));

		UNIT_ROW(rows[i].line, (text == NULL) == (rows[i].id == NULL));
		if (text != NULL && rows[i].id != NULL)
			UNIT_ROW(rows[i].line, strcmp(text, rows[i].id) == 0);
		cp_free(text);
	}
}

static void
values_are_compacted(void)
{
	static const struct {
		const char *text, *compact; /* NULL: a key stands twice */
	} rows[] = {
		{" 1e400 ", "1e400"},
		{"-0", "-0"},
		{"123456789012345678901234567890", "123456789012345678901234567890"},
		{"\"\"", "\"\""},
		{"\" a \\/ \\u00fc \x7f\"", "\" a / \xc3\xbc \x7f\""},
		{"\"\\u0000\\b\\f\\n\\r\\t\\u001F\\u0022\\\\\"",
			"\"\\u0000\\b\\f\\n\\r\\t\\u001F\\\"\\\\\""},
		{"[ 1 ,\t{ } , [ ]\r\n, null ]", "[1,{},[],null]"},
		{"{ \"a\" : {\"a\": \":\"} , \"b\" : [ {\"a\": 1}, {\"a\": 2} ] }",
			"{\"a\":{\"a\":\":\"},\"b\":[{\"a\":1},{\"a\":2}]}"},
		{"{\"a\":1,\"b\":2,\"a\":3}", NULL},
		{"[{\"a\":[{\"x\":1}],\"\\u0061\":[]}]", NULL},
		{"{\"a\\u0000b\":1,\"a\\u0000c\":2,\"a\":3,\"\":4}",
			"{\"a\\u0000b\":1,\"a\\u0000c\":2,\"a\":3,\"\":4}"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		char *compact = NULL;
		int status = cp_json_compact(cp_bytes_of_string(rows[i].text), &compact);

		UNIT_ROW(rows[i].text,
			status == (rows[i].compact != NULL ? CERTPOLICY_OK
							   : CERTPOLICY_ERROR_BAD_INPUT));
		UNIT_ROW(rows[i].text, (compact == NULL) == (rows[i].compact == NULL));
		if (compact != NULL && rows[i].compact != NULL)
			UNIT_ROW(rows[i].text, strcmp(compact, rows[i].compact) == 0);
		cp_free(compact);
	}
}

/* An empty object is no level to the check, and one more to what it stands in. */
static void
deepest_ids_are_echoed(void)
{
	char line[CP_JSON_DEEPEST * 7 + 32] = "{\"id\":", *id;
	size_t i;

	for (i = 0; i < CP_JSON_DEEPEST; i++)
		strcat(line, "{\"a\":");
	strcat(line, "{}");
	for (i = 0; i < CP_JSON_DEEPEST; i++)
		strcat(line, "}");
	id = cp_request_peek_id(cp_bytes_of_string(line));
	CU_ASSERT(id != NULL && strcmp(id, line + strlen("{\"id\":")) == 0);
	cp_free(id);
}

/* The reader holds to what jansson, a strict one, takes. */
static void
json_is_what_jansson_takes(void)
{
	static const char *const rows[] = {"{}", "[]", " [ ] ", "{\"a\":1}", "{\"a\":1,}", "[1,2]",
		"[1 2]", "[,]", "[1,]", "{\"a\"}", "{1:2}", "[true,false,null]", "[tru]", "[nulll]",
		"[\"\\u0041\"]", "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\"]", "[\"\\ud83dx\"]",
		"[\"\t\"]", "[\"\x7f\"]", "[0]", "[-0]", "[00]", "[1.5]", "[1.5e10]", "[1E+2]",
		"[.5]", "[+1]", "[1e]", "[\"a]", "]", "{\"a\":}", "{\"a\":1 \"b\":2}", "[[[[]]]]",
		"[[[[]]]", "[1]]", "[\"\xc3\xbc\"]", "[\"\xc3\"]", "[\"\xc0\x80\"]", "[\"\\/\"]",
		"[\"\\a\"]", "[NaN]", "[/**/1]"};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		json_t *value = json_loads(rows[i], JSON_ALLOW_NUL, NULL);
		cp_json_fault fault;

		UNIT_ROW(rows[i],
			cp_json_check(cp_bytes_of_string(rows[i]), &fault) == (value != NULL));
		json_decref(value);
	}
}

static void
setters_check_and_copy(void)
{
	unit_cert_spec spec = {.subject = "CN=Root", .is_ca = true};
	cp_bytes der = unit_cert(&spec);
	const char *pem = unit_pem(der);
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_error *error = NULL;

	CU_ASSERT(certpolicy_request_add_chain(
			  request, (const uint8_t *)pem, strlen(pem), NULL, &error) == 0);
	CU_ASSERT(certpolicy_request_add_certificate_der(request, der.data, der.len, NULL) == 0);
	CU_ASSERT(request->n_chain == 2);
	CU_ASSERT(certpolicy_request_add_chain(request, (const uint8_t *)"x", 1, NULL, &error) ==
		  CERTPOLICY_ERROR_BAD_INPUT);
	certpolicy_error_free(error);
	CU_ASSERT(request->n_chain == 2);
	CU_ASSERT(certpolicy_request_add_anchor_der(request, der.data, der.len, NULL) == 0);
	CU_ASSERT(!request->own_anchors);
	CU_ASSERT(certpolicy_request_set_own_anchors(request, NULL) == 0 && request->own_anchors);
	CU_ASSERT(certpolicy_request_add_anchor_der(request, (const uint8_t *)"\x30\x00", 2,
			  &error) == CERTPOLICY_ERROR_BAD_INPUT);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "request.bad-anchor");
	certpolicy_error_free(error);
	CU_ASSERT(certpolicy_request_set_insecure_no_peer(request, NULL) == 0);
	CU_ASSERT(certpolicy_request_add_peer_host(request, "192.0.2.1", NULL) == 0);
	CU_ASSERT(request->peers[0].kind == CP_PEER_IP && request->peer_state == CP_PEERS_GIVEN);
	CU_ASSERT(certpolicy_request_set_insecure_no_peer(request, NULL) ==
		  CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(certpolicy_request_add_peer_dns(request, "", NULL) != 0 && request->n_peers == 1);
	CU_ASSERT(certpolicy_request_add_peer_srv(request, "_sip", NULL) != 0);
	CU_ASSERT(certpolicy_request_add_peer_srv(request, "_sip.a.example", NULL) == 0);
	CU_ASSERT(request->n_peers == 2 && request->peers[1].kind == CP_PEER_SRV);
	CU_ASSERT(
		certpolicy_request_add_peer_dns(NULL, "a", NULL) == CERTPOLICY_ERROR_BAD_ARGUMENT);
	while (certpolicy_request_add_peer_dns(request, "a.example", &error) == 0 &&
		request->n_peers < 1000)
		continue;
	CU_ASSERT(request->n_peers == 100);
	CU_ASSERT_STRING_EQUAL(certpolicy_error_get_code(error), "request.too-large");
	certpolicy_error_free(error);
	CU_ASSERT(certpolicy_request_set_time(request, INT64_MAX, NULL) ==
		  CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(certpolicy_request_set_purpose(request, (certpolicy_purpose)3, NULL) ==
		  CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(certpolicy_request_set_ocsp_staple(request, 2, der.data, 1, NULL) == 0);
	CU_ASSERT(certpolicy_request_set_ocsp_staple(request, 0, der.data, 2, NULL) == 0);
	CU_ASSERT(certpolicy_request_set_ocsp_staple(request, SIZE_MAX, der.data, 2, NULL) ==
		  CERTPOLICY_ERROR_LIMIT);
	CU_ASSERT(certpolicy_request_add_ocsp(request, der.data, 2, NULL) == 0);
	CU_ASSERT(certpolicy_request_add_ocsp(request, NULL, 2, NULL) ==
		  CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(request->n_ocsp == 1 && request->ocsp[0].len == 2);
	CU_ASSERT(request->n_staples == 3 && request->staples[0].len == 2 &&
		  request->staples[1].len == 0);
	CU_ASSERT(certpolicy_request_set_session(request, "TLS1.2", NULL, NULL, 0, NULL) == 0);
	CU_ASSERT(certpolicy_request_set_session(request, "TLS", NULL, NULL, 0, NULL) ==
		  CERTPOLICY_ERROR_BAD_REQUEST);
	CU_ASSERT_STRING_EQUAL(request->session.protocol, "TLS1.2");
	CU_ASSERT(certpolicy_request_set_session_fact(
			  request, CERTPOLICY_SESSION_EARLY_DATA, 2, NULL) == 0);
	CU_ASSERT(request->session.facts[CP_SESSION_EARLY_DATA] == CP_TOLD_YES);
	CU_ASSERT(certpolicy_request_set_session_fact(request, (certpolicy_session_fact)4, 1,
			  NULL) == CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(certpolicy_request_set_session_fact(NULL, CERTPOLICY_SESSION_EARLY_DATA, 1,
			  NULL) == CERTPOLICY_ERROR_BAD_ARGUMENT);
	CU_ASSERT(certpolicy_request_set_session_dh_bits(request, 1024, NULL) == 0);
	CU_ASSERT(request->session.dh_bits == 1024);
	CU_ASSERT(certpolicy_request_set_session_signature(request, "a", NULL) == 0);
	CU_ASSERT(certpolicy_request_set_session_signature(request, NULL, NULL) == 0);
	CU_ASSERT(request->session.signature == NULL);
	certpolicy_request_free(request);
	certpolicy_request_free(NULL);
}

/* Every allocation on the way fails once. */
static void
memory_may_run_out(void)
{
	static const char line[] =
		"{\"id\":{\"a\":\"\\n\",\"b\":1},\"policy\":{\"extends\":\"pkix\"},\"chain\":["
		"\"" JUNK "\",\"\\u004dAMCAQE=\"],"
		"\"peer\":[{\"dns\":\"a.example\"},{\"email\":\"a@b.example\"}],\"address\":\"::"
		"1\","
		"\"crls\":[\"" JUNK
		"\"],\"ocsp_staple\":\"AAAA\",\"ocsp\":[\"AAAA\"],\"sct_list\":\"AAAA\","
		"\"session\":{\"protocol\":\"TLS1.3\",\"cipher\":\"x\",\"signature\":\"y\"}}";
	bool done = false;
	long n;

	for (n = 0; !done && n < 1000; n++) {
		certpolicy_request *request;
		certpolicy_error *error;
		int status;

		cp_mem_fail_after(n, false);
		status = read_line(line, 0, &request, &error);
		cp_mem_fail_after(-1, false);
		done = status == CERTPOLICY_OK;
		CU_ASSERT(done == (request != NULL));
		CU_ASSERT(done || status == CERTPOLICY_ERROR_NO_MEMORY);
		CU_ASSERT(done || certpolicy_error_get_status(error) == status);
		certpolicy_error_free(error);
		certpolicy_request_free(request);
	}
	CU_ASSERT(done && n > 10);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"mistakes are named", mistakes_are_named},
		{"every field is taken", every_field_is_taken},
		{"few fields are enough", few_fields_are_enough},
		{"extra anchors are private", extra_anchors_are_private},
		{"locked fields are refused", locked_fields_are_refused},
		{"large requests are refused", large_requests_are_refused},
		{"long chains are cut", long_chains_are_cut},
		{"ids are found in broken lines", ids_are_found_in_broken_lines},
		{"values are compacted", values_are_compacted},
		{"deepest ids are echoed", deepest_ids_are_echoed},
		{"JSON is what jansson takes", json_is_what_jansson_takes},
		{"setters check and copy", setters_check_and_copy},
		{"memory may run out", memory_may_run_out},
		{NULL, NULL},
	};

	return unit_main("request", tests);
}
