#include "model/account.hpp"
#include "model/finding.hpp"
#include "model/table.hpp"
#include "model/unit.hpp"

namespace tilsig::model {

namespace {

constexpr std::string_view shadow_mark = "shadow:";

}  // namespace

std::int64_t ByteAccount::residual(std::uint64_t delivery_bytes) const noexcept {
    return static_cast<std::int64_t>(delivery_bytes) - static_cast<std::int64_t>(total());
}

std::int64_t RecordAccount::residual() const noexcept {
    return static_cast<std::int64_t>(read) -
           static_cast<std::int64_t>(accepted + duplicate + rejected + filtered + held);
}

std::int64_t RowAccount::residual() const noexcept {
    return static_cast<std::int64_t>(derived) - static_cast<std::int64_t>(fresh + updated + unchanged + merged);
}

const char* to_string(Severity severity) noexcept {
    switch (severity) {
        case Severity::info: return "info";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
        case Severity::critical: return "critical";
    }
    return "critical";
}

const char* to_string(Action action) noexcept {
    switch (action) {
        case Action::none: return "none";
        case Action::alert: return "alert";
        case Action::flag: return "flag";
        case Action::null_field: return "null_field";
        case Action::reject_record: return "reject_record";
        case Action::block_slice: return "block_slice";
        case Action::block_delivery: return "block_delivery";
    }
    return "block_delivery";
}

const char* to_string(Disposition disposition) noexcept {
    switch (disposition) {
        case Disposition::accepted: return "accepted";
        case Disposition::duplicate: return "duplicate";
        case Disposition::rejected: return "rejected";
        case Disposition::filtered: return "filtered";
        case Disposition::held: return "held";
    }
    return "held";
}

const char* to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::loaded: return "loaded";
        case Outcome::nothing_new: return "nothing_new";
        case Outcome::held: return "held";
        case Outcome::rejected: return "rejected";
        case Outcome::failed: return "failed";
        case Outcome::late: return "late";
        case Outcome::skipped: return "skipped";
    }
    return "failed";
}

const TableColumn* Table::find(std::string_view column) const noexcept {
    for (const auto& candidate : columns) {
        if (candidate.name == column) return &candidate;
    }
    return nullptr;
}

bool Table::has_persons() const noexcept {
    for (const auto& column : columns) {
        if (column.person) return true;
    }
    return false;
}

std::string UnitName::recorded_feed() const { return shadow ? std::string(shadow_mark) + feed : feed; }

UnitName UnitName::recorded(std::string feed, std::string sender, std::string period) {
    const bool shadow = feed.starts_with(shadow_mark);
    if (shadow) feed.erase(0, shadow_mark.size());
    return {std::move(feed), std::move(sender), std::move(period), shadow};
}

Table shadow_of(const Table& table) {
    Table made = table;
    made.name = std::string(shadow_prefix) + table.name;
    made.shadow = true;
    return made;
}

namespace {

const Table* named(const std::vector<Table>& tables, std::string_view name) noexcept {
    for (const auto& candidate : tables) {
        if (candidate.name == name) return &candidate;
    }
    return nullptr;
}

}  // namespace

const Table* WarehouseModel::find(std::string_view table) const noexcept {
    const Table* found = named(tables, table);
    return found != nullptr ? found : named(drafts, table);
}
bool WarehouseModel::is_draft(std::string_view table) const noexcept { return named(drafts, table) != nullptr; }
const Table* WarehouseModel::find_shadow(std::string_view table) const noexcept { return named(shadows, table); }

}  // namespace tilsig::model
