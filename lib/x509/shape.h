/* What kind of object some DER is, told by its outermost elements; nothing is validated here. */
#ifndef CP_X509_SHAPE_H
#define CP_X509_SHAPE_H

#include "base/bytes.h"
#include "base/compiler.h"

typedef enum cp_shape {
	CP_SHAPE_CERTIFICATE, /* also what nobody else claims, however broken */
	CP_SHAPE_CRL,
	CP_SHAPE_PKCS7,  /* ContentInfo with signedData */
	CP_SHAPE_PKCS12, /* PFX of version 3 */
	CP_SHAPE_OTHER   /* a key or a request */
} cp_shape;

cp_shape
cp_shape_of(cp_bytes der);

/* The Name TLVs of a certificate; false when they cannot be found. */
CP_CHECK_RESULT bool
cp_shape_names(cp_bytes der, cp_bytes *issuer, cp_bytes *subject);

#endif
