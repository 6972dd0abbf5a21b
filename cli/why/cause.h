/* The root cause, told apart from its symptoms. */
#ifndef CLI_WHY_CAUSE_H
#define CLI_WHY_CAUSE_H

#include "facts.h"

typedef enum why_remedy { WHY_MEND, WHY_STOP } why_remedy;

/* One row of causes.def; static. */
typedef struct why_cause {
	const char *name;
	const char *code;
	unsigned with, without; /* WHY_… */
	why_remedy remedy;
	const char *sentence;
} why_cause;

/* The first row that holds. Never NULL. */
const why_cause *
why_cause_find(why_facts *facts);

/* What else is denied (or warned of): the findings' messages that the cause leaves over, an array
 * of {code, message}. A new reference; NULL without memory. */
json_t *
why_cause_symptoms(const why_facts *facts, const why_cause *cause);

/* A text with each {word} replaced; as one word of a shell's with `for_shell`. NULL without memory,
 * or when a word is empty or could not be typed and has to be; release with free. */
char *
why_expand(const why_facts *facts, const char *text, bool for_shell);

#endif
