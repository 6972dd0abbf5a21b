/*
 * What certificates, CRLs and OCSP responses have in common, read into a cp_der_reader. Each takes
 * a field off *rest, notes what is wrong in it, and answers whether the field was there.
 */
#ifndef CP_X509_READ_H
#define CP_X509_READ_H

#include "asn1/der.h"
#include "asn1/oid.h"
#include "crypto/key.h"
#include "x509/cert.h"
#include "x509/general_name.h"

typedef struct cp_algorithm {
	cp_bytes whole;
	cp_bytes oid;
	cp_oid id;
	bool has_parameters;
	cp_tlv parameters;
} cp_algorithm;

/* AlgorithmIdentifier; any parameters, strict. */
bool
cp_read_algorithm(
	cp_der_reader *reader, cp_bytes *rest, const char *field, cp_algorithm *algorithm);

bool
cp_read_signature_algorithm(cp_der_reader *reader, cp_bytes *rest, const char *field,
	cp_signature_algorithm *algorithm);

/* AlgorithmIdentifier of a hash; *hash is CP_HASH_UNKNOWN for one that is not known. False when it
 * is not there or has other parameters than NULL. */
bool
cp_read_hash(cp_der_reader *reader, cp_bytes *rest, const char *field, cp_hash *hash);

/* RSASSA-PSS-params (RFC 4055 3.1) under the fields entered; false when it is none that can be
 * used. */
bool
cp_read_pss_parameters(
	cp_der_reader *reader, const cp_tlv *parameters, cp_signature_algorithm *algorithm);

/* SubjectPublicKeyInfo. */
bool
cp_read_public_key(cp_der_reader *reader, cp_bytes *rest, cp_public_key *key);

/* Name: its TLV. */
bool
cp_read_name(cp_der_reader *reader, cp_bytes *rest, const char *field, cp_bytes *name);

/* The content of a RelativeDistinguishedName. */
void
cp_read_rdn(cp_der_reader *reader, const cp_tlv *rdn);

/* Time: CHOICE of UTCTime and GeneralizedTime. *form is CP_TIME_NONE when it cannot be read. */
bool
cp_read_time(cp_der_reader *reader, cp_bytes *rest, const char *field, int64_t *seconds,
	cp_time_form *form);

/* True when the next element is a UTCTime or GeneralizedTime, where Time is optional. */
bool
cp_time_comes(cp_bytes rest);

/* Where a GeneralName stands decides how long its iPAddress is. */
typedef enum cp_ip_form { CP_IP_ADDRESS, CP_IP_SUBTREE } cp_ip_form;

bool
cp_read_general_name(cp_der_reader *reader, cp_bytes *rest, cp_ip_form ip_form);

/* The content of a GeneralNames, SIZE (1..MAX), of an element that was taken and entered. */
size_t
cp_read_general_names(cp_der_reader *reader, const cp_tlv *names);

/* GeneralNames as an OPTIONAL [n] IMPLICIT field. Their content, also when empty. */
bool
cp_read_optional_general_names(
	cp_der_reader *reader, cp_bytes *rest, unsigned tag, const char *field, cp_bytes *content);

/* DistributionPointName inside its EXPLICIT tag: one of the two is filled. */
void
cp_read_distribution_point_name(
	cp_der_reader *reader, const cp_tlv *outer, cp_bytes *full_name, cp_bytes *relative_name);

/* Extension, its value not looked into; `offset` is from the start of the reader's input. */
bool
cp_read_extension(cp_der_reader *reader, cp_bytes *rest, cp_extension *extension);

/* Reads the value of a known extension into the certificate; fills extension->readable. */
void
cp_read_known_extension(
	cp_der_reader *reader, cp_ext_id id, cp_extension *extension, cp_cert *cert);

/* The row of ext.c for an OID; CP_EXT_OTHER when there is none. */
cp_ext_id
cp_ext_find(cp_bytes oid);

#endif
