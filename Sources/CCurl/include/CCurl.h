// HTTP by libcurl, which is looked for when it is first needed: a program without it runs, and says so when asked.

#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *url;
  /// Header lines, "Name: value"; NULL ends them.
  const char *const *headers;
  const char *agent;
  /// Hosts that are reached without a proxy; NULL leaves that to the environment.
  const char *without_proxy;
  /// Until the connection stands, and in all.
  long connect_milliseconds, milliseconds;
  /// Of the body, as it is unpacked.
  size_t most_bytes;
  /// Where the server may send us on.
  bool follows;
  /// Asked a few times a second; true ends the transfer.
  bool (*is_cancelled)(void *context);
  void *context;
} ccurl_request;

typedef enum {
  CCURL_OK,
  CCURL_NO_LIBRARY,
  CCURL_CANCELLED,
  CCURL_TOO_LARGE,
  CCURL_TIMEOUT,
  /// The host's name is not known, or the address is none.
  CCURL_NO_HOST,
  /// Nobody listens there.
  CCURL_NO_CONNECTION,
  CCURL_FAILED,
} ccurl_end;

typedef struct {
  ccurl_end end;
  long status;
  /// To be freed by `ccurl_free`.
  unsigned char *body;
  size_t bytes;
  /// The headers Retry-After and Content-Type; empty where there are none.
  char retry_after[64], type[128];
  /// Of a failure.
  char message[256];
} ccurl_answer;

/// GET. Unpacks gzip; HTTP and HTTPS only.
ccurl_answer ccurl_get(const ccurl_request *request);
void ccurl_free(ccurl_answer *answer);

#endif
