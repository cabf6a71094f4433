#include "operate/preview.hpp"

#include "base/files.hpp"

namespace tilsig::operate {

namespace {

answers::PreviewAnswer preview_of(const catalog::Catalog& catalog, const senders::Register& senders, Clock& clock,
                                  PlanRequest request, std::size_t limit, const session::ReadProgress& progress) {
    const TempFolder folder;
    session::Context context{catalog, senders, {}, {}, clock, Logger::silent(), ""};
    // Nothing is there yet: the plan answers from an empty warehouse of its own.
    context.dsn.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "none.db").string();
    // Nor a link store: persons get ids that nobody else will ever see.
    context.links.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "links.db").string();
    context.places.link_key = folder.path() / "keys/links";
    context.places.landing = folder.path() / "landing";
    context.places.key_file = folder.path() / "keys/key";
    context.places.cache = folder.path() / "cache";
    context.places.receipts.root = folder.path() / "receipts";

    answers::PreviewAnswer preview;
    std::string last;  // rows of one owner mostly stand together
    std::uint64_t* counted = nullptr;
    for (const auto& column : catalog.table_of(request.unit).columns) preview.columns.push_back(column.name);
    request.watch = [&](const map::RowBatch& rows, const check::CheckedBatch&) {
        for (const auto& owner : rows.owners) {
            if (owner != last || counted == nullptr) {
                last = model::Column::is_null(owner) ? std::string() : std::string(owner);
                counted = &preview.records_by_slice[last];
            }
            ++*counted;
        }
        for (std::size_t row = 0; row < rows.batch.rows() && preview.rows.size() < limit; ++row) {
            answers::PreviewAnswer::Row cells;
            for (const auto& column : rows.batch.columns) {
                const auto cell = column.cells[row];
                cells.push_back(model::Column::is_null(cell) ? std::nullopt : std::optional(std::string(cell)));
            }
            preview.rows.push_back(std::move(cells));
        }
    };
    auto plan = plan_unit(context, request, progress);
    if (!plan.run) throw Error(ErrorKind::internal, "a delivery was given and nothing was predicted: " + plan.message);
    preview.run = std::move(*plan.run);
    return preview;
}

}  // namespace

answers::PreviewAnswer preview_file(const catalog::Catalog& catalog, const senders::Register& senders, Clock& clock,
                                    const model::UnitName& unit, const std::filesystem::path& file, std::size_t limit) {
    PlanRequest request;
    request.unit = unit;
    request.file = file;
    return preview_of(catalog, senders, clock, std::move(request), limit, {});
}

answers::PreviewAnswer preview_delivery(session::Session& session, std::int64_t delivery_id, std::size_t limit) {
    const auto& context = session.context();
    const auto numbered = numbered_delivery(session, delivery_id);
    PlanRequest request;
    request.unit = numbered.unit;
    request.unit.shadow = context.catalog.in_shadow(numbered.unit.feed);
    request.landed = landed_bytes(session.landing(numbered.unit), numbered);
    request.received_at = numbered.delivery.received_at;
    return preview_of(context.catalog, context.senders, context.clock, std::move(request), limit, session.progress());
}

}  // namespace tilsig::operate
