lib_libcertpolicy_core_la_SOURCES += \
	lib/browser/browser.c lib/browser/browser.h \
	lib/browser/checks.c lib/browser/checks.h \
	lib/browser/chromium.c lib/browser/chromium.def \
	lib/browser/firefox.c lib/browser/firefox.def \
	lib/browser/form.c \
	lib/browser/handshake.c \
	lib/browser/names.c \
	lib/browser/pages.def \
	lib/browser/preloaded.def \
	lib/browser/strengths.c \
	lib/browser/whole.c
