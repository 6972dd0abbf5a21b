/*
 * What OpenSSL calls the finding that a verdict rests on.
 */
#ifndef ADAPTERS_OPENSSL_ALERT_H
#define ADAPTERS_OPENSSL_ALERT_H

#include <certpolicy/report.h>

/* An X509_V_ERR_*, from which OpenSSL makes the alert; X509_V_ERR_UNSPECIFIED without a report. */
long
alert_of_report(const certpolicy_report *report);

#endif
