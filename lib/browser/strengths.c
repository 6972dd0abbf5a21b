/* Questions about keys and signatures. */
#include <config.h>
#include "browser/checks.h"

#define MIN_RSA_BITS 1024u
#define MIN_PUBLIC_RSA_BITS 2048u

/* SHA-2 of 256 bits or more, signed with RSA (PSS: with a salt as long as the hash) or on a curve.
 */
bool
cp_check_signature_unsupported(const cp_browser_view *view, size_t i)
{
	const cp_signature_algorithm *signature = &view->facts->subjects[i].cert->outer_algorithm;
	unsigned octets = signature->hash == CP_HASH_SHA256   ? 32
			  : signature->hash == CP_HASH_SHA384 ? 48
			  : signature->hash == CP_HASH_SHA512 ? 64
							      : 0;

	switch (signature->scheme) {
	case CP_SIGNATURE_RSA_PKCS1:
	case CP_SIGNATURE_ECDSA:
		return octets == 0;
	case CP_SIGNATURE_RSA_PSS:
		return octets == 0 || signature->mgf_hash != signature->hash ||
		       signature->salt_len != octets;
	default:
		return true;
	}
}

static bool
is_rsa_below(const cp_browser_view *view, size_t i, unsigned bits)
{
	const cp_public_key *key = &view->facts->subjects[i].cert->key;

	return key->type == CP_KEY_RSA && key->bits > 0 && key->bits < bits;
}

bool
cp_check_rsa_tiny(const cp_browser_view *view, size_t i)
{
	return is_rsa_below(view, i, MIN_RSA_BITS);
}

/* Firefox counts the octets of the modulus. */
bool
cp_check_rsa_below_1024_octets(const cp_browser_view *view, size_t i)
{
	return is_rsa_below(view, i, MIN_RSA_BITS - 7);
}

/* Asked of chains to a root that comes with the browser. */
bool
cp_check_rsa_below_public_limit(const cp_browser_view *view, size_t i)
{
	return view->facts->anchor_is_public && is_rsa_below(view, i, MIN_PUBLIC_RSA_BITS);
}

cp_key_fitness
cp_key_fitness_of(const cp_public_key *key)
{
	if (key->type == CP_KEY_RSA)
		return CP_KEY_FITS;
	if (key->type != CP_KEY_EC)
		return CP_KEY_IS_STRANGE;
	return key->curve == CP_CURVE_P256 || key->curve == CP_CURVE_P384 ||
			       key->curve == CP_CURVE_P521
		       ? CP_KEY_FITS
		       : CP_CURVE_IS_STRANGE;
}

bool
cp_check_curve_unsupported(const cp_browser_view *view, size_t i)
{
	return cp_key_fitness_of(&view->facts->subjects[i].cert->key) == CP_CURVE_IS_STRANGE;
}

bool
cp_check_key_type_unsupported(const cp_browser_view *view, size_t i)
{
	return cp_key_fitness_of(&view->facts->subjects[i].cert->key) == CP_KEY_IS_STRANGE;
}
