#!/bin/bash
# Proxies: HTTP and SOCKS 5, with passwords, by option and by variable, and what is wrong with some.
. "${srcdir:-.}/tests/live/frame.sh" || exit 99
self_signed
serve proxies.py self.pem self.key
server=$(port server tls)
check_by() { run "$1" check --policy dev-allow --peer localhost --anchors self.pem --format json "${@:2}"; }
asked() { [ "$(tail -n 1 asked)" = "$*" ] || fail "the proxy was asked for \"$(tail -n 1 asked)\", not \"$*\""; }

# Who resolves: with http:// and socks5h:// the proxy, with socks5:// we do.
check_by 0 "behind.test:$server" --proxy "http://127.0.0.1:$(port http good)"
asked http "behind.test:$server"
grep -q '"address"' out && fail "an address that only the proxy knows"
check_by 0 "behind.test:$server" --proxy "127.0.0.1:$(port http good)"
check_by 0 "behind.test:$server" --proxy "socks5h://127.0.0.1:$(port socks good)"
asked socks 3 behind.test
check_by 0 "localhost:$server" -4 --proxy "socks5://127.0.0.1:$(port socks good)"
asked socks 1 127.0.0.1
check_by 0 "behind.test:1" --connect "127.0.0.1:$server" --proxy "http://127.0.0.1:$(port http good)"
asked http "127.0.0.1:$server"
check_by 0 "behind.test:$server" --resolve "behind.test:$server:127.0.0.1" --proxy "socks5h://127.0.0.1:$(port socks good)"
asked socks 1 127.0.0.1
check_by 0 "münchen.test:$server" --proxy "socks5h://127.0.0.1:$(port socks good)"
asked socks 3 xn--mnchen-3ya.test
check_by 0 "behind.test:$(port server smtp)" --starttls smtp --proxy "http://127.0.0.1:$(port http early)"
broken connect.resolve 'cannot resolve no-such-host.invalid' "no-such-host.invalid:$server" --proxy "socks5://127.0.0.1:$(port socks good)"

run 3 check "behind.test:$server" --all-addresses --proxy "http://127.0.0.1:$(port http good)" && says out "the proxy's to know"

# Users and passwords, with what needs escaping.
check_by 0 "behind.test:$server" --proxy "http://er%20p@ss:wo%25rd@127.0.0.1:$(port http secret)"
broken connect.proxy '407' "behind.test:$server" --proxy "http://127.0.0.1:$(port http secret)"
says err 'USER:PASSWORD'
broken connect.proxy '407' "behind.test:$server" --proxy "http://a:wrong@127.0.0.1:$(port http secret)"
grep -q wrong out err && fail "a password was printed"
check_by 0 "behind.test:$server" --proxy "socks5h://user:p%40ss@127.0.0.1:$(port socks secret)"
broken connect.proxy 'does not take the user' "behind.test:$server" --proxy "socks5h://user:no@127.0.0.1:$(port socks secret)"
broken connect.proxy 'none of the ways' "behind.test:$server" --proxy "socks5h://127.0.0.1:$(port socks secret)"

# What else can be wrong.
broken connect.proxy '403 Forbidden .x1b' "behind.test:$server" --proxy "http://127.0.0.1:$(port http denied)"
broken connect.proxy 'no HTTP proxy' "behind.test:$server" --proxy "http://127.0.0.1:$(port http garbage)"
broken connect.no-tls 'does not speak TLS' "behind.test:$server" --proxy "http://127.0.0.1:$(port http inject)"
broken connect.too-much 'sent more' "behind.test:$server" --proxy "http://127.0.0.1:$(port http endless-line)"
broken connect.too-much 'sent more' "behind.test:$server" --proxy "http://127.0.0.1:$(port http endless-head)"
broken connect.proxy 'does not come to an end' "behind.test:$server" --proxy "http://127.0.0.1:$(port http endless-hints)"
broken connect.timeout 'the talk with the proxy did not end within 300 milli' "behind.test:$server" \
	--proxy "http://127.0.0.1:$(port http silent)" --proxy-timeout 0.3
broken connect.proxy 'no SOCKS 5 proxy' "behind.test:$server" --proxy "socks5h://127.0.0.1:$(port socks garbage)"
broken connect.proxy 'nonsense' "behind.test:$server" --proxy "socks5h://127.0.0.1:$(port socks nonsense)"
broken connect.closed 'hung up' "behind.test:$server" --proxy "socks5h://127.0.0.1:$(port socks hangup)"
broken connect.proxy 'connection is refused' "refused.test:$server" --proxy "socks5h://127.0.0.1:$(port socks good)"
broken connect.refused 'cannot connect to http://127.0.0.1:1 ' "behind.test:$server" --proxy "http://127.0.0.1:1"
run 64 check "behind.test:$server" --proxy "https://127.0.0.1" && says err 'are understood'
run 64 check "behind.test:$server" --proxy "http://us%zzer@127.0.0.1" && says err 'makes no sense'

# The variables, by curl's rules.
proxy=http://127.0.0.1:$(port http good) dead=http://127.0.0.1:1
by() { env "$@" "$certpolicy" check --policy dev-allow --peer localhost --anchors self.pem "$target" >out 2>err; }
# goes WORD…: the target is reached through the proxy; direct WORD…: it is not, and a dead proxy does not matter.
goes() { : >asked; by "$@" && [ -s asked ] || { fail "not through the proxy with $*"; cat err; }; }
direct() { : >asked; by "$@" && [ ! -s asked ] || { fail "not without the proxy with $*"; cat err; }; }
target=behind.test:$server
goes https_proxy="$proxy"
goes HTTPS_PROXY="$proxy"
goes all_proxy="$proxy"
goes ALL_PROXY="$proxy"
goes https_proxy="$proxy" HTTPS_PROXY="$dead" all_proxy="$dead"
goes https_proxy= HTTPS_PROXY="$proxy"
goes https_proxy="$proxy" no_proxy="ehind.test, other.test,.example,10.0.0.0/8"
target=localhost:$server
direct https_proxy="$dead" no_proxy="localhost"
direct https_proxy="$dead" NO_PROXY="a.test,LocalHost"
direct https_proxy="$dead" no_proxy="*"
direct http_proxy="$dead" smtp_proxy="$dead"
target=127.0.0.1:$server
direct https_proxy="$dead" no_proxy="127.0.0.0/8"
direct all_proxy="$dead" no_proxy="127.0.0.1"
goes https_proxy="$proxy" no_proxy="127.0.0.2,128.0.0.0/1,0.0.1"
target=smtp://localhost:$(port server smtp)
goes smtp_proxy="$proxy" https_proxy="$dead" no_proxy=
by https_proxy="$dead" || fail "https_proxy is not for SMTP"
target="localhost:$server"
https_proxy=$dead run 3 check "$target" && says err 'http://127.0.0.1:1'
https_proxy=$dead run 1 check "$target" --proxy none --policy dev-allow
https_proxy="ftp://x" run 3 check "$target" && says err 'https_proxy'
finish
