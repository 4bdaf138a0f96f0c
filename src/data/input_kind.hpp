#pragma once

#include <cstdint>

namespace graft {

// What a row of a data set is, and what a network takes. The numbers stand in model files.
enum class InputKind : uint8_t { molecules = 0, graphs = 1, features = 2, structures = 3 };
constexpr InputKind last_input_kind = InputKind::structures;

const char* name_of(InputKind kind);

}  // namespace graft
