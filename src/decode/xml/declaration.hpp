// <?xml version="1.0" encoding="..."?>
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/layout.hpp"

namespace tilsig::decode {

/// What an XML declaration says.
struct XmlDeclaration {
    std::string version;
    std::string encoding;  ///< as written; empty when it says none
};

/// `markup` is an instruction (`<?...?>`). Nothing when it is no XML declaration, or one that is not written by the
/// rules.
[[nodiscard]] std::optional<XmlDeclaration> parse_xml_declaration(std::string_view markup);

/// `name` is one of the names of the encoding, or of ASCII, which all of ours contain. Upper and lower case are the
/// same.
[[nodiscard]] bool names_encoding(std::string_view name, catalog::Encoding encoding);

}  // namespace tilsig::decode
