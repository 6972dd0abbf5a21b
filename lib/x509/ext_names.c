/* Extensions that hold GeneralNames. */
#include <config.h>
#include "x509/ext.h"

/* RFC 5280 4.2.1.6: SEQUENCE SIZE (1..MAX) OF GeneralName */
void
cp_ext_subject_alt_name(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	cert->san = sequence.content;
	cert->n_san = cp_read_general_names(reader, &sequence);
}

/* RFC 5280 4.2.1.7 */
void
cp_ext_issuer_alt_name(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	cert->ian = sequence.content;
	(void)cp_read_general_names(reader, &sequence);
}

/* BaseDistance ::= INTEGER (0..MAX); minimum has DEFAULT 0. */
static void
read_distance(cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *field)
{
	uint64_t distance;
	cp_tlv tlv;

	if (!cp_der_open_optional(reader, rest, tag, field, &tlv))
		return;
	if (cp_der_read_unsigned(reader, &tlv, &distance) && distance == 0 &&
		tag == CP_DER_CONTEXT(0))
		cp_der_problem(reader, CP_PROBLEM_DEFAULT_ENCODED, tlv.whole.data);
	cp_der_leave(reader);
}

/* GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree */
static bool
read_subtrees(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *field, cp_bytes *content)
{
	cp_tlv subtrees, subtree;
	size_t n = 0;

	if (!cp_der_open_optional(reader, rest, tag, field, &subtrees))
		return false;
	*content = subtrees.content;
	cp_der_not_empty(reader, &subtrees);
	while (subtrees.content.len > 0) {
		cp_der_at(reader, n++);
		if (!cp_der_take(reader, &subtrees.content, CP_DER_SEQUENCE, NULL, &subtree))
			continue;
		if (subtree.content.len == 0)
			cp_der_not_empty(reader, &subtree);
		else
			(void)cp_read_general_name(reader, &subtree.content, CP_IP_SUBTREE);
		read_distance(reader, &subtree.content, CP_DER_CONTEXT(0), "minimum");
		read_distance(reader, &subtree.content, CP_DER_CONTEXT(1), "maximum");
		cp_der_end(reader, subtree.content);
	}
	cp_der_leave(reader);
	return true;
}

/* RFC 5280 4.2.1.10; that one of the two must be there is the profile's. */
void
cp_ext_name_constraints(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cp_tlv sequence;

	if (!cp_der_take(reader, value, CP_DER_SEQUENCE, NULL, &sequence))
		return;
	cert->has_permitted = read_subtrees(reader, &sequence.content,
		CP_DER_CONTEXT_CONSTRUCTED(0), "permittedSubtrees", &cert->permitted);
	cert->has_excluded = read_subtrees(reader, &sequence.content, CP_DER_CONTEXT_CONSTRUCTED(1),
		"excludedSubtrees", &cert->excluded);
	cp_der_end(reader, sequence.content);
}

/* DistributionPointName ::= CHOICE { fullName [0], nameRelativeToCRLIssuer [1] } */
void
cp_read_distribution_point_name(
	cp_der_reader *reader, const cp_tlv *outer, cp_bytes *full_name, cp_bytes *relative_name)
{
	cp_bytes rest = outer->content;
	cp_tlv rdn;

	if (cp_read_optional_general_names(
		    reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(0), "fullName", full_name)) {
		cp_der_end(reader, rest);
	} else if (cp_der_open(reader, &rest, CP_DER_CONTEXT_CONSTRUCTED(1),
			   "nameRelativeToCRLIssuer", &rdn)) {
		*relative_name = rdn.content;
		cp_read_rdn(reader, &rdn);
		cp_der_leave(reader);
		cp_der_end(reader, rest);
	}
}

/* RFC 5280 4.2.1.13; that reasons may not stand alone is the profile's. */
static void
read_point(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes full_name, relative_name, crl_issuer;
	unsigned reasons;
	cp_tlv tlv;

	if (cp_der_open_optional(
		    reader, &content, CP_DER_CONTEXT_CONSTRUCTED(0), "distributionPoint", &tlv)) {
		cp_read_distribution_point_name(reader, &tlv, &full_name, &relative_name);
		cp_der_leave(reader);
	}
	if (cp_der_open_optional(reader, &content, CP_DER_CONTEXT(1), "reasons", &tlv)) {
		(void)cp_der_read_named_bits(reader, &tlv, &reasons);
		cp_der_leave(reader);
	}
	(void)cp_read_optional_general_names(
		reader, &content, CP_DER_CONTEXT_CONSTRUCTED(2), "cRLIssuer", &crl_issuer);
	cp_der_end(reader, content);
}

void
cp_ext_crl_distribution_points(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->crl_distribution_points = cp_ext_read_rows(reader, value, false, read_point);
}

/* RFC 5280 4.2.1.15 */
void
cp_ext_freshest_crl(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->freshest_crl = cp_ext_read_rows(reader, value, false, read_point);
}

/* AccessDescription ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName } */
static void
read_access(cp_der_reader *reader, cp_bytes content)
{
	cp_bytes method;

	(void)cp_der_take_oid(reader, &content, "accessMethod", &method);
	if (content.len == 0) {
		cp_der_enter(reader, "accessLocation");
		cp_der_problem(reader, CP_PROBLEM_MISSING, content.data);
		cp_der_leave(reader);
		return;
	}
	(void)cp_read_general_name(reader, &content, CP_IP_ADDRESS);
	cp_der_end(reader, content);
}

/* RFC 5280 4.2.2.1 */
void
cp_ext_authority_info_access(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->aia = cp_ext_read_rows(reader, value, false, read_access);
}

/* RFC 5280 4.2.2.2 */
void
cp_ext_subject_info_access(cp_der_reader *reader, cp_bytes *value, cp_cert *cert)
{
	cert->sia = cp_ext_read_rows(reader, value, false, read_access);
}
