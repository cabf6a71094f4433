// Needs a function that no library has: must be found at loading, not in mid-fetch.
#define BAD_NAME "unresolved"
#include "bad/descriptor.inc"
extern "C" int tilsig_no_such_function();
extern "C" __attribute__((visibility("default"))) int user_of_it();
int user_of_it() { return tilsig_no_such_function(); }
