/* Signed certificate timestamps: the TLS encoding of RFC 6962 3.2 and 3.3, walked in place. */
#include <config.h>
#include "x509/sct.h"

#define LOG_ID_LEN 32u

/* Takes `n` octets off *rest. */
static bool
take(cp_bytes *rest, size_t n, cp_bytes *taken)
{
	if (rest->len < n)
		return false;
	*taken = cp_bytes_slice(*rest, 0, n);
	*rest = cp_bytes_slice(*rest, n, rest->len);
	return true;
}

/* An unsigned number of `n` octets. */
static bool
take_number(cp_bytes *rest, size_t n, uint64_t *number)
{
	cp_bytes octets;
	size_t i;

	if (!take(rest, n, &octets))
		return false;
	*number = 0;
	for (i = 0; i < n; i++)
		*number = *number << 8 | octets.data[i];
	return true;
}

/* A vector with two octets of length (RFC 5246 4.3). */
static bool
take_vector(cp_bytes *rest, cp_bytes *content)
{
	uint64_t len;

	return take_number(rest, 2, &len) && take(rest, (size_t)len, content);
}

bool
cp_sct_list_open(cp_bytes list_with_length, cp_bytes *list)
{
	cp_bytes rest = list_with_length, content;

	/* SerializedSCT sct_list<1..2^16-1>: at least one octet. */
	if (!take_vector(&rest, &content) || rest.len != 0 || content.len == 0)
		return false;
	*list = content;
	return true;
}

/* SCTs of other versions are told by their first octet; what follows is theirs. */
static bool
read_v1(cp_bytes rest, cp_sct *sct)
{
	uint64_t hash, signature;

	if (!take(&rest, LOG_ID_LEN, &sct->log_id) || !take_number(&rest, 8, &sct->timestamp) ||
		!take_vector(&rest, &sct->extensions) || !take_number(&rest, 1, &hash) ||
		!take_number(&rest, 1, &signature) || !take_vector(&rest, &sct->signature))
		return false;
	sct->hash_algorithm = (unsigned)hash;
	sct->signature_algorithm = (unsigned)signature;
	return rest.len == 0;
}

bool
cp_sct_next(cp_bytes *rest, cp_sct *sct, bool *broken)
{
	cp_bytes inside;
	uint64_t version;

	memset(sct, 0, sizeof(*sct));
	*broken = false;
	if (rest->len == 0)
		return false;
	if (take_vector(rest, &sct->whole)) {
		inside = sct->whole;
		if (take_number(&inside, 1, &version)) {
			sct->version = (unsigned)version;
			if (version != 0 || read_v1(inside, sct))
				return true;
		}
	}
	*broken = true;
	*rest = CP_BYTES_NONE;
	return false;
}
