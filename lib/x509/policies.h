/* Walking certificatePolicies and policyMappings (RFC 5280 4.2.1.4, 4.2.1.5). */
#ifndef CP_X509_POLICIES_H
#define CP_X509_POLICIES_H

#include "base/bytes.h"

/* Walks the content of certificatePolicies; `policy` is the content of the OID. */
bool
cp_policies_next(cp_bytes *rest, cp_bytes *policy, cp_bytes *qualifiers);

bool
cp_policy_mappings_next(cp_bytes *rest, cp_bytes *issuer_policy, cp_bytes *subject_policy);

/* True for 2.5.29.32.0. */
bool
cp_policy_is_any(cp_bytes policy);

#endif
