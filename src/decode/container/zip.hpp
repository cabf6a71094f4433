// The one data member of a zip delivery.
#pragma once

#include <memory>
#include <string>

#include "decode/container/container.hpp"
#include "decode/container/zip_archive.hpp"
#include "decode/spool.hpp"

namespace tilsig::decode {

/// The delivery is spooled first: an archive has its directory at its end.
class ZipContainer final : public Container {
public:
    ZipContainer(const catalog::Layout& layout, ByteSource source, std::string shown_name, std::filesystem::path folder,
                 UnpackLimits limits);

    std::size_t read(char* buffer, std::size_t size) override;
    [[nodiscard]] const ContainerAccount& account() const override { return m_account; }

private:
    void open();
    [[nodiscard]] const ZipArchive::Member& choose() const;

    const catalog::Layout& m_layout;
    ByteSource m_source;
    std::string m_shown_name;
    UnpackLimits m_limits;
    Spool m_spool;
    std::unique_ptr<ZipArchive> m_archive;
    ByteSource m_member;
    ContainerAccount m_account;
};

}  // namespace tilsig::decode
