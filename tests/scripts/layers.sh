#!/bin/sh
# Who may include whom: rooms look back, never ahead; some libraries have one door; what stands
# outside lib/ sees installed headers only; rules see facts, never octets, keys or searches.
set -eu
srcdir=${srcdir:-.}
cd "$srcdir"
failed=0

complain() {
	echo "$1"
	failed=1
}

# The order of the rooms, as the page states it. A file includes its own room and earlier ones; a file
# right in lib/ any.
rooms=$(sed -n '/^## Rooms/,/^## Memory/p' doc/architecture.md | grep -o '^| `lib/[^|]*' | grep -o 'lib/[a-z0-9]*`' |
	sed 's#lib/##; s#`##')
[ "$(echo "$rooms" | wc -l)" -gt 10 ] || complain "doc/architecture.md does not state the order of the rooms"
number() {
	n=0
	for room in $rooms; do
		n=$((n + 1))
		if [ "$room" = "$1" ]; then
			echo $n
			return
		fi
	done
	echo 0
}

for folder in lib/*/; do
	room=$(basename "$folder")
	own=$(number "$room")
	[ "$own" -gt 0 ] || complain "lib/$room is a room without a place in the order"
	for file in "$folder"*.[ch] "$folder"*.def; do
		[ -e "$file" ] || continue
		for included in $(sed -n 's/^#[ ]*include "\([^"]*\)".*/\1/p' "$file"); do
			case $included in
			*/*) theirs=$(number "${included%%/*}") ;;
			*) theirs=99 ;;
			esac
			if [ "$theirs" -eq 0 ] || [ "$theirs" -gt "$own" ]; then
				complain "$file includes $included, which is no earlier room"
			fi
		done
	done
done

# only LIBRARY WHERE...: a foreign header has one door
only() {
	header=$1
	shift
	for file in $(grep -rlE "^#[ ]*include <$header" lib adapters cli bindings audit 2>/dev/null); do
		fits=no
		for where; do
			case $file in $where*) fits=yes ;; esac
		done
		[ $fits = yes ] || complain "$file includes <$header…>: that belongs to $*"
	done
}
only 'libtasn1\.h' lib/asn1/
only 'gnutls/' lib/crypto/ adapters/gnutls/ cli/
only 'p11-kit' lib/store/
only 'yaml\.h' lib/policy/ cli/policy_edit.c
only 'jansson\.h' cli/ bindings/

# Outside lib/, but in what SWIG wrote, only installed headers, one's own, what is made of them by a script of that name, and the
# system's.
for file in $(find cli bindings audit adapters doc/examples tests/api -name '*.[chi]' ! -name native_wrap.c 2>/dev/null); do
	for included in $(sed -n 's/^[#%][ ]*include "\([^"]*\)".*/\1/p' "$file"); do
		[ -e "$(dirname "$file")/$included" ] || [ -e "${file%%/*}/$included" ] ||
			[ -e "${file%%/*}/${included%.i}.awk" ] ||
			complain "$file includes $included: installed headers only"
	done
done

# Rules look at facts.
for file in lib/rules/*.c; do
	[ -e "$file" ] || continue
	for included in $(sed -n 's/^#[ ]*include "\([^"]*\)".*/\1/p' "$file"); do
		case $included in
		asn1/* | crypto/crypto.h | path/builder.h | path/memo.h | x509/input.h)
			complain "$file includes $included: rules see facts, never bytes, keys or searches"
			;;
		esac
	done
	if grep -nE '\b(cp_crypto_|cp_der_|cp_builder_|cp_cert_read|malloc|cp_malloc|cp_calloc|fopen|printf) *\(' "$file"; then
		complain "$file does more than look at facts"
	fi
done

# What the standard library does not do for us is in base/mem.h.
if grep -rnE '\b(malloc|calloc|realloc|strdup|strndup)\(' lib --include='*.c' | grep -v '^lib/base/mem\.c:' |
	grep -vE 'cp_(malloc|calloc|realloc|strdup|strndup)|cp_arena_'; then
	complain "allocation goes through base/mem.h"
fi
exit $failed
