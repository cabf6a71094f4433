// Contracts made in a line, sources that give their bytes in pieces, and a reader of whole deliveries.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "catalog/contract.hpp"
#include "decode/codes.hpp"
#include "decode/decoder.hpp"

namespace tilsig::decode::testing {

/// Gives the bytes in pieces of at most `piece`. `bytes` must outlive it.
inline ByteSource source_of(const std::string& bytes, std::size_t piece = 64 * 1024) {
    return [&bytes, piece, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min({size, piece, bytes.size() - at});
        std::memcpy(buffer, bytes.data() + at, count);
        at += count;
        return count;
    };
}

/// `prefix` + `count` times `filler` + `suffix`, never held in memory.
inline ByteSource generated(std::string prefix, std::string filler, std::size_t count, std::string suffix) {
    struct State {
        std::string prefix, filler, suffix;
        std::size_t count, at = 0;
    };
    return [state = State{std::move(prefix), std::move(filler), std::move(suffix), count}](char* buffer,
                                                                                           std::size_t size) mutable {
        const std::size_t middle = state.prefix.size() + state.filler.size() * state.count;
        std::size_t done = 0;
        for (; done < size && state.at < middle + state.suffix.size(); ++done, ++state.at) {
            if (state.at < state.prefix.size()) {
                buffer[done] = state.prefix[state.at];
            } else if (state.at < middle) {
                buffer[done] = state.filler[(state.at - state.prefix.size()) % state.filler.size()];
            } else {
                buffer[done] = state.suffix[state.at - middle];
            }
        }
        return done;
    };
}

/// A contract whose fields are named as their columns.
inline catalog::Contract contract_of(const std::vector<std::string>& fields) {
    catalog::Contract contract;
    contract.feed = "test.feed";
    contract.source = "test";
    for (const auto& name : fields) {
        catalog::Field field;
        field.name = name;
        field.column = name;
        contract.fields.push_back(field);
    }
    return contract;
}

inline catalog::Layout csv_layout(char delimiter = ';', catalog::Encoding encoding = catalog::Encoding::utf8) {
    catalog::Layout layout;
    layout.name = "test";
    layout.encoding = encoding;
    layout.csv.delimiter = delimiter;
    return layout;
}

inline catalog::Layout json_layout(const std::string& records = "") {
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::json;
    layout.json.records = records;
    return layout;
}

inline catalog::Layout jsonstat_layout() {
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::jsonstat;
    return layout;
}

/// The step of an element in no namespace.
inline catalog::XmlStep xml_step(const std::string& local, const std::string& uri = {}) { return {uri, local, false}; }

/// Records `/r/v`, whatever the names.
inline catalog::Layout xml_layout(const std::string& root = "r", const std::string& record = "v",
                                  catalog::Encoding encoding = catalog::Encoding::utf8) {
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::xml;
    layout.encoding = encoding;
    layout.xml.records = {xml_step(root), xml_step(record)};
    return layout;
}

using Cell = std::optional<std::string>;

/// A delivery read to its end.
struct Decoded {
    std::vector<std::vector<Cell>> rows;
    std::vector<model::RecordPlace> places;
    std::vector<model::Finding> unreadable;  ///< of records
    std::vector<model::Finding> notes;       ///< of the delivery
    DecodeReport report;
    std::vector<model::Finding> refused;  ///< findings of DeliveryRefused, when it was
    std::string error;
    Place error_place;
    std::string error_code;

    [[nodiscard]] std::vector<std::string> codes() const {
        std::vector<std::string> all;
        for (const auto* list : {&unreadable, &notes, &refused})
            for (const auto& finding : *list) all.push_back(finding.code.str());
        return all;
    }
    [[nodiscard]] bool has(std::string_view code) const {
        const auto all = codes();
        return std::find(all.begin(), all.end(), code) != all.end();
    }
    [[nodiscard]] const model::Finding& finding(std::string_view code) const {
        static const model::Finding none;
        for (const auto* list : {&refused, &unreadable, &notes})
            for (const auto& finding : *list)
                if (finding.code == code) return finding;
        return none;
    }
};

/// Reads everything; `keep` false forgets the rows (for large deliveries).
inline Decoded decode_all(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                          bool keep = true, model::ErasedPlaces erased = {}) {
    Decoded decoded;
    const auto decoder = make_decoder(contract, layout, std::move(source), "delivery", {}, std::move(erased));
    model::Batch batch;
    std::vector<model::Finding> findings;
    try {
        for (bool more = true; more;) {
            findings.clear();
            more = decoder->next(batch, findings);
            for (auto& finding : findings)
                (finding.place.number == 0 ? decoded.notes : decoded.unreadable).push_back(std::move(finding));
            if (!keep) continue;
            decoded.places.insert(decoded.places.end(), batch.places.begin(), batch.places.end());
            for (std::size_t row = 0; row < batch.rows(); ++row) {
                auto& cells = decoded.rows.emplace_back();
                for (const auto& column : batch.columns) {
                    const auto cell = column.cells.at(row);
                    cells.push_back(model::Column::is_null(cell) ? Cell() : Cell(std::string(cell)));
                }
            }
        }
    } catch (const DeliveryRefused& error) {
        decoded.refused = error.findings();
        decoded.error = error.what();
        decoded.error_place = error.place();
        decoded.error_code = error.error_code();
    }
    decoded.report = decoder->report();
    return decoded;
}

inline Decoded decode_all(const catalog::Contract& contract, const catalog::Layout& layout, const std::string& bytes,
                          std::size_t piece = 64 * 1024) {
    return decode_all(contract, layout, source_of(bytes, piece));
}

/// Promise 1(a), and that records are either delivered or unreadable.
inline void expect_closed_account(const Decoded& decoded, std::uint64_t size) {
    EXPECT_EQ(decoded.report.delivery_bytes, size);
    EXPECT_EQ(decoded.report.bytes.residual(size), 0);
    EXPECT_EQ(decoded.report.records, decoded.rows.size() + decoded.unreadable.size());
}

}  // namespace tilsig::decode::testing
