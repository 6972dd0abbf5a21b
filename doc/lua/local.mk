# Pages of the Lua modules, by LDoc where it is there; their one-line changes are run by make check-lua.
dist_pages_lua_DATA = doc/lua/one-line.md
pages_luadir = $(docdir)/doc/lua
EXTRA_DIST += doc/lua/config.ld
.PHONY: html-lua
html-local: html-lua
html-lua:
	@if command -v ldoc >/dev/null; then \
		cd $(srcdir)/doc/lua && ldoc -q -c config.ld -d $(abs_builddir)/doc/lua/html .; \
	else \
		echo "html: the pages of the Lua modules are left out: ldoc is not here (package lua-ldoc)"; \
	fi
clean-lua-pages:
	rm -rf doc/lua/html
