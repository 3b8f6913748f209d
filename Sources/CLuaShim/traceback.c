// Where a script was when something failed, kept in fixed storage: recording cannot itself fail.

#include "host.h"
#include <string.h>
#include <stdio.h>

static bool fill(lua_State *L, lua_Debug *ar, SparFrame *frame) {
  if (!lua_getinfo(L, "Slnt", ar) || ar->currentline <= 0) return false;
  const char *source = ar->source[0] == '@' || ar->source[0] == '=' ? ar->source + 1 : ar->short_src;
  snprintf(frame->source, sizeof frame->source, "%s", source);
  snprintf(frame->name, sizeof frame->name, "%s", *ar->what != 'm' && ar->name ? ar->name : "");
  frame->line = ar->currentline;
  return true;
}

/// The number of levels: lua_getstack walks from the top, so asking for each in turn would be quadratic.
static int depth(lua_State *L) {
  lua_Debug ar;
  int low = 0, high = 1;
  while (lua_getstack(L, high, &ar)) {
    low = high;
    high *= 2;
  }
  while (low < high) {
    int middle = (low + high) / 2;
    if (lua_getstack(L, middle, &ar)) low = middle + 1;
    else high = middle;
  }
  return low;
}

void spar_record_frames(SparHost *host, lua_State *L, int level) {
  lua_Debug ar;
  int levels = depth(L);
  // A deep stack: the innermost levels and the outermost ones, each with room for C functions in between.
  int head = SPAR_FRAMES, tail = levels - SPAR_FRAMES;
  host->frame_count = host->frames_left_out = 0;
  for (; level < levels; level++) {
    if (level >= head && level < tail) {
      host->frames_left_out += tail - level;
      level = tail;
    }
    if (host->frame_count == SPAR_FRAMES) { // the outermost ones stay: shift the second half
      int half = SPAR_FRAMES / 2;
      memmove(&host->frames[half], &host->frames[half + 1], sizeof(SparFrame) * (SPAR_FRAMES - half - 1));
      host->frame_count--;
      host->frames_left_out++;
    }
    if (lua_getstack(L, level, &ar) && fill(L, &ar, &host->frames[host->frame_count])) host->frame_count++;
  }
}

int spar_frames(SparHost *host, const SparFrame **frames, int *left_out) {
  *frames = host->frames;
  *left_out = host->frames_left_out;
  return host->frame_count;
}

bool spar_where(lua_State *L, SparFrame *frame) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); level++)
    if (fill(L, &ar, frame)) return true;
  return false;
}
