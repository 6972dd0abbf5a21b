/* The certificates and revocation lists of a PKCS#7 or CMS SignedData; its signatures say nothing.
 */
#ifndef CP_X509_PKCS7_H
#define CP_X509_PKCS7_H

#include "base/bytes.h"
#include "base/compiler.h"

/*
 * The contents of the fields `certificates` and `crls` of the SignedData in a ContentInfo (RFC 5652
 * section 5.1), empty when absent: views into `ber`. False when it is none.
 */
CP_CHECK_RESULT bool
cp_pkcs7_open(cp_bytes ber, cp_bytes *certificates, cp_bytes *crls);

/* Takes the next one off either field, passing over choices that are neither (attribute
 * certificates and other formats). False at the end; *broken tells an end from a cut. */
CP_CHECK_RESULT bool
cp_pkcs7_next(cp_bytes *field, cp_bytes *der, bool *broken);

#endif
