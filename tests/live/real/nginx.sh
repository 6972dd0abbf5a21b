#!/bin/bash
# nginx, HTTPS.
. "${srcdir:-.}/tests/live/real/frame.sh" || exit 99
installed nginx
certificates
serve_nginx()
{
	cat >server/nginx.conf <<-EOT
		daemon off;
		pid $work/server/nginx.pid;
		error_log stderr;
		events {}
		http {
			access_log off;
			client_body_temp_path $work/server/body;
			proxy_temp_path $work/server/proxy;
			fastcgi_temp_path $work/server/fastcgi;
			uwsgi_temp_path $work/server/uwsgi;
			scgi_temp_path $work/server/scgi;
			server {
				listen 127.0.0.1:$1 ssl;
				ssl_certificate $work/server/chain.pem;
				ssl_certificate_key $work/server/leaf.key;
			}
			server {
				listen 127.0.0.1:$2;
			}
		}
	EOT
	keep $as_nobody nginx -p "$work/server" -c "$work/server/nginx.conf" -e stderr
}
start 2 serve_nginx
set -- $ports
judged "localhost:$1"
judged "https://localhost:$1/index.html"
broken connect.no-tls 'looks like http' "localhost:$2"
finish
