// Rows after mapping, and what a run would say of the delivery - without landing zone and without warehouse.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "answers/preview_answer.hpp"
#include "operate/plan.hpp"

namespace tilsig::operate {

/// Takes the whole file the way of a run, up to where rows would be written, into an empty warehouse of its own that
/// goes away again: key clashes, duplicates, refused rows and holds come out as in a run. What only the real warehouse
/// knows (the delivery before, released holds) does not. Keeps the first `limit` rows. A delivery that cannot be read
/// is outcome `rejected`. Throws what a run would fail with while reading.
[[nodiscard]] answers::PreviewAnswer preview_file(const catalog::Catalog& catalog, const senders::Register& senders,
                                                  Clock& clock, const model::UnitName& unit,
                                                  const std::filesystem::path& file, std::size_t limit);

/// The same of a delivery that was landed before, as of when it was received and with the proof it came with. A
/// delivery of a feed that was in shadow is looked at as its feed is declared today. Error(usage) when it is unknown,
/// or its bytes are gone (operate/landed.hpp).
[[nodiscard]] answers::PreviewAnswer preview_delivery(session::Session& session, std::int64_t delivery_id,
                                                      std::size_t limit);

/// `tilsig test`: rule examples and mapping examples run through the real checker and mapper; what comes out otherwise
/// than declared is a mistake at the example's place. Returns the number of examples run.
[[nodiscard]] std::size_t run_declared_tests(const catalog::Catalog& catalog, config::Lints& lints);

/// Compiles the XML schemas of all layouts; what is wrong with one is a mistake at its line. No network, no other file.
void check_schemas(const catalog::Catalog& catalog, config::Lints& lints);
/// Feeds that the register names and no contract declares.
void check_feed_references(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints);
/// The form that the register names for a sender has a layout in each year of its entry.
void check_forms(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints);
/// Each connector judges the options of its scheduled feeds, in a child of its own; no network. How many sources were
/// looked at.
std::size_t check_source_options(const catalog::Catalog& catalog, const std::filesystem::path& fetch_program,
                                 const std::filesystem::path& connectors, config::Lints& lints);

}  // namespace tilsig::operate
