// setmetatable with __gc.
//
// Lua switches hooks off in finalizers, so that one which does not end could not be stopped. A script's finalizer
// therefore runs in a coroutine of its own, where hooks fire: Lua itself is kept from seeing __gc, and a guard, held by
// the object alone, is finalized in its place and calls what the metatable names then. The metatable stays as the
// script made it.

#include "host.h"
#include <stdio.h>
#include <string.h>

static const char GUARDS = 0, GUARD = 0; // keys of the registry: weak table object -> guard; metatable of guards

static void warn_of(lua_State *L, lua_State *co) {
  const char *message = lua_type(co, -1) == LUA_TSTRING ? lua_tostring(co, -1) : "error object is not a string";
  lua_warning(L, "error in __gc (", 1);
  lua_warning(L, message, 1);
  lua_warning(L, ")", 0);
}

/// Whether the value at index 1 is a guard.
static bool is_guard(lua_State *L) {
  if (lua_type(L, 1) != LUA_TUSERDATA || !lua_getmetatable(L, 1)) return false;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &GUARD);
  bool is_ours = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return is_ours;
}

int spar_guard_finalizer(lua_State *L) {
  SparHost *host = spar_host_of(L);
  if (host->stop != SPAR_RUNNING || !is_guard(L)) return 0;
  lua_settop(L, 1);
  if (lua_getiuservalue(L, 1, 1) != LUA_TTABLE) return 0;
  lua_pushnil(L);
  lua_setiuservalue(L, 1, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &GUARDS); // from here on setmetatable arms the object anew
  lua_pushvalue(L, 2);
  lua_pushnil(L);
  lua_rawset(L, 3);
  if (luaL_getmetafield(L, 2, "__gc") == LUA_TNIL) return 0;
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 4);
  lua_pushvalue(L, 2);
  lua_xmove(L, co, 2);
  lua_State *before = host->running;
  int results;
  spar_switch(host, co);
  int status = lua_resume(co, L, 1, &results);
  spar_switch(host, before);
  // As in Lua, an error in a finalizer is no error of the script.
  if (status != LUA_OK && status != LUA_YIELD && host->stop == SPAR_RUNNING) warn_of(L, co);
  return 0;
}

/// Gives the table at index 1 a guard unless it has one.
static void arm(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &GUARDS);
  lua_pushvalue(L, 1);
  if (lua_rawget(L, -2) == LUA_TNIL) {
    lua_newuserdatauv(L, 1, 1);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, -5);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &GUARD);
    lua_setmetatable(L, -2);
  }
  lua_settop(L, 2);
}

static int setmetatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  if (type == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) {
      lua_pushliteral(L, "__gc");
      lua_pushnil(L);
      lua_rawset(L, 2);
      lua_pushvalue(L, 2);
      lua_setmetatable(L, 1);
      lua_pushliteral(L, "__gc");
      lua_pushvalue(L, 3);
      lua_rawset(L, 2); // the field was there: no memory is needed
      arm(L);
      lua_settop(L, 1);
      return 1;
    }
    lua_settop(L, 2);
  }
  lua_setmetatable(L, 1);
  return 1;
}

/// Where `warn` and finalizers speak: standard error, once a script has said warn("@on").
static void on_warning(void *context, const char *message, int continues) {
  SparHost *host = context;
  static _Thread_local bool is_middle;
  if (!is_middle && !continues && *message == '@') {
    if (strcmp(message, "@on") == 0) host->warns = true;
    if (strcmp(message, "@off") == 0) host->warns = false;
    return;
  }
  if (host->warns) {
    if (!is_middle) {
      fflush(stdout);
      fputs("Lua warning: ", stderr);
    }
    fputs(message, stderr);
    if (!continues) fputc('\n', stderr);
  }
  is_middle = continues;
}

void spar_replace_finalizers(lua_State *L) {
  lua_createtable(L, 0, 0);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &GUARDS);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, spar_guard_finalizer);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &GUARD);
  lua_pushcfunction(L, setmetatable);
  lua_setfield(L, 1, "setmetatable");
  lua_setwarnf(L, on_warning, spar_host_of(L));
}
