// Its static objects take the process down before anybody could look at its descriptor.
#define BAD_NAME "crash_on_load"
#include "bad/descriptor.inc"
namespace {
[[maybe_unused]] const int crashed = (std::abort(), 1);
}
