// Stopping a script that will not stop by itself.
//
// A standing count hook slows Lua by 1.7 to 3.3 times, so a hook is armed only when a stop is wanted, on the state
// that is running then (a hook on the main thread does not fire in a coroutine). The arming happens in a signal
// handler on the script's own thread, the one asynchronous use of lua_sethook that Lua allows. Every switch between
// coroutines arms the next one while a stop is up, and pcall, xpcall and resume raise again.

#include "host.h"
#include <stdlib.h>
#include <string.h>

static _Thread_local SparHost *this_thread;

static void stop_hook(lua_State *L, lua_Debug *ar) {
  (void)ar;
  if (spar_host_of(L)->stop != SPAR_RUNNING) spar_raise_stop(L);
  else lua_sethook(L, NULL, 0, 0);
}

static void arm(lua_State *L) {
  lua_sethook(L, stop_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

static void on_signal(int number) {
  (void)number;
  SparHost *host = this_thread;
  if (host != NULL && host->stop != SPAR_RUNNING && host->running != NULL) arm(host->running);
}

static int stop_signal(void) { return SIGRTMIN + 3; }

void spar_host_bind_thread(SparHost *host) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(stop_signal(), &action, NULL);
  sigset_t wanted; // a thread started by a dispatch queue inherits a mask that blocks everything
  sigemptyset(&wanted);
  sigaddset(&wanted, stop_signal());
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
  this_thread = host;
  host->thread = pthread_self();
  host->has_thread = 1;
}

void spar_stop(SparHost *host, int reason) {
  if (host->stop == SPAR_RUNNING) host->stop = reason;
  if (host->has_thread) pthread_kill(host->thread, stop_signal());
}

int spar_stopped(SparHost *host) { return host->stop; }

int spar_exit_status(SparHost *host) { return host->exit_status; }

void spar_clear_stop(SparHost *host) {
  host->stop = SPAR_RUNNING;
  host->refused = 0;
  host->running = host->main;
  lua_sethook(host->main, NULL, 0, 0);
}

void spar_switch(SparHost *host, lua_State *L) {
  host->running = L;
  if (host->stop != SPAR_RUNNING) arm(L);
}

int spar_raise_stop(lua_State *L) {
  SparHost *host = spar_host_of(L);
  arm(L); // also after a memory stop, which no signal announces
  lua_checkstack(L, 1);
  lua_pushlightuserdata(L, host); // needs no memory, and no script can make one
  return lua_error(L);
}
