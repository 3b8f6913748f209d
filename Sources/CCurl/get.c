// libcurl by dlopen. Its numbers (curl/curl.h) are part of its binary interface and never change.

#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
  option_write_data = 10001,
  option_url = 10002,
  option_error_buffer = 10010,
  option_agent = 10018,
  option_headers = 10023,
  option_header_data = 10029,
  option_progress_data = 10057,
  option_accept_encoding = 10102,
  option_without_proxy = 10177,
  option_write_function = 20011,
  option_header_function = 20079,
  option_progress_function = 20219,
  option_no_progress = 43,
  option_follow = 52,
  option_most_redirects = 68,
  option_no_signal = 99,
  option_milliseconds = 155,
  option_connect_milliseconds = 156,
  option_protocols = 181,
  option_redirect_protocols = 182,
  info_status = 0x200002,
  code_ok = 0,
  code_no_protocol = 1,
  code_bad_address = 3,
  code_no_host = 6,
  code_no_connection = 7,
  code_timeout = 28,
  code_aborted = 42,
};

typedef void CURL;
typedef struct curl_slist curl_slist;

static struct {
  void *library;
  int (*global_init)(long);
  CURL *(*init)(void);
  int (*setopt)(CURL *, int, ...);
  int (*perform)(CURL *);
  int (*getinfo)(CURL *, int, ...);
  void (*cleanup)(CURL *);
  const char *(*strerror)(int);
  curl_slist *(*append)(curl_slist *, const char *);
  void (*free_all)(curl_slist *);
} curl;

static void load(void) {
  const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && library == NULL; i++) library = dlopen(names[i], RTLD_NOW);
  if (library == NULL) return;
  curl.global_init = (int (*)(long))dlsym(library, "curl_global_init");
  curl.init = (CURL * (*)(void)) dlsym(library, "curl_easy_init");
  curl.setopt = (int (*)(CURL *, int, ...))dlsym(library, "curl_easy_setopt");
  curl.perform = (int (*)(CURL *))dlsym(library, "curl_easy_perform");
  curl.getinfo = (int (*)(CURL *, int, ...))dlsym(library, "curl_easy_getinfo");
  curl.cleanup = (void (*)(CURL *))dlsym(library, "curl_easy_cleanup");
  curl.strerror = (const char *(*)(int))dlsym(library, "curl_easy_strerror");
  curl.append = (curl_slist * (*)(curl_slist *, const char *)) dlsym(library, "curl_slist_append");
  curl.free_all = (void (*)(curl_slist *))dlsym(library, "curl_slist_free_all");
  if (!curl.global_init || !curl.init || !curl.setopt || !curl.perform || !curl.getinfo || !curl.cleanup ||
      !curl.strerror || !curl.append || !curl.free_all)
    return;
  if (curl.global_init(3) == code_ok) curl.library = library;
}

typedef struct {
  const ccurl_request *request;
  ccurl_answer *answer;
  size_t room;
} transfer;

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  transfer *t = context;
  size_t more = size * count, needed = t->answer->bytes + more;
  if (needed > t->request->most_bytes) {
    t->answer->end = CCURL_TOO_LARGE;
    return 0;
  }
  if (needed > t->room) {
    size_t room = needed * 2 + 4096;
    unsigned char *body = realloc(t->answer->body, room);
    if (body == NULL) return 0;
    t->answer->body = body;
    t->room = room;
  }
  memcpy(t->answer->body + t->answer->bytes, bytes, more);
  t->answer->bytes = needed;
  return more;
}

static void keep(const char *name, const char *line, size_t length, char *into, size_t room) {
  size_t n = strlen(name);
  if (length <= n || strncasecmp(line, name, n) != 0) return;
  while (n < length && (line[n] == ' ' || line[n] == '\t')) n++;
  while (length > n && (line[length - 1] == '\r' || line[length - 1] == '\n' || line[length - 1] == ' ')) length--;
  size_t count = length - n < room - 1 ? length - n : room - 1;
  memcpy(into, line + n, count);
  into[count] = 0;
}

static size_t take_header(char *line, size_t size, size_t count, void *context) {
  ccurl_answer *answer = ((transfer *)context)->answer;
  keep("Retry-After:", line, size * count, answer->retry_after, sizeof answer->retry_after);
  keep("Content-Type:", line, size * count, answer->type, sizeof answer->type);
  return size * count;
}

static int look(void *context, long long a, long long b, long long c, long long d) {
  (void)a, (void)b, (void)c, (void)d;
  transfer *t = context;
  if (t->request->is_cancelled == NULL || !t->request->is_cancelled(t->request->context)) return 0;
  t->answer->end = CCURL_CANCELLED;
  return 1;
}

ccurl_answer ccurl_get(const ccurl_request *request) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  ccurl_answer answer = {.end = CCURL_OK};
  if (curl.library == NULL) {
    answer.end = CCURL_NO_LIBRARY;
    return answer;
  }
  CURL *easy = curl.init();
  if (easy == NULL) {
    answer.end = CCURL_FAILED;
    snprintf(answer.message, sizeof answer.message, "libcurl has no memory");
    return answer;
  }
  transfer t = {request, &answer, 0};
  curl_slist *headers = NULL;
  for (const char *const *line = request->headers; line != NULL && *line != NULL; line++) {
    headers = curl.append(headers, *line);
  }
  // libcurl asks for a buffer of 256 bytes.
  curl.setopt(easy, option_error_buffer, answer.message);
  curl.setopt(easy, option_url, request->url);
  curl.setopt(easy, option_agent, request->agent);
  curl.setopt(easy, option_headers, headers);
  curl.setopt(easy, option_accept_encoding, "");
  if (request->without_proxy != NULL) curl.setopt(easy, option_without_proxy, request->without_proxy);
  // HTTP and HTTPS.
  curl.setopt(easy, option_protocols, 3L);
  curl.setopt(easy, option_redirect_protocols, 3L);
  curl.setopt(easy, option_follow, request->follows ? 1L : 0L);
  curl.setopt(easy, option_most_redirects, 5L);
  curl.setopt(easy, option_no_signal, 1L);
  curl.setopt(easy, option_connect_milliseconds, request->connect_milliseconds);
  curl.setopt(easy, option_milliseconds, request->milliseconds);
  curl.setopt(easy, option_write_function, take_body);
  curl.setopt(easy, option_write_data, &t);
  curl.setopt(easy, option_header_function, take_header);
  curl.setopt(easy, option_header_data, &t);
  curl.setopt(easy, option_no_progress, 0L);
  curl.setopt(easy, option_progress_function, look);
  curl.setopt(easy, option_progress_data, &t);
  int code = curl.perform(easy);
  curl.getinfo(easy, info_status, &answer.status);
  if (code == code_ok) {
    answer.end = CCURL_OK;
  } else if (answer.end == CCURL_OK) {
    bool is_nowhere = code == code_bad_address || code == code_no_protocol || code == code_no_host;
    answer.end = code == code_timeout         ? CCURL_TIMEOUT
                 : is_nowhere                 ? CCURL_NO_HOST
                 : code == code_no_connection ? CCURL_NO_CONNECTION
                                              : CCURL_FAILED;
    if (answer.message[0] == 0) snprintf(answer.message, sizeof answer.message, "%s", curl.strerror(code));
  }
  curl.cleanup(easy);
  curl.free_all(headers);
  return answer;
}

void ccurl_free(ccurl_answer *answer) {
  free(answer->body);
  answer->body = NULL;
}
