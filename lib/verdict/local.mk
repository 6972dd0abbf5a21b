lib_libcertpolicy_core_la_SOURCES += \
	lib/verdict/verdict.c lib/verdict/verdict.h \
	lib/verdict/waiver.c lib/verdict/waiver.h
