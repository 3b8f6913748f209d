// What the C files of this target share.

#ifndef SPAR_HOST_H
#define SPAR_HOST_H

#include "CLuaShim.h"
#include <pthread.h>
#include <signal.h>

struct SparHost {
  SparCallbacks swift;
  lua_State *main;
  lua_State *volatile running; // the coroutine that executes now: a stop arms its hook
  volatile sig_atomic_t stop;
  pthread_t thread;
  volatile sig_atomic_t has_thread;
  size_t used, external, limit;
  size_t refused; // size of the allocation refused last: asked for again after an emergency collection
  SparFrame frames[SPAR_FRAMES];
  int frame_count, frames_left_out;
};

/// Raises the error that ends a stopped script.
int spar_raise_stop(lua_State *L);
/// Makes `L` the running state; where a stop is up, its hook is armed.
void spar_switch(SparHost *host, lua_State *L);
/// After an error: where it leaves an allocation refused, the memory stop goes up. Lua's string buffers ask once only
/// and turn the refusal into an ordinary error, which a pcall would swallow.
void spar_check_refusal(SparHost *host);
void spar_record_frames(SparHost *host, lua_State *L, int level);
/// pcall, xpcall, coroutine.*, setmetatable, load: the library functions that a stop must pass through.
void spar_replace_functions(lua_State *L);

#endif
