lib_libcertpolicy_core_la_SOURCES += \
	lib/asn1/ber.c lib/asn1/ber.h \
	lib/asn1/der.c lib/asn1/der.h \
	lib/asn1/der_value.c \
	lib/asn1/oid.c lib/asn1/oid.h lib/asn1/oids.def \
	lib/asn1/problem.c lib/asn1/problem.h
