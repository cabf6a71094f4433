// Calls itself something else than its file.
#define BAD_NAME "bad"
#include "bad/descriptor.inc"
