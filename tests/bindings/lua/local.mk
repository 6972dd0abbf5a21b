# Tests of the Lua module as its users get it, by luarocks; make check-lua runs them.
EXTRA_DIST += \
	tests/bindings/lua/certificates.sh \
	tests/bindings/lua/frame.lua \
	tests/bindings/lua/fuzz.lua \
	tests/bindings/lua/growth.lua \
	tests/bindings/lua/http.lua \
	tests/bindings/lua/https.lua \
	tests/bindings/lua/luasec.lua \
	tests/bindings/lua/openresty.sh \
	tests/bindings/lua/pages.lua \
	tests/bindings/lua/rows.lua \
	tests/bindings/lua/server.py \
	scripts/bench-lua scripts/check-lua scripts/chroot-lua scripts/fuzz-lua
.PHONY: check-lua
check-lua: all
	$(top_srcdir)/scripts/check-lua $(top_srcdir) $(top_builddir)
# make fuzz-lua SECONDS=600 SEED=1
.PHONY: fuzz-lua
fuzz-lua: all
	$(top_srcdir)/scripts/fuzz-lua $(top_srcdir) $(top_builddir) $(or $(SECONDS),60) $(SEED)
