/*
 * The guard: of a resumed session what its full handshake showed is put back first, then the engine
 * judges; of a full handshake that may go on what it showed is kept.
 */
#include <config.h>
#include "guard.h"

#include "base/error.h"
#include "base/lock.h"
#include "base/mem.h"
#include "crypto/crypto.h"

struct certpolicy_guard {
	unsigned references;
	certpolicy_engine *engine; /* a reference */
	certpolicy_policy *policy; /* a reference; NULL */
	cp_guard_memory *memory;
};

/* What a handshake is judged by, held while it is. */
typedef struct terms {
	certpolicy_engine *engine;
	certpolicy_policy *policy;
} terms;

static terms
terms_of(certpolicy_engine *engine, certpolicy_policy *policy)
{
	terms held = {certpolicy_engine_ref(engine), certpolicy_policy_ref(policy)};

	return held;
}

static void
release(terms held)
{
	certpolicy_policy_free(held.policy);
	certpolicy_engine_free(held.engine);
}

static terms
hold(certpolicy_guard *guard)
{
	terms held;

	cp_lock_object(guard);
	held = terms_of(guard->engine, guard->policy);
	cp_unlock_object(guard);
	return held;
}

certpolicy_guard *
cp_guard_new(certpolicy_engine *engine, certpolicy_policy *policy)
{
	certpolicy_guard *guard = cp_calloc(1, sizeof(*guard));
	terms held;

	if (guard == NULL)
		return NULL;
	guard->memory = cp_guard_memory_new();
	if (guard->memory == NULL) {
		cp_free(guard);
		return NULL;
	}
	held = terms_of(engine, policy);
	guard->references = 1;
	guard->engine = held.engine;
	guard->policy = held.policy;
	return guard;
}

certpolicy_guard *
certpolicy_guard_ref(certpolicy_guard *guard)
{
	if (guard != NULL)
		cp_atomic_increment(&guard->references);
	return guard;
}

void
certpolicy_guard_free(certpolicy_guard *guard)
{
	if (guard == NULL || cp_atomic_decrement(&guard->references) > 0)
		return;
	release((terms){guard->engine, guard->policy});
	cp_guard_memory_free(guard->memory);
	cp_free(guard);
}

void
cp_guard_replace(certpolicy_guard *guard, certpolicy_engine *engine, certpolicy_policy *policy)
{
	terms now = terms_of(engine, policy), before;

	cp_lock_object(guard);
	before = (terms){guard->engine, guard->policy};
	guard->engine = now.engine;
	guard->policy = now.policy;
	cp_unlock_object(guard);
	release(before);
}

/* What a name is compared by: the host in A-labels, the address, else the text as given. */
static cp_bytes
essence(const cp_peer *peer)
{
	if (peer->kind == CP_PEER_DNS)
		return cp_bytes_of_string(peer->host);
	if (peer->kind == CP_PEER_IP)
		return cp_bytes_of(peer->address, peer->address_len);
	return cp_bytes_of_string(peer->text);
}

/* Who the peer should be and what for, in a form that two requests share only if both are the same:
 * each name is preceded by its kind and its length. */
static void
append_peers(cp_buf *buf, const certpolicy_request *request)
{
	size_t i;

	cp_buf_append_char(buf, (char)request->purpose);
	cp_buf_append_char(buf, (char)request->peer_state);
	for (i = 0; i < request->n_peers; i++) {
		cp_bytes name = essence(&request->peers[i]);

		cp_buf_printf(buf, "%d:%zu:", (int)request->peers[i].kind, name.len);
		cp_buf_append(buf, name.data, name.len);
	}
}

/* The digest of what was gathered, which is released; false without memory. */
static bool
digest_of(cp_buf *buf, uint8_t digest[CP_SHA256_LEN])
{
	bool made = !buf->failed;

	if (made)
		cp_crypto_sha256(cp_bytes_of(buf->data, buf->len), digest);
	cp_buf_clear(buf);
	return made;
}

static bool
key_of(const certpolicy_request *request, uint8_t key[CP_SHOWN_KEY_LEN])
{
	cp_buf buf = CP_BUF_EMPTY;

	append_peers(&buf, request);
	cp_buf_append(&buf, request->chain[0]->sha256, CP_SHA256_LEN);
	return digest_of(&buf, key);
}

static bool
is_resumed(const certpolicy_request *request)
{
	return request->has_session && request->session.resumed;
}

static int
judge(certpolicy_guard *guard, const terms *held, certpolicy_request *request,
	certpolicy_report **report, certpolicy_error **error)
{
	bool has_leaf = request->n_chain > 0, resumed = is_resumed(request);
	uint8_t key[CP_SHOWN_KEY_LEN];
	int status = CERTPOLICY_OK;

	if (has_leaf && !key_of(request, key))
		return cp_error_no_memory(error);
	if (has_leaf && resumed)
		status = cp_guard_memory_restore(guard->memory, key, request, error);
	if (status == CERTPOLICY_OK)
		status = cp_engine_evaluate(
			held->engine, held->policy, request, false, report, error);
	if (status == CERTPOLICY_OK && has_leaf && !resumed &&
		certpolicy_report_get_verdict(*report) != CERTPOLICY_VERDICT_DENY)
		cp_guard_memory_keep(guard->memory, key, request);
	return status;
}

int
cp_guard_judge(certpolicy_guard *guard, certpolicy_request *request, certpolicy_report **report,
	certpolicy_error **error)
{
	terms held = hold(guard);
	int status = judge(guard, &held, request, report, error);

	release(held);
	return status;
}

static void
append_digest(cp_buf *buf, const certpolicy_policy *policy)
{
	const char *digest = policy != NULL ? policy->digest : "none";

	cp_buf_append(buf, digest, strlen(digest) + 1);
}

/* The policies that may hold: whichever zone the address turns out to lie in. */
static void
append_routes(cp_buf *buf, const cp_policy_set *set, const certpolicy_request *request)
{
	int zone;

	for (zone = 0; zone <= CP_ZONE_PUBLIC; zone++) {
		append_digest(buf,
			cp_policy_set_route(set, request->peers, request->n_peers, (cp_zone)zone));
		append_digest(buf, cp_policy_set_floor(set, (cp_zone)zone));
	}
}

static int
append_policy(
	cp_buf *buf, const terms *held, const certpolicy_request *request, certpolicy_error **error)
{
	const cp_policy_set *set = held->engine->policies;
	certpolicy_policy *policy;
	int status = cp_engine_said_policy(held->engine, held->policy, request, &policy, error);

	append_digest(buf, policy);
	append_routes(buf, set, request);
	certpolicy_policy_free(policy);
	return status;
}

int
cp_guard_bind(certpolicy_guard *guard, const certpolicy_request *request,
	uint8_t binding[CERTPOLICY_BINDING_LEN], certpolicy_error **error)
{
	terms held = hold(guard);
	cp_buf buf = CP_BUF_EMPTY;
	int status = cp_engine_freeze(held.engine, error);

	if (status == CERTPOLICY_OK) {
		append_peers(&buf, request);
		status = append_policy(&buf, &held, request, error);
	}
	if (!digest_of(&buf, binding) && status == CERTPOLICY_OK)
		status = cp_error_no_memory(error);
	release(held);
	return status;
}

int
cp_alert_of_code(const char *code)
{
	static const struct {
		const char *prefix;
		int alert;
	} rows[] = {
#define CP_ALERT(prefix, alert) {prefix, alert},
#include "alerts.def"
#undef CP_ALERT
	};
	size_t i;

	for (i = 0; code != NULL && i < CP_COUNT(rows); i++) {
		if (strncmp(code, rows[i].prefix, strlen(rows[i].prefix)) == 0)
			return rows[i].alert;
	}
	return 46; /* certificate_unknown */
}
