// The elements of an XML sample by their paths: how often each occurs, and how often inside one parent.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "decode/xml/sax_parser.hpp"
#include "propose/sample.hpp"

namespace tilsig::propose {

struct XmlNode {
    std::string local, uri;
    XmlNode* parent = nullptr;
    std::uint64_t count = 0;
    std::uint64_t most_in_parent = 0;
    std::uint64_t texts = 0;  ///< times it held more than whitespace
    std::string number;       ///< its text where that is a number; of the last one
    std::vector<std::unique_ptr<XmlNode>> children;
    struct Attribute {
        std::string local, uri;
        std::uint64_t count = 0;
        std::string number;  ///< as above
    };
    std::vector<Attribute> attributes;

    std::uint64_t in_this_parent = 0;  ///< while the document is read
    [[nodiscard]] bool is_leaf() const noexcept { return children.empty(); }
};

struct XmlTree {
    std::unique_ptr<XmlNode> root;
    bool whole = true;  ///< the document was read to its end
};

/// Reads the sample's head by the program's own scan and parser. Throws what they refuse; a document that goes on
/// behind the head is no mistake. `layout` gives the encoding.
[[nodiscard]] XmlTree read_tree(const Sample& sample, const catalog::Layout& layout);

}  // namespace tilsig::propose
