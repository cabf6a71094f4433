#include "propose/field_room.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

int room_of(std::size_t longest) {
    for (const int room : {10, 20, 40, 60, 100, 200, 400, 1000})
        if (longest * 3 / 2 <= static_cast<std::size_t>(room)) return room;
    return 4000;
}

int room_for(const ColumnProfile& profile) {
    if (profile.values > 1 && profile.shortest == profile.longest && profile.longest_cell == profile.longest)
        return static_cast<int>(std::clamp<std::size_t>(profile.longest, 1, 4000));
    return room_of(profile.longest_cell);
}

int room_for_codes(const catalog::CodeList& list, int room) {
    for (const auto& code : list.codes) room = std::max(room, static_cast<int>(code.code.size()));
    return room;
}

std::string lengths(const ColumnProfile& profile) {
    if (profile.shortest == profile.longest) return counted(profile.longest, "character", "characters") + " each";
    return grouped(profile.shortest) + " to " + grouped(profile.longest) + " characters";
}

}  // namespace tilsig::propose
