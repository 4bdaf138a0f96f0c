#pragma once

#include "graft.h"

#define GRAFT_TEXT_OF(x) #x
#define GRAFT_TEXT(x) GRAFT_TEXT_OF(x)

namespace graft {

constexpr const char* graft_version_text = GRAFT_TEXT(GRAFT_VERSION_MAJOR) "." GRAFT_TEXT(
    GRAFT_VERSION_MINOR) "." GRAFT_TEXT(GRAFT_VERSION_PATCH);

}  // namespace graft
