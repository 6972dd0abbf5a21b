/* Walking authorityInfoAccess and cRLDistributionPoints. */
#ifndef CP_X509_ACCESS_H
#define CP_X509_ACCESS_H

#include "asn1/oid.h"
#include "base/bytes.h"
#include "x509/general_name.h"

/* AccessDescription: its method and location. */
bool
cp_access_next(cp_bytes *rest, cp_oid *method, cp_general_name *location);

typedef struct cp_distribution_point {
	cp_bytes full_name;     /* GeneralNames content; empty when absent */
	cp_bytes relative_name; /* RelativeDistinguishedName content; empty when absent */
	bool has_reasons;
	unsigned reasons;       /* bit n of ReasonFlags is 1 << n */
	cp_bytes crl_issuer;    /* GeneralNames content; empty when absent */
} cp_distribution_point;

bool
cp_distribution_point_next(cp_bytes *rest, cp_distribution_point *point);

#endif
