// What must hold for any bytes at all: they are read to an end or refused, every byte is accounted for, and the pieces
// in which a source gives them change nothing.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract.hpp"
#include "catalog/format.hpp"
#include "decode/decoder.hpp"

namespace tilsig::fuzz {

/// Stops the fuzzer, which keeps the input that led here.
[[noreturn]] inline void broken(const char* promise) {
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

inline decode::ByteSource source_of(std::string_view bytes, std::size_t piece) {
    return [bytes, piece](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min({size, piece, bytes.size()});
        std::memcpy(buffer, bytes.data(), count);
        bytes.remove_prefix(count);
        return count;
    };
}

/// Everything a decoder says about a delivery, as one text.
inline std::string account_of(const catalog::Contract& contract, const catalog::Layout& layout, std::string_view bytes,
                              std::size_t piece) {
    std::string told;
    // Offsets and account of a workbook count cells, those of a converted delivery the bytes that came out of it.
    const bool landed = catalog::format_of(layout).is_text && !layout.is_converted();
    const auto tell = [&told](const model::Finding& finding) {
        told += finding.code.str() + '@' + std::to_string(finding.place.line) + ':' +
                std::to_string(finding.place.offset) + '\n';
    };
    const auto decoder = decode::make_decoder(contract, layout, source_of(bytes, piece), "delivery");
    model::Batch batch;
    std::vector<model::Finding> findings;
    std::uint64_t records = 0;
    try {
        for (bool more = true; more;) {
            findings.clear();
            more = decoder->next(batch, findings);
            records += batch.rows();
            for (const auto& finding : findings) {
                if (finding.place.number != 0) ++records;
                tell(finding);
            }
            for (std::size_t row = 0; row < batch.rows(); ++row) {
                const auto& place = batch.places[row];
                if (place.length == 0 || (landed && place.offset + place.length > bytes.size()))
                    broken("a record lies in its delivery");
                told += std::to_string(place.offset) + '+' + std::to_string(place.length);
                for (const auto& column : batch.columns) {
                    const auto cell = column.cells.at(row);
                    told += model::Column::is_null(cell) ? "|~" : "|" + std::string(cell);
                }
                told += '\n';
            }
        }
    } catch (const decode::DeliveryRefused& refused) {
        if (refused.findings().empty()) broken("a refusal has a reason");
        for (const auto& finding : refused.findings()) tell(finding);
        return told + "refused";
    }
    const auto& report = decoder->report();
    if (landed && report.delivery_bytes != bytes.size()) broken("a delivery is read to its end");
    if (report.bytes.residual(report.delivery_bytes) != 0) broken("every byte belongs to one class");
    if (report.records != records) broken("every record is handed over or unreadable");
    if (!report.closed && report.open_reason.empty()) broken("an open document has a reason");
    return told + (report.closed ? "closed" : "open");
}

/// The first byte chooses the size of the small pieces.
inline void check_delivery(const catalog::Contract& contract, const catalog::Layout& layout, std::string_view bytes,
                           std::size_t piece) {
    if (account_of(contract, layout, bytes, 64 * 1024) != account_of(contract, layout, bytes, piece)) {
        broken("the pieces of a source change nothing");
    }
}

/// A contract whose fields are named as their columns.
inline catalog::Contract contract_of(const std::vector<std::string>& fields) {
    catalog::Contract contract;
    contract.feed = "fuzz.feed";
    contract.source = "fuzz";
    for (const auto& name : fields) {
        auto& field = contract.fields.emplace_back();
        field.name = name;
        field.column = name;
    }
    return contract;
}

}  // namespace tilsig::fuzz
