// Standard output. What is printed and cannot be written must not go unsaid: the first failure is kept.

#include "host.h"
#include <errno.h>
#include <stdio.h>

static int fault;

static int noted(bool is_whole) {
  if (!is_whole && fault == 0) fault = errno != 0 ? errno : EIO;
  return fault;
}

int spar_write(const void *bytes, size_t count) {
  errno = 0;
  return noted(fwrite(bytes, 1, count, stdout) == count);
}

int spar_flush(void) {
  errno = 0;
  bool is_whole = fflush(stdout) == 0;
  // A script's own io.stdout:write or flush may have failed before.
  return noted(is_whole && !ferror(stdout));
}
