// Who delivers and how it is fetched: connectors/<source>/source.yaml.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::catalog {

/// Of sources whose feeds tilsig makes itself from what is loaded; no connector is started for them.
inline constexpr const char* derived_protocol = "derived";

struct Limits {
    std::uint64_t memory = 256ULL << 20;  ///< address space of the fetch child
    std::chrono::seconds cpu{300};
    std::chrono::seconds deadline{900};
    std::uint64_t delivery_bytes = 2ULL << 30;  ///< largest delivery accepted
    int open_files = 64;
    int units_at_once = 0;  ///< of this source, side by side in a night; 0: as many as there are workers
};

/// One source of data: which protocol plugin, with which options; per feed the options that differ.
struct Source {
    std::string name;
    std::string protocol;                        ///< folder below connectors/protocols
    std::map<std::string, std::string> options;  ///< checked by the plugin's own check()
    std::map<std::string, std::string> secrets;  ///< name -> reference (file:, cred:)
    Limits limits;
    std::string language = "nb";             ///< nb | nn | en: of receipts for senders that the register does not know
    std::string contact;                     ///< whom senders may ask about a receipt; a role, no person
    std::map<std::string, std::string> due;  ///< language -> when deliveries are due, told in receipts
    struct FeedOptions {
        std::string feed;
        std::map<std::string, std::string> options;
        Place place;
    };
    std::vector<FeedOptions> feeds;
    std::string path;
    Place place;
};

}  // namespace tilsig::catalog
