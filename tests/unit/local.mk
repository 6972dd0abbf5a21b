# One program a room: tests/unit/ROOM.c has the tables, tests/unit/unit.h the frame.
CP_UNIT_TESTS = tests/unit/base
check_PROGRAMS += $(CP_UNIT_TESTS)
TESTS += $(CP_UNIT_TESTS)
EXTRA_DIST += tests/unit/unit.h

tests_unit_base_SOURCES = tests/unit/base.c
tests_unit_base_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_base_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_base_LDADD = $(CP_TEST_LDADD)

check_PROGRAMS += tests/unit/asn1
TESTS += tests/unit/asn1
tests_unit_asn1_SOURCES = tests/unit/asn1.c
tests_unit_asn1_CPPFLAGS = $(CP_TEST_CPPFLAGS)
tests_unit_asn1_CFLAGS = $(CP_TEST_CFLAGS)
tests_unit_asn1_LDADD = $(CP_TEST_LDADD)
