lib_libcertpolicy_core_la_SOURCES += \
	lib/classify/facts.h \
	lib/classify/names.c lib/classify/names.h \
	lib/classify/peer.c lib/classify/peer.h \
	lib/classify/scope.c lib/classify/scope.h \
	lib/classify/uri.c lib/classify/uri.h \
	lib/classify/walk.h
