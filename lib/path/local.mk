lib_libcertpolicy_core_la_SOURCES += \
	lib/path/authenticate.c lib/path/authenticate.h \
	lib/path/builder.c lib/path/builder.h \
	lib/path/graph.c lib/path/graph.h \
	lib/path/memo.c lib/path/memo.h \
	lib/path/partial.c lib/path/partial.h \
	lib/path/path.c lib/path/path.h \
	lib/path/trail.c lib/path/trail.h
