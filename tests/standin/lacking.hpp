// Answers of the statistics bank that agree with themselves and yet lack something.
#pragma once

#include <string>

namespace tilsig::standin {

/// A JSON-stat2 data set without the last category of its last dimension (`newest`), or without the first of its first:
/// sizes, categories and values all fit each other. Any other document is given back unchanged.
[[nodiscard]] std::string without_one_category(const std::string& document, bool newest);

}  // namespace tilsig::standin
