// libedit by its readline interface, whose functions have fixed arguments.
#include <stdio.h>
#include <editline/readline.h>
