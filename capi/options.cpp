#include "capi/guard.hpp"
#include "capi/handles.hpp"

using namespace graft;
using namespace graft::capi;

extern "C" {

graft_status graft_options_create(graft_options** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    *out = new graft_options;
  });
}

graft_status graft_options_clone(const graft_options* options, graft_options** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    *out = new graft_options{need(options, "options").value};
  });
}

void graft_options_free(graft_options* options) { discard(options); }

graft_status graft_options_set_int(graft_options* options, const char* key, int64_t value) {
  return guard([&] { need(options, "options").value.set_integer(text(key, "key"), value); });
}

graft_status graft_options_set_double(graft_options* options, const char* key, double value) {
  return guard([&] { need(options, "options").value.set_real(text(key, "key"), value); });
}

graft_status graft_options_set_string(graft_options* options, const char* key, const char* value) {
  return guard(
      [&] { need(options, "options").value.set_string(text(key, "key"), text(value, "value")); });
}

graft_status graft_options_set_text(graft_options* options, const char* key, const char* value) {
  return guard(
      [&] { need(options, "options").value.set_text(text(key, "key"), text(value, "text")); });
}

graft_status graft_options_get_text(const graft_options* options, const char* key, char* buffer,
                                    int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    give(need(options, "options").value.text(text(key, "key")), buffer, capacity, needed);
  });
}

int64_t graft_option_count(void) { return int64_t(option_table().size()); }

graft_status graft_option_describe(int64_t index, const char** key, const char** type,
                                   const char** default_value, const char** range,
                                   const char** meaning) {
  for (const char** out : {key, type, default_value, range, meaning})
    if (out) *out = nullptr;
  return guard([&] {
    static const std::vector<std::string> ranges = [] {
      std::vector<std::string> texts;
      for (const OptionSpec& spec : option_table()) texts.push_back(option_range(spec));
      return texts;
    }();
    const OptionSpec& spec =
        option_table()[std::size_t(index_of(index, graft_option_count(), "index"))];
    if (key) *key = spec.key;
    if (type)
      *type = spec.type == OptionType::integer ? "int"
              : spec.type == OptionType::real  ? "double"
                                               : "string";
    if (default_value) *default_value = spec.initial;
    if (range) *range = ranges[std::size_t(index)].c_str();
    if (meaning) *meaning = spec.meaning;
  });
}

}  // extern "C"
