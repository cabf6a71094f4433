// A decoder of unpacked bytes, whose account is that of the packed delivery.
#pragma once

#include <functional>
#include <memory>

#include "decode/container/container.hpp"

namespace tilsig::decode {

class PackedDecoder final : public Decoder {
public:
    using MakeInner = std::function<std::unique_ptr<Decoder>(ByteSource)>;
    /// `make_inner` makes the decoder of the format. `text`: the format begins with characters, so that another archive
    /// inside can be told. `inner_layout`: kept for the inner decoder, when it reads by one of its own.
    PackedDecoder(std::unique_ptr<Container> container, bool text, std::string shown_name, const MakeInner& make_inner,
                  std::unique_ptr<catalog::Layout> inner_layout = nullptr);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_inner->columns(); }

private:
    std::size_t read(char* buffer, std::size_t size);
    void add_container();

    std::unique_ptr<catalog::Layout> m_inner_layout;
    std::unique_ptr<Container> m_container;
    bool m_look_for_archive;
    std::string m_shown_name;
    std::unique_ptr<Decoder> m_inner;
    DecodeReport m_report;
};

}  // namespace tilsig::decode
