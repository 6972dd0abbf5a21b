rockspec_format = "3.0"
package = "certpolicy"
version = "scm-1"
source = { url = "git+file://." }
description = {
	summary = "Browser-grade certificate policy for Lua",
	detailed = [[
		What a certificate is, what it is fit for, whether a connection may go on under a policy, and why.
		From the tree's root, with libcertpolicy installed (pkg-config finds it), jansson's headers and swig:
		luarocks make bindings/lua/certpolicy-scm-1.rockspec
	]],
	license = "LGPL-2.1-or-later",
}
supported_platforms = { "unix" }
-- LuaSec, LuaSocket and lua-http are needed by the modules that wrap them, and by nothing else.
dependencies = { "lua >= 5.1, < 5.5" }
build = {
	type = "make",
	makefile = "bindings/lua/rock.mk",
	build_variables = {
		CFLAGS = "$(CFLAGS)",
		LIBFLAG = "$(LIBFLAG)",
		LUA_INCDIR = "$(LUA_INCDIR)",
	},
	install_variables = {
		LIBDIR = "$(LIBDIR)",
		LUADIR = "$(LUADIR)",
	},
}
