// What a child says, judged frame by frame and handed to the sink.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "fetch/child_run_loop.hpp"
#include "fetch/fetch.hpp"
#include "fetch/redactor.hpp"
#include "plugin/child_request.hpp"
#include "plugin/frames.hpp"

namespace tilsig::fetch {

/// The worker's copy of the rules: the child has checked them too, but a connector shares the child's memory.
class FetchSession final : public FrameHandler {
public:
    /// `sink` is null for check, describe and survey, where a delivery is a mistake; `survey` for all but that one.
    FetchSession(const plugin::ChildRequest& request, DeliverySink* sink, const Logger& log,
                 SurveySink* survey = nullptr);
    ~FetchSession() override;
    FetchSession(const FetchSession&) = delete;
    FetchSession& operator=(const FetchSession&) = delete;

    [[nodiscard]] bool take(const process::Frame& frame) override;
    [[nodiscard]] std::optional<std::string> take_answer() noexcept override {
        return std::exchange(m_answer, std::nullopt);
    }
    /// The verdict, from frames and the child's end together. Abandons the sink unless the end is good.
    [[nodiscard]] FetchResult conclude(const ChildEnd& end);

    [[nodiscard]] const std::vector<std::string>& mistakes() const noexcept { return m_mistakes; }
    [[nodiscard]] const std::vector<std::string>& description() const noexcept { return m_description; }

private:
    using Texts = std::vector<std::string_view>;
    struct Said {  ///< the result frame
        int status = 0;
        int retry_after = -1;
        std::string message;
    };
    bool fail(FetchEnd end, std::string message);
    bool take_delivery(plugin::FrameType type, const Texts& texts);
    bool take_bytes(std::string_view bytes);
    bool take_known(std::string_view sha256);
    bool take_survey(plugin::FrameType type, const Texts& texts);
    bool take_proof(const Texts& texts);
    bool take_result(const Texts& texts);
    void take_log(const Texts& texts);
    void judge_process(const ChildEnd& end, FetchResult& result) const;
    void judge_result(FetchResult& result) const;

    const plugin::ChildRequest& m_request;
    DeliverySink* m_sink;
    SurveySink* m_survey;
    Logger m_log;
    Redactor m_redact;
    bool m_open = false;
    bool m_begun = false;
    bool m_known = false;  ///< the open delivery's content is here already
    std::optional<std::string> m_answer;
    bool m_settled = false;  ///< the sink has heard the end
    unsigned m_deliveries = 0;
    std::uint64_t m_delivery_bytes = 0;
    std::uint64_t m_bytes = 0;
    unsigned m_logged = 0;
    std::size_t m_lying = 0;
    std::optional<std::string> m_cursor;
    std::optional<Said> m_said;
    std::optional<std::pair<FetchEnd, std::string>> m_failure;  ///< the first thing that was wrong
    std::vector<std::string> m_mistakes;
    std::vector<std::string> m_description;
};

}  // namespace tilsig::fetch
