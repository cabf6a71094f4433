// The connector imdi_query: tables of IMDi's statistics service, asked by POST and read page by page.
#include <set>

#include "announced.hpp"
#include "page.hpp"
#include "question.hpp"
#include "spi/connector.hpp"

namespace tilsig::imdi_query {

namespace {

using spi::Failure;
using spi::Status;

constexpr std::size_t most_pages = 10000;

class ImdiQuery final : public spi::Connector {
public:
    static constexpr const char* name = "imdi_query";
    static constexpr std::array options{"base", "query", "combinations"};
    static void check(spi::OptionCheck& check) { check_options(check); }

    explicit ImdiQuery(const spi::Unit& unit) : Connector(unit), m_question(make_question(unit)) {}

    Status fetch(spi::Host& host) override {
        Announced announced(ask(host, "GET", m_question.groups_url, {}), m_question);
        std::set<std::string> tokens;
        std::string token;
        for (std::size_t number = 1;; ++number) {
            if (number > most_pages)
                throw Failure(Status::bad_source,
                              "more than " + std::to_string(most_pages) + " pages; narrow the query");
            const std::string text = ask(host, "POST", m_question.data_url, m_question.body(token));
            const Page page = read_page(text, number);
            for (const auto& row : page.rows) announced.take(row);
            // A delivery begins with its first rows: what cannot be asked opens nothing.
            if (number == 1) host.begin(m_question.outside_name, "application/json", "utf-8");
            if (number == 1) host.write("{\"data\":[\n");
            if (number > 1 && !page.rows.empty()) host.write(",\n");
            host.write(page.bytes);
            token = page.continuation;
            if (token.empty()) break;
            if (!tokens.insert(token).second)
                throw Failure(Status::bad_source,
                              "page " + std::to_string(number) +
                                  " has a continuation that came before: the answer would never end");
        }
        host.write("\n]}\n");
        host.end(announced.prove());
        return Status::ok;
    }

private:
    static std::string ask(spi::Host& host, const char* method, const std::string& url, std::string body) {
        spi::HttpRequest request;
        request.method = method;
        request.url = url;
        request.body = std::move(body);
        request.accept_type = "application/json";
        request.headers = {{"Accept", "application/json"}};
        if (!request.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        auto [answer, text] = host.http_text(request, largest_page);
        if (answer.status == 400)
            throw Failure(Status::refused, answer.message + "; the service refuses the query's columns or conditions");
        // Without an ETag sent there is no 304; an answer that says so anyway has no page in it.
        if (answer.required().verdict != Status::ok)
            throw Failure(Status::bad_source, "304 to a question without an ETag");
        return text;
    }

    Question m_question;
};

}  // namespace

}  // namespace tilsig::imdi_query

TILSIG_CONNECTOR(tilsig::imdi_query::ImdiQuery, TILSIG_CAN_HTTP);
