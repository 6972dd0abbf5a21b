/* The talks with proxies. Only the files of this folder see it. */
#ifndef CLI_NET_PROXY_H
#define CLI_NET_PROXY_H

#include "attempt.h"

#define CLI_PROXY_TALK "the talk with the proxy"

/* The proxy gives no way; `what` says why and is escaped. False. */
bool
cli_proxy_refuse(cli_attempt *attempt, const char *what);
/* The host as the proxy is asked for it: by its address where that is known here. False: too long.
 */
bool
cli_proxy_host(const cli_attempt *attempt, char *host, size_t room);
unsigned
cli_proxy_port(const cli_attempt *attempt);

bool
cli_proxy_http(cli_attempt *attempt);
bool
cli_proxy_socks(cli_attempt *attempt);

#endif
