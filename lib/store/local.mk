lib_libcertpolicy_core_la_SOURCES += \
	lib/store/anchor_stage.c lib/store/anchor_stage.h \
	lib/store/anchors.c lib/store/anchors.h \
	lib/store/anchors_file.c \
	lib/store/anchors_nss.c \
	lib/store/anchors_pkcs11.c \
	lib/store/anchors_system.c \
	lib/store/crls.c lib/store/crls.h \
	lib/store/crls_index.c \
	lib/store/ct_logs.c lib/store/ct_logs.h \
	lib/store/ct_logs_read.c \
	lib/store/denylist.c lib/store/denylist.h \
	lib/store/lines.c lib/store/lines.h \
	lib/store/p11.c lib/store/p11.h \
	lib/store/pool.c lib/store/pool.h \
	lib/store/programmes.def \
	lib/store/published_keys.c lib/store/published_keys.def lib/store/published_keys.h \
	lib/store/roots.c lib/store/roots.h \
	lib/store/roots_ccadb.c \
	lib/store/roots_certdata.c \
	lib/store/roots_chrome.c \
	lib/store/roots_json.c \
	lib/store/roots_read.h \
	lib/store/scope_entry.c lib/store/scope_entry.h \
	lib/store/stamp.c lib/store/stamp.h \
	lib/store/threat_build.c lib/store/threat_build.h \
	lib/store/threat_csv.c \
	lib/store/threat_index.c lib/store/threat_index.h \
	lib/store/threat_json.c lib/store/threat_json.h \
	lib/store/threat_key.c lib/store/threat_key.h \
	lib/store/threat_misp.c \
	lib/store/threat_pattern.c lib/store/threat_pattern.h \
	lib/store/threat_read.c lib/store/threat_read.h \
	lib/store/threat_sort.c lib/store/threat_sort.h \
	lib/store/threat_stix.c \
	lib/store/threat_subject.c lib/store/threat_subject.h \
	lib/store/weak_keys.c lib/store/weak_keys.h
