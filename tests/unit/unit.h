/*
 * The frame of a unit test program: a table of tests, CUnit to run them, and a way for the rows of
 * a table to name themselves when they fail.
 */
#ifndef CP_TESTS_UNIT_H
#define CP_TESTS_UNIT_H

#include <CUnit/Basic.h>

#include <stdio.h>
#include <stdlib.h>

/* Like CU_ASSERT, and says which row of a table it was. */
#define UNIT_ROW(row, condition)                                                                   \
	do {                                                                                       \
		int unit_holds = (condition) != 0;                                                 \
		if (!unit_holds)                                                                   \
			fprintf(stderr, "%s:%d: row \"%s\": %s\n", __FILE__, __LINE__, (row),      \
				#condition);                                                       \
		CU_assertImplementation(unit_holds, __LINE__, #condition, __FILE__, "", CU_FALSE); \
	} while (0)

typedef struct unit_test {
	const char *name;
	void (*run)(void);
} unit_test;

/* Runs the tests of `suite`, a table that ends with a NULL name; the exit status of main. */
static inline int
unit_main(const char *suite_name, const unit_test *tests)
{
	CU_pSuite suite;
	unsigned failed;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 99;
	suite = CU_add_suite(suite_name, NULL, NULL);
	for (; suite != NULL && tests->name != NULL; tests++) {
		if (CU_add_test(suite, tests->name, tests->run) == NULL)
			return 99;
	}
	if (suite == NULL)
		return 99;
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_tests_failed() + CU_get_number_of_suites_failed();
	CU_cleanup_registry();
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
