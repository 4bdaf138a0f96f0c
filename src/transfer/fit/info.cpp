#include "transfer/fit/info.hpp"

#include "base/version.hpp"
#include "model/facts.hpp"

namespace graft {

bool changes_the_model(const std::string& key) {
  return key != "n_threads" && key != "time_limit" && key != "checkpoint" &&
         key != "checkpoint_every" && key != "strict";
}

std::string describe(const FitJob& job, const ModelContent& content, const FitFacts& facts) {
  Json options = Json::object();
  for (const OptionSpec& spec : option_table())
    if (changes_the_model(spec.key)) {
      switch (spec.type) {
        case OptionType::integer:
          options.add(spec.key, job.options.integer(spec.key));
          break;
        case OptionType::real:
          options.add(spec.key, job.options.real(spec.key));
          break;
        case OptionType::text:
          options.add(spec.key, job.options.string(spec.key));
          break;
      }
    }
  Json sources = Json::array();
  for (std::size_t s = 0; s < job.sets.sources.size(); ++s)
    sources.add(Json::object()
                    .add("property", job.sets.sources[s].property())
                    .add("unit", job.sets.sources[s].unit())
                    .add("rows", job.sets.sources[s].labelled()));
  if (job.sets.source_model) {
    const ModelContent& source = job.sets.source_model->content();
    sources.add(Json::object()
                    .add("property", source.property)
                    .add("unit", source.unit)
                    .add("model", "given"));
  }
  Json scores = Json::object();
  scores.add("held_out_rows", int64_t(facts.held_out.rows));
  scores.add("held_out_rmse", facts.held_out.rmse);
  scores.add("held_out_mae", facts.held_out.mae);
  scores.add("noise_sd", content.noise_sd);
  Json info = Json::object();
  info.add("library", graft_version_text)
      .add("format", int64_t{GRAFT_MODEL_FORMAT})
      .add("method", job.method)
      .add("input", input_of(content))
      .add("kind", name_of(content.shape.input))
      .add("property", content.property)
      .add("unit", content.unit)
      .add("target_rows", int64_t(facts.target_rows))
      .add("sources", sources)
      .add("unlabelled_rows", int64_t(facts.unlabelled_rows))
      .add("validation_set_rows", int64_t(facts.validation_rows))
      .add("parameters", int64_t(facts.parameters))
      .add("members", int64_t(content.members.size()))
      .add("ended", name_of(job.control.reason()))
      .add("scores", scores);
  for (const auto& [key, value] : facts.more) info.add(key, value);
  for (const auto& [key, value] : job.facts) info.add(key, value);
  if (!content.diagnostics.empty()) {
    Json diagnostics = Json::object();
    for (const Diagnostic& d : content.diagnostics) diagnostics.add(d.name, d.value);
    info.add("diagnostics", diagnostics);
  }
  return info.add("options", options).str();
}

}  // namespace graft
