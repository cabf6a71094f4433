// Whether an answer that has arrived says of itself that it is whole.
#pragma once

#include <string>

#include "json_scanner.hpp"
#include "question.hpp"

namespace tilsig::klass {

/// The proof to give to the host. Throws Failure(bad_source) when the document is not closed, lacks its records, or
/// (PxWeb) holds another number of cells than its `size` says.
[[nodiscard]] std::string prove(const JsonScanner& scanner, const Question& question);

}  // namespace tilsig::klass
