// Landed bytes -> batches of records, streaming; each record with its place, every byte accounted for.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "catalog/contract.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"

namespace tilsig::decode {

/// Gives up to `size` plain bytes; 0 at the end. (A LandedReader, or a string in tests.)
using ByteSource = std::function<std::size_t(char* buffer, std::size_t size)>;

/// Everything a decoder can say when it is done.
struct DecodeReport {
    model::ByteAccount bytes;
    std::uint64_t delivery_bytes = 0;
    std::uint64_t records = 0;               ///< all records found, unreadable lines included
    bool closed = false;                     ///< proof from the document itself: JSON ended, last line ended, trailer count right
    std::optional<std::uint64_t> stated_records;   ///< from a trailer
    std::vector<std::string> header;         ///< column names as found (first header row)
};

class Decoder {
public:
    virtual ~Decoder() = default;
    /// Fills `out` (cleared first) with the next records; false when there are none left and `out` is empty. Column order and
    /// names are those of the contract's fields that the source has; an optional column that is absent is all null.
    /// Unreadable records (ragged line, bad encoding, unclosed quote) are not in `out` but in `unreadable`, each with a place
    /// and a code: they count as rejected records.
    /// Trouble that ends the delivery (SYS-E..., SYS-S...: not JSON, header mismatch, NUL, cell or column limits) is thrown as
    /// DeliveryRefused, with all findings known so far.
    virtual bool next(model::Batch& out, std::vector<model::Finding>& unreadable) = 0;
    [[nodiscard]] virtual const DecodeReport& report() const = 0;
    /// Fields in the order of the batch's columns; includes the unpivot columns.
    [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
};

/// The delivery as a whole cannot be read. Kind data; findings have the places.
class DeliveryRefused : public Error {
public:
    explicit DeliveryRefused(std::vector<model::Finding> findings);
    [[nodiscard]] const std::vector<model::Finding>& findings() const noexcept { return m_findings; }

private:
    std::vector<model::Finding> m_findings;
};

/// Makes the decoder for a layout. `shown_name` is used in messages.
[[nodiscard]] std::unique_ptr<Decoder> make_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                                    ByteSource source, std::string shown_name);

}  // namespace tilsig::decode
