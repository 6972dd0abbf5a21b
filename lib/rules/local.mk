lib_libcertpolicy_core_la_SOURCES += \
	lib/rules/crypto.c \
	lib/rules/ct.c \
	lib/rules/dates.h \
	lib/rules/encoding.c \
	lib/rules/families.h \
	lib/rules/identity.c \
	lib/rules/key_usage.c \
	lib/rules/params.def lib/rules/profile_5280.def lib/rules/profile_cabf.def \
	lib/rules/path.c \
	lib/rules/pin.c \
	lib/rules/profile.c \
	lib/rules/registry.c \
	lib/rules/revocation.c \
	lib/rules/root.c \
	lib/rules/rule.h \
	lib/rules/run.c \
	lib/rules/scope.c \
	lib/rules/session.c \
	lib/rules/subject.c \
	lib/rules/table.def \
	lib/rules/threat.c \
	lib/rules/usage.c \
	lib/rules/validity.c
