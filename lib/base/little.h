/* Numbers in files, the lowest octet first, wherever they stand. Compilers make one load of each.
 */
#ifndef CP_BASE_LITTLE_H
#define CP_BASE_LITTLE_H

#include <stdint.h>

static inline uint32_t
cp_little_32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static inline uint64_t
cp_little_64(const uint8_t *at)
{
	return cp_little_32(at) | (uint64_t)cp_little_32(at + 4) << 32;
}

static inline void
cp_little_put_32(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
	at[2] = (uint8_t)(value >> 16);
	at[3] = (uint8_t)(value >> 24);
}

static inline void
cp_little_put_64(uint8_t *at, uint64_t value)
{
	cp_little_put_32(at, (uint32_t)value);
	cp_little_put_32(at + 4, (uint32_t)(value >> 32));
}

#endif
