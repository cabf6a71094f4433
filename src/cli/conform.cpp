// tilsig conform: proves loader and checksums on a database, before anybody trusts it with a warehouse.
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "conform/conform.hpp"
#include "model/unit.hpp"

namespace tilsig::cli {

namespace {

const char* word(conform::Verdict verdict) {
    switch (verdict) {
        case conform::Verdict::ok: return "ok";
        case conform::Verdict::failed: return "failed";
        case conform::Verdict::not_run: return "not run";
    }
    return "failed";
}

class ConformCommand final : public Command {
public:
    std::string name() const override { return "conform"; }
    std::string summary() const override {
        return "Prove on an empty database that loader, ledger and checksums hold there";
    }
    std::string examples() const override {
        return "  tilsig conform --dsn 'Driver=SQLite3;Database=/tmp/conform.db'\n"
               "  tilsig conform --dsn 'Driver=MariaDB Unicode;Server=db;Database=proof;UID=tilsig' --password "
               "file:/etc/tilsig/db.pw --json";
    }
    void declare(Arguments& arguments) override {
        arguments.option("--dsn", m_dsn,
                         "Connection string without password, of an empty database that conform may fill and empty");
        arguments.option("--password", m_password, "Its password by reference: file:PATH or cred:NAME");
        arguments.option_number("--rows", m_rows, "Rows of the large deliveries (default 3000)");
    }

    int execute(const Globals& /*globals*/, Output& output) override {
        if (m_dsn.empty())
            throw Error(ErrorKind::usage, "no database is named").remedy("give its connection string with `--dsn`");
        if (m_rows < 100 || m_rows > 10000000)
            throw Error(ErrorKind::usage, "--rows is not a number from 100 to 10000000")
                .remedy("leave it out for 3000");
        const TempFolder work;
        conform::Options options;
        options.dsn.connection_string = m_dsn;
        if (!m_password.empty()) options.dsn.password = read_secret(m_password);
        options.work_folder = work.path() / "cache";
        options.rows = static_cast<std::size_t>(m_rows);
        options.told = [&output](const conform::Check& check) {
            const bool ok = check.verdict == conform::Verdict::ok;
            output.line(output.tinted(ok                                          ? "ok      "
                                      : check.verdict == conform::Verdict::failed ? "FAILED  "
                                                                                  : "not run ",
                                      ok ? 0 : 1) +
                        check.promise + (check.detail.empty() ? "" : ": " + check.detail));
        };
        conform::Report report;
        try {
            report = conform::conform(options);
        } catch (const Error& error) {
            if (error.error_code() == "unknown-driver") explain_unknown(output);
            throw;
        }
        return show(report, output);
    }

private:
    static void explain_unknown(const Output& output) {
        output.message(
            "Nothing can be proved on an engine without a dialect. A dialect (src/odbc/dialect.hpp) answers these "
            "questions:");
        for (const auto& question : conform::dialect_questions()) output.message("  " + question);
    }

    static int show(const conform::Report& report, const Output& output) {
        const bool holds = report.holds();
        const auto& facts = report.facts;
        output.line(output.bold(holds ? "every promise holds" : "not every promise holds") + " on " + facts.server +
                    " " + facts.server_version + " through " + facts.driver + " " + facts.driver_version);
        nlohmann::json checks = nlohmann::json::array();
        for (const auto& check : report.checks)
            checks.push_back({{"promise", check.promise}, {"verdict", word(check.verdict)}, {"detail", check.detail}});
        output.document({{"holds", holds},
                         {"engine", report.engine},
                         {"server", facts.server},
                         {"server_version", facts.server_version},
                         {"driver", facts.driver},
                         {"driver_version", facts.driver_version},
                         {"checks", checks}});
        return static_cast<int>(holds ? model::ExitCode::good : model::ExitCode::technical_failure);
    }

    std::string m_dsn;
    std::string m_password;
    std::int64_t m_rows = 3000;
};

}  // namespace

std::unique_ptr<Command> make_conform() { return std::make_unique<ConformCommand>(); }

}  // namespace tilsig::cli
