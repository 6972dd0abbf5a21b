/*
 * What a file holds: one chain, or a collection of certificates that are forecast one by one. Only
 * the first few are kept to tell which; of a larger collection one at a time.
 */
#include <config.h>
#include "forecast.h"

#include "base/error.h"
#include "base/mem.h"
#include "x509/input.h"
#include "x509/name.h"

/* A file of more certificates is a collection, and none of them helps another. */
#define KEPT 64

typedef struct taking {
	const cp_forecast_input *input;
	certpolicy_forecast_callback *callback;
	void *user;
	certpolicy_error **error;
	cp_cert *kept[KEPT]; /* owned */
	size_t n_kept;
	bool is_large; /* what was kept is done with */
	size_t n;      /* forecast so far */
	int stopped;
} taking;

/* Hands one forecast over. A callback that stops is no error: the rest is passed over. */
static int
take_target(taking *t, cp_cert **chain, size_t n_chain, cp_cert **helpers, size_t n_helpers,
	size_t number)
{
	certpolicy_request request = *t->input->request;
	cp_forecast_input input = *t->input;
	certpolicy_forecast *forecast;
	int status;

	if (t->stopped != 0)
		return CERTPOLICY_OK;
	request.chain = chain;
	request.n_chain = n_chain;
	if (n_helpers > 0) {
		request.intermediates = helpers;
		request.n_intermediates = n_helpers;
	}
	input.request = &request;
	status = cp_forecast_make(&input, &forecast, t->error);
	if (status != CERTPOLICY_OK)
		return status;
	t->n++;
	t->stopped = t->callback(t->user, number, forecast);
	certpolicy_forecast_free(forecast);
	return CERTPOLICY_OK;
}

static bool
issues(const cp_cert *issuer, const cp_cert *cert)
{
	return issuer->skeleton && cert->skeleton && issuer->subject_hash == cert->issuer_hash &&
	       cp_name_equal(issuer->subject, cert->issuer);
}

static bool
issued_one_of(const taking *t, size_t issuer, const bool these[KEPT])
{
	size_t i;

	for (i = 0; i < t->n_kept; i++) {
		if (these[i] && issues(t->kept[issuer], t->kept[i]))
			return true;
	}
	return false;
}

/* Whether each of the others issued this one, directly or through others of them; by their names.
 */
static bool
is_under_all(const taking *t, size_t leaf)
{
	bool above[KEPT] = {false};
	size_t n = 1, before, i;

	above[leaf] = true;
	do {
		before = n;
		for (i = 0; i < t->n_kept; i++) {
			if (!above[i] && issued_one_of(t, i, above)) {
				above[i] = true;
				n++;
			}
		}
	} while (n > before);
	return n == t->n_kept;
}

/*
 * The certificate that all others are there for: the only one that is no CA, or of CAs the one
 * under all others. n_kept: there is none.
 */
static size_t
find_leaf(const taking *t)
{
	size_t leaf = t->n_kept, n_leaves = 0, i;

	for (i = 0; i < t->n_kept; i++) {
		if (!t->kept[i]->is_ca) {
			leaf = i;
			n_leaves++;
		}
	}
	if (n_leaves > 0)
		return n_leaves == 1 ? leaf : t->n_kept;
	for (i = 0; i < t->n_kept; i++) {
		if (is_under_all(t, i))
			return i;
	}
	return t->n_kept;
}

static int
take_chain(taking *t, size_t leaf)
{
	cp_cert *first = t->kept[leaf];

	memmove(&t->kept[1], &t->kept[0], leaf * sizeof(t->kept[0]));
	t->kept[0] = first;
	return take_target(t, t->kept, t->n_kept, NULL, 0, 0);
}

/* Each by itself; the CAs among them, and what the request brings, help each other's paths. */
static int
take_collection(taking *t, bool help)
{
	const certpolicy_request *request = t->input->request;
	size_t n_helpers = request->n_intermediates, i;
	cp_cert **helpers = cp_calloc(n_helpers + t->n_kept, sizeof(*helpers));
	int status = CERTPOLICY_OK;

	if (helpers == NULL)
		return cp_error_no_memory(t->error);
	if (n_helpers > 0)
		memcpy(helpers, request->intermediates, n_helpers * sizeof(*helpers));
	for (i = 0; i < t->n_kept && help; i++) {
		if (t->kept[i]->is_ca)
			helpers[n_helpers++] = t->kept[i];
	}
	for (i = 0; i < t->n_kept && status == CERTPOLICY_OK; i++)
		status = take_target(t, &t->kept[i], 1, helpers, n_helpers, t->n + 1);
	cp_free(helpers);
	return status;
}

static void
forget(taking *t)
{
	while (t->n_kept > 0)
		cp_cert_unref(t->kept[--t->n_kept]);
}

static int
take_kept(taking *t)
{
	size_t leaf = t->is_large ? t->n_kept : find_leaf(t);
	int status;

	if (leaf < t->n_kept)
		status = take_chain(t, leaf);
	else
		status = take_collection(t, !t->is_large);
	forget(t);
	return status;
}

static int
take_object(void *user, cp_object_kind kind, cp_bytes der)
{
	taking *t = user;
	cp_cert *cert;

	if (kind != CP_OBJECT_CERTIFICATE || t->stopped != 0)
		return CERTPOLICY_OK;
	cert = cp_cert_read(der);
	if (cert == NULL)
		return cp_error_no_memory(t->error);
	if (t->n_kept == KEPT)
		t->is_large = true;
	if (t->is_large && t->n_kept > 0) {
		int status = take_kept(t);

		if (status != CERTPOLICY_OK) {
			cp_cert_unref(cert);
			return status;
		}
	}
	t->kept[t->n_kept++] = cert;
	return CERTPOLICY_OK;
}

int
cp_forecast_make_each(const cp_forecast_input *input, cp_bytes data, const char *password,
	certpolicy_forecast_callback *callback, void *user, int *stopped, certpolicy_error **error)
{
	taking t = {.input = input, .callback = callback, .user = user, .error = error};
	int status = cp_input_each(data, NULL, password, take_object, &t, error);

	if (status == CERTPOLICY_OK && t.n_kept == 0 && t.n == 0 && t.stopped == 0)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "input.no-certificate",
			"the input holds no certificate");
	if (status == CERTPOLICY_OK)
		status = take_kept(&t);
	forget(&t);
	if (stopped != NULL)
		*stopped = t.stopped;
	return status;
}
