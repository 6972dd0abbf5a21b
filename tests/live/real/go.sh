#!/bin/bash
# A server of Go's standard library.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed go
certificates
# Compiled once for the folder of the build: Go compiles its library with it.
program=$top_builddir/tests/live/real/go-server
if [ ! -x "$program" ] || [ "$real/go.go" -nt "$program" ]; then
	mkdir -p "$top_builddir/tests/live/real"
	GO111MODULE=off GOFLAGS= GOPROXY=off GOCACHE=$work/cache CGO_ENABLED=0 \
		go build -o "$program" "$real/go.go" >tool.log 2>&1 || { cat tool.log; exit 99; }
fi
cp "$program" server/serve
owned server
serve_go() { keep $as_nobody "$work/server/serve" "$1" "$work/server/chain.pem" "$work/server/leaf.key"; }
start 1 serve_go
judged "localhost:$ports"
finish
