// A name that could become a path or a log line.
#define BAD_NAME "../odd name"
#include "bad/descriptor.inc"
