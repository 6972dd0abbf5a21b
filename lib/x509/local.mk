lib_libcertpolicy_core_la_SOURCES += \
	lib/x509/access.c lib/x509/access.h \
	lib/x509/algorithm.c \
	lib/x509/cert.c lib/x509/cert.h \
	lib/x509/cert_rows.c lib/x509/cert_rows.h \
	lib/x509/cert_walk.c \
	lib/x509/crl.c lib/x509/crl.h lib/x509/crl_read.h \
	lib/x509/crl_entry.c \
	lib/x509/crl_ext.c \
	lib/x509/crl_file.c lib/x509/crl_file.h lib/x509/crl_section.h \
	lib/x509/crl_file_write.c lib/x509/crl_file_write.h \
	lib/x509/crl_index.c lib/x509/crl_index.h \
	lib/x509/crl_kept.c lib/x509/crl_kept.h \
	lib/x509/ext.c lib/x509/ext.h \
	lib/x509/ext_basic.c \
	lib/x509/ext_names.c \
	lib/x509/ext_policy.c \
	lib/x509/general_name.c lib/x509/general_name.h \
	lib/x509/general_name_text.c \
	lib/x509/input.c lib/x509/input.h \
	lib/x509/input_file.c \
	lib/x509/input_folder.c \
	lib/x509/name.c lib/x509/name.h \
	lib/x509/name_char.h \
	lib/x509/name_fold.c \
	lib/x509/name_read.c \
	lib/x509/name_text.c \
	lib/x509/ocsp.c lib/x509/ocsp.h lib/x509/ocsp_read.h \
	lib/x509/ocsp_ext.c \
	lib/x509/pem.c lib/x509/pem.h \
	lib/x509/pkcs7.c lib/x509/pkcs7.h \
	lib/x509/policies.c lib/x509/policies.h \
	lib/x509/precert.c lib/x509/precert.h \
	lib/x509/read.h \
	lib/x509/sct.c lib/x509/sct.h \
	lib/x509/shape.c lib/x509/shape.h \
	lib/x509/spki.c
