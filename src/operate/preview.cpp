#include "operate/preview.hpp"

#include "base/files.hpp"

namespace tilsig::operate {

Preview preview_file(const catalog::Catalog& catalog, const senders::Register& senders, Clock& clock,
                     const model::UnitName& unit, const std::filesystem::path& file, std::size_t limit) {
    const TempFolder folder;
    session::Context context{catalog, senders, {}, {}, clock, Logger::silent(), ""};
    // Nothing is there yet: the plan answers from an empty warehouse of its own.
    context.dsn.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "none.db").string();
    context.places.landing = folder.path() / "landing";
    context.places.key_file = folder.path() / "keys/key";
    context.places.cache = folder.path() / "cache";
    context.places.receipts.root = folder.path() / "receipts";

    Preview preview;
    for (const auto& column : catalog.table_of(unit).columns) preview.columns.push_back(column.name);
    PlanRequest request;
    request.unit = unit;
    request.file = file;
    request.watch = [&](const map::RowBatch& rows, const check::CheckedBatch&) {
        for (std::size_t row = 0; row < rows.batch.rows() && preview.rows.size() < limit; ++row) {
            Preview::Row cells;
            for (const auto& column : rows.batch.columns) {
                const auto cell = column.cells[row];
                cells.push_back(model::Column::is_null(cell) ? std::nullopt : std::optional(std::string(cell)));
            }
            preview.rows.push_back(std::move(cells));
        }
    };
    auto plan = plan_unit(context, request, {});
    if (!plan.run) throw Error(ErrorKind::internal, "a file was given and nothing was predicted: " + plan.message);
    preview.run = std::move(*plan.run);
    return preview;
}

}  // namespace tilsig::operate
