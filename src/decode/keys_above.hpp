// Keys of a table in which each cell is a record, where an empty cell means the one above it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"
#include "model/batch.hpp"

namespace tilsig::decode {

class KeysAbove {
public:
    /// Called for each row, in order. Keys of `fill_down` that are empty take the last one that was not.
    void fill(const catalog::Unpivot& unpivot, std::vector<std::string_view>& keys, model::Arena& arena) {
        if (unpivot.fill_down.empty()) return;
        m_last.resize(keys.size());
        for (std::size_t key = 0; key < keys.size(); ++key) {
            if (!keys[key].empty())
                m_last[key] = keys[key];
            else if (!m_last[key].empty() && is_filled(unpivot, unpivot.keys[key]))
                keys[key] = arena.store(m_last[key]);
        }
    }

private:
    static bool is_filled(const catalog::Unpivot& unpivot, const std::string& key) {
        return std::find(unpivot.fill_down.begin(), unpivot.fill_down.end(), key) != unpivot.fill_down.end();
    }
    std::vector<std::string> m_last;
};

}  // namespace tilsig::decode
