// Inside the room only: a spool as libzip sees it.
#pragma once

#include <cstdint>
#include <string>

#include <zip.h>

#include "decode/spool.hpp"

namespace tilsig::decode {

/// A seekable, read-only source over `spool`; nullptr with `error` filled when there is no memory for it. libzip owns
/// it. An exception of the spool becomes a read error of libzip, with its text in `trouble`.
[[nodiscard]] zip_source_t* make_zip_source(Spool& spool, std::string& trouble, zip_error_t& error);

}  // namespace tilsig::decode
