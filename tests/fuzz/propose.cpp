// Any bytes as the sample of a new feed: files are proposed that the program's own reading takes, or the sample is
// refused with a reason. The first byte chooses what is said about the header; the rest is the file.
#include <cstdio>
#include <cstdlib>

#include "base/files.hpp"
#include "config/lints.hpp"
#include "propose/proposal.hpp"

using namespace tilsig;

namespace {

[[noreturn]] void broken(const std::string& promise) {
    std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
    std::abort();
}

/// Code lists, so that columns of codes are met too.
const catalog::Catalog& declared() {
    static const catalog::Catalog catalog = [] {
        config::Lints lints;
        auto read = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
        lints.throw_if_any();
        return read;
    }();
    return catalog;
}

}  // namespace

/// Reading them takes longer than any input may.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    (void)declared();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    static const TempFolder folder;
    propose::Request request;
    request.feed = "fuzz.sample";
    request.file = folder.path() / "sample";
    request.header = static_cast<propose::HeaderWord>(data[0] % 3);
    request.today = 20'000;
    request.bounds.head_bytes = (data[0] & 64U) != 0 ? 64 : 1U << 20U;
    request.bounds.records = 1'000;
    {
        std::FILE* file = std::fopen(request.file.c_str(), "wb");
        if (file == nullptr || std::fwrite(data + 1, 1, size - 1, file) != size - 1 || std::fclose(file) != 0)
            broken("the sample can be written");
    }
    try {
        const auto proposal = propose::propose(request, declared());
        if (proposal.files.empty() || proposal.fields.empty() || proposal.key.fields.empty())
            broken("a proposal has files, fields and a key");
        if (proposal.profile.records == 0) broken("a proposal is made from records");
        for (const std::size_t at : proposal.key.fields)
            if (proposal.fields.at(at).is_personal()) broken("no personal field is in the key");
    } catch (const Error& error) {
        // decode::DeliveryRefused is one of them.
        if (error.kind() != ErrorKind::data) broken(std::string("a sample is refused as data: ") + error.what());
    }
    return 0;
}
