lib_libcertpolicy_core_la_SOURCES += \
	lib/browser/browser.c lib/browser/browser.h \
	lib/browser/errors.def
