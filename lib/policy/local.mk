lib_libcertpolicy_core_la_SOURCES += \
	lib/policy/advice.c lib/policy/advice.h \
	lib/policy/builtin.c \
	lib/policy/define.c lib/policy/define.h \
	lib/policy/define_anchors.c \
	lib/policy/define_crls.c \
	lib/policy/define_ct_logs.c \
	lib/policy/define_lists.c \
	lib/policy/define_rules.c \
	lib/policy/digest.c \
	lib/policy/load.c \
	lib/policy/policy.c lib/policy/policy.h \
	lib/policy/resolve.c \
	lib/policy/route.c \
	lib/policy/set.h \
	lib/policy/tree.c lib/policy/tree.h \
	lib/policy/tree_json.c \
	lib/policy/tree_yaml.c
