# One wrapper for every Lua, compiled against the headers of each: automake knows no lists of libraries, and so
# libtool is called here as automake would.
CP_LUA_SWIG = bindings/lua/errors.swg bindings/lua/json.swg bindings/lua/lua.swg bindings/lua/machine.swg \
	bindings/lua/rules.swg bindings/lua/values.swg
CP_LUA_FILES = bindings/lua/certpolicy.lua \
	bindings/lua/certpolicy/adapter.lua \
	bindings/lua/certpolicy/engine.lua \
	bindings/lua/certpolicy/errors.lua \
	bindings/lua/certpolicy/guard.lua \
	bindings/lua/certpolicy/http.lua \
	bindings/lua/certpolicy/https.lua \
	bindings/lua/certpolicy/luasec.lua \
	bindings/lua/certpolicy/machine.lua \
	bindings/lua/certpolicy/objects.lua \
	bindings/lua/certpolicy/openresty.lua \
	bindings/lua/certpolicy/report.lua \
	bindings/lua/certpolicy/request.lua \
	bindings/lua/certpolicy/rules.lua \
	bindings/lua/certpolicy/suites.lua \
	bindings/lua/certpolicy/values.lua \
	bindings/lua/certpolicy/warnings.lua
EXTRA_DIST += $(CP_LUA_SWIG) $(CP_LUA_FILES) bindings/lua/certpolicy-scm-1.rockspec bindings/lua/rock.mk
CP_LUA_MODULES = $(CP_LUA_VERSIONS:%=bindings/lua/%/native.la)

if WITH_LUA
all-local: $(CP_LUA_MODULES)
bindings/lua/native_wrap.c: $(CP_SWIG_SOURCES) $(CP_LUA_SWIG)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(SWIG) -lua -nomoduleglobal $(CP_SWIG_FLAGS) -outdir $(@D) -o $@ $(top_srcdir)/bindings/certpolicy.i
bindings/lua/%/native_wrap.lo: bindings/lua/native_wrap.c
	$(AM_V_CC)$(MKDIR_P) $(@D) && $(LIBTOOL) $(AM_V_lt) --tag=CC --mode=compile $(CC) $(DEFS) $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) \
		$(CPPFLAGS) -Dluaopen_native=luaopen_certpolicy_native $(CFLAGS) $(CP_SWIG_CFLAGS) \
		$(LUA$(subst .,,$*)_CFLAGS) $(JANSSON_CFLAGS) -c -o $@ $<
bindings/lua/%/native.la: bindings/lua/%/native_wrap.lo lib/libcertpolicy.la
	$(AM_V_CCLD)$(LIBTOOL) $(AM_V_lt) --tag=CC --mode=link $(CC) $(CFLAGS) $(CP_BINDING_LDFLAGS) $(LDFLAGS) \
		-rpath $(libdir)/lua/$*/certpolicy -o $@ $< lib/libcertpolicy.la $(JANSSON_LIBS) $(LIBS)
.PRECIOUS: bindings/lua/%/native_wrap.lo

install-exec-local: install-libLTLIBRARIES
	for version in $(CP_LUA_VERSIONS); do \
		into="$(DESTDIR)$(libdir)/lua/$$version/certpolicy" && $(MKDIR_P) "$$into" && \
		$(LIBTOOL) --mode=install $(INSTALL) bindings/lua/$$version/native.la "$$into" || exit 1; \
	done
install-data-local:
	for version in $(CP_LUA_VERSIONS); do for file in $(CP_LUA_FILES:bindings/lua/%=%); do \
		into="$(DESTDIR)$(datadir)/lua/$$version/`dirname $$file`" && $(MKDIR_P) "$$into" && \
		$(INSTALL_DATA) $(srcdir)/bindings/lua/$$file "$$into" || exit 1; \
	done; done
uninstall-local:
	for version in $(CP_LUA_VERSIONS); do \
		$(LIBTOOL) --mode=uninstall rm -f "$(DESTDIR)$(libdir)/lua/$$version/certpolicy/native.la"; \
		for file in $(CP_LUA_FILES:bindings/lua/%=%); do rm -f "$(DESTDIR)$(datadir)/lua/$$version/$$file"; done; \
	done
endif
clean-lua-modules:
	for version in $(CP_LUA_VERSIONS); do rm -rf bindings/lua/$$version; done
mostlyclean-local: clean-lua-modules
CLEANFILES += bindings/lua/native_wrap.c
