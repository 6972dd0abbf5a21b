/* One certificate in the report's `certificates`. */
#ifndef CP_RENDER_JSON_CERTIFICATE_H
#define CP_RENDER_JSON_CERTIFICATE_H

#include "render/writer.h"
#include "x509/cert.h"

/* Everything that could be read, and what is wrong with the rest. */
void
cp_write_certificate(cp_writer *writer, const cp_cert *cert);

#endif
