lib_libcertpolicy_core_la_SOURCES += lib/finding/finding.c lib/finding/finding.h
