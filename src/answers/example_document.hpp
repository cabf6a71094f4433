// Documents of one record as a sender writes them, for the description of a feed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/contract.hpp"

namespace tilsig::answers {

/// Field -> what the sender writes.
using ExampleValues = std::map<std::string, std::optional<std::string>>;

/// A whole document of one record, with its namespace and what the layout reads and the schema asks for outside of it.
[[nodiscard]] std::string xml_document(const catalog::Layout& layout, const catalog::Contract& contract,
                                       const ExampleValues& given);

/// Header, the line of a record and the trailer, with its count and its sums.
[[nodiscard]] std::string csv_document(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                                       const ExampleValues& given);

/// The line of a record, with the layout's year where nothing else is said.
[[nodiscard]] std::string fixed_record(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                                       const ExampleValues& given);

/// What the sender writes in a column; empty where the example says nothing of it.
[[nodiscard]] std::string value_in(const std::vector<catalog::Field>& fields, const ExampleValues& given,
                                   const std::string& column);

/// A whole document of one record, of a day of the example's period.
[[nodiscard]] std::string json_document(const catalog::Layout& layout, const std::vector<catalog::Field>& fields,
                                        const ExampleValues& given);

}  // namespace tilsig::answers
