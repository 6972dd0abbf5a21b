/* What keys and signature algorithms are called. Whether they may be used is decided elsewhere. */
#include <config.h>
#include "crypto/key.h"
#include "asn1/oid.h"
#include "base/compiler.h"

/* Where the object identifier says all: it is the algorithm with its parameter set. */
static const char *
name_of_oid(cp_bytes oid)
{
	const char *name = cp_oid_name(cp_oid_find(oid));

	return name != NULL ? name : "unknown";
}

static const char *
ec_name(cp_curve curve)
{
	/* CP_CURVE_UNKNOWN covers explicit parameters too. */
	static const char *const names[] = {
		[CP_CURVE_NONE] = "EC",
		[CP_CURVE_UNKNOWN] = "EC",
		[CP_CURVE_P192] = "EC secp192r1",
		[CP_CURVE_P224] = "EC secp224r1",
		[CP_CURVE_P256] = "EC secp256r1",
		[CP_CURVE_P384] = "EC secp384r1",
		[CP_CURVE_P521] = "EC secp521r1",
		[CP_CURVE_SECP256K1] = "EC secp256k1",
		[CP_CURVE_BRAINPOOL256] = "EC brainpoolP256r1",
		[CP_CURVE_BRAINPOOL384] = "EC brainpoolP384r1",
		[CP_CURVE_BRAINPOOL512] = "EC brainpoolP512r1",
	};

	return (size_t)curve < CP_COUNT(names) ? names[curve] : "EC";
}

const char *
cp_key_name(const cp_public_key *key)
{
	static const char *const names[] = {
		[CP_KEY_UNKNOWN] = "unknown",
		[CP_KEY_RSA] = "RSA",
		[CP_KEY_RSA_PSS] = "RSA-PSS",
		[CP_KEY_EC] = "EC",
		[CP_KEY_ED25519] = "Ed25519",
		[CP_KEY_ED448] = "Ed448",
		[CP_KEY_DSA] = "DSA",
		[CP_KEY_X25519] = "X25519",
		[CP_KEY_X448] = "X448",
	};

	if (key->type == CP_KEY_EC)
		return ec_name(key->curve);
	if (key->type == CP_KEY_ML_DSA || key->type == CP_KEY_SLH_DSA)
		return name_of_oid(key->algorithm);
	return (size_t)key->type < CP_COUNT(names) ? names[key->type] : "unknown";
}

/* The names that the standards give to the object identifiers (RFC 3279, 4055, 5758). */
static const char *
name_with_hash(cp_signature_scheme scheme, cp_hash hash)
{
	static const struct {
		cp_signature_scheme scheme;
		cp_hash hash;
		const char *name;
	} rows[] = {
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD2, "md2WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_MD5, "md5WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA1, "sha1WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA224, "sha224WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA256, "sha256WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA384, "sha384WithRSAEncryption"},
		{CP_SIGNATURE_RSA_PKCS1, CP_HASH_SHA512, "sha512WithRSAEncryption"},
		{CP_SIGNATURE_ECDSA, CP_HASH_SHA1, "ecdsa-with-SHA1"},
		{CP_SIGNATURE_ECDSA, CP_HASH_SHA224, "ecdsa-with-SHA224"},
		{CP_SIGNATURE_ECDSA, CP_HASH_SHA256, "ecdsa-with-SHA256"},
		{CP_SIGNATURE_ECDSA, CP_HASH_SHA384, "ecdsa-with-SHA384"},
		{CP_SIGNATURE_ECDSA, CP_HASH_SHA512, "ecdsa-with-SHA512"},
		{CP_SIGNATURE_DSA, CP_HASH_SHA1, "dsa-with-sha1"},
		{CP_SIGNATURE_DSA, CP_HASH_SHA224, "dsa-with-sha224"},
		{CP_SIGNATURE_DSA, CP_HASH_SHA256, "dsa-with-sha256"},
		{CP_SIGNATURE_DSA, CP_HASH_SHA384, "dsa-with-sha384"},
		{CP_SIGNATURE_DSA, CP_HASH_SHA512, "dsa-with-sha512"},
	};
	size_t i;

	for (i = 0; i < CP_COUNT(rows); i++) {
		if (rows[i].scheme == scheme && rows[i].hash == hash)
			return rows[i].name;
	}
	return "unknown";
}

const char *
cp_signature_name(const cp_signature_algorithm *algorithm)
{
	switch (algorithm->scheme) {
	case CP_SIGNATURE_RSA_PSS:
		return "rsassaPss";
	case CP_SIGNATURE_ED25519:
		return "Ed25519";
	case CP_SIGNATURE_ED448:
		return "Ed448";
	case CP_SIGNATURE_ML_DSA:
	case CP_SIGNATURE_SLH_DSA:
		return name_of_oid(algorithm->oid);
	case CP_SIGNATURE_RSA_PKCS1:
	case CP_SIGNATURE_ECDSA:
	case CP_SIGNATURE_DSA:
	case CP_SIGNATURE_UNKNOWN:
		break;
	}
	return name_with_hash(algorithm->scheme, algorithm->hash);
}
