include doc/examples/local.mk
include doc/schema/local.mk
