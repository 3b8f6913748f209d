// Lua operations that may raise, run under lua_pcall for Swift.
//
// The operation is a light userdata, which no script can make: the one function that Lua sees refuses anything else.

#include "host.h"

typedef struct Operation {
  int (*function)(lua_State *L, struct Operation *operation);
  const char *text;
  size_t length;
  lua_Integer integer;
  int a, b;
  void *object;
  const void *type;
} Operation;

/// The function that Lua calls for every operation: argument 1 is the operation, its values follow.
static int perform(lua_State *L) {
  Operation *operation = lua_touserdata(L, 1);
  if (!lua_islightuserdata(L, 1) || (void *)operation == spar_host_of(L)) // the latter is a stop's error value
    return luaL_error(L, "this function is not for scripts");
  return operation->function(L, operation);
}

/// Runs `function` with the `moved` topmost values of the stack as arguments after the operation itself.
static int protect(lua_State *L, int (*function)(lua_State *, Operation *), Operation *operation, int moved, int results) {
  if (!lua_checkstack(L, 4)) {
    lua_settop(L, -moved - 1);
    lua_pushnil(L);
    return LUA_ERRMEM;
  }
  operation->function = function;
  lua_pushcfunction(L, perform);
  lua_pushlightuserdata(L, operation);
  if (moved > 0) lua_rotate(L, -moved - 2, 2);
  return lua_pcall(L, moved + 1, results, 0);
}

static int push_string(lua_State *L, Operation *operation) {
  lua_pushlstring(L, operation->text, operation->length);
  return 1;
}

int spar_push_string(lua_State *L, const char *text, size_t length) {
  Operation operation = {.text = text, .length = length};
  return protect(L, push_string, &operation, 0, 1);
}

static int new_table(lua_State *L, Operation *operation) {
  lua_createtable(L, operation->a, operation->b);
  return 1;
}

int spar_new_table(lua_State *L, int array, int fields) {
  Operation operation = {.a = array, .b = fields};
  return protect(L, new_table, &operation, 0, 1);
}

static int set(lua_State *L, Operation *unused) { // operation, key, value, table
  (void)unused;
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_rawset(L, 4);
  return 0;
}

int spar_set(lua_State *L, int table) {
  Operation operation = {0};
  lua_checkstack(L, 1);
  lua_pushvalue(L, table);
  return protect(L, set, &operation, 3, 0);
}

static int set_index(lua_State *L, Operation *operation) { // operation, value, table
  lua_pushvalue(L, 2);
  lua_rawseti(L, 3, operation->integer);
  return 0;
}

int spar_set_index(lua_State *L, int table, lua_Integer index) {
  Operation operation = {.integer = index};
  lua_checkstack(L, 1);
  lua_pushvalue(L, table);
  return protect(L, set_index, &operation, 2, 0);
}

static int set_field(lua_State *L, Operation *operation) { // operation, value, table
  lua_pushlstring(L, operation->text, operation->length);
  lua_pushvalue(L, 2);
  lua_rawset(L, 3);
  return 0;
}

int spar_set_field(lua_State *L, int table, const char *key, size_t length) {
  Operation operation = {.text = key, .length = length};
  lua_checkstack(L, 1);
  lua_pushvalue(L, table);
  return protect(L, set_field, &operation, 2, 0);
}

static int get_field(lua_State *L, Operation *operation) { // operation, table
  lua_getfield(L, 2, operation->text);
  return 1;
}

int spar_get_field(lua_State *L, int table, const char *key) {
  Operation operation = {.text = key};
  lua_checkstack(L, 1);
  lua_pushvalue(L, table);
  return protect(L, get_field, &operation, 1, 1);
}

static int ref(lua_State *L, Operation *operation) { // operation, value
  operation->a = luaL_ref(L, LUA_REGISTRYINDEX);
  return 0;
}

int spar_ref(lua_State *L, int *reference) {
  Operation operation = {0};
  int status = protect(L, ref, &operation, 1, 0);
  *reference = operation.a;
  return status;
}

static int to_string(lua_State *L, Operation *unused) { // operation, value
  (void)unused;
  luaL_tolstring(L, 2, NULL);
  return 1;
}

int spar_to_string(lua_State *L, int index) {
  Operation operation = {0};
  lua_checkstack(L, 1);
  lua_pushvalue(L, index);
  return protect(L, to_string, &operation, 1, 1);
}

static int collect(lua_State *L, Operation *unused) {
  (void)unused;
  lua_gc(L, LUA_GCCOLLECT);
  return 0;
}

int spar_collect(lua_State *L) {
  Operation operation = {0};
  return protect(L, collect, &operation, 0, 0);
}

static int new_thread(lua_State *L, Operation *unused) {
  (void)unused;
  lua_newthread(L);
  return 1;
}

int spar_new_thread(lua_State *L) {
  Operation operation = {0};
  return protect(L, new_thread, &operation, 0, 1);
}

static int open_libraries(lua_State *L, Operation *unused) {
  (void)unused;
  luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
  luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
  luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
  luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
  luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
  luaL_requiref(L, LUA_COLIBNAME, luaopen_coroutine, 1);
  luaL_requiref(L, LUA_IOLIBNAME, luaopen_io, 1);
  luaL_requiref(L, LUA_OSLIBNAME, luaopen_os, 1);
  luaL_requiref(L, LUA_DBLIBNAME, luaopen_debug, 1);
  lua_settop(L, 0);
  spar_replace_functions(L);
  return 0;
}

int spar_open_libraries(lua_State *L) {
  Operation operation = {0};
  return protect(L, open_libraries, &operation, 0, 0);
}

static int keep_frames(lua_State *L) {
  SparHost *host = spar_host_of(L);
  spar_record_frames(host, L, 1);
  return 1;
}

bool spar_is_internal(lua_CFunction function) {
  return function == perform || function == keep_frames || function == spar_message_handler
      || function == spar_guard_finalizer;
}

int spar_call(lua_State *L, int arguments, int results) {
  if (!lua_checkstack(L, 2)) {
    lua_settop(L, -arguments - 2);
    lua_pushnil(L);
    return LUA_ERRMEM;
  }
  int handler = lua_gettop(L) - arguments;
  lua_pushcfunction(L, keep_frames);
  lua_insert(L, handler);
  int status = lua_pcall(L, arguments, results, handler);
  lua_remove(L, handler);
  if (status != LUA_OK) spar_check_refusal(spar_host_of(L));
  return status;
}

int spar_resume(lua_State *co, lua_State *from, int arguments, int *results) {
  SparHost *host = spar_host_of(co);
  lua_State *before = host->running;
  spar_switch(host, co);
  int status = lua_resume(co, from, arguments, results);
  spar_switch(host, before);
  if (status != LUA_OK && status != LUA_YIELD) {
    spar_check_refusal(host);
    spar_record_frames(host, co, 0);
  }
  return status;
}

// Bindings.

static int answered(lua_State *L, int status, lua_KContext context) { // ..., ok, values, count of values
  (void)status;
  (void)context;
  int count = (int)lua_tointeger(L, -1);
  lua_settop(L, -2);
  if (lua_toboolean(L, -count - 1)) return count;
  return lua_error(L);
}

static int binding(lua_State *L) {
  SparHost *host = spar_host_of(L);
  int results = host->swift.call(L, host->swift.context, lua_tointeger(L, lua_upvalueindex(1)));
  if (results >= 0) return results;
  if (results == SPAR_YIELD) return lua_yieldk(L, 1, 0, answered);
  if (host->stop != SPAR_RUNNING) return spar_raise_stop(L);
  return lua_error(L);
}

static int push_function(lua_State *L, Operation *operation) {
  lua_pushinteger(L, operation->integer);
  lua_pushcclosure(L, binding, 1);
  return 1;
}

int spar_push_function(lua_State *L, int64_t id) {
  Operation operation = {.integer = id};
  return protect(L, push_function, &operation, 0, 1);
}

// Userdata. In a new one the pointer is NULL before it has its metatable, so that a collection in between is harmless.

static const uint64_t MAGIC = 0x5370617242786f21;

typedef struct {
  uint64_t magic;
  void *object;
  const void *type;
  uint64_t reserved; // makes the size differ from that of any other userdata
} Box;

static int release(lua_State *L) {
  Box *box = lua_touserdata(L, 1);
  if (box == NULL || lua_rawlen(L, 1) != sizeof(Box) || box->magic != MAGIC || box->object == NULL) return 0;
  void *object = box->object;
  box->object = NULL;
  SparHost *host = spar_host_of(L);
  host->swift.release(host->swift.context, object, box->type);
  return 0;
}

static int new_box(lua_State *L, Operation *operation) {
  Box *box = lua_newuserdatauv(L, sizeof(Box), 0);
  box->magic = MAGIC;
  box->object = NULL;
  box->type = operation->type;
  lua_rawgeti(L, LUA_REGISTRYINDEX, operation->a);
  lua_setmetatable(L, -2);
  box->object = operation->object;
  return 1;
}

int spar_new_box(lua_State *L, void *object, const void *type, int metatable) {
  Operation operation = {.object = object, .type = type, .a = metatable};
  return protect(L, new_box, &operation, 0, 1);
}

void *spar_box(lua_State *L, int index, const void **type) {
  *type = NULL;
  if (lua_type(L, index) != LUA_TUSERDATA || lua_rawlen(L, index) != sizeof(Box)) return NULL;
  Box *box = lua_touserdata(L, index);
  if (box->magic != MAGIC) return NULL;
  *type = box->type;
  return box->object;
}

static int index_object(lua_State *L) { // object, key; upvalues: binding, methods
  if (lua_type(L, 2) == LUA_TSTRING) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) return 1;
    lua_settop(L, 2);
  }
  return binding(L);
}

static int new_metatable(lua_State *L, Operation *operation) { // operation, methods
  lua_createtable(L, 0, 16);
  lua_pushstring(L, operation->text);
  lua_setfield(L, -2, "__name");
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__gc");
  lua_pushcfunction(L, release);
  lua_setfield(L, -2, "__close");
  lua_pushliteral(L, "locked");
  lua_setfield(L, -2, "__metatable");
  lua_pushinteger(L, operation->integer);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, index_object, 2);
  lua_setfield(L, -2, "__index");
  return 1;
}

int spar_new_metatable(lua_State *L, const char *name, int64_t index_binding) {
  Operation operation = {.text = name, .integer = index_binding};
  return protect(L, new_metatable, &operation, 1, 1);
}
