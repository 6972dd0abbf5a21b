/* The words for problems. */
#include <config.h>
#include "asn1/problem.h"
#include "base/compiler.h"

static const struct {
	const char *name, *text;
} kinds[] = {
	[CP_PROBLEM_TRUNCATED] = {"truncated", "an element goes beyond the end of what holds it"},
	[CP_PROBLEM_TRAILING] = {"trailing", "octets stand after the last element"},
	[CP_PROBLEM_LENGTH_NOT_MINIMAL] = {"length-not-minimal",
		"a length is written with more octets than DER allows"},
	[CP_PROBLEM_LENGTH_INDEFINITE] = {"length-indefinite", "DER has no indefinite lengths"},
	[CP_PROBLEM_TAG_NOT_MINIMAL] = {"tag-not-minimal",
		"a tag number is written with more octets than DER allows"},
	[CP_PROBLEM_TAG_UNEXPECTED] = {"tag-unexpected",
		"another element stands where the syntax asks for this one"},
	[CP_PROBLEM_MISSING] = {"missing", "a field that must be there is absent"},
	[CP_PROBLEM_INTEGER_NOT_MINIMAL] = {"integer-not-minimal",
		"an integer is written with more octets than it needs"},
	[CP_PROBLEM_INTEGER_EMPTY] = {"integer-empty", "an integer has no octets"},
	[CP_PROBLEM_INTEGER_RANGE] = {"integer-range",
		"an integer is outside the range of its field"},
	[CP_PROBLEM_BOOLEAN] = {"boolean", "a boolean is neither 00 nor FF"},
	[CP_PROBLEM_BIT_STRING] = {"bit-string", "the unused bits of a bit string are wrong"},
	[CP_PROBLEM_OID] = {"oid", "an object identifier is empty, cut or not minimal"},
	[CP_PROBLEM_SET_ORDER] = {"set-order", "the elements of a set are not in DER's order"},
	[CP_PROBLEM_STRING] = {"string", "a string holds a character that its type does not have"},
	[CP_PROBLEM_STRING_TYPE] = {"string-type",
		"a string has a type that its field does not allow"},
	[CP_PROBLEM_TIME] = {"time",
		"a time is not in the form of RFC 5280, or no such date exists"},
	[CP_PROBLEM_DEFAULT_ENCODED] = {"default-encoded",
		"a default value is spelled out, which DER leaves out"},
	[CP_PROBLEM_EMPTY] = {"empty", "a sequence or set that must hold something is empty"},
	[CP_PROBLEM_DUPLICATE] = {"duplicate", "what may stand only once stands twice"},
	[CP_PROBLEM_VALUE] = {"value", "a value is none that the syntax has"},
	[CP_PROBLEM_ALGORITHMS_DIFFER] = {"algorithms-differ",
		"the signature algorithm inside and outside of what is signed differ"},
	[CP_PROBLEM_VERSION] = {"version", "a field is there that this version does not have"},
	[CP_PROBLEM_TOO_DEEP] = {"too-deep", "elements are nested deeper than is read"},
	[CP_PROBLEM_TOO_LARGE] = {"too-large", "more octets or elements than are read"},
	[CP_PROBLEM_NOT_A_CERTIFICATE] = {"not-a-certificate",
		"the first octets begin no certificate"},
};

const char *
cp_problem_kind_name(cp_problem_kind kind)
{
	return kinds[kind].name;
}

const char *
cp_problem_kind_text(cp_problem_kind kind)
{
	return kinds[kind].text;
}

void
cp_problem_append_path(cp_buf *buf, const cp_problem *problem)
{
	size_t i;

	for (i = 0; i < problem->path_len; i++) {
		const char *name = problem->path[i].name;

		if (name != NULL && i > 0)
			cp_buf_append_char(buf, '.');
		if (name != NULL)
			cp_buf_append_string(buf, name);
		if (problem->path[i].index >= 0)
			cp_buf_printf(buf, "[%d]", problem->path[i].index);
	}
}
