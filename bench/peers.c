/*
 * Side by side with GnuTLS and OpenSSL in one run: the cold verdict of real chains against a store
 * of public roots, reading a leaf, loading the roots. Usage: peers ROOTS.pem CHAINS-FOLDER
 */
#include <config.h>
#include "bench.h"

#include <certpolicy/certpolicy.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 4
#define ROUNDS 21

typedef struct presented {
	const char *peer;
	int64_t time;
	bench_data der[CHAIN_MAX];
	size_t n;
	certpolicy_engine *engine;
	gnutls_x509_trust_list_t gnutls;
	X509_STORE *openssl;
} presented;

/* Splits a PEM file into DER by GnuTLS. */
static void
load_chain(presented *chain, const char *folder, const char *file)
{
	char path[1024];
	bench_data pem;
	gnutls_datum_t datum;
	gnutls_x509_crt_t *list;
	unsigned n, i;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	pem = bench_read(path);
	datum.data = pem.data;
	datum.size = (unsigned)pem.len;
	bench_require(
		gnutls_x509_crt_list_import2(&list, &n, &datum, GNUTLS_X509_FMT_PEM, 0) >= 0, path);
	bench_require(n <= CHAIN_MAX, "a longer chain than the bench holds");
	for (i = 0; i < n; i++) {
		gnutls_datum_t der;

		bench_require(
			gnutls_x509_crt_export2(list[i], GNUTLS_X509_FMT_DER, &der) >= 0, path);
		chain->der[i].data = der.data;
		chain->der[i].len = der.size;
		gnutls_x509_crt_deinit(list[i]);
	}
	chain->n = n;
	gnutls_free(list);
	free(pem.data);
}

static void
verdict_by_us(void *context)
{
	presented *chain = context;
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	size_t i;
	int status = 0;

	for (i = 0; i < chain->n; i++)
		status |= certpolicy_request_add_certificate_der(
			request, chain->der[i].data, chain->der[i].len, NULL);
	status |= certpolicy_request_add_peer_dns(request, chain->peer, NULL);
	status |= certpolicy_request_set_time(request, chain->time, NULL);
	status |= certpolicy_request_set_policy(request, "public-strict", NULL);
	status |= certpolicy_evaluate(chain->engine, NULL, request, &report, NULL);
	bench_require(
		status == 0 && certpolicy_report_get_verdict(report) == CERTPOLICY_VERDICT_ALLOW,
		"we do not allow the chain");
	certpolicy_report_free(report);
	certpolicy_request_free(request);
}

static time_t gnutls_time;

static time_t
stopped_clock(time_t *now)
{
	if (now != NULL)
		*now = gnutls_time;
	return gnutls_time;
}

static void
verdict_by_gnutls(void *context)
{
	presented *chain = context;
	gnutls_x509_crt_t list[CHAIN_MAX];
	gnutls_typed_vdata_st data[2] = {
		{GNUTLS_DT_DNS_HOSTNAME, (unsigned char *)(uintptr_t)chain->peer, 0},
		{GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER,
			0}};
	unsigned status = 1, i;

	for (i = 0; i < chain->n; i++) {
		gnutls_datum_t der = {chain->der[i].data, (unsigned)chain->der[i].len};

		gnutls_x509_crt_init(&list[i]);
		gnutls_x509_crt_import(list[i], &der, GNUTLS_X509_FMT_DER);
	}
	gnutls_time = (time_t)chain->time;
	gnutls_x509_trust_list_verify_crt2(
		chain->gnutls, list, (unsigned)chain->n, data, 2, 0, &status, NULL);
	bench_require(status == 0, "GnuTLS does not allow the chain");
	for (i = 0; i < chain->n; i++)
		gnutls_x509_crt_deinit(list[i]);
}

static void
verdict_by_openssl(void *context)
{
	presented *chain = context;
	X509_STORE_CTX *verification = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *parameters;
	STACK_OF(X509) *others = sk_X509_new_null();
	X509 *leaf = NULL;
	size_t i;

	for (i = 0; i < chain->n; i++) {
		const unsigned char *der = chain->der[i].data;
		X509 *cert = d2i_X509(NULL, &der, (long)chain->der[i].len);

		if (i == 0)
			leaf = cert;
		else
			sk_X509_push(others, cert);
	}
	X509_STORE_CTX_init(verification, chain->openssl, leaf, others);
	parameters = X509_STORE_CTX_get0_param(verification);
	X509_VERIFY_PARAM_set_time(parameters, (time_t)chain->time);
	X509_VERIFY_PARAM_set1_host(parameters, chain->peer, 0);
	X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
	bench_require(X509_verify_cert(verification) == 1, "OpenSSL does not allow the chain");
	X509_STORE_CTX_free(verification);
	sk_X509_pop_free(others, X509_free);
	X509_free(leaf);
}

static certpolicy_engine *
load_by_us(const char *roots)
{
	certpolicy_engine *engine = certpolicy_engine_new();

	/* Cold: no link is remembered from one verdict to the next. */
	bench_require(certpolicy_engine_set_limit(engine, "remembered_links", 0, NULL) == 0,
		"the memory of links cannot be switched off");
	bench_require(certpolicy_engine_add_public_anchors(engine, roots, NULL) == 0, "roots");
	return engine;
}

static gnutls_x509_trust_list_t
load_by_gnutls(const char *roots)
{
	gnutls_x509_trust_list_t list;

	gnutls_x509_trust_list_init(&list, 0);
	bench_require(gnutls_x509_trust_list_add_trust_file(
			      list, roots, NULL, GNUTLS_X509_FMT_PEM, 0, 0) > 0,
		"roots by GnuTLS");
	return list;
}

static X509_STORE *
load_by_openssl(const char *roots)
{
	X509_STORE *store = X509_STORE_new();

	bench_require(X509_STORE_load_file(store, roots) == 1, "roots by OpenSSL");
	return store;
}

static void
loading_by_us(void *roots)
{
	certpolicy_engine_free(load_by_us(roots));
}

static void
loading_by_gnutls(void *roots)
{
	gnutls_x509_trust_list_deinit(load_by_gnutls(roots), 1);
}

static void
loading_by_openssl(void *roots)
{
	X509_STORE_free(load_by_openssl(roots));
}

static void
reading_by_us(void *context)
{
	bench_data *der = context;
	certpolicy_request *request = certpolicy_request_new();

	bench_require(
		certpolicy_request_add_certificate_der(request, der->data, der->len, NULL) == 0,
		"reading");
	certpolicy_request_free(request);
}

static void
reading_by_gnutls(void *context)
{
	bench_data *file = context;
	gnutls_datum_t der = {file->data, (unsigned)file->len};
	gnutls_x509_crt_t cert;

	gnutls_x509_crt_init(&cert);
	bench_require(gnutls_x509_crt_import(cert, &der, GNUTLS_X509_FMT_DER) == 0, "reading");
	gnutls_x509_crt_deinit(cert);
}

static void
reading_by_openssl(void *context)
{
	bench_data *file = context;
	const unsigned char *der = file->data;
	X509 *cert = d2i_X509(NULL, &der, (long)file->len);

	/* Extensions and names are decoded on demand: ask, as a verdict would. */
	bench_require(cert != NULL && X509_check_purpose(cert, -1, 0) != 0, "reading");
	X509_free(cert);
}

static void
compare_memory(const char *roots)
{
	size_t before = bench_heap(), us, gnutls, openssl;
	certpolicy_engine *engine = load_by_us(roots);
	gnutls_x509_trust_list_t list;
	X509_STORE *store;

	us = bench_heap() - before;
	before = bench_heap();
	list = load_by_gnutls(roots);
	gnutls = bench_heap() - before;
	before = bench_heap();
	store = load_by_openssl(roots);
	openssl = bench_heap() - before;
	printf("heap of the loaded roots (%zu)\n", certpolicy_engine_count_anchors(engine));
	printf("  %-24s %10.0f kB\n", "libcertpolicy", (double)us / 1000);
	printf("  %-24s %10.0f kB  %23.2fx\n", "GnuTLS", (double)gnutls / 1000,
		(double)gnutls / (double)us);
	printf("  %-24s %10.0f kB  %23.2fx\n", "OpenSSL", (double)openssl / 1000,
		(double)openssl / (double)us);
	certpolicy_engine_free(engine);
	gnutls_x509_trust_list_deinit(list, 1);
	X509_STORE_free(store);
}

static void
compare_verdicts(const char *title, presented *chain)
{
	const bench_contestant contestants[] = {{"libcertpolicy", verdict_by_us, chain},
		{"GnuTLS", verdict_by_gnutls, chain}, {"OpenSSL", verdict_by_openssl, chain}};

	bench_compare(title, contestants, 3, ROUNDS, 50);
}

int
main(int argc, char **argv)
{
	presented rsa = {.peer = "badssl.com", .time = 1602115200};    /* 2020-10-08T00:00:00Z */
	presented many = {.peer = "google.com", .time = 1770076800};   /* 2026-02-03T00:00:00Z */
	presented ec = {.peer = "cloudflare.com", .time = 1773360000}; /* 2026-03-13T00:00:00Z */

	bench_require(argc == 3, "usage: peers ROOTS.pem CHAINS-FOLDER");
	gnutls_global_set_time_function(stopped_clock);
	load_chain(&rsa, argv[2], "badssl.com.pem");
	load_chain(&many, argv[2], "google.com.pem");
	load_chain(&ec, argv[2], "cloudflare.com.pem");
	rsa.engine = load_by_us(argv[1]);
	rsa.gnutls = load_by_gnutls(argv[1]);
	rsa.openssl = load_by_openssl(argv[1]);
	many.engine = ec.engine = rsa.engine;
	many.gnutls = ec.gnutls = rsa.gnutls;
	many.openssl = ec.openssl = rsa.openssl;
	printf("%s, GnuTLS %s, %s; medians of %d interleaved rounds (fastest .. slowest)\n",
		"libcertpolicy " CERTPOLICY_VERSION, gnutls_check_version(NULL),
		OpenSSL_version(OPENSSL_VERSION), ROUNDS);
	compare_verdicts("cold verdict, RSA-2048 leaf and issuer", &rsa);
	compare_verdicts("cold verdict, P-256 leaf, issuer signed by P-384", &ec);
	compare_verdicts(
		"cold verdict, leaf of 137 names signed by RSA-2048, issuer by RSA-4096", &many);
	{
		const bench_contestant reading[] = {{"libcertpolicy", reading_by_us, &rsa.der[1]},
			{"GnuTLS", reading_by_gnutls, &rsa.der[1]},
			{"OpenSSL", reading_by_openssl, &rsa.der[1]}};
		const bench_contestant leaf[] = {{"libcertpolicy", reading_by_us, &ec.der[0]},
			{"GnuTLS", reading_by_gnutls, &ec.der[0]},
			{"OpenSSL", reading_by_openssl, &ec.der[0]}};
		const bench_contestant loading[] = {{"libcertpolicy", loading_by_us, argv[1]},
			{"GnuTLS", loading_by_gnutls, argv[1]},
			{"OpenSSL", loading_by_openssl, argv[1]}};

		bench_compare("reading a leaf (1.0 kB)", leaf, 3, ROUNDS, 500);
		bench_compare("reading an issuer (1.3 kB)", reading, 3, ROUNDS, 500);
		bench_compare("loading the roots", loading, 3, 9, 2);
	}
	compare_memory(argv[1]);
	certpolicy_engine_free(rsa.engine);
	gnutls_x509_trust_list_deinit(rsa.gnutls, 1);
	X509_STORE_free(rsa.openssl);
	return 0;
}
