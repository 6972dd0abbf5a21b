lib_libcertpolicy_core_la_SOURCES += \
	lib/status/answers.c lib/status/answers.h \
	lib/status/cache.c lib/status/cache.h \
	lib/status/coverage.c lib/status/coverage.h \
	lib/status/ct_policies.def \
	lib/status/ct_policy.c lib/status/ct_policy.h \
	lib/status/delegate.c lib/status/delegate.h \
	lib/status/fault.c lib/status/fault.h \
	lib/status/listing.c lib/status/listing.h \
	lib/status/nearby.c lib/status/nearby.h \
	lib/status/responder.c lib/status/responder.h \
	lib/status/response.c lib/status/response.h \
	lib/status/revocation.c lib/status/revocation.h \
	lib/status/signer.c lib/status/signer.h \
	lib/status/transparency.c lib/status/transparency.h
