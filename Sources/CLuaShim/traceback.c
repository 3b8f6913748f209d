// Where a script was when something failed, kept in fixed storage: recording cannot itself fail.

#include "host.h"
#include <string.h>
#include <stdio.h>

static bool fill(lua_State *L, lua_Debug *ar, SparFrame *frame) {
  if (!lua_getinfo(L, "Slnt", ar) || ar->currentline <= 0) return false;
  const char *source = ar->source[0] == '@' || ar->source[0] == '=' ? ar->source + 1 : ar->short_src;
  snprintf(frame->source, sizeof frame->source, "%s", source);
  if (*ar->what == 'm') frame->name[0] = 0;
  else snprintf(frame->name, sizeof frame->name, "%s", ar->name ? ar->name : "?");
  frame->line = ar->currentline;
  return true;
}

void spar_record_frames(SparHost *host, lua_State *L, int level) {
  lua_Debug ar;
  host->frame_count = host->frames_left_out = 0;
  for (; lua_getstack(L, level, &ar); level++) {
    if (host->frame_count == SPAR_FRAMES) { // keep the outermost ones too: shift the second half
      int half = SPAR_FRAMES / 2;
      memmove(&host->frames[half], &host->frames[half + 1], sizeof(SparFrame) * (SPAR_FRAMES - half - 1));
      host->frame_count--;
      host->frames_left_out++;
    }
    if (fill(L, &ar, &host->frames[host->frame_count])) host->frame_count++;
  }
}

int spar_frames(SparHost *host, const SparFrame **frames, int *left_out) {
  *frames = host->frames;
  *left_out = host->frames_left_out;
  return host->frame_count;
}

void spar_write(const void *bytes, size_t count) { fwrite(bytes, 1, count, stdout); }

void spar_flush(void) { fflush(stdout); }

bool spar_where(lua_State *L, SparFrame *frame) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); level++)
    if (fill(L, &ar, frame)) return true;
  return false;
}
