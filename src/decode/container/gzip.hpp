// A gzip stream (RFC 1952), also one that was put together from several.
#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "decode/container/container.hpp"

namespace tilsig::decode {

class GzipContainer final : public Container {
public:
    GzipContainer(ByteSource source, std::string shown_name, UnpackLimits limits);
    ~GzipContainer() override;
    GzipContainer(const GzipContainer&) = delete;
    GzipContainer& operator=(const GzipContainer&) = delete;

    std::size_t read(char* buffer, std::size_t size) override;
    [[nodiscard]] const ContainerAccount& account() const override { return m_account; }

private:
    bool refill();
    void inflate_some(unsigned room);
    void end_of_stream();
    void check_limits() const;
    [[noreturn]] void refuse_here(model::RuleCode code, const std::string& message) const;

    ByteSource m_source;
    std::string m_shown_name;
    UnpackLimits m_limits;
    ContainerAccount m_account;
    z_stream m_stream{};
    std::vector<unsigned char> m_packed;
    std::uint64_t m_stream_begin = 0;  ///< where in the delivery the present stream begins
    std::uint64_t m_header_bytes = 0;  ///< of the present stream; 0 while they are not all read
    bool m_source_ended = false;
    bool m_damaged = false;  ///< the next call of zlib says so again
    bool m_done = false;
};

}  // namespace tilsig::decode
