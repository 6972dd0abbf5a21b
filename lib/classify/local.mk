lib_libcertpolicy_core_la_SOURCES += \
	lib/classify/anchor.c \
	lib/classify/classify.c lib/classify/classify.h \
	lib/classify/constraint_match.c \
	lib/classify/constraints.c lib/classify/constraints.h \
	lib/classify/critical.c \
	lib/classify/development.def \
	lib/classify/evidence_text.c \
	lib/classify/facts.h \
	lib/classify/groups.def \
	lib/classify/holder.c lib/classify/holder.h \
	lib/classify/impersonated.def \
	lib/classify/inspection.def \
	lib/classify/marks.c \
	lib/classify/names.c lib/classify/names.h \
	lib/classify/peer.c lib/classify/peer.h \
	lib/classify/pins.c lib/classify/pins.h \
	lib/classify/policy_graph.c lib/classify/policy_graph.h \
	lib/classify/programmes.c lib/classify/programmes.h \
	lib/classify/profile.c lib/classify/profile.h \
	lib/classify/reserved.def \
	lib/classify/rsa_flaws.c lib/classify/rsa_flaws.h \
	lib/classify/scope.c lib/classify/scope.h \
	lib/classify/sct_text.c \
	lib/classify/schemes.def \
	lib/classify/session.c lib/classify/session.h \
	lib/classify/steps.h \
	lib/classify/strength.c lib/classify/strength.def lib/classify/strength.h \
	lib/classify/suite.c lib/classify/suites.def \
	lib/classify/uri.c lib/classify/uri.h \
	lib/classify/walk.c lib/classify/walk.h
