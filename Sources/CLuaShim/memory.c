// The allocator: counts the Lua heap and what Swift objects hold, and refuses above the limit.
//
// Lua answers a refusal with a full collection and asks for the same size again; the second refusal is final, and
// puts up the memory stop so that no pcall can swallow it.

#include "host.h"
#include <malloc.h>
#include <stdlib.h>

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
  SparHost *host = context;
  if (block == NULL) old_size = 0; // then it is a type tag
  if (new_size == 0) {
    free(block);
    host->used -= old_size;
    return NULL;
  }
  if (new_size > old_size && host->limit != 0) {
    size_t after = host->used + host->external + (new_size - old_size);
    if (after > host->limit) {
      bool hopeless = host->refused == new_size || new_size > host->limit;
      if (hopeless && host->stop == SPAR_RUNNING) host->stop = SPAR_MEMORY;
      host->refused = new_size;
      // Unwinding after the stop needs a little memory of its own.
      if (host->stop == SPAR_RUNNING || new_size > 65536 || after > host->limit + (1 << 20)) return NULL;
    }
  }
  void *result = realloc(block, new_size);
  if (result == NULL) {
    if (host->refused == new_size && host->stop == SPAR_RUNNING) host->stop = SPAR_MEMORY;
    host->refused = new_size;
    return NULL;
  }
  if (new_size >= host->refused) host->refused = 0;
  host->used += new_size - old_size;
  return result;
}

SparHost *spar_host_new(SparCallbacks callbacks, size_t limit) {
  SparHost *host = calloc(1, sizeof *host);
  if (host == NULL) return NULL;
  host->swift = callbacks;
  host->main = lua_newstate(allocate, host);
  if (host->main == NULL) {
    free(host);
    return NULL;
  }
  host->limit = limit;
  host->running = host->main;
  *(SparHost **)lua_getextraspace(host->main) = host; // coroutines inherit it
  lua_gc(host->main, LUA_GCGEN, 0, 0);
  return host;
}

void spar_host_set_context(SparHost *host, void *context) { host->swift.context = context; }

void spar_host_free(SparHost *host) {
  host->limit = 0;
  lua_close(host->main);
  free(host);
}

void spar_check_refusal(SparHost *host) {
  if (host->refused != 0 && host->stop == SPAR_RUNNING) host->stop = SPAR_MEMORY;
}

lua_State *spar_host_main(SparHost *host) { return host->main; }

SparHost *spar_host_of(lua_State *L) { return *(SparHost **)lua_getextraspace(L); }

size_t spar_memory_used(SparHost *host) { return host->used + host->external; }
size_t spar_memory_allocated(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

size_t spar_memory_limit(SparHost *host) { return host->limit; }
void spar_memory_set_limit(SparHost *host, size_t limit) { host->limit = limit; }

void spar_memory_external(SparHost *host, ptrdiff_t change) { host->external += (size_t)change; }
