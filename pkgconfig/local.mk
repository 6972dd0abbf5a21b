pkgconfig_DATA = pkgconfig/certpolicy.pc pkgconfig/certpolicy-gnutls.pc
