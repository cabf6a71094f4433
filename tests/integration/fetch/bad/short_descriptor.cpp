// Claims the right ABI with a descriptor that is too small to hold it.
#define BAD_NAME "short_descriptor"
#define BAD_SIZE 24u
#include "bad/descriptor.inc"
