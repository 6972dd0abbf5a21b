/*
 * What this machine trusts. SSL_CERT_FILE and SSL_CERT_DIR, when set, are all of it, as OpenSSL and
 * Go have them; else the first of the distributions' bundles and folders that holds certificates;
 * else p11-kit's trust module. Locally added roots are mixed in everywhere: an anchor is public
 * only when its digest is in a public programme's own data at hand.
 */
#include <config.h>
#include "base/error.h"
#include "base/mem.h"
#include "store/anchor_stage.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bundles are made from everything that the machine trusts, p11-kit's view of it included. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch, Gentoo, Alpine */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* Fedora, RHEL */
	"/etc/pki/tls/certs/ca-bundle.crt",                  /* older Fedora, RHEL */
	"/etc/ssl/ca-bundle.pem",                            /* openSUSE */
	"/etc/ssl/cert.pem",                                 /* Alpine, BSDs */
	"/usr/local/share/certs/ca-root-nss.crt",            /* FreeBSD */
	"/etc/ssl/certs",                                    /* a folder without a bundle */
	"/etc/pki/tls/certs",
};

#define TRUST_MODULE "pkcs11:model=p11-kit-trust"

/* What a distribution ships of a public programme, untouched by who administers the machine. */
static const char *const programme_folders[] = {
	"/usr/share/ca-certificates/mozilla", /* Debian, Ubuntu */
};

/* The environment of a program that runs with more rights than its caller is not to be believed. */
static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL || value[0] == '\0' || geteuid() != getuid() || getegid() != getgid())
		return NULL;
	return value;
}

/* SSL_CERT_DIR: folders parted by colons. */
static int
stage_folders(cp_anchor_stage *stage, const char *list, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	while (*list != '\0' && status == CERTPOLICY_OK) {
		size_t len = strcspn(list, ":");
		char *path = cp_strndup(list, len);

		if (path == NULL)
			return cp_error_no_memory(error);
		if (len > 0)
			status = cp_anchor_stage_path(stage, path, error);
		cp_free(path);
		list += len + (list[len] == ':');
	}
	return status;
}

static int
stage_environment(
	cp_anchor_stage *stage, const char *file, const char *folders, certpolicy_error **error)
{
	int status = CERTPOLICY_OK;

	if (file != NULL)
		status = cp_anchor_stage_path(stage, file, error);
	if (status == CERTPOLICY_OK && folders != NULL)
		status = stage_folders(stage, folders, error);
	if (status == CERTPOLICY_OK && stage->n_anchors == 0)
		status = cp_error_set(error, CERTPOLICY_ERROR_BAD_INPUT, "anchors.empty",
			"there is not one certificate where %s points",
			file != NULL ? "SSL_CERT_FILE" : "SSL_CERT_DIR");
	return status;
}

/*
 * The first list that holds something. One that is there and empty is passed over; one that is
 * broken is an error: a part of it is not what the machine trusts.
 */
static int
stage_bundles(cp_anchor_stage *stage, certpolicy_error **error)
{
	struct stat about;
	size_t i;

	for (i = 0; i < CP_COUNT(bundles) && stage->n_anchors == 0; i++) {
		certpolicy_error *why = NULL;
		int status;

		if (stat(bundles[i], &about) != 0)
			continue;
		status = cp_anchor_stage_path(stage, bundles[i], &why);
		if (status != CERTPOLICY_OK &&
			!(status == CERTPOLICY_ERROR_BAD_INPUT && stage->n_anchors == 0)) {
			if (error != NULL)
				*error = why;
			else
				certpolicy_error_free(why);
			return status;
		}
		certpolicy_error_free(why);
	}
	return CERTPOLICY_OK;
}

static int
by_digest(const void *a, const void *b)
{
	const cp_staged_anchor *left = a, *right = b;

	return memcmp(left->sha256, right->sha256, CP_SHA256_LEN);
}

static void
sort_stage(cp_anchor_stage *stage)
{
	if (stage->n_anchors > 0)
		qsort(stage->anchors, stage->n_anchors, sizeof(*stage->anchors), by_digest);
}

/* Takes over what a programme says of the anchors that it has; how many are private still. */
static size_t
apply_programme(cp_anchor_stage *stage, const cp_anchor_stage *programme)
{
	size_t n_private = 0, i;

	for (i = 0; i < stage->n_anchors; i++) {
		cp_staged_anchor *anchor = &stage->anchors[i];
		const cp_staged_anchor *known = NULL;

		if (!anchor->is_public && programme->n_anchors > 0)
			known = bsearch(anchor, programme->anchors, programme->n_anchors,
				sizeof(*anchor), by_digest);
		if (known != NULL) {
			anchor->is_public = true;
			anchor->programme_distrusted = known->programme_distrusted;
			anchor->has_distrust_after = known->has_distrust_after;
			anchor->distrust_after = known->distrust_after;
		}
		n_private += !anchor->is_public;
	}
	return n_private;
}

/* NSS's module first: it has the dates. Folders only for what is left. */
static int
mark_public(cp_anchor_stage *stage)
{
	cp_arena arena = CP_ARENA_EMPTY;
	cp_anchor_stage programme = {.arena = &arena, .lenient = true};
	int status = cp_anchor_stage_nss(&programme, NULL);
	size_t n_private, i;

	sort_stage(&programme);
	n_private = apply_programme(stage, &programme);
	for (i = 0; i < CP_COUNT(programme_folders) && n_private > 0 &&
		    status != CERTPOLICY_ERROR_NO_MEMORY;
		i++) {
		cp_anchor_stage_clear(&programme);
		status = cp_anchor_stage_path(&programme, programme_folders[i], NULL);
		sort_stage(&programme);
		n_private = apply_programme(stage, &programme);
	}
	cp_anchor_stage_clear(&programme);
	cp_arena_clear(&arena);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? status : CERTPOLICY_OK;
}

int
cp_anchor_stage_system(cp_anchor_stage *stage, certpolicy_error **error)
{
	const char *file = environment("SSL_CERT_FILE"), *folders = environment("SSL_CERT_DIR");
	int status;

	/* One odd root among those of a machine is no reason to trust none. */
	stage->lenient = true;
	if (file != NULL || folders != NULL) {
		status = stage_environment(stage, file, folders, error);
	} else {
		status = stage_bundles(stage, error);
		if (status == CERTPOLICY_OK && stage->n_anchors == 0)
			status = cp_anchor_stage_pkcs11(stage, TRUST_MODULE, error);
		if (status == CERTPOLICY_OK && stage->n_anchors == 0)
			status =
				cp_error_set(error, CERTPOLICY_ERROR_NOT_FOUND, "anchors.no-system",
					"this machine has no list of trusted roots; Debian and "
					"Ubuntu bring one in the "
					"package ca-certificates");
	}
	if (status == CERTPOLICY_OK)
		status = mark_public(stage);
	return status == CERTPOLICY_ERROR_NO_MEMORY ? cp_error_no_memory(error) : status;
}
