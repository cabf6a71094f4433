// Where one piece of XML markup ends: what must be known about a document before libxml2 sees a byte of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tilsig::decode {

/// A stretch of text or one tag, comment, CDATA section, processing instruction or declaration.
struct XmlMarkup {
    enum class Kind {
        text,
        start,        ///< <a ...>
        empty,        ///< <a .../>
        end,          ///< </a>
        comment,      ///< <!-- -->
        cdata,        ///< <![CDATA[ ]]>
        instruction,  ///< <? ?>, also the XML declaration
        declaration   ///< <! and anything else: a document type. Its length is not looked for: always 2
    };
    Kind kind = Kind::text;
    std::size_t length = 0;
};

/// The markup at the front of `bytes` (not empty); nothing when its end is not there yet. Bytes may be in UTF-8 or in
/// any single-byte encoding that contains ASCII: only ASCII bytes decide. No parser: names and attributes are
/// looked at for nothing but quotes, so that a `>` in an attribute's value ends no tag. For every well-formed document
/// the result is what XML 1.0 says; for others it only bounds what libxml2 gets to see.
[[nodiscard]] std::optional<XmlMarkup> next_markup(std::string_view bytes) noexcept;

/// Nothing but the white space of XML.
[[nodiscard]] bool is_xml_space(std::string_view bytes) noexcept;

}  // namespace tilsig::decode
