/*
 * Anchor stores: what is trusted, where it comes from, and within which bounds. Certificates are
 * indexed by subject and key identifier when they are added and read when they are asked for.
 */
#ifndef CP_STORE_ANCHORS_H
#define CP_STORE_ANCHORS_H

#include "base/arena.h"
#include "x509/cert.h"

#include <certpolicy/types.h>

/* A permitted name or network of an anchor (or a zone, or a pin's peer): a DNS suffix or a CIDR. */
typedef struct cp_scope_entry {
	bool is_network;
	bool is_wildcard;     /* "*.example.org": subdomains only; a plain name covers itself and below */
	char *name;           /* owned; lower-case A-labels, without a trailing dot; NULL for a network */
	uint8_t address[16];  /* IPv4 as IPv4-mapped IPv6 */
	unsigned prefix_bits; /* of 128 */
} cp_scope_entry;

typedef struct cp_anchor {
	cp_bytes der;          /* lent by the store */
	const char *source;    /* "system", "nss", "file:/…", "pkcs11:…", "request", "policy:…"; lent */
	bool is_public;
	bool is_local;         /* somebody trusts it as his own: Chrome's dates do not bind it */
	bool programme_distrusted;          /* marked as distrusted by its programme */
	bool has_distrust_after;            /* by notBefore of the leaf */
	int64_t distrust_after;             /* issued after this instant: root.distrusted */
	const char *distrust_source;        /* who said so; lent */
	bool has_sct_not_after;             /* by the earliest valid SCT */
	int64_t sct_not_after;
	const char *sct_source;
	bool constrained;                   /* `permitted` is in force, even when empty */
	const cp_scope_entry *permitted;    /* lent */
	size_t n_permitted;
	/* Lazy state: use cp_anchors_cert(). */
	cp_cert *cert;
} cp_anchor;

struct cp_roots; /* store/roots.h */

typedef struct cp_anchors cp_anchors;

CP_CHECK_RESULT cp_anchors *
cp_anchors_new(void);
void
cp_anchors_free(cp_anchors *anchors);

/* What is said of the anchors of one source. Everything is copied. */
typedef struct cp_anchor_terms {
	const char *source;
	bool is_public;
	bool programme_distrusted;
	bool has_distrust_after, has_sct_not_after;
	int64_t distrust_after, sct_not_after;
	bool constrained;
	const cp_scope_entry *permitted;
	size_t n_permitted;
} cp_anchor_terms;

/*
 * Adds one certificate (its DER is copied). A certificate that is there already is not added again:
 * it becomes public if either is; distrust dates join to the earlier one; `permitted` to the wider
 * (an anchor trusted without bounds by one source stays so). Who brings it as a private one, "system"
 * apart, and names no SCT date trusts it whatever Chrome says. Bytes without a subject are
 * CERTPOLICY_ERROR_BAD_INPUT.
 */
CP_CHECK_RESULT int
cp_anchors_add(cp_anchors *anchors, cp_bytes der, const cp_anchor_terms *terms,
	certpolicy_error **error);

/*
 * Adds the anchors of a source by its word: a file or folder (private unless `is_public`), "system",
 * "nss", "pkcs11:…". A file may be the publication of a root programme (store/roots.h), which says
 * itself who is public; what else it says joins cp_anchors_roots. Nothing readable is an error.
 */
CP_CHECK_RESULT int
cp_anchors_add_source(cp_anchors *anchors, const char *source, bool is_public,
	certpolicy_error **error);

/* Whether this machine has Mozilla's list, the source "nss". */
bool
cp_anchors_have_nss(void);

/* What root programmes say, whether of these anchors or of others; the store's, frozen with it. */
struct cp_roots *
cp_anchors_roots(const cp_anchors *anchors);

/*
 * Sorts the index; after it the store is read-only and shared between threads. Anchors of "system"
 * that cp_anchors_roots knows as public are public from here on.
 */
CP_CHECK_RESULT int
cp_anchors_freeze(cp_anchors *anchors, certpolicy_error **error);
bool
cp_anchors_is_frozen(const cp_anchors *anchors);

size_t
cp_anchors_count(const cp_anchors *anchors);

/* Anchors whose subject equals `name` (cp_name_equal), whose cp_name_hash is `hash`: gives up to `max`
 * of them, returns how many there are. */
size_t
cp_anchors_find_subject(const cp_anchors *anchors, cp_bytes name, uint64_t hash,
	const cp_anchor **found, size_t max);

/* The anchor with exactly these octets, by their SHA-256, or NULL. */
const cp_anchor *
cp_anchors_find_exact(const cp_anchors *anchors, const uint8_t sha256[32]);

/* The anchor's certificate, read on first use (any thread); lent. NULL means no memory. */
CP_CHECK_RESULT cp_cert *
cp_anchors_cert(const cp_anchor *anchor);

/* What was loaded, for the report's `inputs`: one row a source. */
typedef struct cp_source_row {
	const char *source; /* lent */
	size_t n_anchors;
	uint8_t sha256[32]; /* over the DERs in the order they were added */
} cp_source_row;
size_t
cp_anchors_sources(const cp_anchors *anchors, const cp_source_row **rows);

#endif
