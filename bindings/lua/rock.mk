# What `luarocks make` runs, from the tree's root: the wrapper by swig, compiled against the library that pkg-config
# finds. The build folder is for one Lua at a time: luarocks says for which by LUA_INCDIR.
PKG_CONFIG ?= pkg-config
SWIG ?= swig
ROCK ?= bindings/lua/rock
PACKAGES = certpolicy jansson

all: $(ROCK)/native.so

# Always anew: the headers may be another Lua's than last time.
.PHONY: all install $(ROCK)/native.so
$(ROCK)/native.so: $(ROCK)/native_wrap.c
	@$(PKG_CONFIG) --exists --print-errors $(PACKAGES) || { echo "certpolicy: install libcertpolicy and libjansson-dev first" >&2; exit 1; }
	$(CC) $(CFLAGS) -w -fvisibility=hidden -I$(LUA_INCDIR) -Dluaopen_native=luaopen_certpolicy_native \
		$$($(PKG_CONFIG) --cflags $(PACKAGES)) $(LIBFLAG) -o $@ $< $$($(PKG_CONFIG) --libs $(PACKAGES)) -lm
$(ROCK)/native_wrap.c: bindings/certpolicy.i $(wildcard bindings/lua/*.swg)
	mkdir -p $(ROCK)
	$(SWIG) -lua -nomoduleglobal -Ibindings -outdir $(ROCK) -o $@ bindings/certpolicy.i

install:
	install -d $(LIBDIR)/certpolicy $(LUADIR)/certpolicy
	install -m 755 $(ROCK)/native.so $(LIBDIR)/certpolicy/native.so
	install -m 644 bindings/lua/certpolicy.lua $(LUADIR)/certpolicy.lua
	install -m 644 bindings/lua/certpolicy/*.lua $(LUADIR)/certpolicy
