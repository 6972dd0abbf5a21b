/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash of short runs of octets under a key. Who does
 * not know the key cannot aim for values that fall together; the same key gives the same values on
 * every machine, so that they can be kept in files.
 */
#ifndef CP_BASE_SIP_H
#define CP_BASE_SIP_H

#include "base/bytes.h"

typedef struct cp_sip_key {
	uint64_t first, second;
} cp_sip_key;

uint64_t
cp_sip_hash(cp_sip_key key, cp_bytes octets);

#endif
