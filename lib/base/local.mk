lib_libcertpolicy_core_la_SOURCES += \
	lib/base/arena.c lib/base/arena.h \
	lib/base/budget.c lib/base/budget.def lib/base/budget.h \
	lib/base/buf.c lib/base/buf.h \
	lib/base/bytes.h \
	lib/base/civil.c lib/base/civil.h \
	lib/base/compiler.h \
	lib/base/csv.c lib/base/csv.h \
	lib/base/error.c lib/base/error.h \
	lib/base/horizon.c lib/base/horizon.h \
	lib/base/json_compact.c lib/base/json_compact.h \
	lib/base/json_scan.c lib/base/json_scan.h \
	lib/base/json_stream.c lib/base/json_stream.h \
	lib/base/little.h \
	lib/base/lock.c lib/base/lock.h \
	lib/base/map.c lib/base/map.h \
	lib/base/mem.c lib/base/mem.h \
	lib/base/sip.c lib/base/sip.h \
	lib/base/table.c lib/base/table.h \
	lib/base/text.c lib/base/text.h
