lib_libcertpolicy_core_la_SOURCES += \
	lib/store/scope_entry.c lib/store/scope_entry.h
