// tilsig plan: what the next run would change, and nothing else.
#include "operate/plan.hpp"

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/unit_arguments.hpp"
#include "session/shadow.hpp"

namespace tilsig::cli {

namespace {

class PlanCommand final : public Command {
public:
    std::string name() const override { return "plan"; }
    std::string summary() const override {
        return "Show what a run would change in structure and rows; nothing is written";
    }
    std::string examples() const override {
        return "  tilsig plan\n"
               "  tilsig plan imdi.settlement --from export.csv\n"
               "  tilsig plan ssb.municipality --json\n"
               "  tilsig plan --delivery 12               # a landed one again; one that is held: what a release would "
               "do";
    }
    void declare(Arguments& arguments) override {
        m_unit.declare(arguments, false);
        arguments.option_number("--delivery", m_delivery,
                                "A delivery that was landed before; it names its unit. One that is held: as released");
        arguments.flag("--again", m_again,
                       "As for a run: although the same bytes were loaded before with the same declarations");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_delivery > 0 && (m_unit.has_feed() || !m_unit.file().empty()))
            throw Error(ErrorKind::usage, "a delivery names its unit itself")
                .remedy("write `tilsig plan --delivery N`");
        if (!m_unit.has_feed() && !m_unit.file().empty())
            throw Error(ErrorKind::usage, "--from needs a feed").remedy("write `tilsig plan FEED --from FILE`");
        answers::PlanAnswer answer{operate::plan_structure(environment.context()), std::nullopt};
        output.show(to_page(answer.structure));  // stands even if the unit cannot be predicted
        if (m_unit.has_feed() || m_delivery > 0) {
            std::optional<session::Session> session;
            const auto request =
                m_delivery > 0 ? of_delivery(session.emplace(environment.context(), reader)) : of_unit(environment);
            answer.unit.emplace(
                operate::plan_unit(environment.context(), request, [&output](const auto& unit, auto done, auto total) {
                    output.byte_progress(done, total, unit.text());
                }));
            output.show(to_page(*answer.unit, environment.catalog()));
        }
        output.document(to_json(answer, environment.catalog()));
        return static_cast<int>(answer.code());
    }

private:
    static constexpr auto reader = session::SessionRole::reader;

    [[nodiscard]] operate::PlanRequest of_unit(Environment& environment) const {
        operate::PlanRequest request;
        request.unit = m_unit.unit(environment);
        request.file = m_unit.file();
        request.received_at = m_unit.received_at(environment);
        request.again = m_again;
        return request;
    }

    /// `session` keeps what lies sealed readable.
    [[nodiscard]] operate::PlanRequest of_delivery(session::Session& session) const {
        const auto numbered = operate::numbered_delivery(session, m_delivery);
        session::require_loads(session.context().catalog, numbered.unit);
        operate::PlanRequest request;
        request.unit = numbered.unit;
        request.landed = operate::landed_bytes(session.landing(numbered.unit), numbered);
        request.received_at = numbered.delivery.received_at;
        request.releases = operate::open_holds(session, m_delivery);
        request.again = m_again;
        return request;
    }

    UnitArguments m_unit;
    std::int64_t m_delivery = 0;
    bool m_again = false;
};

}  // namespace

std::unique_ptr<Command> make_plan() { return std::make_unique<PlanCommand>(); }

}  // namespace tilsig::cli
