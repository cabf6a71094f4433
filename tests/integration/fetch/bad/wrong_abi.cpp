// Built for a later ABI: everything behind the number may mean something else.
#define BAD_NAME "wrong_abi"
#define BAD_ABI 77u
#include "bad/descriptor.inc"
