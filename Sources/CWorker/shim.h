// Linux calls that Swift's Glibc does not show: the signal at a parent's death, and which file system a path is on.
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/file.h>

static inline int worker_end_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }
static inline long worker_file_system(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (long)status.f_type : -1;
}
