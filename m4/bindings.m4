dnl The bindings need SWIG 4 and the headers of the language; each is left out, saying why, when something is missing.
AC_PATH_PROG([SWIG], [swig])
cp_swig=no
AS_IF([test -n "$SWIG"],
	[cp_swig_version=$("$SWIG" -version | sed -n 's/^SWIG Version //p')
	AS_VERSION_COMPARE([$cp_swig_version], [4.0], [], [cp_swig=yes], [cp_swig=yes])])

dnl Debian's Python looks below /usr/local and /usr into dist-packages, which automake does not know: where
dnl the interpreter itself looks below our prefix, there the module goes. Of several (pyenv's comes first on
dnl the path of some) one that will find the module is taken, if what is needed to build for it is there.
cp_prefix=$prefix
AS_IF([test "$cp_prefix" = NONE], [cp_prefix=$ac_default_prefix])
cp_site_below()
{
	"$[]1" -c 'import os, site, sys, sysconfig
fit = sys.version_info >= (3, 9) and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))
print(next((p[[len(sys.argv[1]):]] for p in site.getsitepackages() if fit and p.startswith(sys.argv[[1]] + "/lib")), ""))' "$cp_prefix" 2>/dev/null
}
cp_python_summary="switched off"
AS_IF([test "$enable_python" != no],
	[for cp_candidate in python3 /usr/bin/python3; do
		AS_IF([test -z "$PYTHON" && test -n "$(cp_site_below $cp_candidate)"], [PYTHON=$(command -v $cp_candidate)])
	done
	AM_PATH_PYTHON([3.9], [], [PYTHON=:])
	cp_python_summary=yes
	AS_IF([test "$cp_swig" != yes], [cp_python_summary="no: SWIG 4 was not found (package swig)"],
		[test "$PYTHON" = :], [cp_python_summary="no: Python 3.9 or later was not found (package python3)"],
		[PYTHON_INCLUDE=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("include"))')
		PYTHON_SUFFIX=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
		AS_IF([test ! -f "$PYTHON_INCLUDE/Python.h"],
			[cp_python_summary="no: Python.h was not found (package python3-dev)"],
			[cp_python_summary="yes, for $PYTHON"])])])
AS_CASE([$enable_python:$cp_python_summary], [yes:no*], [AC_MSG_ERROR([--enable-python: $cp_python_summary])])
AS_CASE([$cp_python_summary], [yes*], [cp_with_python=yes], [cp_with_python=no])
AS_IF([test "$cp_with_python" = yes], [
	cp_site=$(cp_site_below "$PYTHON")
	AS_IF([test -n "$cp_site"], [pythondir="\${prefix}$cp_site" pyexecdir="\${exec_prefix}$cp_site"])])
AM_CONDITIONAL([WITH_PYTHON], [test "$cp_with_python" = yes])
AC_SUBST([PYTHON_INCLUDE])
AC_SUBST([PYTHON_SUFFIX])

dnl CP_LUA(VARIABLE, VERSION): finds one Lua by pkg-config. The module of Lua 5.1 is LuaJIT's too: they share
dnl the binary interface, and either one's headers do.
AC_DEFUN([CP_LUA], [PKG_CHECK_MODULES([$1], [lua$2], [cp_lua_versions="$cp_lua_versions $2"],
	[m4_if([$2], [5.1], [PKG_CHECK_MODULES([$1], [luajit], [cp_lua_versions="$cp_lua_versions $2"], [:])], [:])])])
cp_lua_summary="switched off"
cp_lua_versions=
AS_IF([test "$enable_lua" != no],
	[CP_LUA([LUA51], [5.1])
	CP_LUA([LUA53], [5.3])
	CP_LUA([LUA54], [5.4])
	AS_IF([test "$cp_swig" != yes], [cp_lua_summary="no: SWIG 4 was not found (package swig)"
		cp_lua_versions=],
		[test -z "$cp_lua_versions"], [cp_lua_summary="no: none of Lua 5.1, 5.3, 5.4 and LuaJIT was found (package liblua5.4-dev)"],
		[cp_lua_summary="yes, for$cp_lua_versions"])])
AS_CASE([$enable_lua:$cp_lua_summary], [yes:no*], [AC_MSG_ERROR([--enable-lua: $cp_lua_summary])])
AM_CONDITIONAL([WITH_LUA], [test -n "$cp_lua_versions"])
AC_SUBST([CP_LUA_VERSIONS], [$cp_lua_versions])
