// What is left of Lua's debug library: traceback, and getinfo as the manual has it, but for one thing: it does not hand
// out the shim's own C functions, which a coroutine's stack may hold while a finalizer looks at it.

#include "host.h"
#include <string.h>

static void set_text(lua_State *L, const char *key, const char *text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, int number) {
  lua_pushinteger(L, number);
  lua_setfield(L, -2, key);
}

static void set_flag(lua_State *L, const char *key, int flag) {
  lua_pushboolean(L, flag);
  lua_setfield(L, -2, key);
}

/// Moves the top value of `from` into a field of the table on top of `L`.
static void take(lua_State *L, lua_State *from, const char *key) {
  lua_xmove(from, L, 1);
  lua_CFunction function = lua_tocfunction(L, -1);
  if (function != NULL && spar_is_internal(function)) {
    lua_pop(L, 1);
    lua_pushnil(L);
  }
  lua_setfield(L, -2, key);
}

static int getinfo(lua_State *L) { // [thread,] function or level [, what]
  lua_Debug ar;
  int shift = lua_isthread(L, 1) ? 1 : 0;
  lua_State *from = shift ? lua_tothread(L, 1) : L;
  const char *what = luaL_optstring(L, shift + 2, "flnSrtu");
  luaL_argcheck(L, what[0] != '>', shift + 2, "invalid option '>'");
  if (!lua_checkstack(from, 4)) return luaL_error(L, "stack overflow");
  if (lua_isfunction(L, shift + 1)) {
    what = lua_pushfstring(L, ">%s", what);
    lua_pushvalue(L, shift + 1);
    if (from != L) lua_xmove(L, from, 1);
  } else if (!lua_getstack(from, (int)luaL_checkinteger(L, shift + 1), &ar)) {
    luaL_pushfail(L);
    return 1;
  }
  int height = lua_gettop(from) - (what[0] == '>');
  if (!lua_getinfo(from, what, &ar)) {
    lua_settop(from, height);
    return luaL_argerror(L, shift + 2, "invalid option");
  }
  // The function, then the lines, are on top of the stack where they were asked for.
  lua_createtable(L, 0, 16);
  int made = lua_gettop(L);
  if (strchr(what, 'L')) {
    if (from == L) lua_pushvalue(L, made - 1);
    else lua_xmove(from, L, 1);
    lua_setfield(L, made, "activelines");
  }
  if (strchr(what, 'f')) {
    if (from == L) {
      lua_pushvalue(L, made - (strchr(what, 'L') ? 2 : 1));
      take(L, L, "func");
    } else {
      take(L, from, "func");
    }
  }
  if (strchr(what, 'S')) {
    lua_pushlstring(L, ar.source, ar.srclen);
    lua_setfield(L, -2, "source");
    set_text(L, "short_src", ar.short_src);
    set_number(L, "linedefined", ar.linedefined);
    set_number(L, "lastlinedefined", ar.lastlinedefined);
    set_text(L, "what", ar.what);
  }
  if (strchr(what, 'l')) set_number(L, "currentline", ar.currentline);
  if (strchr(what, 'u')) {
    set_number(L, "nups", ar.nups);
    set_number(L, "nparams", ar.nparams);
    set_flag(L, "isvararg", ar.isvararg);
  }
  if (strchr(what, 'n')) {
    set_text(L, "name", ar.name);
    set_text(L, "namewhat", ar.namewhat);
  }
  if (strchr(what, 'r')) {
    set_number(L, "ftransfer", ar.ftransfer);
    set_number(L, "ntransfer", ar.ntransfer);
  }
  if (strchr(what, 't')) set_flag(L, "istailcall", ar.istailcall);
  return 1;
}

void spar_replace_debug(lua_State *L) {
  lua_getfield(L, 1, LUA_DBLIBNAME);
  lua_createtable(L, 0, 2);
  lua_getfield(L, -2, "traceback");
  lua_setfield(L, -2, "traceback");
  lua_pushcfunction(L, getinfo);
  lua_setfield(L, -2, "getinfo");
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE); // where Lua looks for the names of functions
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, LUA_DBLIBNAME);
  lua_pop(L, 1);
  lua_setfield(L, 1, LUA_DBLIBNAME);
  lua_pop(L, 1);
}
