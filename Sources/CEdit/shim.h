// libedit by its readline interface, whose functions have fixed arguments. Its settings are global variables, which Swift
// cannot reach safely; these functions set them, all on the thread that reads lines.
#include <stdio.h>
#include <editline/readline.h>

static inline void spar_edit_setup(int (*next_character)(FILE *), rl_completion_func_t *matches) {
  rl_catch_signals = 0;
  rl_getc_function = next_character; // libedit takes it in only when it is set up
  rl_initialize();
  rl_attempted_completion_function = matches;
  rl_completion_append_character = 0;
  using_history();
  stifle_history(5000);
}

/// No file names where we know no match.
static inline void spar_edit_no_file_names(void) { rl_attempted_completion_over = 1; }

static inline const char *spar_edit_line(void) { return rl_line_buffer; }
