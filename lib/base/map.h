/*
 * Regular files as octets, without reading them: for indexes that many processes share and of which
 * a look-up touches little.
 *
 * What is required of whoever writes such a file: a new one comes into its place by rename(2), and
 * the old one is left as it is. A file that is written over shows its new octets in the middle of a
 * look-up, and one that is cut ends the process by SIGBUS where it used to go on. Hence a reader
 * checks what it reads each time, at the place where it reads, and takes nothing for checked that
 * it saw earlier; against the cut there is no check, so files that anybody else may write are read
 * by cp_input_read_file instead.
 */
#ifndef CP_BASE_MAP_H
#define CP_BASE_MAP_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <certpolicy/types.h>

typedef struct cp_map {
	cp_bytes bytes; /* the whole file; nothing when it is empty or not open */
} cp_map;

#define CP_MAP_NONE ((cp_map){CP_BYTES_NONE})

/*
 * Opens a regular file of up to `limit` octets for reading; links are followed, so that a name can
 * be switched over. Everything else (folders, pipes, devices) is io.open, and nobody waits for it.
 * On failure *map is CP_MAP_NONE.
 */
CP_CHECK_RESULT int
cp_map_open(const char *path, size_t limit, cp_map *map, certpolicy_error **error);

/* The octets are gone afterwards, and *map is CP_MAP_NONE. Once is enough, twice is no harm. */
void
cp_map_close(cp_map *map);

#endif
