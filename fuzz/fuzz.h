/*
 * A fuzz target is one file with this function, which takes any octets and returns 0. Plain builds
 * link it with replay.c, which runs it over its seeds; --enable-fuzzing links it with libFuzzer.
 */
#ifndef CP_FUZZ_FUZZ_H
#define CP_FUZZ_FUZZ_H

#include "base/bytes.h"
#include "base/compiler.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Reads every octet, so that a view beyond its memory is seen; the sum keeps the loop alive. */
static inline unsigned
fuzz_touch(cp_bytes bytes)
{
	volatile unsigned sum = 0;
	size_t i;

	for (i = 0; i < bytes.len; i++)
		sum += bytes.data[i];
	return sum;
}

#endif
