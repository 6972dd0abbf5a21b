/* What is wrong with an encoding, and where. */
#ifndef CP_ASN1_PROBLEM_H
#define CP_ASN1_PROBLEM_H

#include "base/buf.h"

#include <stddef.h>

/* Kinds are stable words (cp_problem_kind_name): "truncated", "length-not-minimal", … */
typedef enum cp_problem_kind {
	CP_PROBLEM_TRUNCATED,           /* the element goes beyond what holds it */
	CP_PROBLEM_TRAILING,            /* octets after the last element */
	CP_PROBLEM_LENGTH_NOT_MINIMAL,  /* X.690 10.1 */
	CP_PROBLEM_LENGTH_INDEFINITE,   /* X.690 10.1 */
	CP_PROBLEM_TAG_NOT_MINIMAL,     /* X.690 8.1.2.4 */
	CP_PROBLEM_TAG_UNEXPECTED,      /* another element than the syntax asks for */
	CP_PROBLEM_MISSING,             /* a field that is not optional */
	CP_PROBLEM_INTEGER_NOT_MINIMAL, /* X.690 8.3.2 */
	CP_PROBLEM_INTEGER_EMPTY,
	CP_PROBLEM_INTEGER_RANGE,     /* negative or too large where the syntax bounds it */
	CP_PROBLEM_BOOLEAN,           /* neither 00 nor FF, or not one octet: X.690 11.1 */
	CP_PROBLEM_BIT_STRING,        /* unused bits wrong or not zero, X.690 11.2 */
	CP_PROBLEM_OID,               /* empty, cut, or not minimal */
	CP_PROBLEM_SET_ORDER,         /* X.690 11.6 */
	CP_PROBLEM_STRING,            /* a character that the string type does not have */
	CP_PROBLEM_STRING_TYPE,       /* a string type that the syntax does not list */
	CP_PROBLEM_TIME,              /* not the form of RFC 5280 4.1.2.5, or no such date */
	CP_PROBLEM_DEFAULT_ENCODED,   /* X.690 11.5; profile, not malformed */
	CP_PROBLEM_EMPTY,             /* a SEQUENCE or SET that must hold something */
	CP_PROBLEM_DUPLICATE,         /* an extension or attribute that may stand once */
	CP_PROBLEM_VALUE,             /* a value that the syntax does not have */
	CP_PROBLEM_ALGORITHMS_DIFFER, /* RFC 5280 4.1.1.2 */
	CP_PROBLEM_VERSION,           /* a field that the version does not have */
	CP_PROBLEM_TOO_DEEP,
	CP_PROBLEM_TOO_LARGE,
	CP_PROBLEM_NOT_A_CERTIFICATE /* the first octets are no SEQUENCE */
} cp_problem_kind;

/* Segments of a path such as tbsCertificate.extensions[3].keyUsage. */
#define CP_PROBLEM_PATH_MAX 10

typedef struct cp_problem {
	cp_problem_kind kind;
	size_t offset; /* octets from the start of the certificate */
	struct {
		const char *name; /* static; NULL: an index only */
		int index;        /* -1: none */
	} path[CP_PROBLEM_PATH_MAX];
	size_t path_len;
} cp_problem;

/* Static. */
const char *
cp_problem_kind_name(cp_problem_kind kind);

/* What the kind means, for people; static. */
const char *
cp_problem_kind_text(cp_problem_kind kind);

void
cp_problem_append_path(cp_buf *buf, const cp_problem *problem);

/* DEFAULT values spelled out are against the profile only; everything else is malformed. */
static inline bool
cp_problem_is_malformed(const cp_problem *problem)
{
	return problem->kind != CP_PROBLEM_DEFAULT_ENCODED;
}

#endif
