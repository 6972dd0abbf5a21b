/*
 * Timestamps of the leaf, from its own extension, the TLS handshake and an OCSP response: their
 * signatures, then whether each counts, then what the transparency policies say of those that do.
 */
#include <config.h>
#include "status/transparency.h"
#include "base/civil.h"
#include "status/ct_policy.h"
#include "x509/precert.h"
#include "x509/sct.h"

#define N_SOURCES 3u

/* A list that was made afterwards has forgotten logs of then. */
#define CLOCKS_DIFFER CP_SECONDS_PER_DAY

/* RFC 6962 2.1.4: keys of logs. */
#define SHORTEST_RSA_KEY 2048u

/* TLS 1.2's numbers (RFC 5246 7.4.1.4.1). */
#define TLS_SHA256 4u
#define TLS_RSA 1u
#define TLS_ECDSA 3u

/* RFC 6962 3.2: LogEntryType. */
#define X509_ENTRY 0
#define PRECERT_ENTRY 1

/* Why an SCT does not count; the first is what its signature is worth. */
typedef enum sct_fault {
	COUNTS,
	NO_LIST,
	UNKNOWN_LOG,
	REFUSED_LOG,
	LOG_KEY,
	ALGORITHM,
	SIGNATURE,
	NO_ISSUER,
	NOT_REBUILT,
	NOT_CHECKED,
	FUTURE,
	NO_STATE,
	PENDING,
	REJECTED,
	RETIRED_BEFORE,
	RETIRED,
	INTERVAL,
	N_FAULTS
} sct_fault;

static const char *const fault_texts[N_FAULTS] = {
	[NO_LIST] = "no list of logs is at hand",
	[UNKNOWN_LOG] = "its log is not on the list",
	[REFUSED_LOG] = "the private key of its log is public",
	[LOG_KEY] = "its log's key is of no kind that logs may have",
	[ALGORITHM] = "its algorithm does not fit the log's key",
	[SIGNATURE] = "its signature is not the log's on this certificate",
	[NO_ISSUER] = "the key of the certificate's issuer, which it covers, is not at hand",
	[NOT_REBUILT] = "what was logged cannot be rebuilt from this certificate",
	[NOT_CHECKED] = "the limit of signature checks was reached",
	[FUTURE] = "it lies in the future",
	[NO_STATE] = "the list gives its log no state",
	[PENDING] = "its log is pending",
	[REJECTED] = "its log was rejected",
	[RETIRED_BEFORE] = "its log had retired by then",
	[RETIRED] = "its log has retired, and it is not embedded",
	[INTERVAL] = "its log does not take certificates that expire then",
};

/* Everything around the SCT at hand. */
typedef struct checking {
	const cp_transparency_input *input;
	cp_facts *facts;
	const cp_cert *leaf, *issuer; /* issuer: NULL when nobody is at hand */
	cp_precert precert;           /* rebuilt when first wanted */
	bool was_rebuilt, can_rebuild;
	bool was_hashed;
} checking;

static void
put_number(uint8_t *out, uint64_t number, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = (uint8_t)(number >> (8 * (n - 1 - i)));
}

/* A log's key: P-256, or RSA of 2,048 bits and more (RFC 6962 2.1.4). */
static bool
is_log_key(const cp_public_key *key)
{
	return (key->type == CP_KEY_EC && key->curve == CP_CURVE_P256) ||
	       (key->type == CP_KEY_RSA && key->bits >= SHORTEST_RSA_KEY);
}

static bool
fits_key(const cp_sct *sct, const cp_public_key *key)
{
	return sct->hash_algorithm == TLS_SHA256 &&
	       sct->signature_algorithm == (key->type == CP_KEY_EC ? TLS_ECDSA : TLS_RSA);
}

static bool
rebuild(checking *c)
{
	if (!c->was_rebuilt)
		c->can_rebuild = cp_precert_rebuild(c->leaf, &c->precert);
	c->was_rebuilt = true;
	return c->can_rebuild;
}

/* What the log signed (RFC 6962 3.2), hashed where it lies. */
static void
digest_entry(const checking *c, const cp_sct *sct, bool embedded, uint8_t digest[CP_SHA256_LEN])
{
	uint8_t head[12], entry_len[3], extensions_len[2];
	cp_bytes parts[5 + CP_PRECERT_PARTS];
	size_t n = 0, i;

	head[0] = 0; /* v1 */
	head[1] = 0; /* certificate_timestamp */
	put_number(head + 2, sct->timestamp, 8);
	put_number(head + 10, embedded ? PRECERT_ENTRY : X509_ENTRY, 2);
	put_number(entry_len, embedded ? c->precert.len : c->leaf->der.len, sizeof(entry_len));
	put_number(extensions_len, sct->extensions.len, sizeof(extensions_len));
	parts[n++] = cp_bytes_of(head, sizeof(head));
	if (embedded)
		parts[n++] = cp_bytes_of(c->issuer->spki_sha256, CP_SHA256_LEN);
	parts[n++] = cp_bytes_of(entry_len, sizeof(entry_len));
	for (i = 0; embedded && i < c->precert.n_parts; i++)
		parts[n++] = c->precert.parts[i];
	if (!embedded)
		parts[n++] = c->leaf->der;
	parts[n++] = cp_bytes_of(extensions_len, sizeof(extensions_len));
	parts[n++] = sct->extensions;
	cp_crypto_sha256_parts(parts, n, digest);
}

/* Another kind of memory than that of links: what is digested there has 64 octets. */
static void
memo_key(const uint8_t entry[CP_SHA256_LEN], const cp_sct *sct, uint8_t digest[CP_SHA256_LEN])
{
	const cp_bytes parts[] = {cp_bytes_of("sct", 3), sct->log_id,
		cp_bytes_of(entry, CP_SHA256_LEN), sct->signature};

	cp_crypto_sha256_parts(parts, CP_COUNT(parts), digest);
}

/* *fault is COUNTS when the signature is the log's. False: no memory. */
static bool
verify(checking *c, const cp_sct *sct, bool embedded, const cp_public_key *key, sct_fault *fault)
{
	const cp_signature_algorithm algorithm = {
		.scheme = key->type == CP_KEY_EC ? CP_SIGNATURE_ECDSA : CP_SIGNATURE_RSA_PKCS1,
		.hash = CP_HASH_SHA256};
	uint8_t entry[CP_SHA256_LEN], known[CP_SHA256_LEN];
	cp_verify_result result;

	*fault = NOT_CHECKED;
	if (!cp_crypto_pay(c->input->budget, key, c->leaf->der, c->was_hashed))
		return true;
	c->was_hashed = true;
	digest_entry(c, sct, embedded, entry);
	*fault = COUNTS;
	if (c->input->memo != NULL) {
		memo_key(entry, sct, known);
		if (cp_memo_has(c->input->memo, known))
			return true;
	}
	result = cp_crypto_verify_digest(
		key, &algorithm, cp_bytes_of(entry, sizeof(entry)), sct->signature);
	if (result == CP_VERIFY_OK && c->input->memo != NULL)
		cp_memo_add(c->input->memo, known);
	if (result != CP_VERIFY_OK)
		*fault = result == CP_VERIFY_UNSUPPORTED ? LOG_KEY : SIGNATURE;
	return result != CP_VERIFY_NO_MEMORY;
}

/* What the signature is worth. False: no memory. */
static bool
check_signature(
	checking *c, const cp_sct *sct, bool embedded, const cp_ct_log *log, sct_fault *fault)
{
	*fault = COUNTS;
	if (cp_ct_log_is_refused(sct->log_id.data))
		*fault = REFUSED_LOG;
	else if (log == NULL)
		*fault = c->input->logs != NULL ? UNKNOWN_LOG : NO_LIST;
	else if (!is_log_key(&log->key))
		*fault = LOG_KEY;
	else if (!fits_key(sct, &log->key))
		*fault = ALGORITHM;
	else if (embedded && c->issuer == NULL)
		*fault = NO_ISSUER;
	else if (embedded && !rebuild(c))
		*fault = NOT_REBUILT;
	return *fault != COUNTS || verify(c, sct, embedded, &log->key, fault);
}

static cp_sct_status
status_of(sct_fault fault)
{
	switch (fault) {
	case COUNTS:
		return CP_SCT_VALID;
	case NO_LIST:
	case UNKNOWN_LOG:
		return CP_SCT_UNKNOWN_LOG;
	case REFUSED_LOG:
		return CP_SCT_REFUSED_LOG;
	default:
		return CP_SCT_INVALID;
	}
}

/* When the answer of judge_log may be another one: the log's next state, or its own time. */
static void
note_changes(const cp_facts *facts, const cp_sct_fact *sct, const cp_ct_log *log)
{
	int i;

	cp_horizon_note(facts->horizon, sct->time);
	for (i = CP_CT_STATE_PENDING; i < CP_N_CT_STATES; i++) {
		if (log->has_state[i])
			cp_horizon_note(facts->horizon, log->since[i]);
	}
}

/* Whether a valid SCT counts, by its log's state and interval. */
static sct_fault
judge_log(const cp_facts *facts, const cp_sct_fact *sct, const cp_ct_log *log, bool *in_service)
{
	const cp_cert *leaf = facts->subjects[0].cert;
	cp_ct_state state = cp_ct_log_state(log, facts->time);

	*in_service = state == CP_CT_STATE_QUALIFIED || state == CP_CT_STATE_USABLE ||
		      state == CP_CT_STATE_READONLY;
	if (sct->time > facts->time)
		return FUTURE;
	switch (state) {
	case CP_CT_STATE_PENDING:
		return PENDING;
	case CP_CT_STATE_REJECTED:
		return REJECTED;
	case CP_CT_STATE_RETIRED:
		if (sct->time >= log->since[CP_CT_STATE_RETIRED])
			return RETIRED_BEFORE;
		if (sct->source != CP_SCT_EMBEDDED)
			return RETIRED;
		break;
	default:
		if (!*in_service)
			return NO_STATE;
	}
	if (log->has_interval &&
		(leaf->not_after_form == CP_TIME_NONE || leaf->not_after < log->start ||
			leaf->not_after >= log->end))
		return INTERVAL;
	return COUNTS;
}

/* All SCTs at hand, side by side. */
typedef struct collection {
	cp_sct scts[N_SOURCES * CP_SCTS_MAX];
	cp_sct_source sources[N_SOURCES * CP_SCTS_MAX];
	size_t n;
} collection;

/* A list that cannot be read to its end is none. What is of another version says nothing to us. */
static void
collect(collection *all, cp_bytes list, cp_sct_source source)
{
	size_t before = all->n;
	bool broken = false;
	cp_sct sct;

	while (cp_sct_next(&list, &sct, &broken)) {
		if (sct.version != 0 || all->n - before == CP_SCTS_MAX)
			continue;
		all->scts[all->n] = sct;
		all->sources[all->n++] = source;
	}
	if (broken)
		all->n = before;
}

static void
collect_delivered(collection *all, cp_bytes list_with_length, cp_sct_source source)
{
	cp_bytes list;

	if (cp_sct_list_open(list_with_length, &list))
		collect(all, list, source);
}

static const cp_cert *
issuer_of(const cp_facts *facts)
{
	const cp_cert *issuer = NULL;

	if (facts->n_subjects > 1)
		issuer = facts->subjects[1].cert;
	else if (facts->leaf_self_signed)
		issuer = facts->subjects[0].cert;
	return issuer != NULL && issuer->key.spki.len > 0 ? issuer : NULL;
}

static bool
is_known(const cp_transparency_known *known, const checking *c)
{
	return known->is_filled && known->has_issuer == (c->issuer != NULL) &&
	       (c->issuer == NULL ||
		       memcmp(known->issuer, c->issuer->spki_sha256, CP_SHA256_LEN) == 0) &&
	       cp_bytes_equal(known->ocsp_list, c->facts->ocsp_sct_list);
}

/* Fills known->faults. What a limit left unchecked is asked again on the next path, which then runs
 * into the limit itself. False: no memory. */
static bool
check_signatures(checking *c, const collection *all, cp_transparency_known *known)
{
	size_t i;

	if (is_known(known, c))
		return true;
	memset(known, 0, sizeof(*known));
	known->is_filled = true;
	known->has_issuer = c->issuer != NULL;
	if (c->issuer != NULL)
		memcpy(known->issuer, c->issuer->spki_sha256, CP_SHA256_LEN);
	known->ocsp_list = c->facts->ocsp_sct_list;
	for (i = 0; i < all->n; i++) {
		const cp_sct *sct = &all->scts[i];
		const cp_ct_log *log = c->input->logs != NULL
					       ? cp_ct_logs_find(c->input->logs, sct->log_id.data)
					       : NULL;
		sct_fault fault;

		if (!check_signature(c, sct, all->sources[i] == CP_SCT_EMBEDDED, log, &fault))
			return false;
		known->faults[i] = (uint8_t)fault;
		known->is_filled = known->is_filled && fault != NOT_CHECKED;
	}
	return true;
}

static void
note_earliest(cp_facts *facts, const cp_sct_fact *sct)
{
	if (sct->status != CP_SCT_VALID)
		return;
	if (!facts->has_earliest_sct || sct->time < facts->earliest_sct)
		facts->earliest_sct = sct->time;
	facts->has_earliest_sct = true;
}

/* The fact of one SCT; true, and `counted` filled, when it counts. */
static bool
tell(cp_facts *facts, const cp_sct *sct, cp_sct_source source, const cp_ct_log *log,
	sct_fault fault, cp_sct_fact *fact, cp_counted_sct *counted)
{
	memcpy(fact->log_id, sct->log_id.data, sizeof(fact->log_id));
	fact->time = (int64_t)(sct->timestamp / 1000);
	fact->source = source;
	fact->status = status_of(fault);
	if (log != NULL) {
		fact->log = log->description;
		fact->operator_name = cp_ct_log_operator(log, fact->time);
	}
	note_earliest(facts, fact);
	if (fault == COUNTS) {
		note_changes(facts, fact, log);
		fault = judge_log(facts, fact, log, &counted->in_service);
	}
	fact->why_not = fault_texts[fault];
	if (fault != COUNTS)
		return false;
	counted->log = log;
	counted->operator_name = fact->operator_name;
	counted->source = source;
	counted->is_tiled = log->is_tiled;
	return true;
}

static cp_ct_list_use
use_of(const cp_ct_logs *logs, int64_t time, cp_horizon *horizon)
{
	if (logs == NULL)
		return CP_CT_LIST_NONE;
	if (!logs->has_date)
		return CP_CT_LIST_UNDATED;
	cp_horizon_note(horizon, logs->date - CLOCKS_DIFFER);
	cp_horizon_note_end(horizon, logs->date + CP_CT_LIST_LASTS);
	if (logs->date - time > CLOCKS_DIFFER)
		return CP_CT_LIST_FUTURE;
	return time - logs->date > CP_CT_LIST_LASTS ? CP_CT_LIST_STALE : CP_CT_LIST_USED;
}

static void
judge_policies(cp_facts *facts, const cp_counted_sct *counted, size_t n)
{
	cp_transparency *transparency = &facts->transparency;
	int i;

	for (i = 0; i < CP_N_CT_POLICIES && transparency->list == CP_CT_LIST_USED; i++)
		cp_ct_policy_judge((cp_ct_policy)i, facts->time, facts->subjects[0].lifetime,
			counted, n, facts->horizon, &transparency->standing[i]);
}

bool
cp_transparency_judge(cp_facts *facts, cp_arena *arena, const cp_transparency_input *input)
{
	cp_transparency *transparency = &facts->transparency;
	cp_counted_sct counted[N_SOURCES * CP_SCTS_MAX];
	checking c = {.input = input, .facts = facts, .leaf = facts->subjects[0].cert};
	collection all;
	cp_sct_fact *scts;
	size_t i, n_counted = 0;

	all.n = 0;
	collect(&all, c.leaf->sct_list, CP_SCT_EMBEDDED);
	collect_delivered(&all, input->tls_list, CP_SCT_BY_TLS);
	collect_delivered(&all, facts->ocsp_sct_list, CP_SCT_BY_OCSP);
	transparency->list = use_of(input->logs, facts->time, facts->horizon);
	if (transparency->list != CP_CT_LIST_NONE)
		transparency->list_date = input->logs->date;
	c.issuer = issuer_of(facts);
	if (!check_signatures(&c, &all, input->known))
		return false;
	scts = cp_arena_alloc(arena, all.n, sizeof(*scts));
	if (scts == NULL && all.n > 0)
		return false;
	for (i = 0; i < all.n; i++) {
		const cp_ct_log *log =
			input->logs != NULL ? cp_ct_logs_find(input->logs, all.scts[i].log_id.data)
					    : NULL;

		n_counted += tell(facts, &all.scts[i], all.sources[i], log,
			(sct_fault)input->known->faults[i], &scts[i], &counted[n_counted]);
	}
	transparency->scts = scts;
	transparency->n_scts = all.n;
	judge_policies(facts, counted, n_counted);
	return true;
}
