/* The parsers of ext.c's table: each reads the value of one extension into a certificate. */
#ifndef CP_X509_EXT_H
#define CP_X509_EXT_H

#include "x509/read.h"

/*
 * Takes the extension's value off *value under the fields entered. What is wrong is noted; that
 * nothing is left is checked by the caller.
 */
typedef void
cp_ext_parser(cp_der_reader *reader, cp_bytes *value, cp_cert *cert);

/*
 * SEQUENCE OF SEQUENCE, SIZE (1..MAX) unless it `may_be_empty`: calls `read` with the content of each,
 * under its index. Gives the content of the outer one.
 */
cp_bytes
cp_ext_read_rows(cp_der_reader *reader, cp_bytes *value, bool may_be_empty,
	void (*read)(cp_der_reader *reader, cp_bytes row));

/* ext_basic.c: keys, usage, constraints. */
cp_ext_parser cp_ext_authority_key_id, cp_ext_subject_key_id, cp_ext_key_usage,
	cp_ext_basic_constraints, cp_ext_extended_key_usage, cp_ext_tls_feature, cp_ext_null,
	cp_ext_sct_list, cp_ext_netscape_cert_type;

/* ext_names.c: what holds GeneralNames. */
cp_ext_parser cp_ext_subject_alt_name, cp_ext_issuer_alt_name, cp_ext_name_constraints,
	cp_ext_crl_distribution_points, cp_ext_freshest_crl, cp_ext_authority_info_access,
	cp_ext_subject_info_access;

/* ext_policy.c: policies and statements. */
cp_ext_parser cp_ext_certificate_policies, cp_ext_policy_mappings, cp_ext_policy_constraints,
	cp_ext_inhibit_any_policy, cp_ext_subject_directory_attributes, cp_ext_qc_statements,
	cp_ext_cabf_organization_id;

#endif
