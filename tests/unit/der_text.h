/*
 * DER for tests, written as text: hexadecimal octets, 'characters', and {…}, which stands for a
 * length and what it counts. "30{ 02{05} 0c{'abc'} }" is 30 08 02 01 05 0c 03 61 62 63. White space
 * parts.
 */
#ifndef CP_TESTS_DER_TEXT_H
#define CP_TESTS_DER_TEXT_H

#include "base/bytes.h"

/* The octets live until der_text_free_all; a mistake in the text ends the program with 99. */
cp_bytes
der_text(const char *text);

void
der_text_free_all(void);

#endif
