pkgconfig_DATA = pkgconfig/certpolicy.pc pkgconfig/certpolicy-gnutls.pc \
	pkgconfig/certpolicy-curl.pc
if HAVE_OPENSSL
pkgconfig_DATA += pkgconfig/certpolicy-openssl.pc
endif
