// Inside the room only: one finder per format.
#pragma once

#include "propose/shape.hpp"

namespace tilsig::propose {

[[nodiscard]] Shape csv_shape(const Sample& sample, catalog::Encoding encoding, HeaderWord header);
[[nodiscard]] Shape json_shape(const Sample& sample, catalog::Encoding encoding);
[[nodiscard]] Shape xml_shape(const Sample& sample, catalog::Encoding encoding);
[[nodiscard]] Shape xlsx_shape(const Sample& sample, const std::string& sheet, HeaderWord header);

/// Refuses a header in which two columns have one name: they could not be told apart. `line` is the header's.
void refuse_double_names(const Sample& sample, std::uint64_t line, const std::vector<std::string>& names);

/// "1 column" or "1 204 columns".
[[nodiscard]] std::string counted(std::uint64_t number, const std::string& one, const std::string& many);

}  // namespace tilsig::propose
