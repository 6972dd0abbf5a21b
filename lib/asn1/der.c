/*
 * Elements: tag and length by libtasn1's low-level functions where they take more than an octet
 * each, and by us what those take and DER does not have; the reader that notes problems. What
 * stands inside primitive elements is der_value.c.
 */
#include <config.h>
#include "asn1/der.h"

#include <limits.h>
#include <libtasn1.h>

/* X.690 8.1.2.4.2: the long form is for numbers above 30 and starts with no zero. */
static bool
tag_is_minimal(const uint8_t *head, unsigned long number)
{
	return (head[0] & 0x1f) != 0x1f || (head[1] != 0x80 && number > 30);
}

/* X.690 10.1. `head` is the length octets, the first of which counts the others. */
static bool
length_is_minimal(const uint8_t *head)
{
	if (head[0] < 0x80)
		return true;
	return head[0] == 0x81 ? head[1] >= 0x80 : head[1] != 0;
}

/* Nearly every head: a tag of one octet, a length of another, and all of the content there. */
static bool
split_short(cp_bytes *rest, cp_tlv *tlv)
{
	const uint8_t *head = rest->data;

	if (rest->len < 2 || (head[0] & 0x1f) == 0x1f || head[1] >= 0x80 || head[1] > rest->len - 2)
		return false;
	tlv->tag = head[0];
	tlv->flaws = 0;
	tlv->content = cp_bytes_of(head + 2, head[1]);
	tlv->whole = cp_bytes_of(head, 2 + tlv->content.len);
	*rest = cp_bytes_of(head + tlv->whole.len, rest->len - tlv->whole.len);
	return true;
}

cp_der_status
cp_der_split(cp_bytes *rest, cp_tlv *tlv)
{
	int available = rest->len < INT_MAX ? (int)rest->len : INT_MAX;
	int tag_len, length_len;
	unsigned char class_bits;
	unsigned long number;
	const uint8_t *head;
	size_t left, content_len;
	long length;

	if (split_short(rest, tlv))
		return CP_DER_OK;
	if (available == 0)
		return CP_DER_END;
	if (asn1_get_tag_der(rest->data, available, &class_bits, &tag_len, &number) != ASN1_SUCCESS)
		return CP_DER_HEAD_CUT;
	if (tag_len >= available)
		return CP_DER_HEAD_CUT;
	head = rest->data + tag_len;
	if (head[0] > 0x80 && (head[0] & 0x7f) >= available - tag_len)
		return CP_DER_HEAD_CUT;
	length = asn1_get_length_der(head, available - tag_len, &length_len);
	if (length == -1)
		return CP_DER_INDEFINITE;
	if (length == -2)
		return CP_DER_TOO_LARGE;

	tlv->tag = number > 30 ? CP_DER_HIGH_TAG : class_bits | (unsigned)number;
	tlv->flaws = tag_is_minimal(rest->data, number) ? 0 : CP_TLV_TAG_NOT_MINIMAL;
	if (!length_is_minimal(head))
		tlv->flaws |= CP_TLV_LENGTH_NOT_MINIMAL;
	left = (size_t)(available - tag_len - length_len);
	if (length < 0)
		tlv->flaws |= CP_TLV_CUT;
	content_len = length < 0 ? left : (size_t)length;
	tlv->content = cp_bytes_of(head + length_len, content_len);
	tlv->whole = cp_bytes_of(rest->data, (size_t)(tag_len + length_len) + content_len);
	*rest = cp_bytes_of(rest->data + tlv->whole.len, rest->len - tlv->whole.len);
	return CP_DER_OK;
}

bool
cp_der_walk(cp_bytes *rest, cp_tlv *tlv)
{
	if (cp_der_split(rest, tlv) == CP_DER_OK && (tlv->flaws & CP_TLV_CUT) == 0)
		return true;
	*rest = CP_BYTES_NONE;
	return false;
}

void
cp_der_reader_init(cp_der_reader *reader, cp_bytes input, cp_problem *problems, size_t capacity)
{
	reader->start = input.data;
	reader->cut = NULL;
	reader->problems = problems;
	reader->capacity = capacity;
	reader->n_problems = 0;
	reader->n_all_problems = 0;
	reader->n_malformed = 0;
	reader->path_len = 0;
}

void
cp_der_problem(cp_der_reader *reader, cp_problem_kind kind, const uint8_t *at)
{
	cp_problem problem;
	size_t room = reader->capacity - reader->n_problems, i;

	problem.kind = kind;
	problem.offset = at != NULL ? (size_t)(at - reader->start) : 0;
	problem.path_len =
		reader->path_len < CP_PROBLEM_PATH_MAX ? reader->path_len : CP_PROBLEM_PATH_MAX;
	for (i = 0; i < problem.path_len; i++) {
		problem.path[i].name = reader->path[i].name;
		problem.path[i].index = reader->path[i].index;
	}
	reader->n_all_problems++;
	if (cp_problem_is_malformed(&problem))
		reader->n_malformed++;
	else if (room == 1)
		return;
	if (room > 0)
		reader->problems[reader->n_problems++] = problem;
}

/* Once what was cut has been told, everything that ends there is wrong for the same reason. */
static bool
is_told(const cp_der_reader *reader, cp_bytes rest)
{
	return reader->cut != NULL && rest.data + rest.len == reader->cut;
}

static void
note_flaws(cp_der_reader *reader, const cp_tlv *tlv)
{
	if ((tlv->flaws & CP_TLV_TAG_NOT_MINIMAL) != 0)
		cp_der_problem(reader, CP_PROBLEM_TAG_NOT_MINIMAL, tlv->whole.data);
	if ((tlv->flaws & CP_TLV_LENGTH_NOT_MINIMAL) != 0)
		cp_der_problem(reader, CP_PROBLEM_LENGTH_NOT_MINIMAL, tlv->whole.data);
	if ((tlv->flaws & CP_TLV_CUT) != 0 && !is_told(reader, tlv->whole)) {
		cp_der_problem(reader, CP_PROBLEM_TRUNCATED, tlv->whole.data);
		reader->cut = tlv->whole.data + tlv->whole.len;
	}
}

bool
cp_der_next(cp_der_reader *reader, cp_bytes *rest, cp_tlv *tlv)
{
	cp_der_status status = cp_der_split(rest, tlv);

	if (status == CP_DER_OK) {
		if (tlv->flaws != 0)
			note_flaws(reader, tlv);
		return true;
	}
	if (status == CP_DER_INDEFINITE)
		cp_der_problem(reader, CP_PROBLEM_LENGTH_INDEFINITE, rest->data);
	else if (status == CP_DER_TOO_LARGE)
		cp_der_problem(reader, CP_PROBLEM_TOO_LARGE, rest->data);
	else if (status == CP_DER_HEAD_CUT && !is_told(reader, *rest))
		cp_der_problem(reader, CP_PROBLEM_TRUNCATED, rest->data);
	if (status != CP_DER_END)
		reader->cut = rest->data + rest->len;
	rest->data += rest->len;
	rest->len = 0;
	return false;
}

static bool
take_here(cp_der_reader *reader, cp_bytes *rest, unsigned tag, cp_tlv *tlv)
{
	if (rest->len == 0) {
		if (!is_told(reader, *rest))
			cp_der_problem(reader, CP_PROBLEM_MISSING, rest->data);
		return false;
	}
	if (!cp_der_next(reader, rest, tlv))
		return false;
	if (tlv->tag == tag)
		return true;
	cp_der_problem(reader, CP_PROBLEM_TAG_UNEXPECTED, tlv->whole.data);
	return false;
}

bool
cp_der_open(cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv)
{
	cp_der_enter(reader, name);
	if (take_here(reader, rest, tag, tlv))
		return true;
	cp_der_leave(reader);
	return false;
}

bool
cp_der_take(cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv)
{
	bool taken;

	if (name == NULL)
		return take_here(reader, rest, tag, tlv);
	taken = cp_der_open(reader, rest, tag, name, tlv);
	if (taken)
		cp_der_leave(reader);
	return taken;
}

bool
cp_der_take_optional(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv)
{
	return cp_der_peek(*rest) == tag && cp_der_take(reader, rest, tag, name, tlv);
}

bool
cp_der_open_optional(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_tlv *tlv)
{
	return cp_der_peek(*rest) == tag && cp_der_open(reader, rest, tag, name, tlv);
}

void
cp_der_end(cp_der_reader *reader, cp_bytes rest)
{
	if (rest.len > 0)
		cp_der_problem(reader, CP_PROBLEM_TRAILING, rest.data);
}

void
cp_der_not_empty(cp_der_reader *reader, const cp_tlv *tlv)
{
	if (tlv->content.len == 0 && !is_told(reader, tlv->content))
		cp_der_problem(reader, CP_PROBLEM_EMPTY, tlv->whole.data);
}

bool
cp_der_take_oid(cp_der_reader *reader, cp_bytes *rest, const char *name, cp_bytes *oid)
{
	cp_tlv tlv;

	if (!cp_der_open(reader, rest, CP_DER_OID, name, &tlv))
		return false;
	*oid = tlv.content;
	(void)cp_der_read_oid(reader, &tlv);
	cp_der_leave(reader);
	return true;
}

bool
cp_der_take_integer(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *name, cp_bytes *integer)
{
	cp_tlv tlv;

	if (!cp_der_open(reader, rest, tag, name, &tlv))
		return false;
	*integer = tlv.content;
	(void)cp_der_read_integer(reader, &tlv);
	cp_der_leave(reader);
	return true;
}

void
cp_der_set_order(cp_der_reader *reader, cp_bytes before, cp_bytes element)
{
	if (cp_bytes_compare(before, element) > 0)
		cp_der_problem(reader, CP_PROBLEM_SET_ORDER, element.data);
}
