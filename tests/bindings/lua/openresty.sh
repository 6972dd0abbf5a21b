#!/bin/sh
# nginx with Lua, for real: clients allowed and denied, in new and in resumed sessions, by the configuration of the page.
# Run by scripts/check-lua: openresty.sh ROCKS WORK, where ROCKS is a tree of Lua 5.1. Prints PASS, FAIL and SKIP.
# Debian's module and its LuaJIT may not be installed beside luajit: they are unpacked where they are not.
set -eu
rocks=$1
work=$2
page=$(cd "$(dirname "$0")/../../.." && pwd)/doc/lua/one-line.md
servers=$CP_LUA_SERVERS
mkdir -p "$work"
cd "$work"
command -v nginx >/dev/null || { echo "SKIP: openresty: nginx is not here"; exit; }
modules=/usr/lib/nginx/modules
resty=/usr/share/lua/5.1
if [ ! -f $modules/ngx_http_lua_module.so ]; then
	apt-get download -qq libnginx-mod-http-lua libnginx-mod-http-ndk lua-resty-core lua-resty-lrucache libluajit2-5.1-2 libpcre3 >apt.log 2>&1 ||
		{ echo "SKIP: openresty: nginx's module for Lua is not here (package libnginx-mod-http-lua)"; exit; }
	for package in *.deb; do dpkg -x "$package" root; done
	modules=$work/root/usr/lib/nginx/modules
	resty=$work/root/usr/share/lua/5.1
	for folder in "$work"/root/usr/lib/*-linux-gnu "$work"/root/lib/*-linux-gnu; do
		LD_LIBRARY_PATH=$folder:$LD_LIBRARY_PATH
	done
	export LD_LIBRARY_PATH
fi
folder=$(mktemp -d) # a socket's path must be short
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed -n '/^<!-- run nginx -->/,/^```$/p' "$page" | grep -v '^```\|^<!--' >page.conf
grep -q certpolicy page.conf || { echo "FAIL: openresty: the page has no configuration"; exit; }
cat >clients.yaml <<YAML
version: 1
policies:
  clients: {extends: pkix, anchors: [{file: $servers/root.pem}]}
YAML
cat >nginx.conf <<CONF
load_module $modules/ndk_http_module.so;
load_module $modules/ngx_http_lua_module.so;
daemon off;
worker_processes 2;
error_log $work/error.log warn;
pid $work/nginx.pid;
env CERTPOLICY_FILE;
env XDG_DATA_HOME;
env XDG_CONFIG_HOME;
events {}
http {
	access_log off;
	client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
	uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
	lua_package_path "$rocks/share/lua/5.1/?.lua;$resty/?.lua;;";
	lua_package_cpath "$rocks/lib/lua/5.1/?.so;;";
	server {
		listen 127.0.0.1:$port ssl;
		listen unix:$folder/nginx ssl;
		ssl_certificate $servers/good.pem;
		ssl_certificate_key $servers/good.key;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_session_cache shared:all:1m;
		root $work/www;
		location = /open.txt {}
		location = /strict.txt { access_by_lua_block { require "certpolicy.openresty".client "public-strict" } }
		location = /null.txt { access_by_lua_block {
			local _, problem = require "certpolicy".request { chain = {}, peer = ngx.null }
			if not problem or problem.code ~= "request.bad-type" then return ngx.exit(403) end
		} }
		location = /nobody.txt { access_by_lua_block { require "certpolicy.openresty".client "no-such" } }
		$(cat page.conf)
	}
}
CONF
mkdir -p www
for name in open strict null nobody clients; do echo "the secret of $name" >"www/$name.txt"; done
chmod -R a+rX "$work" "$servers" 2>/dev/null || true
CERTPOLICY_FILE=$work/clients.yaml nginx -p "$work" -c "$work/nginx.conf" >nginx.log 2>&1 &
nginx=$!
trap 'kill "$nginx" 2>/dev/null || true; wait "$nginx" 2>/dev/null || true; rm -rf "$folder"' EXIT
n=0
until curl -sk "https://127.0.0.1:$port/open.txt" >/dev/null; do
	n=$((n + 1))
	[ "$n" -lt 300 ] || { cat nginx.log; echo "FAIL: openresty: nginx starts"; exit; }
	sleep 0.1
done

# expect NAME CODE PATH CURL-OPTION…: the answer's code; a secret only with 200.
expect() {
	name=$1
	code=$2
	path=$3
	shift 3
	seen=$(curl -sk -m 60 -o answer -w '%{http_code}' "$@" "https://127.0.0.1:$port/$path") || seen="curl's error $?"
	if [ "$seen" = "$code" ] && { [ "$code" = 200 ] || ! grep -q "the secret of" answer; }; then
		echo "PASS: openresty: $name"
	else
		tail -n 3 error.log
		echo "FAIL: openresty: $name: $seen, not $code"
	fi
}

# resumed NAME CODE PATH CERTIFICATE PROTOCOL: a first request, then one in its session.
resumed() {
	request=$(printf 'GET /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n.' "$3")
	for turn in first again; do
		given=-sess_out
		[ $turn = first ] || given=-sess_in
		{ printf %s "${request%.}"; sleep 1; } | openssl s_client -connect "127.0.0.1:$port" "$5" -cert "$servers/$4.pem" -key "$servers/$4.key" \
			$given "session-$4-$5" -ign_eof >"$turn.txt" 2>&1 || true
	done
	if grep -q '^Reused' again.txt && grep -q "HTTP/1.1 $2 " first.txt && grep -q "HTTP/1.1 $2 " again.txt &&
		{ [ "$2" = 200 ] || ! grep -q "the secret of" first.txt again.txt; }; then
		echo "PASS: openresty: $1"
	else
		grep -h '^Reused\|^New\|^HTTP' first.txt again.txt || true
		echo "FAIL: openresty: $1"
	fi
}
client="--cert $servers/client.pem --key $servers/client.key"
server="--cert $servers/good.pem --key $servers/good.key"
# shellcheck disable=SC2086 # words are wanted
{
	expect "a client that the policy allows" 200 clients.txt $client
	expect "a client of a Unix socket" 200 clients.txt $client --unix-socket "$folder/nginx"
	expect "a client whose certificate is for servers" 403 clients.txt $server
	expect "a client without a certificate" 403 clients.txt
	expect "a client that a stricter policy denies" 403 strict.txt $client
	expect "nginx's null is not ours" 200 null.txt
	expect "a policy that nobody knows" 403 nobody.txt $client
}
for protocol in -tls1_2 -tls1_3; do
	resumed "a resumed session, allowed, $protocol" 200 clients.txt client $protocol
	resumed "a resumed session, denied, $protocol" 403 clients.txt good $protocol
done
