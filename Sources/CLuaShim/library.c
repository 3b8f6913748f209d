// The functions of Lua's library through which a stop must pass, and those that a sandbox changes.
//
// They behave as Lua's own, except that pcall, xpcall and the resuming functions raise again while a stop is up, that
// only text chunks load, and that os.exit is a stop: the host ends in order.

#include "host.h"
#include <string.h>

static int finish_pcall(lua_State *L, int status, lua_KContext skipped) {
  SparHost *host = spar_host_of(L);
  spar_switch(host, L);
  if (status != LUA_OK && status != LUA_YIELD) spar_check_refusal(host);
  if (host->stop != SPAR_RUNNING) return spar_raise_stop(L);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)skipped;
}

static int pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
  return finish_pcall(L, status, 0);
}

/// A script's message handler, upvalue 1. Not called for a stop: it would run inside the hook, where no hook fires.
int spar_message_handler(lua_State *L) {
  if (spar_host_of(L)->stop != SPAR_RUNNING) return 1;
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int xpcall(lua_State *L) {
  int arguments = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, spar_message_handler, 1);
  lua_replace(L, 2);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  int status = lua_pcallk(L, arguments - 2, LUA_MULTRET, 2, 2, finish_pcall);
  return finish_pcall(L, status, 2);
}

/// Resumes `co` with the top `arguments` values; the count of values moved back, or -1 with the error on top.
static int resume(lua_State *L, lua_State *co, int arguments) {
  SparHost *host = spar_host_of(L);
  int results, status;
  if (!lua_checkstack(co, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, co, arguments);
  lua_State *before = host->running;
  spar_switch(host, co);
  status = lua_resume(co, L, arguments, &results);
  spar_switch(host, before);
  if (status != LUA_OK && status != LUA_YIELD) spar_check_refusal(host);
  if (host->stop != SPAR_RUNNING) return spar_raise_stop(L);
  if (status == LUA_OK || status == LUA_YIELD) {
    if (!lua_checkstack(L, results + 1)) {
      lua_settop(co, -results - 1);
      lua_pushliteral(L, "too many results to resume");
      return -1;
    }
    lua_xmove(co, L, results);
    return results;
  }
  lua_xmove(co, L, 1);
  return -1;
}

static lua_State *coroutine_argument(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co, 1, "coroutine");
  return co;
}

static int coroutine_resume(lua_State *L) {
  lua_State *co = coroutine_argument(L);
  int results = resume(L, co, lua_gettop(L) - 1);
  if (results < 0) {
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushboolean(L, 1);
  lua_insert(L, -(results + 1));
  return results + 1;
}

/// Closes `co` with the running state tracked, since its pending to-be-closed variables run in it.
static int close_coroutine(lua_State *L, lua_State *co) {
  SparHost *host = spar_host_of(L);
  lua_State *before = host->running;
  spar_switch(host, co);
  int status = lua_resetthread(co);
  spar_switch(host, before);
  if (host->stop != SPAR_RUNNING) spar_raise_stop(L);
  return status;
}

static int wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  int results = resume(L, co, lua_gettop(L));
  if (results >= 0) return results;
  int status = lua_status(co);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_settop(L, lua_gettop(L) - 1); // closing gives the error again, or a later one
    close_coroutine(L, co);
    lua_xmove(co, L, 1);
  }
  return lua_error(L); // as it was: Lua would put a second position in front
}

static int coroutine_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

static int coroutine_close(lua_State *L) {
  lua_State *co = coroutine_argument(L);
  lua_Debug ar;
  bool active = lua_status(co) == LUA_OK && lua_getstack(co, 0, &ar);
  if (active) return luaL_error(L, "cannot close a %s coroutine", co == L ? "running" : "normal");
  if (close_coroutine(L, co) == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  lua_xmove(co, L, 1);
  return 2;
}

static const char *read_piece(lua_State *L, void *unused, size_t *size) {
  (void)unused;
  luaL_checkstack(L, 2, "too many nested functions");
  lua_pushvalue(L, 1);
  lua_call(L, 0, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    *size = 0;
    return NULL;
  }
  if (!lua_isstring(L, -1)) luaL_error(L, "reader function must return a string");
  lua_replace(L, 5); // keeps the piece from being collected
  return lua_tolstring(L, 5, size);
}

/// Whether a chunk may be text under a script's mode; otherwise nil and Lua's sentence are on the stack.
static bool text_is_allowed(lua_State *L, int mode) {
  const char *given = luaL_optstring(L, mode, "bt");
  if (strchr(given, 't') != NULL) return true;
  lua_pushnil(L);
  lua_pushfstring(L, "attempt to load a text chunk (mode is '%s')", given);
  return false;
}

/// Upvalue 1 is the environment that a chunk gets where none is named.
static int load(lua_State *L) {
  int status;
  size_t size;
  const char *text = lua_tolstring(L, 1, &size);
  bool own_environment = !lua_isnone(L, 4);
  lua_settop(L, 4);
  const char *mode = luaL_optstring(L, 3, "bt");
  if (text != NULL) {
    if ((size == 0 || text[0] != LUA_SIGNATURE[0]) && !text_is_allowed(L, 3)) return 2;
    status = luaL_loadbufferx(L, text, size, luaL_optstring(L, 2, text), "t");
  } else {
    const char *name = luaL_optstring(L, 2, "=(load)");
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 5);
    bool allowed = strchr(mode, 't') != NULL;
    status = lua_load(L, read_piece, NULL, name, allowed ? "t" : "-");
    // Lua looks at the mode when the first piece is there.
    if (status != LUA_OK && !allowed && lua_isstring(L, -1) && strstr(lua_tostring(L, -1), "text chunk (mode is '-')"))
      lua_pushfstring(L, "attempt to load a text chunk (mode is '%s')", mode);
  }
  if (status != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushvalue(L, own_environment ? 4 : lua_upvalueindex(1));
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  return 1;
}

static int loadfile(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  bool own_environment = !lua_isnone(L, 3);
  lua_settop(L, 3);
  if (!text_is_allowed(L, 2)) return 2;
  if (luaL_loadfilex(L, path, "t") != LUA_OK) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  lua_pushvalue(L, own_environment ? 3 : lua_upvalueindex(1));
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  return 1;
}

static int finish_dofile(lua_State *L, int status, lua_KContext context) {
  (void)status;
  (void)context;
  return lua_gettop(L) - 1;
}

static int dofile(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  lua_settop(L, 1);
  if (luaL_loadfilex(L, path, "t") != LUA_OK) return lua_error(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
  lua_callk(L, 0, LUA_MULTRET, 0, finish_dofile);
  return finish_dofile(L, 0, 0);
}

// The environment of scripts: an empty table that reads from the real globals (so that an assignment to any global,
// new or not, can be seen). Its __newindex is set by Swift.

static int next_global(lua_State *L) {
  lua_settop(L, 2);
  if (lua_next(L, lua_upvalueindex(1))) return 2;
  lua_pushnil(L);
  return 1;
}

static int pairs_of_globals(lua_State *L) {
  lua_pushglobaltable(L);
  lua_pushcclosure(L, next_global, 1);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/// Ends the script as a stop does: nothing swallows it, and the host ends in order with this status.
static int os_exit(lua_State *L) {
  SparHost *host = spar_host_of(L);
  int status = lua_isboolean(L, 1) ? !lua_toboolean(L, 1) : (int)luaL_optinteger(L, 1, 0);
  if (host->stop == SPAR_RUNNING) {
    host->exit_status = status;
    host->stop = SPAR_EXIT;
  }
  return spar_raise_stop(L);
}

static int refused(lua_State *L) {
  return luaL_error(L, "%s is not available in scripts", lua_tostring(L, lua_upvalueindex(1)));
}

/// Puts a function that says so in place of each named function of a library.
static void refuse(lua_State *L, const char *library, const char *const *names) {
  lua_getfield(L, 1, library);
  for (; *names; names++) {
    lua_pushfstring(L, "%s.%s", library, *names);
    lua_pushcclosure(L, refused, 1);
    lua_setfield(L, -2, *names);
  }
  lua_pop(L, 1);
}

void spar_replace_functions(lua_State *L) {
  lua_pushglobaltable(L);
  lua_newtable(L); // the environment
  lua_newtable(L);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, pairs_of_globals);
  lua_setfield(L, -2, "__pairs");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, "spar.environment.meta");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, "spar.environment");
  lua_pushvalue(L, -1);
  lua_setfield(L, 1, "_G");

  static const luaL_Reg base[] = {
      {"pcall", pcall}, {"xpcall", xpcall}, {NULL, NULL}};
  static const luaL_Reg loading[] = {{"load", load}, {"loadfile", loadfile}, {"dofile", dofile}, {NULL, NULL}};
  lua_pushvalue(L, 1);
  luaL_setfuncs(L, base, 0);
  lua_pushvalue(L, 2);
  luaL_setfuncs(L, loading, 1);
  lua_settop(L, 1);

  static const luaL_Reg coroutines[] = {
      {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {"close", coroutine_close}, {NULL, NULL}};
  lua_getfield(L, 1, LUA_COLIBNAME);
  luaL_setfuncs(L, coroutines, 0);

  static const char *const refused_os[] = {"execute", "setlocale", NULL};
  static const char *const refused_io[] = {"popen", NULL};
  refuse(L, LUA_OSLIBNAME, refused_os);
  refuse(L, LUA_IOLIBNAME, refused_io);

  lua_getfield(L, 1, LUA_OSLIBNAME);
  lua_pushcfunction(L, os_exit);
  lua_setfield(L, -2, "exit");
  lua_settop(L, 1);

  spar_replace_finalizers(L);
  spar_replace_debug(L);
  lua_settop(L, 0);
}
