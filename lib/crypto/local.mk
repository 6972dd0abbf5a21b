lib_libcertpolicy_core_la_SOURCES += \
	lib/crypto/crypto.h lib/crypto/crypto_gnutls.c \
	lib/crypto/key.c lib/crypto/key.h \
	lib/crypto/container.c lib/crypto/container.h
