# Sourced by quickstart and test: finds the tree, makes a build folder, says what happens, shows the
# end of a log when a step fails. Not a command of its own.

root=$(cd "$(dirname "$0")/.." && pwd)
build=${CERTPOLICY_BUILD_DIR:-$root/build}
jobs=$(nproc 2>/dev/null || echo 1)

say() {
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# step WHAT COMMAND…: runs quietly; on failure shows the last lines and ends the script.
step() {
	what=$1
	shift
	say "$what"
	mkdir -p "$build"
	if ! "$@" >"$build/step.log" 2>&1; then
		tail -n 25 "$build/step.log" >&2
		say "failed: $what (all of it in $build/step.log)"
		exit 1
	fi
}

configure_tree() {
	if [ ! -x "$root/configure" ] || [ "$root/configure.ac" -nt "$root/configure" ] ||
		[ -n "$(find "$root" -name '*.mk' -newer "$root/configure" -not -path "$build/*" | head -n 1)" ]; then
		step "making configure" "$root/bootstrap"
	fi
	# What the tests need may have been installed since quickstart configured.
	if [ ! -f "$build/config.status" ] || [ "$root/configure" -nt "$build/config.status" ] ||
		[ "$(cat "$build/configured" 2>/dev/null)" != "$*" ]; then
		step "configuring" sh -c 'cd "$1" && shift && exec "$@"' sh "$build" "$root/configure" "$@"
		echo "$*" >"$build/configured"
	fi
}
