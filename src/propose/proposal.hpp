// A sample -> the files of a new feed, with the evidence for every guess in them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "propose/decide.hpp"
#include "propose/keys.hpp"
#include "propose/profile_sample.hpp"
#include "propose/shape.hpp"

namespace tilsig::propose {

struct Request {
    std::string feed;                        ///< source.name
    std::filesystem::path file;              ///< the sample
    std::string member;                      ///< of a zip archive: pattern; empty: its only one
    std::string sheet;                       ///< of a workbook: name; empty: the first with a table
    HeaderWord header = HeaderWord::unsaid;  ///< of CSV and workbooks: the first row names the columns, or is a record
    std::int64_t today = 0;                  ///< days since 1970: which personal identifiers are possible
    Bounds bounds{};
};

struct ProposedFile {
    std::string path;  ///< below the content folder
    std::string text;
};

struct Proposal {
    std::string feed, source, name;
    Shape shape;
    Profile profile;
    std::string based_on;  ///< "1 204 records, the whole sample (33 922 bytes)"
    std::vector<ProposedField> fields;
    ProposedKey key;
    model::Table table;
    bool new_table = true;   ///< false: a declared table has exactly these columns
    bool new_source = true;  ///< false: connectors/<source>/source.yaml is there and stays as it is
    std::vector<ProposedFile> files;
};

/// Refuses names that no feed may have, and feeds that are declared already: Error(usage).
void check_feed_name(const std::string& feed, const catalog::Catalog& catalog);
/// Reads the sample within its bounds, writes nothing. Throws Error(data), decode::DeliveryRefused.
[[nodiscard]] Proposal propose(const Request& request, const catalog::Catalog& catalog);

}  // namespace tilsig::propose
