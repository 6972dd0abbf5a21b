/*
 * lib/status/transparency.c with keys of its own: timestamps of OCSP responses, which no request
 * brings by itself, what a budget leaves of many, and what is paid for once. The rest are cases of
 * tests/rules.
 */
#include <config.h>
#include "status/transparency.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "unit/make_cert.h"
#include "unit/unit.h"

#define NOW INT64_C(1796083200)        /* 2026-12-01T00:00:00Z */
#define STAMP_TIME INT64_C(1793491200) /* 2026-11-01T00:00:00Z */

/* A leaf with its issuer, two logs of two operators, and what one evaluation has. */
typedef struct world {
	cp_cert *certs[2];
	cp_subject subjects[2];
	cp_path path;
	cp_facts facts;
	cp_ct_logs *logs;
	cp_budget budget;
	cp_memo *memo;
	cp_transparency_known known;
	cp_transparency_input input;
	cp_arena arena;
} world;

static gnutls_privkey_t
log_key(unsigned n)
{
	return unit_key(UNIT_P256, 10 + n);
}

static void
append_log(cp_buf *buf, unsigned n)
{
	cp_bytes spki = unit_spki(log_key(n));
	uint8_t id[CP_SHA256_LEN];

	cp_crypto_sha256(spki, id);
	cp_buf_printf(buf, "%s{\"name\": \"%u\", \"logs\": [{\"log_id\": \"", n > 0 ? ", " : "", n);
	cp_buf_append_base64(buf, cp_bytes_of(id, sizeof(id)));
	cp_buf_append_string(buf, "\", \"key\": \"");
	cp_buf_append_base64(buf, spki);
	cp_buf_append_string(
		buf, "\", \"state\": {\"usable\": {\"timestamp\": \"2020-01-01T00:00:00Z\"}}}]}");
}

static cp_ct_logs *
two_logs(void)
{
	cp_buf buf = CP_BUF_EMPTY;
	cp_ct_logs *logs = NULL;

	cp_buf_append_string(&buf, "{\"log_list_timestamp\": \"2026-11-30T00:00:00Z\", "
				   "\"operators\": [");
	append_log(&buf, 0);
	append_log(&buf, 1);
	cp_buf_append_string(&buf, "]}");
	CP_INVARIANT(!buf.failed && cp_ct_logs_read(cp_bytes_of(buf.data, buf.len), "logs", &logs,
					    NULL) == CERTPOLICY_OK);
	cp_buf_clear(&buf);
	return logs;
}

static void
init(world *w)
{
	const unit_cert_spec root = {.subject = "CN=Root", .is_ca = true};
	const unit_cert_spec leaf = {.subject = "CN=a.example",
		.issuer = "CN=Root",
		.key = unit_key(UNIT_P256, 1),
		.issuer_key = unit_key(UNIT_P256, 0),
		.names = "dns:a.example",
		.not_before = "2026-11-01T00:00:00Z",
		.not_after = "2027-01-29T23:59:59Z"};
	size_t i;

	memset(w, 0, sizeof(*w));
	w->certs[0] = cp_cert_read(unit_cert(&leaf));
	w->certs[1] = cp_cert_read(unit_cert(&root));
	CP_INVARIANT(w->certs[0] != NULL && w->certs[1] != NULL);
	for (i = 0; i < 2; i++)
		w->subjects[i].cert = w->certs[i];
	w->subjects[0].lifetime = w->certs[0]->not_after - w->certs[0]->not_before + 1;
	w->facts.subjects = w->subjects;
	w->facts.n_subjects = 2;
	w->facts.time = NOW;
	w->logs = two_logs();
	w->memo = cp_memo_new(8);
	CP_INVARIANT(w->memo != NULL);
	cp_budget_init(&w->budget);
	w->input = (cp_transparency_input){
		.logs = w->logs, .memo = w->memo, .budget = &w->budget, .known = &w->known};
}

static void
clear(world *w)
{
	cp_arena_clear(&w->arena);
	cp_ct_logs_free(w->logs);
	cp_memo_free(w->memo);
	cp_cert_unref(w->certs[0]);
	cp_cert_unref(w->certs[1]);
}

static void
put_number(cp_buf *buf, uint64_t number, size_t n)
{
	while (n-- > 0)
		cp_buf_append_char(buf, (char)(number >> (8 * n)));
}

/* An SCT over the leaf as it is (RFC 6962 3.2). */
static void
append_sct(cp_buf *list, const world *w, unsigned n, int64_t time)
{
	cp_bytes der = w->certs[0]->der;
	cp_buf entry = CP_BUF_EMPTY, sct = CP_BUF_EMPTY;
	gnutls_datum_t data, signature;
	uint8_t id[CP_SHA256_LEN];

	put_number(&entry, 0, 2);
	put_number(&entry, (uint64_t)time * 1000, 8);
	put_number(&entry, 0, 2);
	put_number(&entry, der.len, 3);
	cp_buf_append(&entry, der.data, der.len);
	put_number(&entry, 0, 2);
	data = (gnutls_datum_t){entry.data, (unsigned)entry.len};
	CP_INVARIANT(gnutls_privkey_sign_data2(
			     log_key(n), GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &signature) == 0);
	cp_crypto_sha256(unit_spki(log_key(n)), id);
	put_number(&sct, 0, 1);
	cp_buf_append(&sct, id, sizeof(id));
	put_number(&sct, (uint64_t)time * 1000, 8);
	put_number(&sct, 0, 2);
	put_number(&sct, 0x0403, 2);
	put_number(&sct, signature.size, 2);
	cp_buf_append(&sct, signature.data, signature.size);
	put_number(list, sct.len, 2);
	cp_buf_append(list, sct.data, sct.len);
	gnutls_free(signature.data);
	cp_buf_clear(&entry);
	cp_buf_clear(&sct);
}

/* `n` of them, of the two logs by turns, a second later each, with the outer length. */
static cp_buf
list_of(const world *w, size_t n)
{
	cp_buf inner = CP_BUF_EMPTY, list = CP_BUF_EMPTY;
	size_t i;

	for (i = 0; i < n; i++)
		append_sct(&inner, w, i % 2, STAMP_TIME + (int64_t)(n - i));
	put_number(&list, inner.len, 2);
	cp_buf_append(&list, inner.data, inner.len);
	CP_INVARIANT(!inner.failed && !list.failed);
	cp_buf_clear(&inner);
	return list;
}

static cp_ct_lack
lack(const world *w, cp_ct_policy policy)
{
	return w->facts.transparency.standing[policy].lack;
}

static void
ocsp_responses_bring_some(void)
{
	world w;
	cp_buf list;
	const char *why;

	init(&w);
	list = list_of(&w, 2);
	w.facts.ocsp_sct_list = cp_bytes_of(list.data, list.len);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT_FATAL(w.facts.transparency.n_scts == 2);
	CU_ASSERT(w.facts.transparency.scts[0].status == CP_SCT_VALID);
	CU_ASSERT(w.facts.transparency.scts[0].source == CP_SCT_BY_OCSP);
	CU_ASSERT(w.facts.transparency.scts[0].why_not == NULL);
	CU_ASSERT(lack(&w, CP_CT_CHROME) == CP_CT_LACKS_SCTS);
	CU_ASSERT(lack(&w, CP_CT_APPLE) == CP_CT_LACKS_NOTHING);
	CU_ASSERT(lack(&w, CP_CT_FIREFOX) == CP_CT_LACKS_NOTHING);
	why = cp_scts_missed_text(&w.arena, &w.facts.transparency, CP_CT_CHROME);
	CU_ASSERT(why != NULL && strstr(why, "0: it came in an OCSP response") != NULL);
	CU_ASSERT(cp_scts_missed_text(&w.arena, &w.facts.transparency, CP_CT_APPLE) == NULL);
	/* The earliest valid one is what roots are distrusted by. */
	CU_ASSERT(w.facts.has_earliest_sct && w.facts.earliest_sct == STAMP_TIME + 1);
	cp_buf_clear(&list);
	clear(&w);
}

static void
only_valid_ones_date_the_certificate(void)
{
	world w;
	cp_buf list;

	init(&w);
	list = list_of(&w, 3);
	list.data[list.len - 1] ^= 1; /* the third, which is the earliest */
	w.input.tls_list = cp_bytes_of(list.data, list.len);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT_FATAL(w.facts.transparency.n_scts == 3);
	CU_ASSERT(w.facts.transparency.scts[2].status == CP_SCT_INVALID);
	CU_ASSERT(w.facts.has_earliest_sct && w.facts.earliest_sct == STAMP_TIME + 2);
	w.input.logs = NULL;
	memset(&w.facts.transparency, 0, sizeof(w.facts.transparency));
	memset(&w.known, 0, sizeof(w.known));
	w.facts.has_earliest_sct = false;
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.facts.transparency.scts[0].status == CP_SCT_UNKNOWN_LOG);
	CU_ASSERT(!w.facts.has_earliest_sct);
	cp_buf_clear(&list);
	clear(&w);
}

static void
signatures_are_paid_for_once_a_search(void)
{
	world w;
	cp_buf list;

	init(&w);
	list = list_of(&w, 2);
	w.input.tls_list = cp_bytes_of(list.data, list.len);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.budget.used[CP_LIMIT_SIGNATURES] == 2);
	CU_ASSERT(w.budget.used[CP_LIMIT_SIGNED_OCTETS] == w.certs[0]->der.len);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.budget.used[CP_LIMIT_SIGNATURES] == 2);
	CU_ASSERT(
		w.facts.transparency.n_scts == 2 && lack(&w, CP_CT_CHROME) == CP_CT_LACKS_NOTHING);
	/* Under another issuer's key anew; another search as well, though the engine remembers. */
	w.subjects[1].cert = w.certs[0];
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.budget.used[CP_LIMIT_SIGNATURES] == 4);
	memset(&w.known, 0, sizeof(w.known));
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.budget.used[CP_LIMIT_SIGNATURES] == 6);
	cp_buf_clear(&list);
	clear(&w);
}

static void
limits_end_it(void)
{
	world w;
	cp_buf list;
	size_t i;

	init(&w);
	list = list_of(&w, CP_SCTS_MAX + 2);
	w.input.tls_list = cp_bytes_of(list.data, list.len);
	w.budget.limit[CP_LIMIT_SIGNATURES] = 1;
	for (i = 0; i < 2; i++) {
		memset(w.budget.spent, 0, sizeof(w.budget.spent));
		CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
		CU_ASSERT_FATAL(w.facts.transparency.n_scts == CP_SCTS_MAX);
		CU_ASSERT(w.facts.transparency.scts[1].status == CP_SCT_INVALID);
		CU_ASSERT(strstr(w.facts.transparency.scts[1].why_not, "limit") != NULL);
		/* Each path says so. */
		CU_ASSERT(cp_budget_first_spent(&w.budget) == CP_LIMIT_SIGNATURES);
	}
	cp_buf_clear(&list);
	clear(&w);
}

/* What will change the answer: the list's age, the state of a log, a timestamp of tomorrow. */
static void
changes_to_come_are_noted(void)
{
	static const int64_t list_date = NOW - 86400;
	cp_horizon horizon;
	world w;
	cp_buf list;

	init(&w);
	list = list_of(&w, 2);
	w.input.tls_list = cp_bytes_of(list.data, list.len);
	w.facts.horizon = &horizon;
	cp_horizon_start(&horizon, NOW);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(horizon.next == list_date + 70 * INT64_C(86400) + 1);
	w.logs->logs[1].has_state[CP_CT_STATE_RETIRED] = true;
	w.logs->logs[1].since[CP_CT_STATE_RETIRED] = NOW + 7;
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(horizon.next == NOW + 7);
	w.facts.time = STAMP_TIME;
	w.logs->date = STAMP_TIME;
	cp_horizon_start(&horizon, STAMP_TIME);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(horizon.next == STAMP_TIME + 1);
	w.logs->date = STAMP_TIME + 2 * 86400;
	memset(&w.known, 0, sizeof(w.known));
	w.input.tls_list = CP_BYTES_NONE;
	cp_horizon_start(&horizon, STAMP_TIME);
	CU_ASSERT(cp_transparency_judge(&w.facts, &w.arena, &w.input));
	CU_ASSERT(w.facts.transparency.list == CP_CT_LIST_FUTURE);
	CU_ASSERT(horizon.next == STAMP_TIME + 86400);
	cp_buf_clear(&list);
	clear(&w);
}

int
main(void)
{
	static const unit_test tests[] = {
		{"OCSP responses bring some", ocsp_responses_bring_some},
		{"only valid ones date the certificate", only_valid_ones_date_the_certificate},
		{"signatures are paid for once a search", signatures_are_paid_for_once_a_search},
		{"limits end it", limits_end_it},
		{"changes to come are noted", changes_to_come_are_noted},
		{NULL, NULL},
	};

	return unit_main("transparency", tests);
}
