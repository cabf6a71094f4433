// Why a delivery is believed to be whole.
#pragma once

#include <string>

namespace tilsig::model {

/// What a connector saw of the completeness of one delivery (promise 4). Made at the source, kept in the manifest,
/// judged by the run. The texts are for people; only whether `lacks` is empty decides anything.
struct Proof {
    std::string kind{};      ///< what was looked at: content-length, closed-json, settled-file
    std::string expected{};  ///< what the source announced beside the delivery ("36 categories"); empty: nothing
    std::string found{};     ///< the same of what came; empty where nothing was announced
    std::string lacks{};     ///< what was announced and did not come ("Region:0301, 1103"); empty: nothing is lacking

    bool operator==(const Proof&) const = default;
};

}  // namespace tilsig::model
