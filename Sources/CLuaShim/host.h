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
  int exit_status; // what os.exit was given
  bool warns;
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
/// pcall, xpcall, coroutine.*, load, os.exit: the library functions that a stop must pass through or a sandbox changes.
void spar_replace_functions(lua_State *L);
/// setmetatable and the finalizers that it arms; the globals' table is at index 1.
void spar_replace_finalizers(lua_State *L);
/// debug.traceback and debug.getinfo, all that is left of the library; the globals' table is at index 1.
void spar_replace_debug(lua_State *L);
int spar_message_handler(lua_State *L);
int spar_guard_finalizer(lua_State *L);
/// Whether a C function is the shim's own matter: no script may get hold of it.
bool spar_is_internal(lua_CFunction function);

#endif
