// Where a plan keeps what it fetched: a private folder below the cache that goes away with the plan, however that ends.
#pragma once

#include <filesystem>

#include "base/files.hpp"
#include "session/context.hpp"

namespace tilsig::operate {

/// A new folder that only its owner can read. What a killed plan left behind is removed by the next one: the kernel
/// knows which folders still have a living owner.
class PlanFolder {
public:
    /// Error(storage) when the folder cannot be made below `cache`.
    explicit PlanFolder(const std::filesystem::path& cache);
    ~PlanFolder();
    PlanFolder(const PlanFolder&) = delete;
    PlanFolder& operator=(const PlanFolder&) = delete;

    /// `places` with landing zone, key, cache and out-folder inside this folder.
    [[nodiscard]] session::Places instead_of(const session::Places& places) const;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
    UniqueFd m_alive;
};

}  // namespace tilsig::operate
