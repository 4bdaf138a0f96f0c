// Options, the tables of options and methods, and the context that calls share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "support.hpp"

namespace graft_api {

// Options by key. Without any it is empty, which means all defaults and costs nothing.
//   graft::Options().set("members", 2).set("kernel", "linear")
class Options : public Handle<graft_options, graft_options_free> {
 public:
  using Handle::Handle;

  // The value's type must be the key's: an integer (bool, too), a floating number, a text.
  template <class T>
  Options& set(std::string_view key, const T& value) & {
    const std::string name = c_text(key, "key");
    if constexpr (std::is_integral_v<T>)
      check(graft_options_set_int(needed(), name.c_str(), static_cast<int64_t>(value)));
    else if constexpr (std::is_floating_point_v<T>)
      check(graft_options_set_double(needed(), name.c_str(), static_cast<double>(value)));
    else
      check(graft_options_set_string(needed(), name.c_str(), c_text(value, "value").c_str()));
    return *this;
  }
  template <class T>
  Options&& set(std::string_view key, const T& value) && {
    return std::move(set(key, value));
  }
  // Any option from its text, "depth", "4".
  Options& set_text(std::string_view key, std::string_view text) {
    check(
        graft_options_set_text(needed(), c_text(key, "key").c_str(), c_text(text, "text").c_str()));
    return *this;
  }
  // The value in force, as text.
  std::string text(std::string_view key) const {
    if (!*this) return made<Options>(graft_options_create).text(key);
    return text_of(graft_options_get_text, get(), c_text(key, "key").c_str());
  }
  Options clone() const { return *this ? made<Options>(graft_options_clone, get()) : Options(); }

 private:
  graft_options* needed() {
    if (!*this) *this = made<Options>(graft_options_create);
    return get();
  }
};

struct OptionEntry {
  std::string_view key, type, default_value, range, meaning;
};

// Every option that there is.
inline std::vector<OptionEntry> option_table() {
  std::vector<OptionEntry> table;
  for (int64_t i = 0; i < graft_option_count(); ++i) {
    const char *key, *type, *initial, *range, *meaning;
    check(graft_option_describe(i, &key, &type, &initial, &range, &meaning));
    table.push_back({key, type, initial, range, meaning});
  }
  return table;
}

struct MethodEntry {
  std::string_view name;
  int64_t least_sources, most_sources;  // -1: any number
  std::string_view meaning, options;
};

inline std::vector<MethodEntry> method_table() {
  std::vector<MethodEntry> table;
  for (int64_t i = 0; i < graft_method_count(); ++i) {
    const char *name, *meaning, *options;
    int64_t least, most;
    check(graft_method_describe(i, &name, &least, &most, &meaning, &options));
    table.push_back({name, least, most, meaning, options});
  }
  return table;
}

// Receives what a user may want to read, line by line, on the thread of the call.
using Log = std::function<void(std::string_view)>;

// What calls share: threads, and the log of fitters that are made with it afterwards.
class Context : public Handle<graft_context, graft_context_free> {
 public:
  using Handle::Handle;
  explicit Context(const Options& options)
      : Handle(made<Handle>(graft_context_create, options.get())) {}

  // An empty function: none. It may be called from the threads of several fits at once.
  Context& set_log(Log log) {
    if (!*this) *this = Context(Options());
    auto kept = log ? std::make_shared<const Log>(std::move(log)) : nullptr;
    check(graft_context_set_log(get(), kept ? &tell : nullptr, const_cast<Log*>(kept.get())));
    log_ = std::move(kept);
    return *this;
  }
  // Fitters keep it, and give out what it throws.
  const std::shared_ptr<const Log>& log() const { return log_; }

 private:
  // For fitters that a program makes with graft.h and get(): nothing here can give out what it
  // throws.
  static void tell(const char* line, void* user) {
    Caught().run([&] { return (*static_cast<const Log*>(user))(line), 0; });
  }
  std::shared_ptr<const Log> log_;
};

}  // namespace graft_api
