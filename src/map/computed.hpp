// Inside the room only: an expression over the columns of a batch.
#pragma once

#include <string>

#include "base/error.hpp"
#include "expression/program.hpp"

namespace tilsig::map {

struct Computed {
    expression::Program program;
    expression::Workspace workspace{};

    /// Throws Error(internal): declarations were proven before.
    static Computed compile(const std::string& text, const Place& place, const expression::Scope& scope) {
        std::vector<expression::Mistake> mistakes;
        auto program = expression::Program::compile(text, scope, mistakes);
        if (!program)
            throw Error(ErrorKind::internal, "an expression does not compile: " + mistakes.front().message)
                .at(place)
                .remedy("run `tilsig check`");
        return {std::move(*program)};
    }
};

}  // namespace tilsig::map
