/*
 * The adapter for GnuTLS when memory runs out: its sources are compiled into this program with
 * allocators that fail at the n-th call. Whatever fails, nobody who is denied is talked to, nothing
 * leaks, and the first call that fails says so.
 */
#include <config.h>

#include "live/gnutls_pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long left; /* calls that succeed before one fails; negative: none fails */
static int failed;

static int
fails(void)
{
	if (left < 0 || left-- > 0)
		return 0;
	failed = 1;
	return 1;
}

void *
failing_calloc(size_t n, size_t size);
void *
failing_realloc(void *old, size_t size);
char *
failing_strdup(const char *text);
static void *
failing_malloc(size_t size);
gnutls_alloc_function failing_gnutls_malloc = failing_malloc;

void *
failing_calloc(size_t n, size_t size)
{
	return fails() ? NULL : calloc(n, size);
}

void *
failing_realloc(void *old, size_t size)
{
	return fails() ? NULL : realloc(old, size);
}

char *
failing_strdup(const char *text)
{
	return fails() ? NULL : strdup(text);
}

static void *
failing_malloc(size_t size)
{
	return fails() ? NULL : gnutls_malloc(size);
}

/* All that a client may say of itself; 0 or a status. */
static int
prepare(pair *both, certpolicy_guard *guard, const gnutls_datum_t *bound)
{
	int status = certpolicy_gnutls_enforce(both->client, guard, "a.test", NULL);

	if (status == 0)
		status = certpolicy_gnutls_add_peer_host(both->client, "b.test", NULL);
	if (status == 0)
		status = certpolicy_gnutls_set_address(both->client, "127.0.0.1", NULL);
	if (status == 0 && bound->data != NULL)
		status = certpolicy_gnutls_set_session_data(both->client, bound, NULL, NULL);
	return status;
}

/* One connection; 0: all was as it should be. *bound: what it was, and can be, resumed by. */
static int
connect_once(certpolicy_guard *guard, gnutls_datum_t *bound, int denied)
{
	gnutls_datum_t next = {NULL, 0};
	int status, wrong = 0;
	pair both;

	failed = 0;
	pair_open(&both, PAIR_TLS13, 0, 0);
	status = prepare(&both, guard, bound);
	if (status == 0) {
		pair_shake(&both);
		pair_talk(&both);
		wrong |= denied && both.octets != 0;
		wrong |= !denied && !failed && both.client_code != 0;
		wrong |= both.client_code != 0 && both.octets != 0;
	} else {
		wrong |= !failed;
	}
	if (status == 0 && both.client_code == 0) {
		pair_client_reads(&both);
		if (certpolicy_gnutls_get_session_data(both.client, &next, NULL) != 0)
			wrong |= !failed || next.data != NULL;
	}
	pair_close(&both);
	if (bound->data == NULL)
		*bound = next;
	else
		gnutls_free(next.data);
	return wrong;
}

static int
try_all(const char *policy, int denied)
{
	certpolicy_guard *guard = pair_guard("pkix");
	gnutls_datum_t bound = {NULL, 0};
	long n;
	int wrong = 0;

	left = -1;
	wrong |= connect_once(guard, &bound, 0);
	pair_change_policy(guard, policy);
	for (n = 0; n == 0 || failed; n++) {
		left = n;
		if (connect_once(guard, &bound, denied) != 0) {
			printf("%s: wrong when allocation %ld fails\n", policy, n);
			wrong = 1;
		}
		left = -1;
	}
	printf("%s: %ld allocations\n", policy, n - 1);
	gnutls_free(bound.data);
	certpolicy_guard_free(guard);
	return wrong || n < 5;
}

int
main(void)
{
	int wrong = try_all("pkix", 0);

	return try_all("public-strict", 1) || wrong;
}
