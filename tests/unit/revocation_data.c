/*
 * Cases of other projects (BoringSSL, Botan, OpenSSL, pyca/cryptography, rustls-webpki): lists and
 * responses with what those projects expect of them. Each case that says what it expects has to
 * come out so, or stand in the table below with the reason; a row that no longer differs fails.
 * Needs shared data ($CERTPOLICY_SHARED or ../shared beside the source tree).
 */
#include <config.h>
#include "base/buf.h"
#include "base/civil.h"
#include "base/mem.h"
#include "status/cache.h"
#include "status/listing.h"
#include "unit/unit.h"
#include "x509/input.h"

#include <certpolicy/certpolicy.h>

#include <jansson.h>

#define FILE_LIMIT ((size_t)1 << 28)
#define NO_NUMBER                                                                                  \
	"the list has no CRL number, which RFC 5280 5.2.3 demands: it is as if it were not there"

static char shared[4096];

/* `rule`: this library's own rules leave no other answer (doc/conformance.md). */
static struct divergence {
	const char *id, *why;
	bool rule, met;
} divergences[] = {
	{"bssl-crl/good_fake_extension_no_nextupdate", NO_NUMBER, true, false},
	{"bssl-crl/good_generalizedtime", NO_NUMBER, true, false},
	{"bssl-crl/good_idp_contains_uri", NO_NUMBER, true, false},
	{"bssl-crl/good_idp_onlycontainscacerts", NO_NUMBER, true, false},
	{"bssl-crl/good_idp_uri_and_onlycontainscacerts", NO_NUMBER, true, false},
	{"bssl-crl/good_idp_uri_and_onlycontainsusercerts", NO_NUMBER, true, false},
	{"bssl-crl/good_issuer_no_keyusage", NO_NUMBER, true, false},
	{"bssl-crl/good_key_rollover", NO_NUMBER, true, false},
	{"bssl-crl/good_no_crldp", NO_NUMBER, true, false},
	{"bssl-crl/good_no_nextupdate", NO_NUMBER, true, false},
	{"bssl-crl/revoked", NO_NUMBER, true, false},
	{"bssl-crl/revoked_generalized_revocationdate", NO_NUMBER, true, false},
	{"bssl-crl/revoked_key_rollover", NO_NUMBER, true, false},
	{"bssl-ocsp/good_response_invalid_serial",
		"certificate and response write the serial number 00 05, which is no DER (X.690 "
		"8.3.2)",
		true, false},
	{"openssl-ocsp/INVALID-SIGNATURE-on-the-ISSUER-CERTIFICATE-DELEGATED-Root-CA-EE",
		"the responder's certificate has a subjectAltName without names (RFC 5280 "
		"4.2.1.6), and a malformed certificate vouches for nothing",
		false, false},
	{"rustls-crl/parse_negative_crl_number_crl",
		"a number below zero is told of as a problem, and what the list revokes stays "
		"revoked",
		false, false},
	{"botan-ocsp/patrickschmidt_ocsp@2019-05-28T08:00",
		"the greatest age is an argument of the test (59 minutes); here it is a week",
		false, false},
};

/* ---- files ---- */

static cp_bytes
read_file(const char *name)
{
	char path[8192];
	cp_bytes data;

	snprintf(path, sizeof(path), "%s/data/real/%s", shared, name);
	CP_INVARIANT(cp_input_read_file(path, FILE_LIMIT, &data, NULL) == CERTPOLICY_OK);
	return data;
}

static void
release(cp_bytes data)
{
	cp_free((void *)(uintptr_t)data.data);
}

/* The first object. */
static int
take_first(void *user, cp_object_kind kind, cp_bytes der)
{
	cp_bytes *first = user;

	(void)kind;
	if (first->len == 0) {
		first->data = cp_memdup(der.data, der.len);
		first->len = der.len;
	}
	return CERTPOLICY_OK;
}

/* DER or PEM, as DER. */
static cp_bytes
read_object(const char *name)
{
	cp_bytes data = read_file(name), first = CP_BYTES_NONE;

	if (cp_input_each(data, name, NULL, take_first, &first, NULL) != CERTPOLICY_OK)
		return data;
	release(data);
	return first;
}

static cp_cert *
read_cert(const char *name)
{
	cp_bytes der = read_object(name);
	cp_cert *cert = cp_cert_read(der);

	CP_INVARIANT(cert != NULL);
	release(der);
	return cert;
}

static const char *
text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int64_t
instant(const char *rfc3339)
{
	int64_t seconds = 0;

	CP_INVARIANT(
		rfc3339 != NULL && cp_time_parse(cp_bytes_of_string(rfc3339), false, &seconds));
	return seconds;
}

/* ---- by the public calls: a chain, its anchors, lists, a response ---- */

typedef int
add_octets(certpolicy_request *, const uint8_t *, size_t, certpolicy_error **);

static void
add_file(certpolicy_request *request, const char *name, add_octets *add)
{
	cp_bytes der;

	if (name == NULL)
		return;
	der = read_object(name);
	CP_INVARIANT(add(request, der.data, der.len, NULL) == CERTPOLICY_OK);
	release(der);
}

static void
add_files(certpolicy_request *request, const json_t *names, add_octets *add)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name) add_file(request, json_string_value(name), add);
}

static void
add_staple(certpolicy_request *request, const char *name)
{
	cp_bytes der;

	if (name == NULL)
		return;
	der = read_file(name);
	CP_INVARIANT(certpolicy_request_set_ocsp_staple(request, 0, der.data, der.len, NULL) ==
		     CERTPOLICY_OK);
	release(der);
}

static void
fill(certpolicy_request *request, const json_t *files, const json_t *inputs)
{
	const char *host = text(inputs, "hostname");

	add_file(request, text(files, "cert"), certpolicy_request_add_certificate_der);
	add_file(request, text(files, "leaf"), certpolicy_request_add_certificate_der);
	add_file(request, text(files, "issuer"), certpolicy_request_add_anchor_der);
	add_file(request, text(files, "issuer2"), certpolicy_request_add_anchor_der);
	add_files(request, json_object_get(files, "roots"), certpolicy_request_add_anchor_der);
	add_files(request, json_object_get(files, "intermediates"),
		certpolicy_request_add_intermediate_der);
	add_file(request, text(files, "crl"), certpolicy_request_add_crl_der);
	add_files(request, json_object_get(files, "crls"), certpolicy_request_add_crl_der);
	add_staple(request, text(files, "ocsp"));
	CP_INVARIANT(certpolicy_request_set_time(request, instant(text(inputs, "time")), NULL) ==
			     CERTPOLICY_OK &&
		     (host != NULL ? certpolicy_request_add_peer_dns(request, host, NULL)
				   : certpolicy_request_set_insecure_no_peer(request, NULL)) ==
			     CERTPOLICY_OK);
}

static json_t *
evaluate(const json_t *row)
{
	static const char policies[] =
		"version: 1\n"
		"policies: {pkix-all: {extends: pkix, rules: {revocation.unavailable: deny}}}\n";
	certpolicy_engine *engine = certpolicy_engine_new();
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	json_t *answer;
	char *json;

	CP_INVARIANT(engine != NULL && request != NULL);
	fill(request, json_object_get(row, "files"), json_object_get(row, "inputs"));
	CP_INVARIANT(certpolicy_engine_add_policy_text(engine, policies, sizeof(policies) - 1,
			     "policies", NULL) == CERTPOLICY_OK &&
		     certpolicy_request_set_policy(request, "pkix-all", NULL) == CERTPOLICY_OK &&
		     certpolicy_evaluate(engine, NULL, request, &report, NULL) == CERTPOLICY_OK);
	json = certpolicy_report_to_json(report);
	answer = json_loads(json, 0, NULL);
	CP_INVARIANT(answer != NULL);
	certpolicy_string_free(json);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	certpolicy_engine_free(engine);
	return answer;
}

/* "good", "revoked", "unknown" of the leaf; of a case that is about a whole chain "accept" or
 * "reject". */
static const char *
judge_chain(const json_t *row)
{
	static const char *const words[] = {"good", "revoked", "unknown"};
	json_t *report = evaluate(row);
	const char *status =
		text(json_array_get(json_object_get(report, "revocation"), 0), "status");
	const char *said = NULL;
	size_t i;

	if (json_object_get(json_object_get(row, "files"), "roots") != NULL)
		said = strcmp(text(report, "verdict"), "allow") == 0 ? "accept" : "reject";
	for (i = 0; i < CP_COUNT(words) && said == NULL; i++) {
		if (status != NULL && strcmp(status, words[i]) == 0)
			said = words[i];
	}
	json_decref(report);
	return said != NULL ? said : "unknown"; /* a chain that nobody vouches for */
}

/* ---- a response and its issuer, without the certificate that it is about ---- */

static void
put(cp_buf *out, uint8_t tag, const cp_buf *content)
{
	const uint8_t head[4] = {tag, 0x82, (uint8_t)(content->len >> 8), (uint8_t)content->len};
	size_t skipped = content->len > 0xff ? 0 : 1;

	if (content->len < 0x80) {
		cp_buf_append(out, &head[0], 1);
		cp_buf_append(out, &head[3], 1);
	} else {
		const uint8_t lengths[2] = {tag, (uint8_t)(0x82 - skipped)};

		cp_buf_append(out, lengths, 2);
		cp_buf_append(out, head + 2 + skipped, 2 - skipped);
	}
	cp_buf_append(out, content->data, content->len);
}

static void
put_bytes(cp_buf *out, cp_bytes bytes)
{
	cp_buf_append(out, bytes.data, bytes.len);
}

/* A certificate of `issuer` with this serial number: all that a response is asked for. */
static cp_cert *
make_leaf(const cp_cert *issuer, cp_bytes serial)
{
	static const char validity[] = "\x30\x1e\x17\x0d"
				       "000101000000Z"
				       "\x17\x0d"
				       "491231235959Z";
	static const char empty_name[] = "\x30\x00", no_signature[] = "\x03\x02\x00\x00";
	cp_buf number = CP_BUF_EMPTY, tbs = CP_BUF_EMPTY, all = CP_BUF_EMPTY, out = CP_BUF_EMPTY;
	cp_cert *cert;

	put_bytes(&number, serial);
	put(&tbs, 0x02, &number);
	put_bytes(&tbs, issuer->outer_algorithm.whole);
	put_bytes(&tbs, issuer->subject);
	cp_buf_append(&tbs, validity, sizeof(validity) - 1);
	cp_buf_append(&tbs, empty_name, 2);
	put_bytes(&tbs, issuer->key.spki);
	put(&all, 0x30, &tbs);
	put_bytes(&all, issuer->outer_algorithm.whole);
	cp_buf_append(&all, no_signature, 4);
	put(&out, 0x30, &all);
	cert = cp_cert_read(cp_bytes_of(out.data, out.len));
	CP_INVARIANT(cert != NULL && cert->skeleton);
	cp_buf_clear(&number);
	cp_buf_clear(&tbs);
	cp_buf_clear(&all);
	cp_buf_clear(&out);
	return cert;
}

static bool
signed_by(const cp_cert *cert, const cp_cert *issuer)
{
	return cp_crypto_verify(&issuer->key, &cert->outer_algorithm, cert->tbs, cert->signature) ==
	       CP_VERIFY_OK;
}

static cp_revocation_status
judge_path(const cp_path *path, cp_bytes response, int64_t time)
{
	static const int report_index[3] = {0, 1, 2};
	static const cp_walk_terms terms = {.zones = NULL};
	const cp_walk_request request = {.time = time, .purpose = CERTPOLICY_PURPOSE_ANY};
	cp_budget budget;
	const cp_builder_input building = {.budget = &budget};
	cp_revocation_input input = {.responses = &response,
		.n_responses = 1,
		.building = &building,
		.cache = cp_revocation_cache_new(),
		.budget = &budget};
	cp_arena arena = CP_ARENA_EMPTY;
	cp_revocation_status status;
	cp_facts facts;

	cp_budget_init(&budget);
	CP_INVARIANT(input.cache != NULL);
	cp_facts_build(&facts, &arena, &budget, path, report_index, &request, &terms);
	CP_INVARIANT(cp_revocation_judge(&facts, &arena, &input));
	status = facts.subjects[0].revocation.status;
	cp_revocation_cache_free(input.cache);
	cp_arena_clear(&arena);
	return status;
}

/*
 * `openssl ocsp -respin` without a certificate looks at signatures alone: whether the response is
 * in date it is not asked, so that it is judged at the instant it was made.
 */
static const char *
judge_response(const json_t *row)
{
	const json_t *files = json_object_get(row, "files");
	static const cp_anchor anchor = {.source = "test"};
	cp_cert *ca = read_cert(text(files, "ca")), *between = NULL, *leaf;
	cp_bytes response = read_file(text(files, "ocsp")), rest;
	cp_path path = {.end = CP_PATH_ANCHORED, .anchor = &anchor};
	cp_revocation_status status;
	cp_ocsp_single single;
	cp_ocsp ocsp;

	cp_ocsp_read(response, &ocsp);
	rest = ocsp.singles;
	CP_INVARIANT(ocsp.skeleton && cp_ocsp_next_single(&rest, &single));
	if (text(files, "untrusted") != NULL)
		between = read_cert(text(files, "untrusted"));
	leaf = make_leaf(between != NULL ? between : ca, single.serial);
	path.certs[path.n_certs++] = leaf;
	if (between != NULL)
		path.certs[path.n_certs++] = between;
	path.certs[path.n_certs++] = ca;
	if (between != NULL && !signed_by(between, ca)) {
		path.end = CP_PATH_BAD_SIGNATURE;
		path.anchor = NULL;
	}
	status = judge_path(&path, response, ocsp.produced_at);
	cp_cert_unref(leaf);
	cp_cert_unref(between);
	cp_cert_unref(ca);
	release(response);
	return status == CP_REVOCATION_GOOD ? "accept" : "reject";
}

/* ---- by the readers alone ---- */

/* A list that says something by itself, on the day it was made. */
static const char *
read_list(const json_t *row)
{
	cp_bytes der = read_file(text(json_object_get(row, "files"), "crl"));
	cp_crl *crl = cp_crl_read(der);
	bool usable;

	CP_INVARIANT(crl != NULL);
	usable = crl->skeleton && !crl->has_delta &&
		 cp_listing_usable(crl, crl->this_update) == CP_LIST_COUNTS;
	cp_crl_unref(crl);
	release(der);
	return usable ? "accept" : "reject";
}

static bool
same_instant(const json_t *inputs, const char *key, bool has, int64_t seconds)
{
	const char *given = text(inputs, key);
	char rfc3339[CP_TIME_TEXT_LEN], theirs[CP_TIME_TEXT_LEN];

	if (given == NULL || strcmp(given, "None") == 0)
		return !has;
	/* "2018-09-01 13:02:10+00:00" */
	cp_time_format(seconds, rfc3339);
	snprintf(theirs, sizeof(theirs), "%.10sT%.8sZ", given, given + 11);
	return has && strcmp(rfc3339, theirs) == 0;
}

static bool
same_serial(const json_t *inputs, cp_bytes serial)
{
	const char *given = text(inputs, "serial");
	cp_buf hex = CP_BUF_EMPTY;
	const char *ours;
	bool same;

	cp_buf_append_hex(&hex, serial);
	cp_buf_append_char(&hex, '\0');
	for (ours = (const char *)hex.data; *ours == '0'; ours++)
		continue;
	same = given != NULL && strcmp(given + 2, ours) == 0;
	cp_buf_clear(&hex);
	return same;
}

static bool
same_reason(const json_t *inputs, int reason)
{
	const char *given = text(inputs, "reason"), *ours = cp_crl_reason_name(reason);

	if (given == NULL || strcmp(given, "None") == 0)
		return ours == NULL;
	return ours != NULL && strcmp(given + strlen("ReasonFlags."), ours) == 0;
}

static const char *
read_response(const json_t *row)
{
	static const char *const statuses[] = {"good", "revoked", "unknown"};
	const json_t *inputs = json_object_get(row, "inputs");
	cp_bytes der = read_file(text(json_object_get(row, "files"), "ocsp")), rest;
	const char *said = "parse_error";
	cp_ocsp_single single;
	cp_ocsp ocsp;

	cp_ocsp_read(der, &ocsp);
	rest = ocsp.singles;
	if (ocsp.skeleton && cp_ocsp_next_single(&rest, &single)) {
		bool revoked = single.status == CP_OCSP_REVOKED;

		said = statuses[single.status];
		if (!same_serial(inputs, single.serial) || !same_reason(inputs, single.reason) ||
			!same_instant(inputs, "this_update", true, single.this_update) ||
			!same_instant(inputs, "next_update", single.has_next_update,
				single.next_update) ||
			!same_instant(inputs, "revocation_time", revoked, single.revoked_at))
			said = "another field";
	}
	release(der);
	return said;
}

/* ---- all of them ---- */

/* NULL: nothing that is read here (lists of browsers). */
static const char *
judge(const json_t *row)
{
	const json_t *files = json_object_get(row, "files");

	if (json_object_get(files, "list") != NULL)
		return NULL;
	if (json_object_get(files, "cert") != NULL || json_object_get(files, "leaf") != NULL)
		return judge_chain(row);
	if (json_object_get(files, "ca") != NULL)
		return judge_response(row);
	return json_object_get(files, "crl") != NULL ? read_list(row) : read_response(row);
}

static struct divergence *
find_divergence(const char *id)
{
	size_t i;

	for (i = 0; i < CP_COUNT(divergences) && strcmp(divergences[i].id, id) != 0; i++)
		continue;
	return i < CP_COUNT(divergences) ? &divergences[i] : NULL;
}

/* How many say what they expect, come out so, and cannot by a rule of ours. */
typedef struct tally {
	size_t n, n_agree, n_by_rule;
} tally;

static void
count(const json_t *row, tally *stated)
{
	const char *id = text(row, "id"), *expected = text(row, "expected"), *said = judge(row);
	struct divergence *divergence = find_divergence(id);
	bool agrees;

	/* What the file's name says is no expectation. */
	if (said == NULL || strcmp(expected, "see-name") == 0)
		return;
	agrees = strcmp(said, expected) == 0;
	if (!agrees && divergence == NULL)
		fprintf(stderr, "%s: expected %s, is %s\n", id, expected, said);
	UNIT_ROW(id, agrees == (divergence == NULL));
	if (divergence != NULL)
		divergence->met = true;
	if (strcmp(text(row, "basis"), "stated") != 0)
		return;
	stated->n++;
	stated->n_agree += agrees;
	stated->n_by_rule += !agrees && divergence != NULL && divergence->rule;
}

static void
cases_come_out_as_stated(void)
{
	tally lists = {0, 0, 0}, responses = {0, 0, 0};
	cp_bytes all = read_file("06-revocation/cases.jsonl");
	const char *line = (const char *)all.data, *end = line + all.len;
	size_t i, n, n_agree, n_by_rule;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t len = stop != NULL ? (size_t)(stop - line) : (size_t)(end - line);
		json_t *row = json_loadb(line, len, 0, NULL);

		CP_INVARIANT(row != NULL);
		count(row, strcmp(text(row, "kind"), "crl") == 0 ? &lists : &responses);
		json_decref(row);
		line += len + 1;
	}
	release(all);
	for (i = 0; i < CP_COUNT(divergences); i++)
		UNIT_ROW(divergences[i].id, divergences[i].met);
	n = lists.n + responses.n;
	n_agree = lists.n_agree + responses.n_agree;
	n_by_rule = lists.n_by_rule + responses.n_by_rule;
	printf("stated: %zu, %zu agree (OCSP %zu of %zu, lists %zu of %zu), %zu cannot by a rule "
	       "of "
	       "ours\n",
		n, n_agree, responses.n_agree, responses.n, lists.n_agree, lists.n, n_by_rule);
	CU_ASSERT(n > 100 && responses.n > 50);
	CU_ASSERT(n_agree * 100 >= (n - n_by_rule) * 97);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"cases come out as stated", cases_come_out_as_stated},
		{NULL, NULL},
	};
	const char *named = getenv("CERTPOLICY_SHARED");
	char cases[8192];
	FILE *file;

	snprintf(shared, sizeof(shared), "%s", named != NULL ? named : SRCDIR "/../shared");
	snprintf(cases, sizeof(cases), "%s/data/real/06-revocation/cases.jsonl", shared);
	file = fopen(cases, "r");
	if (file == NULL) {
		printf("skipped: no shared data at %s\n", shared);
		return 77;
	}
	fclose(file);
	return unit_main("revocation_data", tests);
}
