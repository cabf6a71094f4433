// Paths of XML layouts: `/register/p:vedtak`, `person/navn`, `@id`, `.`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"

namespace tilsig::catalog {

/// The steps of a path, names resolved by the layout's namespaces: none for `.` and for a path that is not one; then
/// `mistake` says why and is empty otherwise. A leading `/` is left to the caller. An element without prefix is in
/// the layout's default namespace, an attribute without prefix in none; `xml:` needs no declaration.
[[nodiscard]] std::vector<XmlStep> parse_xml_path(std::string_view path, const XmlLayout& layout, std::string& mistake);

}  // namespace tilsig::catalog
