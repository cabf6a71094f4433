#include "decode_support.hpp"
