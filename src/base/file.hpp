// Whole files, read and written so that a reader never sees half of one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace graft {

// Throws GRAFT_ERROR_IO with the path and the system's reason.
std::vector<uint8_t> read_file(const std::string& path);

// Writes beside `path`, syncs and renames: after a full disk, a crash or a kill the old file is
// whole or there is none. Throws GRAFT_ERROR_IO and removes what it wrote.
void write_file(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace graft
