lib_libcertpolicy_core_la_SOURCES += \
	lib/x509/input.c lib/x509/input.h \
	lib/x509/input_file.c \
	lib/x509/pem.c lib/x509/pem.h \
	lib/x509/pkcs7.c lib/x509/pkcs7.h \
	lib/x509/shape.c lib/x509/shape.h
