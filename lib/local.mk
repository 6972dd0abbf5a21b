# The engine is built once, as a convenience library that the unit tests can look into, and
# exported once, through the symbol map.
noinst_LTLIBRARIES += lib/libcertpolicy-core.la
lib_LTLIBRARIES += lib/libcertpolicy.la

lib_libcertpolicy_core_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/lib -DCERTPOLICY_BUILD \
	-DCP_PKGDATADIR='"$(pkgdatadir)"'
lib_libcertpolicy_core_la_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(TASN1_CFLAGS) \
	$(YAML_CFLAGS) $(IDN2_CFLAGS) $(PSL_CFLAGS) $(GMP_CFLAGS) $(P11KIT_CFLAGS)
lib_libcertpolicy_core_la_LIBADD = $(GNUTLS_LIBS) $(TASN1_LIBS) $(YAML_LIBS) \
	$(IDN2_LIBS) $(UNISTRING_LIBS) $(PSL_LIBS) $(GMP_LIBS) $(P11KIT_LIBS) -lpthread
lib_libcertpolicy_core_la_SOURCES = \
	lib/api_data.c lib/api_engine.c lib/api_forecast.c lib/api_guard.c lib/api_library.c lib/api_policy.c lib/api_report.c lib/api_request.c lib/api_rules.c \
	lib/data_import.c lib/data_kinds.c lib/data_kinds.h \
	lib/engine.c lib/engine.h lib/engine_life.c \
	lib/forecast.c lib/forecast.h lib/forecast_events.c lib/forecast_input.c \
	lib/forecast_renewal.c lib/forecasting.h \
	lib/alerts.def lib/guard.c lib/guard.h lib/guard_memory.c lib/guard_memory.h \
	lib/inputs.c lib/inputs.h \
	lib/judge.c lib/judge.h \
	lib/own_rules.c lib/own_rules.h \
	lib/search.c lib/search.h \
	lib/threats.c lib/threats.h

include lib/base/local.mk
include lib/asn1/local.mk
include lib/crypto/local.mk
include lib/x509/local.mk
include lib/store/local.mk
include lib/data/local.mk
include lib/path/local.mk
include lib/classify/local.mk
include lib/status/local.mk
include lib/finding/local.mk
include lib/rules/local.mk
include lib/request/local.mk
include lib/policy/local.mk
include lib/browser/local.mk
include lib/verdict/local.mk
include lib/render/local.mk

lib_libcertpolicy_la_SOURCES =
lib_libcertpolicy_la_LIBADD = lib/libcertpolicy-core.la
lib_libcertpolicy_la_LDFLAGS = $(AM_LDFLAGS) -version-info $(CERTPOLICY_LT_VERSION) -no-undefined
if HAVE_VERSION_SCRIPT
lib_libcertpolicy_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/lib/libcertpolicy.map
endif
lib_libcertpolicy_la_DEPENDENCIES = lib/libcertpolicy-core.la lib/libcertpolicy.map
EXTRA_DIST += lib/libcertpolicy.map
