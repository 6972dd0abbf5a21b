/*
 * What OpenSSL holds of one handshake, put into a request.
 */
#ifndef ADAPTERS_OPENSSL_FACTS_H
#define ADAPTERS_OPENSSL_FACTS_H

#include <certpolicy/certpolicy.h>

#include <openssl/ssl.h>

/* Room for an IP address as text. */
#define FACTS_ADDRESS_SIZE 64

/*
 * A request with all that is known of a handshake by now. `chain` goes before what the session
 * holds (in the middle of a server's handshake it holds nothing yet); NULL: the session's. NULL
 * when memory runs out.
 */
certpolicy_request *
facts_of_handshake(SSL *ssl, STACK_OF(X509) * chain);
/* The same of a session that is only about to be resumed. */
certpolicy_request *
facts_of_offer(SSL *ssl, const SSL_SESSION *session);
/* The address that the socket leads to; NULL: none is known. */
const char *
facts_address(SSL *ssl, char address[FACTS_ADDRESS_SIZE]);

#endif
