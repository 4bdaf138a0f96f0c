#include <cstring>

#include "base/utf8.hpp"
#include "base/version.hpp"
#include "capi/guard.hpp"
#include "capi/handles.hpp"
#include "chem/smiles.hpp"

namespace graft::capi {
namespace {

// A plain array: it needs no destructor when a thread ends, and no memory when there is none.
thread_local char last_error[2048] = "";

}  // namespace

graft_status report(graft_status status, const char* message) noexcept {
  copy_valid(message, last_error, sizeof last_error);
  return status;
}

void clear_text(char* buffer, int64_t capacity, int64_t* needed) {
  if (needed) *needed = 0;
  if (buffer && capacity > 0) buffer[0] = '\0';
}

void give(std::string_view text, char* buffer, int64_t capacity, int64_t* needed) {
  at_least(capacity, 0, "capacity");
  if (needed) *needed = int64_t(text.size());
  if (!buffer || capacity == 0) return;
  const std::string_view shown = cut(text, std::size_t(capacity - 1));
  std::copy(shown.begin(), shown.end(), buffer);
  buffer[shown.size()] = '\0';
}

const Options& options_or_default(const graft_options* options) {
  static const Options defaults;
  return options ? options->value : defaults;
}

}  // namespace graft::capi

extern "C" {

const char* graft_version(void) { return graft::graft_version_text; }

int32_t graft_has_feature(const char* feature) {
  if (!feature) return 0;
  return (std::strcmp(feature, "rdkit") == 0 && graft::has_rdkit()) ||
         (std::strcmp(feature, "cif") == 0 && graft::has_cif());
}

int64_t graft_version_number(void) { return GRAFT_VERSION; }

const char* graft_last_error(void) { return graft::capi::last_error; }

graft_status graft_last_error_copy(char* buffer, int64_t capacity, int64_t* needed) {
  graft::capi::clear_text(buffer, capacity, needed);
  return graft::capi::guard(
      [&] { graft::capi::give(graft::capi::last_error, buffer, capacity, needed); });
}

const char* graft_status_name(graft_status status) {
  switch (status) {
#define GRAFT_NAME(name) \
  case name:             \
    return #name
    GRAFT_NAME(GRAFT_OK);
    GRAFT_NAME(GRAFT_ERROR_ARGUMENT);
    GRAFT_NAME(GRAFT_ERROR_DATA);
    GRAFT_NAME(GRAFT_ERROR_OPTION);
    GRAFT_NAME(GRAFT_ERROR_FORMAT);
    GRAFT_NAME(GRAFT_ERROR_VERSION);
    GRAFT_NAME(GRAFT_ERROR_IO);
    GRAFT_NAME(GRAFT_ERROR_MEMORY);
    GRAFT_NAME(GRAFT_ERROR_UNSUPPORTED);
    GRAFT_NAME(GRAFT_ERROR_STATE);
    GRAFT_NAME(GRAFT_ERROR_NUMERIC);
    GRAFT_NAME(GRAFT_ERROR_INTERNAL);
    GRAFT_NAME(GRAFT_STOPPED);
    GRAFT_NAME(GRAFT_UNCONVERGED);
#undef GRAFT_NAME
  }
  return status < 0 ? "callback" : "unknown";
}

}  // extern "C"
