lib_libcertpolicy_core_la_SOURCES += \
	lib/data/content.c lib/data/content.h \
	lib/data/folder.c lib/data/folder.h \
	lib/data/manifest.c lib/data/manifest.h
