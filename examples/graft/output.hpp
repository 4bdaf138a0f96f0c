// Where a command writes: standard output, or a file that appears whole or not at all.
#pragma once

#include <string>

namespace command {

// All of the text to standard output. A reader that has gone (`| head`) is no error.
// Throws Failure(exit_io) otherwise.
void print(const std::string& text);

// One line on standard error, whatever the text holds.
void complain(const std::string& message);

// The text to "-", standard output, or to a file as the library writes its own (src/base/file.hpp).
// Throws Failure(exit_io).
void write_text(const std::string& path, const std::string& text);

// Throws what write_text() would throw as things stand, and changes nothing.
void check_writable(const std::string& path);

// All bytes to a descriptor; returns 0 or the system's error code.
int write_all(int descriptor, const std::string& text);

[[noreturn]] void cannot_write(const std::string& path, int code);

}  // namespace command
