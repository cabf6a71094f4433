// The XML schemas that stand beside contracts, compiled as a decoder will compile them.
#include <filesystem>

#include "decode/xml/schema.hpp"
#include "operate/preview.hpp"

namespace tilsig::operate {

void check_schemas(const catalog::Catalog& catalog, config::Lints& lints) {
    for (const auto& [feed, contract] : catalog.contracts) {
        for (const auto& layout : contract.layouts) {
            if (layout.xml.schema_text.empty()) continue;
            const auto shown = std::filesystem::path(contract.path).parent_path() / layout.xml.schema;
            const decode::XmlSchema schema(layout.xml.schema_text, shown.string());
            for (const auto& mistake : schema.mistakes()) lints.add(mistake.place, mistake.message, mistake.remedy);
        }
    }
}

}  // namespace tilsig::operate
