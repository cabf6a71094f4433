#include "decode/other_layout.hpp"

#include "decode/codes.hpp"
#include "decode/formats.hpp"

namespace tilsig::decode {

namespace {

using catalog::Layout;

Looks looks(std::string_view head, const catalog::Contract& contract, const Layout& layout) {
    const auto& decoding = decoding_of(layout);
    return decoding.looks == nullptr ? Looks::unknown : decoding.looks(head, contract, layout);
}

}  // namespace

std::optional<model::Finding> other_layout(std::string_view head, const catalog::Contract& contract,
                                           const catalog::Layout& layout) {
    if (contract.layouts.size() < 2 || looks(head, contract, layout) != Looks::otherwise) return std::nullopt;
    for (const Layout& other : contract.layouts) {
        if (other.format == layout.format || other.compression != layout.compression ||
            looks(head, contract, other) != Looks::like_it)
            continue;
        model::RecordPlace place;
        place.line = 1;
        return refusal(code::wrong_layout, place,
                       "the delivery has layout " + catalog::shown_layout(other) + ", expected is layout " +
                           catalog::shown_layout(layout) +
                           "; ask the sender for the form that is agreed, or correct `forms` in the sender register");
    }
    return std::nullopt;
}

}  // namespace tilsig::decode
