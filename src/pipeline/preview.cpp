#include "pipeline/preview.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "pipeline/unit_run.hpp"

namespace tilsig::pipeline {

Preview preview_file(const catalog::Catalog& catalog, const model::UnitName& unit, const std::filesystem::path& file,
                     const std::string& received_at, std::size_t limit) {
    const auto& contract = catalog.contract(unit.feed);
    const auto& mapping = catalog.mappings.at(unit.feed);
    const auto fd = std::make_shared<UniqueFd>(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd->valid()) throw system_error("open", file.string(), errno);
    Preview preview;
    for (const auto& column : catalog.model.find(mapping.target)->columns) preview.columns.push_back(column.name);
    const auto source = [fd, file](char* buffer, std::size_t size) {
        const ssize_t count = ::read(fd->get(), buffer, size);
        if (count < 0) throw system_error("read", file.string(), errno);
        return static_cast<std::size_t>(count);
    };
    PassInput input{contract,
                    mapping,
                    catalog,
                    contract.layout_for(layout_year(unit, received_at)),
                    source,
                    file.filename().string(),
                    {unit, received_at},
                    std::nullopt};
    preview.pass = run_pass(std::move(input), [&](const map::RowBatch& rows, const check::CheckedBatch&) {
        for (std::size_t row = 0; row < rows.batch.rows() && preview.rows.size() < limit; ++row) {
            std::vector<std::string> cells;
            for (const auto& column : rows.batch.columns) {
                cells.emplace_back(model::Column::is_null(column.cells[row]) ? "-" : std::string(column.cells[row]));
            }
            preview.rows.push_back(std::move(cells));
        }
    });
    return preview;
}

}  // namespace tilsig::pipeline
