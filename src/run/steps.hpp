// The list of the steps of a pass: made in one place, for whoever takes a delivery or a single record through them.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "run/pass.hpp"
#include "run/step.hpp"

namespace tilsig::run {

/// The steps of one pass in their order, and where the thread border lies between them.
class Steps {
public:
    /// `border` is the first step that is run by the thread that consumes the rows: those before it may run ahead on
    /// another one. None: all may.
    explicit Steps(std::optional<StepName> border = std::nullopt) : m_border(border) {}

    /// Puts a step at its place; there is one of each name.
    void add(std::unique_ptr<Step> step);
    /// Takes out this step and all that come behind it, whether they are there or not.
    void stop_before(StepName name);
    [[nodiscard]] bool has(StepName name) const noexcept;

    /// Opens all, each with what the one before it hands on.
    void open();
    /// The steps before the border. False: there is nothing left to read.
    [[nodiscard]] bool run_ahead(Turn& turn) { return run(turn, 0, border()); }
    /// The others.
    void run_behind(Turn& turn) { (void)run(turn, border(), m_opened.size()); }
    void conclude(PassResult& result);

private:
    struct Opened {
        std::unique_ptr<Step> step;
        model::StageSchema out{};
        bool proven = false;  ///< what it hands on was compared with what it said
    };
    [[nodiscard]] std::size_t border() const noexcept;
    [[nodiscard]] static bool run(Turn& turn, Opened& opened);
    [[nodiscard]] bool run(Turn& turn, std::size_t from, std::size_t to);

    std::vector<Opened> m_opened;
    std::optional<StepName> m_border;
};

/// The steps that `input` asks for. Its references, and `input` itself, must outlive them.
[[nodiscard]] Steps make_steps(PassInput& input);
/// The same with another step that reads: for records that are there already.
[[nodiscard]] Steps make_steps(PassInput& input, std::unique_ptr<Step> reader);
/// A reader that hands on this batch, once: columns are the contract's fields, found by their names.
[[nodiscard]] std::unique_ptr<Step> given_records(const catalog::Contract& contract, model::Batch records);

/// Takes a delivery through steps that were made for it (run/pass.hpp).
[[nodiscard]] PassResult run_pass(PassInput& input, Steps steps, const RowConsumer& consume);

}  // namespace tilsig::run
