// Exports the right symbol with the wrong magic number.
#define BAD_NAME "wrong_magic"
#define BAD_MAGIC 0xDEADBEEFu
#include "bad/descriptor.inc"
