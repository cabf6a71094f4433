// The connector klass: classifications of Statistics Norway (KLASS) and tables of its statistics bank (PxWeb).
#include "announced.hpp"
#include "json_scanner.hpp"
#include "proof.hpp"
#include "question.hpp"
#include "spi/connector.hpp"

namespace tilsig::klass {

namespace {

using spi::Failure;
using spi::Status;

class Klass final : public spi::Connector {
public:
    static constexpr const char* name = "klass";
    static constexpr std::array options{"base", "what",  "classification", "target",   "from",          "to",
                                        "date", "table", "query",          "language", "include_future"};
    static void check(spi::OptionCheck& check) { check_options(check); }

    explicit Klass(const spi::Unit& unit) : Connector(unit), m_question(make_question(unit)) {}

    Status fetch(spi::Host& host) override {
        std::optional<Announced> announced;
        if (m_question.method == "POST") announced = ask_metadata(host);
        JsonScanner scanner = new_scanner();
        const spi::HttpAnswer answer = ask(host, scanner);
        tell_refusal(answer);
        if (answer.required().verdict == Status::nothing_new) return Status::nothing_new;
        const std::string proof = prove(scanner, m_question);
        host.end(announced ? announced->prove(scanner, proof) : spi::Proof{proof});
        if (const auto etag = answer.header("etag"); etag && m_question.method == "GET" && fits(*etag)) {
            host.cursor(fingerprint(m_question) + " " + std::string(*etag));
        }
        return Status::ok;
    }

private:
    static JsonScanner new_scanner() {
        JsonScanner scanner;
        scanner.keep("dimension", dimension_kept);
        return scanner;
    }

    void tell_refusal(const spi::HttpAnswer& answer) const {
        if (answer.status != 403 || m_question.method != "POST") return;
        throw Failure(Status::refused, answer.message +
                                           "; the statistics bank refuses the query: too many cells, or no access - "
                                           "narrow `query`");
    }

    /// What the table has, asked before the answer: a table that grows in between is then found out, not overlooked.
    Announced ask_metadata(spi::Host& host) const {
        spi::HttpRequest request;
        request.url = m_question.url;
        request.accept_type = "application/json";
        request.headers = {{"Accept", "application/json"}};
        const auto [answer, text] = host.http_text(request, dimension_kept);
        tell_refusal(answer);
        static_cast<void>(answer.required());
        return {text, m_question.body};
    }

    /// Streams the answer into a delivery and past the scanner at once.
    spi::HttpAnswer ask(spi::Host& host, JsonScanner& scanner) {
        spi::HttpRequest request;
        request.method = m_question.method;
        request.url = m_question.url;
        request.body = m_question.body;
        request.accept_type = "application/json";
        request.headers = {{"Accept", "application/json"}};
        if (request.method == "POST") request.headers.emplace_back("Content-Type", "application/json");
        if (const std::string etag = known_etag(); !etag.empty()) request.headers.emplace_back("If-None-Match", etag);
        bool begun = false;
        const auto take = [&](std::string_view bytes) {
            // A delivery begins with its first byte: 304 and refusals open nothing.
            if (!begun) host.begin(m_question.outside_name, "application/json", "utf-8");
            begun = true;
            scanner.feed(bytes);
            host.write(bytes);
            return true;
        };
        const auto start_over = [&] {
            host.restart();
            begun = false;
            scanner = new_scanner();
        };
        spi::HttpAnswer answer = host.http(request, {take, start_over});
        if (answer.verdict != Status::ok) host.restart();
        return answer;
    }

    /// The ETag of the last loaded answer to this very question; empty when there is none.
    [[nodiscard]] std::string known_etag() const {
        const std::string mine = fingerprint(m_question) + " ";
        const auto cursor = unit().cursor();
        if (!cursor || !cursor->starts_with(mine) || m_question.method != "GET") return {};
        return std::string(cursor->substr(mine.size()));
    }

    static bool fits(std::string_view etag) {
        return etag.size() <= 1000 && etag.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
    }

    Question m_question;
};

}  // namespace

}  // namespace tilsig::klass

TILSIG_CONNECTOR(tilsig::klass::Klass, TILSIG_CAN_HTTP);
