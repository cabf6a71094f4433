// Reads a delivery made by the fuzzer to its end and holds the decoder to its promises.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "decode/decoder.hpp"

namespace tilsig::fuzz {

/// A contract of fields named as their columns; all of them may be absent, so that more documents get far.
inline catalog::Contract contract_of(const std::vector<std::string>& columns) {
    catalog::Contract contract;
    contract.feed = "fuzz.feed";
    for (const auto& name : columns) {
        catalog::Field field;
        field.name = field.column = name;
        field.optional_column = true;
        contract.fields.push_back(field);
    }
    return contract;
}

/// A refusal is an answer; an account that does not close, or any other exception, is a finding.
inline void decode_all(const catalog::Contract& contract, const catalog::Layout& layout, const std::uint8_t* data,
                       std::size_t size) {
    // The first byte says in which pieces the rest arrives.
    const std::size_t piece = size == 0 ? 1 : 1 + data[0];
    std::size_t at = size == 0 ? 0 : 1;
    try {
        const auto decoder = decode::make_decoder(
            contract, layout,
            [&](char* buffer, std::size_t room) {
                const std::size_t count = std::min({room, piece, size - at});
                std::memcpy(buffer, data + at, count);
                at += count;
                return count;
            },
            "delivery");
        model::Batch batch;
        std::vector<model::Finding> findings;
        std::uint64_t delivered = 0;
        std::uint64_t unreadable = 0;
        for (bool more = true; more;) {
            findings.clear();
            more = decoder->next(batch, findings);
            delivered += batch.rows();
            unreadable += static_cast<std::uint64_t>(std::count_if(
                findings.begin(), findings.end(), [](const auto& finding) { return finding.place.number != 0; }));
        }
        const auto& report = decoder->report();
        if (report.bytes.residual(report.delivery_bytes) != 0) std::abort();
        if (report.records != delivered + unreadable) std::abort();
    } catch (const decode::DeliveryRefused& refused) {
        if (refused.findings().empty()) std::abort();
    }
}

}  // namespace tilsig::fuzz
