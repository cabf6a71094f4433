// Landed bytes -> batches of records, streaming; each record with its place, every byte accounted for.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/layout.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/erased_places.hpp"
#include "model/finding.hpp"
#include "model/states.hpp"

namespace tilsig::catalog {
struct Contract;
}

namespace tilsig::decode {

/// Gives up to `size` plain bytes; 0 at the end. (A LandedReader, or a string in tests.)
using ByteSource = std::function<std::size_t(char* buffer, std::size_t size)>;

/// Everything a decoder can say when it is done. Complete after next() returned false.
struct DecodeReport {
    model::ByteAccount bytes;  ///< of a workbook: cells
    std::uint64_t delivery_bytes =
        0;                      ///< bytes (cells) taken from the source; bytes.residual(delivery_bytes) must be 0
    std::uint64_t records = 0;  ///< all records found: rows delivered + unreadable ones + erased ones
    std::uint64_t erased = 0;   ///< records that were blanked by an erasure: not in any batch, without a finding
    bool closed = false;        ///< proof from the document itself: JSON ended, last line ended, trailer count right
    std::string open_reason;    ///< why `closed` is false (model/reason.hpp, no value in it); empty when closed
    std::optional<std::uint64_t> stated_records;  ///< from a trailer
    /// For messages. What is as long as a person's number may be one, and is not repeated.
    [[nodiscard]] std::string stated_text() const {
        constexpr std::uint64_t told = 1'000'000'000;
        return stated_records.value_or(0) < told ? std::to_string(stated_records.value_or(0)) : "a billion or more";
    }
    /// What the document says it is, where the contract has `kinds`; nothing: it does not, or has no records at all.
    std::optional<model::DeliveryKind> kind;
    /// The day that the document says it is of (since 1970), where the layout names the place; nothing: it does not
    /// say.
    std::optional<std::int64_t> day;
    std::vector<std::string> header;  ///< column names as found (first header row, keys of the first JSON record)
};

/// Used by one thread at a time, but not always the same one: large deliveries are read ahead. What libraries keep per
/// thread must be set before each use.
class Decoder {
public:
    virtual ~Decoder() = default;
    /// Fills `out` (cleared first) with the next records; false when there are none left. `out` may be empty while the
    /// answer is true (a stretch of unreadable records only). Columns are the contract's fields in contract order, by
    /// field name; an optional column that the source does not have is all null. An empty CSV cell is null, quoted or
    /// not. Unreadable records (ragged line, bad encoding, unclosed quote) are not in `out` but appended to
    /// `unreadable`, exactly one finding each, with a place and a code: they count as rejected records. Findings about
    /// the delivery as a whole (extra columns, trailer, continuation) come the same way with place.number 0 and are no
    /// records. A finding of either kind whose action is block_delivery (wrong encoding, cut in mid-record, more pages
    /// to come) says that the whole delivery is in doubt: hold it. Trouble that ends the delivery (not JSON, header
    /// mismatch, NUL, limits; see codes.hpp) is thrown as DeliveryRefused, with all findings about the delivery that
    /// were not handed out before.
    virtual bool next(model::Batch& out, std::vector<model::Finding>& unreadable) = 0;
    [[nodiscard]] virtual const DecodeReport& report() const = 0;
    /// Names of the contract's fields in the order of the batch's columns.
    [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
};

/// The delivery as a whole cannot be read. Kind data; findings have the places; the error's place is the first
/// finding's.
class DeliveryRefused : public Error {
public:
    explicit DeliveryRefused(std::vector<model::Finding> findings, const std::string& shown_name = {});
    [[nodiscard]] const std::vector<model::Finding>& findings() const noexcept { return m_findings; }

private:
    std::vector<model::Finding> m_findings;
};

/// Makes the decoder for a layout. `shown_name` is used in messages. Contract and layout must outlive the decoder.
/// `folder` takes what has to be put aside (a workbook is read from its end), unlinked and enciphered; empty: the
/// system's folder for temporary files. `erased`: records that were blanked (blanking.hpp); each is counted where it
/// stands, and nothing in it is read.
/// Error(configuration) when the layout contradicts itself (unpivot names and header rows, no fields).
[[nodiscard]] std::unique_ptr<Decoder> make_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                                    ByteSource source, std::string shown_name,
                                                    std::filesystem::path folder = {}, model::ErasedPlaces erased = {});

}  // namespace tilsig::decode
