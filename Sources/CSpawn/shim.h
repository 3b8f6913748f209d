// Two functions of the GNU C library that its headers show only under _GNU_SOURCE, which Swift's Glibc does not set.
#include <spawn.h>

int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
