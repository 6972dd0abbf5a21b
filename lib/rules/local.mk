lib_libcertpolicy_core_la_SOURCES += \
	lib/rules/params.def lib/rules/profile_5280.def lib/rules/profile_cabf.def \
	lib/rules/registry.c \
	lib/rules/rule.h \
	lib/rules/table.def
