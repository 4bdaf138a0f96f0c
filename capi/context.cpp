#include "capi/guard.hpp"
#include "capi/handles.hpp"

using namespace graft;
using namespace graft::capi;

namespace graft::capi {

std::shared_ptr<const Context> context_or_default(const graft_context* context) {
  return context ? context->value : std::make_shared<Context>();
}

}  // namespace graft::capi

extern "C" {

graft_status graft_context_create(const graft_options* options, graft_context** out) {
  if (out) *out = nullptr;
  return guard([&] {
    need(out, "out");
    const int threads = int(options_or_default(options).integer("n_threads"));
    *out = new graft_context{std::make_shared<Context>(threads)};
  });
}

void graft_context_free(graft_context* context) { discard(context); }

graft_status graft_context_set_log(graft_context* context, graft_log_fn function, void* user) {
  return guard([&] {
    Context::Log log;
    if (function) log = [=](const std::string& line) { function(line.c_str(), user); };
    need(context, "context").value->set_log(std::move(log));
  });
}

}  // extern "C"
