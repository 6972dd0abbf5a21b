/*
 * Strict DER (X.690), read by steps: elements off a run of octets, then their values.
 *
 * A cp_der_reader notes what is wrong, with its offset and the path of the fields that were
 * entered, and the reading goes on where it can. cp_der_split and cp_der_walk need no reader: for
 * walking again over what was read before.
 */
#ifndef CP_ASN1_DER_H
#define CP_ASN1_DER_H

#include "asn1/problem.h"
#include "base/bytes.h"
#include "base/compiler.h"

/* Tags as their identifier octet: class, constructed bit, number. */
enum {
	CP_DER_BOOLEAN = 0x01,
	CP_DER_INTEGER = 0x02,
	CP_DER_BIT_STRING = 0x03,
	CP_DER_OCTET_STRING = 0x04,
	CP_DER_NULL = 0x05,
	CP_DER_OID = 0x06,
	CP_DER_ENUMERATED = 0x0a,
	CP_DER_UTF8_STRING = 0x0c,
	CP_DER_NUMERIC_STRING = 0x12,
	CP_DER_PRINTABLE_STRING = 0x13,
	CP_DER_TELETEX_STRING = 0x14,
	CP_DER_IA5_STRING = 0x16,
	CP_DER_UTC_TIME = 0x17,
	CP_DER_GENERALIZED_TIME = 0x18,
	CP_DER_VISIBLE_STRING = 0x1a,
	CP_DER_UNIVERSAL_STRING = 0x1c,
	CP_DER_BMP_STRING = 0x1e,
	CP_DER_SEQUENCE = 0x30,
	CP_DER_SET = 0x31,
	CP_DER_HIGH_TAG = 0x100 /* a number above 30: no syntax read here has one */
};
#define CP_DER_CONTEXT(n) (0x80u | (n)) /* [n] IMPLICIT of a primitive type */
#define CP_DER_CONTEXT_CONSTRUCTED(n)                                                              \
	(0xa0u | (n)) /* [n] EXPLICIT, or IMPLICIT of a constructed one */

/* What is wrong with an element's own head; a bit set. */
enum {
	CP_TLV_TAG_NOT_MINIMAL = 1 << 0,
	CP_TLV_LENGTH_NOT_MINIMAL = 1 << 1,
	CP_TLV_CUT = 1 << 2 /* goes beyond what holds it: content and whole end there */
};

typedef struct cp_tlv {
	unsigned tag;
	unsigned flaws;
	cp_bytes content;
	cp_bytes whole;
} cp_tlv;

/* Why cp_der_split gave no element. */
typedef enum cp_der_status {
	CP_DER_OK = 0,
	CP_DER_END,        /* nothing was left */
	CP_DER_HEAD_CUT,   /* not even tag and length fit */
	CP_DER_INDEFINITE, /* a length that DER does not have */
	CP_DER_TOO_LARGE   /* a tag or length beyond what can be counted */
} cp_der_status;

/* Takes the next element off *rest. On anything but CP_DER_OK *rest stays as it is. */
CP_CHECK_RESULT cp_der_status
cp_der_split(cp_bytes *rest, cp_tlv *tlv);

/* The same for what was read before: false at the end and at what is cut, and then *rest is empty.
 */
bool
cp_der_walk(cp_bytes *rest, cp_tlv *tlv);

/* The identifier octet that comes next; 0 at the end. */
static inline unsigned
cp_der_peek(cp_bytes rest)
{
	return rest.len > 0 ? rest.data[0] : 0;
}

/* Elements inside elements whose syntax is not known: deeper is CP_PROBLEM_TOO_DEEP. */
#define CP_DER_DEPTH_MAX 32

typedef struct cp_der_reader {
	const uint8_t *start; /* offsets count from here */
	const uint8_t *cut;   /* where what was cut ends: said once, not by every field behind it */
	cp_problem *problems; /* lent: room for `capacity` */
	size_t capacity;
	size_t n_problems;     /* kept; the last place is for one that makes the whole malformed */
	size_t n_all_problems; /* met */
	size_t n_malformed;    /* met, of those that cp_problem_is_malformed */
	size_t path_len;
	struct {
		const char *name;
		int index;
	} path[CP_PROBLEM_PATH_MAX];
} cp_der_reader;

/* `capacity` may be 0: problems are only counted. */
void
cp_der_reader_init(cp_der_reader *reader, cp_bytes input, cp_problem *problems, size_t capacity);

/* Notes a problem at `at`, which points into the input, under the fields entered. */
void
cp_der_problem(cp_der_reader *reader, cp_problem_kind kind, const uint8_t *at);

/* Fields for the path of a problem: `name` is static; the index of the innermost is set by _at. */
static inline void
cp_der_enter(cp_der_reader *reader, const char *name)
{
	if (reader->path_len < CP_PROBLEM_PATH_MAX) {
		reader->path[reader->path_len].name = name;
		reader->path[reader->path_len].index = -1;
	}
	reader->path_len++;
}

static inline void
cp_der_at(cp_der_reader *reader, size_t index)
{
	if (reader->path_len > 0 && reader->path_len <= CP_PROBLEM_PATH_MAX)
		reader->path[reader->path_len - 1].index = index < 1000000 ? (int)index : 1000000;
}

static inline void
cp_der_leave(cp_der_reader *reader)
{
	reader->path_len--;
}

/*
 * The next element of any tag. False at the end, and when no element can be made out: that is
 * noted, and *rest is empty then. An element that is cut or not minimal is noted and handed over.
 */
bool
cp_der_next(cp_der_reader *reader, cp_bytes *rest, cp_tlv *tlv);

/*
 * The next element as the field `name` (NULL: none), which is not entered afterwards. At the end
 * the field is missing; another tag is unexpected and skipped, as the field in another form. False
 * then.
 */
bool
cp_der_take(cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv);

/* The same where the field may be absent: false without a note when another tag or the end comes.
 */
bool
cp_der_take_optional(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv);

/* Takes the field and enters it: cp_der_leave when done with the content. Not entered when false.
 */
bool
cp_der_open(cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv);
bool
cp_der_open_optional(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv);

/* Nothing may be left: CP_PROBLEM_TRAILING. */
void
cp_der_end(cp_der_reader *reader, cp_bytes rest);

/* A SEQUENCE (1..MAX) OF or SET (1..MAX) OF whose content is empty: CP_PROBLEM_EMPTY. */
void
cp_der_not_empty(cp_der_reader *reader, const cp_tlv *tlv);

/*
 * Values. Each checks the content of an element whose tag (implicit or not) was accepted before,
 * notes what is wrong under the fields entered, and answers whether the outputs hold a value.
 */

/* INTEGER: minimal. The content is the value in two's complement. */
bool
cp_der_read_integer(cp_der_reader *reader, const cp_tlv *tlv);

/* INTEGER (0..MAX); more than UINT64_MAX is UINT64_MAX. Negative: CP_PROBLEM_INTEGER_RANGE, false.
 */
bool
cp_der_read_unsigned(cp_der_reader *reader, const cp_tlv *tlv, uint64_t *value);

bool
cp_der_read_boolean(cp_der_reader *reader, const cp_tlv *tlv, bool *value);

/* BOOLEAN DEFAULT FALSE: FALSE spelled out is CP_PROBLEM_DEFAULT_ENCODED, and a value. */
bool
cp_der_read_boolean_default_false(cp_der_reader *reader, const cp_tlv *tlv, bool *value);

/* BIT STRING of whole octets, as keys and signatures are: unused bits are a problem. */
bool
cp_der_read_octet_bits(cp_der_reader *reader, const cp_tlv *tlv, cp_bytes *octets);

/* Any BIT STRING: `bits` without its first octet. */
bool
cp_der_read_bits(cp_der_reader *reader, const cp_tlv *tlv, cp_bytes *bits, unsigned *unused);

/* BIT STRING with named bits, no zero bits at its end (X.690 11.2.2): bit n is 1 << n, up to n
 * = 31. */
bool
cp_der_read_named_bits(cp_der_reader *reader, const cp_tlv *tlv, unsigned *bits);

bool
cp_der_read_null(cp_der_reader *reader, const cp_tlv *tlv);

bool
cp_der_read_oid(cp_der_reader *reader, const cp_tlv *tlv);

/* UTCTime or GeneralizedTime by tlv->tag, in the forms of RFC 5280 4.1.2.5; another tag is
 * unexpected. */
bool
cp_der_read_time(cp_der_reader *reader, const cp_tlv *tlv, int64_t *seconds);

/* The characters of the string type `type` (a CP_DER_…_STRING), TeletexString as Latin-1. */
bool
cp_der_read_string(cp_der_reader *reader, const cp_tlv *tlv, unsigned type);

/* DirectoryString (RFC 5280 4.1.2.4): one of its five types, else CP_PROBLEM_STRING_TYPE. */
bool
cp_der_read_directory_string(cp_der_reader *reader, const cp_tlv *tlv);

/* An element of any type: strict all the way down, values of universal types included. */
bool
cp_der_read_any(cp_der_reader *reader, const cp_tlv *tlv);

/* Fields of a common kind at once: taken, entered, read, left. */
bool
cp_der_take_oid(cp_der_reader *reader, cp_bytes *rest, const char *name, cp_bytes *oid);
bool
cp_der_take_integer(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_bytes *integer);

/* Whether elements of a SET OF stand in order (X.690 11.6): each with the one before it. */
void
cp_der_set_order(cp_der_reader *reader, cp_bytes before, cp_bytes element);

#endif
