#include "proof.hpp"

namespace tilsig::klass {

namespace {

using spi::Failure;
using spi::Status;

/// The numbers of a JSON array like `[476,1,5]` multiplied; 0 when it holds anything else or overflows.
std::uint64_t product(std::string_view array) {
    std::uint64_t result = 1;
    std::string_view rest = array;
    if (rest.empty() || rest.front() != '[') return 0;
    while (!rest.empty() && rest.front() != ']') {
        rest.remove_prefix(1);
        const auto end = rest.find_first_of(",]");
        if (end == std::string_view::npos) return 0;
        std::string_view number = rest.substr(0, end);
        while (!number.empty() && number.front() == ' ') number.remove_prefix(1);
        while (!number.empty() && number.back() == ' ') number.remove_suffix(1);
        const auto value = spi::Options::parse(number);
        if (!value || *value < 0 || *value > 100000000 || result > 100000000) return 0;
        result *= static_cast<std::uint64_t>(*value);
        rest.remove_prefix(end);
    }
    return result;
}

}  // namespace

std::string prove(const JsonScanner& scanner, const Question& question) {
    if (const std::string problem = scanner.problem(); !problem.empty()) {
        throw Failure(Status::bad_source,
                      question.outside_name + ": " + problem + "; the answer is cut or no JSON, nothing of it is used");
    }
    const RootMember* records = scanner.member(question.root);
    if (records == nullptr) {
        throw Failure(Status::bad_source, question.outside_name + ": the answer has no '" + question.root +
                                              "'; the service has changed, or the address is another service's");
    }
    if (question.root != "value") return "closed-json";
    const RootMember* size = scanner.member("size");
    const std::uint64_t cells = size == nullptr ? 0 : product(size->text);
    if (size == nullptr || records->kind == '{') return "closed-json";
    if (records->elements != cells) {
        throw Failure(Status::bad_source, question.outside_name + ": " + std::to_string(records->elements) +
                                              " values where 'size' gives " + std::to_string(cells) +
                                              "; nothing of it is used");
    }
    return "closed-json, cells=size";
}

}  // namespace tilsig::klass
