// The only place that knows about longjmp.
//
// Lua raises errors by longjmp, which must never cross a Swift frame. So:
// - every function that Lua calls is a C function of this target; it calls Swift, Swift returns a status and leaves
//   the error or the request on the stack, and only then, with no Swift frame left, is the error raised;
// - every Lua operation that Swift asks for and that may raise (it allocates, or may run a metamethod) runs here
//   under lua_pcall and returns a status.

#ifndef CLUASHIM_H
#define CLUASHIM_H

#include <lua5.4/lua.h>
#include <lua5.4/lauxlib.h>
#include <lua5.4/lualib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Why a script was stopped; 0 while it runs.
enum { SPAR_RUNNING = 0, SPAR_INTERRUPT = 1, SPAR_TIME = 2, SPAR_MEMORY = 3, SPAR_EXIT = 4 };

/// What a Swift function returns instead of a number of results.
enum { SPAR_RAISE = -1, SPAR_YIELD = -2 };

/// One line of a traceback.
typedef struct {
  char source[256];
  char name[64];
  int line;
} SparFrame;

enum { SPAR_FRAMES = 24 };

typedef struct SparHost SparHost;

/// What Swift lends to the runtime.
typedef struct {
  void *context;
  /// Runs binding `id`; the arguments are on the stack of L. Returns a count of results, SPAR_RAISE or SPAR_YIELD.
  int (*call)(lua_State *L, void *context, int64_t id);
  /// A userdata lets go of its Swift object.
  void (*release)(void *context, void *object, const void *type);
} SparCallbacks;

/// A new Lua state whose memory is bounded by `limit` bytes (0: unbounded). NULL where there is no memory.
SparHost *spar_host_new(SparCallbacks callbacks, size_t limit);
void spar_host_set_context(SparHost *host, void *context);
void spar_host_free(SparHost *host);
lua_State *spar_host_main(SparHost *host);
SparHost *spar_host_of(lua_State *L);

// Limits. `spar_stop` may be called from any thread or from a signal handler.

/// Declares the calling thread to be the one that runs the scripts of this host.
void spar_host_bind_thread(SparHost *host);
void spar_stop(SparHost *host, int reason);
int spar_stopped(SparHost *host);
/// The status that os.exit was given, where that is why the script was stopped.
int spar_exit_status(SparHost *host);
void spar_clear_stop(SparHost *host);
size_t spar_memory_used(SparHost *host);
/// Adds to (or takes from) the bytes that Swift objects hold outside the Lua heap.
void spar_memory_external(SparHost *host, ptrdiff_t change);
/// Bytes that malloc has given to this whole process and not got back.
size_t spar_memory_allocated(void);
size_t spar_memory_limit(SparHost *host);
void spar_memory_set_limit(SparHost *host, size_t limit);

// Protected operations: LUA_OK with the value on the stack, or a status with the error value on the stack.

int spar_push_string(lua_State *L, const char *text, size_t length);
int spar_new_table(lua_State *L, int array, int fields);
/// table[key] = value, with the key and the value on top of the stack; both are popped.
int spar_set(lua_State *L, int table);
int spar_set_index(lua_State *L, int table, lua_Integer index);
int spar_set_field(lua_State *L, int table, const char *key, size_t length);
/// The global or library field as Lua code would read it.
int spar_get_field(lua_State *L, int table, const char *key);
int spar_push_function(lua_State *L, int64_t id);
/// Pops the top value and keeps it in the registry.
int spar_ref(lua_State *L, int *reference);
int spar_to_string(lua_State *L, int index);
int spar_collect(lua_State *L);
int spar_new_thread(lua_State *L);
int spar_open_libraries(lua_State *L);
/// lua_pcall with the frames recorded where it fails.
int spar_call(lua_State *L, int arguments, int results);
/// lua_resume with the running state tracked; frames are recorded where it fails.
int spar_resume(lua_State *co, lua_State *from, int arguments, int *results);

// Userdata: one retained Swift object each.

/// A new userdata that owns `object`, with the metatable kept under `metatable` in the registry.
int spar_new_box(lua_State *L, void *object, const void *type, int metatable);
/// The object in the userdata at `index`; NULL where it is none of ours or is closed. `type` is set for ours.
void *spar_box(lua_State *L, int index, const void **type);
/// Leaves a metatable on the stack: __index looks in `methods`, then calls binding `index`.
/// Stack: methods table -> metatable.
int spar_new_metatable(lua_State *L, const char *name, int64_t index_binding);

// Tracebacks.

/// The frames of the last failure, innermost first, and how many were left out in the middle.
int spar_frames(SparHost *host, const SparFrame **frames, int *left_out);
/// The script's line that is running: source and line of the innermost Lua function; false where there is none.
bool spar_where(lua_State *L, SparFrame *frame);

// Standard output.

/// Writes through the buffer that io.stdout uses too; 0, or the errno of the first write that failed.
int spar_write(const void *bytes, size_t count);
/// 0, or the errno of the first write that failed.
int spar_flush(void);

/// Swift refers to macros through these.
static inline int spar_registry_index(void) { return LUA_REGISTRYINDEX; }
static inline int spar_upvalue_index(int i) { return lua_upvalueindex(i); }
static inline void spar_pop(lua_State *L, int n) { lua_settop(L, -n - 1); }

#endif
