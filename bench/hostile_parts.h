/* What several hostile chains are made of, and the tables of them. */
#ifndef CP_BENCH_HOSTILE_PARTS_H
#define CP_BENCH_HOSTILE_PARTS_H

#include "hostile_chains.h"
#include "hostile_make.h"

extern const hostile_case hostile_topologies[];
extern const hostile_case hostile_names[];
extern const hostile_case hostile_policies[];
extern const hostile_case hostile_forms[];
extern const hostile_case hostile_keys[];
extern const hostile_case hostile_lists[];
extern const hostile_case hostile_responses[];

/* Extensions, by their object identifiers. */
#define OID_SAN "551d11"
#define OID_CONSTRAINTS "551d1e"
#define OID_POLICIES "551d20"
#define OID_MAPPINGS "551d21"
#define OID_POINTS "551d1f"
#define OID_IDP "551d1c"
#define OID_DELTA "551d1b"
#define OID_SCTS "2b06010401d679020402"

/* Keys, by number. */
enum { ROOT = 0, CA = 1, LEAF = 2, FREE = 3 };

void
hostile_add(hostile_files *files, bench_data file);
void
hostile_add_cert(hostile_files *files, const make_cert *spec);

/* The leaf, by "ca"; "ca", by "root"; the anchor. */
void
hostile_add_leaf(hostile_input *input, const der *extensions);
void
hostile_add_ca(hostile_input *input, const der *extensions);
void
hostile_add_root(hostile_input *input);

/* A leaf with these extensions below "ca" and the anchor; they are freed. */
void
hostile_put_below_ca(hostile_input *input, der *extensions);

/* `text`: the prefix and the number. */
const char *
hostile_numbered(char text[64], const char *prefix, size_t n);

/* A leaf below one key and one anchor, certified over and over. */
void
hostile_put_reissues(hostile_input *input, size_t n, bool forged);

/* What is not plain about a ladder; NULL: nothing. */
typedef struct hostile_ladder {
	const der *leaf, *ca; /* extensions */
	const der *leaf_spki;
} hostile_ladder;

/* Two keys a step, each certified by both of the step above: 2^n paths. */
void
hostile_put_ladder(hostile_input *input, size_t n, const hostile_ladder *parts, bool anchored);
void
hostile_put_plain_ladder(hostile_input *input, size_t n, bool anchored);
/* A leaf with these extensions below so many paths as are looked at; they are freed. */
void
hostile_put_on_ladder(hostile_input *input, der *extensions);

typedef enum hostile_form { DNS = 0x82, EMAIL = 0x81, URI = 0x86, DIRECTORY = 0xa4 } hostile_form;

/* A GeneralName: octets of filling, a number, a domain; of directories so many RDNs of filling. */
void
hostile_put_name(der *d, hostile_form form, size_t number, size_t filling, const char *domain);
/* subjectAltName, and nameConstraints, of so many names. */
void
hostile_put_names(der *extensions, hostile_form form, size_t n, size_t filling);
void
hostile_put_subtrees(der *extensions, hostile_form form, size_t n, size_t filling, bool excluded);

#endif
