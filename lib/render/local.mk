lib_libcertpolicy_core_la_SOURCES += \
	lib/render/catalogue.c lib/render/catalogue.h \
	lib/render/forecast.h lib/render/forecast_json.c \
	lib/render/json.c \
	lib/render/json_certificate.c lib/render/json_certificate.h \
	lib/render/message.c \
	lib/render/page.c lib/render/page.h \
	lib/render/report.c lib/render/report.h \
	lib/render/text.c \
	lib/render/tried.c lib/render/tried.h \
	lib/render/tried_json.c lib/render/tried_text.c \
	lib/render/writer.c lib/render/writer.h
lib_libcertpolicy_core_la_SOURCES += lib/render/policy.c lib/render/policy.h
