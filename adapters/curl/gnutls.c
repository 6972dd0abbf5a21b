/*
 * Sessions of GnuTLS that libcurl made. The handshake is over; the request is not sent yet.
 */
#include <config.h>

#include "curl/watch.h"

#include <certpolicy/gnutls.h>

static int
judge(certpolicy_curl_watch *watch, certpolicy_request *request, gnutls_session_t session,
	const char *host, const char *ip)
{
	certpolicy_error **error = &watch->error;
	int status = certpolicy_request_set_session_gnutls(request, session, error);

	if (status == CERTPOLICY_OK)
		status = certpolicy_request_add_peer_host(request, host, error);
	if (status == CERTPOLICY_OK && ip != NULL)
		status = certpolicy_request_set_address(request, ip, error);
	if (status == CERTPOLICY_OK)
		status = certpolicy_guard_judge(watch->guard, request, &watch->report, error);
	return status;
}

int
watch_gnutls_session(certpolicy_curl_watch *watch, void *session, const char *host, const char *ip)
{
	certpolicy_request *request = certpolicy_request_new();
	int status = CERTPOLICY_ERROR_NO_MEMORY, alert;

	if (request != NULL)
		status = judge(watch, request, session, host, ip);
	certpolicy_request_free(request);
	if (status == CERTPOLICY_OK &&
		certpolicy_report_get_verdict(watch->report) != CERTPOLICY_VERDICT_DENY)
		return 1;
	alert = watch->report != NULL ? certpolicy_report_get_alert(watch->report)
				      : (int)GNUTLS_A_INTERNAL_ERROR;
	gnutls_alert_send(session, GNUTLS_AL_FATAL, (gnutls_alert_description_t)alert);
	return 0;
}
