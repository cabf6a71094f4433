// A required entry is null.
#define BAD_NAME "no_fetch"
#define BAD_FETCH nullptr
#include "bad/descriptor.inc"
