// Sums and products of numbers of 64 bits, exactly.
#pragma once

namespace tilsig {

__extension__ using Wide = __int128;

}  // namespace tilsig
