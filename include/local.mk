certpolicyincludedir = $(includedir)/certpolicy
certpolicyinclude_HEADERS = \
	include/certpolicy/certpolicy.h \
	include/certpolicy/types.h \
	include/certpolicy/data.h \
	include/certpolicy/engine.h \
	include/certpolicy/policy.h \
	include/certpolicy/request.h \
	include/certpolicy/report.h \
	include/certpolicy/rules.h \
	include/certpolicy/forecast.h \
	include/certpolicy/guard.h \
	include/certpolicy/gnutls.h \
	include/certpolicy/curl.h \
	include/certpolicy/curl_calls.h
if HAVE_OPENSSL
certpolicyinclude_HEADERS += include/certpolicy/openssl.h
endif
nodist_certpolicyinclude_HEADERS = include/certpolicy/version.h
