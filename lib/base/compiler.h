/* What C99 does not have, in one place: attributes and atomic counters of GCC and Clang. */
#ifndef CP_BASE_COMPILER_H
#define CP_BASE_COMPILER_H

#define CP_CHECK_RESULT __attribute__((warn_unused_result))
#define CP_PRINTF(format_arg, first_arg) __attribute__((format(printf, format_arg, first_arg)))
#define CP_NORETURN __attribute__((noreturn))
#define CP_UNUSED __attribute__((unused))

#define cp_atomic_increment(counter) __atomic_add_fetch((counter), 1, __ATOMIC_RELAXED)
#define cp_atomic_decrement(counter) __atomic_sub_fetch((counter), 1, __ATOMIC_ACQ_REL)
#define cp_atomic_load(variable) __atomic_load_n((variable), __ATOMIC_ACQUIRE)
#define cp_atomic_store(variable, value) __atomic_store_n((variable), (value), __ATOMIC_RELEASE)
/* Puts `value` there if *variable is still *expected; else false, and *expected says what is there. */
#define cp_atomic_publish(variable, expected, value)                                               \
	__atomic_compare_exchange_n(                                                               \
		(variable), (expected), (value), 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)

/* Fetches what will be read soon; any address will do. */
#define cp_prefetch(address) __builtin_prefetch(address)

#define CP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

CP_NORETURN void
cp_invariant_failed(const char *what, const char *file, int line);

/* For our own mistakes, on in every build; never for input. */
#define CP_INVARIANT(condition) \
	((condition) ? (void)0 : cp_invariant_failed(#condition, __FILE__, __LINE__))

#endif
