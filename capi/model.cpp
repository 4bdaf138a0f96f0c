// Models as files and bytes, and what is known of them.
#include <cstring>

#include "base/file.hpp"
#include "capi/guard.hpp"
#include "capi/handles.hpp"
#include "model/format.hpp"
#include "model/scores.hpp"

using namespace graft;
using namespace graft::capi;

namespace {

const Fact& fact(const graft_model* model, const char* key) {
  return fact_of(need(model, "model").facts(), text(key, "key"));
}

}  // namespace

const std::vector<Fact>& graft_model::facts() const {
  const std::lock_guard lock(mutex_);
  if (!facts_) facts_ = std::make_unique<const std::vector<Fact>>(facts_of(value->content()));
  return *facts_;
}

extern "C" {

void graft_model_free(graft_model* model) { discard(model); }

graft_status graft_model_save(const graft_model* model, const char* path) {
  return guard([&] {
    const std::string name = text(path, "path");
    write_file(name, write_model(need(model, "model").value->content()));
  });
}

graft_status graft_model_load(const graft_context* context, const char* path, graft_model** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const std::string name = text(path, "path");
    *out = new graft_model{
        std::make_shared<const Model>(read_model(read_file(name), "model " + quoted(name))),
        context_or_default(context)};
  });
}

graft_status graft_model_save_memory(const graft_model* model, void* buffer, int64_t capacity,
                                     int64_t* needed) {
  if (needed) *needed = 0;
  return guard([&] {
    const auto bytes = write_model(need(model, "model").value->content());
    if (needed) *needed = int64_t(bytes.size());
    if (!buffer) return;
    if (capacity < int64_t(bytes.size()))
      fail(GRAFT_ERROR_ARGUMENT, "capacity: ", capacity, " bytes for a model of ", bytes.size());
    std::memcpy(buffer, bytes.data(), bytes.size());
  });
}

graft_status graft_model_load_memory(const graft_context* context, const void* buffer, int64_t size,
                                     graft_model** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const auto bytes =
        array(static_cast<const uint8_t*>(buffer), at_least(size, 0, "size"), "buffer");
    *out = new graft_model{std::make_shared<const Model>(read_model(bytes, "model in memory")),
                           context_or_default(context)};
  });
}

graft_status graft_model_info(const graft_model* model, char* buffer, int64_t capacity,
                              int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] { give(need(model, "model").value->content().info, buffer, capacity, needed); });
}

graft_status graft_model_write(const graft_model* model, graft_write_fn function, void* user) {
  int32_t answer = 0;
  const graft_status status = guard([&] {
    need(function, "function");
    const auto bytes = write_model(need(model, "model").value->content());
    answer = Caller::run([&] { return function(bytes.data(), int64_t(bytes.size()), user); });
  });
  if (answer < 0) return report(answer, "ended by the writing function");
  if (answer > 0) return report(GRAFT_ERROR_IO, "the writing function did not take the bytes");
  return status;
}

graft_status graft_model_get_text(const graft_model* model, const char* key, char* buffer,
                                  int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] { give(fact(model, key).text(), buffer, capacity, needed); });
}

graft_status graft_model_get_int(const graft_model* model, const char* key, int64_t* value) {
  if (value) *value = 0;
  return guard([&] {
    const int64_t found = fact(model, key).integer();
    if (value) *value = found;
  });
}

graft_status graft_model_get_double(const graft_model* model, const char* key, double* value) {
  if (value) *value = 0;
  return guard([&] {
    const double found = fact(model, key).number();
    if (value) *value = found;
  });
}

int64_t graft_model_fact_count(const graft_model* model) {
  int64_t count = 0;
  guard([&] { count = int64_t(need(model, "model").facts().size()); });
  return count;
}

graft_status graft_model_fact(const graft_model* model, int64_t index, const char** key,
                              const char** type) {
  if (key) *key = nullptr;
  if (type) *type = nullptr;
  return guard([&] {
    const auto& facts = need(model, "model").facts();
    const Fact& f = facts[std::size_t(index_of(index, int64_t(facts.size()), "index"))];
    if (key) *key = f.key.c_str();
    if (type) *type = f.type();
  });
}

graft_status graft_model_column(const graft_model* model, int64_t col, char* buffer,
                                int64_t capacity, int64_t* needed) {
  clear_text(buffer, capacity, needed);
  return guard([&] {
    const ModelContent& content = need(model, "model").value->content();
    const int64_t at = index_of(col, int64_t(content.features.size()), "col");
    give(content.columns.empty() ? "" : content.columns[std::size_t(at)], buffer, capacity, needed);
  });
}

graft_status graft_score(const char* metric, const double* y, const double* mean, const double* sd,
                         int64_t rows, double* value) {
  if (value) *value = 0;
  return guard([&] {
    at_least(rows, 0, "rows");
    const double result = score(text(metric, "metric"), array(y, rows, "y"),
                                array(mean, rows, "mean"), optional_array(sd, rows));
    if (value) *value = result;
  });
}

}  // extern "C"
