/*
 * Walking AccessDescriptions and DistributionPoints as they were read; reading them is ext_names.c.
 */
#include <config.h>
#include "x509/access.h"
#include "asn1/der.h"

static bool
stop(cp_bytes *rest)
{
	*rest = CP_BYTES_NONE;
	return false;
}

bool
cp_access_next(cp_bytes *rest, cp_oid *method, cp_general_name *location)
{
	cp_tlv row, tlv;

	if (!cp_der_walk(rest, &row) || row.tag != CP_DER_SEQUENCE ||
		!cp_der_walk(&row.content, &tlv) || tlv.tag != CP_DER_OID)
		return stop(rest);
	*method = cp_oid_find(tlv.content);
	return cp_general_name_next(&row.content, location) || stop(rest);
}

/* DistributionPointName ::= CHOICE { fullName [0], nameRelativeToCRLIssuer [1] } */
static void
open_point_name(cp_bytes outer, cp_distribution_point *point)
{
	cp_tlv tlv;

	if (!cp_der_walk(&outer, &tlv))
		return;
	if (tlv.tag == CP_DER_CONTEXT_CONSTRUCTED(0))
		point->full_name = tlv.content;
	else if (tlv.tag == CP_DER_CONTEXT_CONSTRUCTED(1))
		point->relative_name = tlv.content;
}

bool
cp_distribution_point_next(cp_bytes *rest, cp_distribution_point *point)
{
	cp_der_reader quiet;
	cp_tlv row, tlv;

	memset(point, 0, sizeof(*point));
	if (!cp_der_walk(rest, &row) || row.tag != CP_DER_SEQUENCE)
		return stop(rest);
	cp_der_reader_init(&quiet, row.whole, NULL, 0);
	while (cp_der_walk(&row.content, &tlv)) {
		if (tlv.tag == CP_DER_CONTEXT_CONSTRUCTED(0)) {
			open_point_name(tlv.content, point);
		} else if (tlv.tag == CP_DER_CONTEXT(1)) {
			point->has_reasons = true;
			(void)cp_der_read_named_bits(&quiet, &tlv, &point->reasons);
		} else if (tlv.tag == CP_DER_CONTEXT_CONSTRUCTED(2)) {
			point->crl_issuer = tlv.content;
		}
	}
	return true;
}
