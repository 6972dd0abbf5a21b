lib_libcertpolicy_core_la_SOURCES += \
	lib/request/json.c lib/request/json.h \
	lib/request/json_anchors.c \
	lib/request/json_fields.c \
	lib/request/json_value.c \
	lib/request/request.c lib/request/request.h
