/* What this machine trusts: how many roots, from where, and which of them somebody has added. */
#include <config.h>
#include "doctor.h"

#include "../catalogue.h"
#include "../env/setting.h"

#include <certpolicy/certpolicy.h>

#include <dirent.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More are counted, not named. */
#define MOST_NAMED 8u

/* As the library has it: variables first, then the distributions' bundles. */
static const char *
find_bundle(void)
{
	static const char *const bundles[] = {"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
	const char *file = getenv("SSL_CERT_FILE"), *folder = getenv("SSL_CERT_DIR");
	size_t i;

	if (file != NULL && *file != '\0')
		return file;
	if (folder != NULL && *folder != '\0')
		return NULL;
	for (i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++) {
		if (access(bundles[i], R_OK) == 0)
			return bundles[i];
	}
	return NULL;
}

/* What the engine says of a root that stands alone. NULL without an answer. */
static json_t *
judge_root(certpolicy_engine *engine, const gnutls_datum_t *der)
{
	certpolicy_request *request = certpolicy_request_new();
	certpolicy_report *report = NULL;
	json_t *read = NULL;
	char *text = NULL;

	if (request != NULL &&
		certpolicy_request_add_certificate_der(request, der->data, der->size, NULL) == 0 &&
		certpolicy_request_set_insecure_no_peer(request, NULL) == 0 &&
		certpolicy_evaluate(engine, NULL, request, &report, NULL) == 0)
		text = certpolicy_report_to_json(report);
	if (text != NULL)
		read = json_loads(text, 0, NULL);
	certpolicy_string_free(text);
	certpolicy_report_free(report);
	certpolicy_request_free(request);
	return read;
}

typedef struct added_root {
	char *subject, *file; /* owned; `file` NULL: where it came from is not known */
} added_root;

typedef struct count {
	size_t n, n_public, n_expired;
	added_root added[MOST_NAMED];
	size_t n_added;
} count;

/* Whether a file of one certificate has this one. */
static bool
has_certificate(const char *path, const gnutls_datum_t *der)
{
	gnutls_x509_crt_t cert = NULL;
	gnutls_datum_t pem, own = {NULL, 0};
	const char *why;
	char *text = env_read(path, &why);
	bool same = false;

	pem.data = (unsigned char *)text;
	pem.size = text != NULL ? (unsigned)strlen(text) : 0;
	if (text != NULL && gnutls_x509_crt_init(&cert) >= 0 &&
		gnutls_x509_crt_import(cert, &pem, GNUTLS_X509_FMT_PEM) >= 0 &&
		gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_DER, &own) >= 0)
		same = own.size == der->size && memcmp(own.data, der->data, own.size) == 0;
	gnutls_free(own.data);
	if (cert != NULL)
		gnutls_x509_crt_deinit(cert);
	free(text);
	return same;
}

/* The file by which somebody added the root, where distributions want them. For free(). */
static char *
find_source(const gnutls_datum_t *der)
{
	static const char *const folders[] = {"/usr/local/share/ca-certificates",
		"/etc/pki/ca-trust/source/anchors", "/etc/ca-certificates/trust-source/anchors"};
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *folder;
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		folder = opendir(folders[i]);
		while (folder != NULL && (entry = readdir(folder)) != NULL) {
			snprintf(path, sizeof(path), "%s/%s", folders[i], entry->d_name);
			if (entry->d_name[0] != '.' && has_certificate(path, der)) {
				closedir(folder);
				return strdup(path);
			}
		}
		if (folder != NULL)
			closedir(folder);
	}
	return NULL;
}

static void
count_root(doctor *d, count *all, certpolicy_engine *engine, gnutls_x509_crt_t cert)
{
	gnutls_datum_t der = {NULL, 0};
	json_t *report, *anchor, *first;

	if (gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_DER, &der) < 0)
		return;
	report = judge_root(engine, &der);
	anchor = json_object_get(report, "anchor");
	all->n++;
	all->n_expired += (int64_t)gnutls_x509_crt_get_expiration_time(cert) < d->now;
	if (json_is_true(json_object_get(anchor, "public"))) {
		all->n_public++;
	} else if (all->n_added < MOST_NAMED) {
		first = json_array_get(json_object_get(report, "certificates"), 0);
		all->added[all->n_added].subject = strdup(cli_catalogue_string(first, "subject"));
		all->added[all->n_added++].file = find_source(&der);
	}
	gnutls_free(der.data);
	json_decref(report);
}

static void
count_roots(doctor *d, count *all, certpolicy_engine *engine, const char *bundle)
{
	gnutls_x509_crt_t *certs = NULL;
	const char *why;
	char *text = env_read(bundle, &why);
	gnutls_datum_t pem = {(unsigned char *)text, 0};
	unsigned n = 0, i;

	if (text == NULL)
		return;
	pem.size = (unsigned)strlen(text);
	if (gnutls_x509_crt_list_import2(&certs, &n, &pem, GNUTLS_X509_FMT_PEM, 0) >= 0) {
		for (i = 0; i < n; i++) {
			count_root(d, all, engine, certs[i]);
			gnutls_x509_crt_deinit(certs[i]);
		}
		gnutls_free(certs);
	}
	free(text);
}

static void
tell_one_added(doctor *d, const added_root *root)
{
	const char *subject = root->subject != NULL ? root->subject : "?";
	char command[PATH_MAX + 64];

	if (root->file == NULL || root->file[strspn(root->file, DOCTOR_PLAIN)] != '\0') {
		doctor_say(d, DOCTOR_WARN, "roots", NULL, "added: %s", subject);
		return;
	}
	snprintf(command, sizeof(command), "#rm %s && %s", root->file,
		access("/usr/sbin/update-ca-certificates", X_OK) == 0 ? "update-ca-certificates"
								      : "update-ca-trust");
	doctor_say(d, DOCTOR_WARN, "roots", command,
		"added: %s (if nobody here needs it, take it out)", subject);
}

/* Where every root is of unknown origin, none of them is a stranger. */
static void
tell_added(doctor *d, const count *all)
{
	size_t n_added = all->n - all->n_public, i;

	if (all->n_public == 0) {
		doctor_say(d, DOCTOR_WARN, "roots", "#apt-get install ca-certificates",
			"which of these roots are public is not known: neither Mozilla's list nor "
			"imported data is here");
		return;
	}
	if (n_added == 0) {
		doctor_say(d, DOCTOR_OK, "roots", NULL, "all of them are public roots");
		return;
	}
	doctor_say(d, DOCTOR_WARN, "roots", NULL,
		"%zu %s no public root%s: somebody added %s, and whoever has the key can be any "
		"server for programs here",
		n_added, n_added == 1 ? "is" : "are", n_added == 1 ? "" : "s",
		n_added == 1 ? "it" : "them");
	for (i = 0; i < all->n_added; i++)
		tell_one_added(d, &all->added[i]);
	if (n_added > all->n_added)
		doctor_say(d, DOCTOR_WARN, "roots", NULL, "and %zu more", n_added - all->n_added);
}

/* Imported data knows public roots, too. */
static void
look_into(doctor *d, certpolicy_engine *engine, const char *bundle)
{
	count all = {.n = 0};
	size_t i;

	if (bundle != NULL)
		count_roots(d, &all, engine, bundle);
	if (all.n > 0)
		tell_added(d, &all);
	if (all.n_expired > 0)
		doctor_say(d, DOCTOR_OK, "roots", NULL,
			"%zu of them have expired and vouch for nothing", all.n_expired);
	for (i = 0; i < all.n_added; i++) {
		free(all.added[i].subject);
		free(all.added[i].file);
	}
}

/* NSS's own module: which roots are public, and until when, comes from there first. */
static void
tell_nss(doctor *d)
{
	certpolicy_engine *engine = certpolicy_engine_new();

	if (engine != NULL && certpolicy_engine_add_anchors(engine, "nss", NULL) == CERTPOLICY_OK)
		doctor_say(d, DOCTOR_OK, "roots", NULL, "NSS's module knows %zu public roots",
			certpolicy_engine_count_anchors(engine));
	else
		doctor_say(d, DOCTOR_OK, "roots", NULL,
			"NSS's module is not here (Debian: package libnss3): dates of Mozilla's "
			"programme come from imported data only");
	certpolicy_engine_free(engine);
}

void
doctor_roots(doctor *d)
{
	certpolicy_engine *engine = certpolicy_engine_new();
	const char *bundle = find_bundle();
	certpolicy_error *error = NULL;
	size_t n;

	if (engine == NULL)
		return;
	if (certpolicy_engine_add_anchors(engine, "system", &error) != CERTPOLICY_OK ||
		(n = certpolicy_engine_count_anchors(engine)) == 0) {
		doctor_say(d, DOCTOR_BAD, "roots", "#apt-get install --reinstall ca-certificates",
			"no trusted root can be read: %s",
			error != NULL ? certpolicy_error_get_message(error) : "there is none");
	} else {
		doctor_say(d, DOCTOR_OK, "roots", NULL, "%zu roots are trusted%s%s", n,
			bundle != NULL ? ", from " : "", bundle != NULL ? bundle : "");
		look_into(d, engine, bundle);
	}
	tell_nss(d);
	certpolicy_error_free(error);
	certpolicy_engine_free(engine);
}
