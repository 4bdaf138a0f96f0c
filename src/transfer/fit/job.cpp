#include "transfer/fit/job.hpp"

namespace graft {

Crew crew_of(const FitJob& job, int threads) {
  return Crew(threads,
              {[&job] { job.control.poll(); }, [&job] { return job.control.stopped(); }});
}

Crew crew_of(const FitJob& job) { return crew_of(job, int(job.options.integer("n_threads"))); }

FitSets target_sets(const FitJob& job) { return without_sources(job.sets); }

bool is_affine(const FitJob& job) {
  const std::string& alignment = job.options.string("alignment");
  if (alignment != "auto") return alignment == "affine";
  const Dataset& target = *job.sets.target;
  const auto same = [&](const std::string& property, const std::string& unit) {
    return !property.empty() && !unit.empty() && property == target.property() &&
           unit == target.unit();
  };
  if (job.sets.source_model) {
    const ModelContent& source = job.sets.source_model->content();
    return !same(source.property, source.unit);
  }
  return job.sets.sources.empty() ||
         !same(job.sets.sources[0].property(), job.sets.sources[0].unit());
}

std::string checkpoint_of(const FitJob& job, const std::string& stage) {
  const std::string& path = job.options.string("checkpoint");
  return path.empty() || stage.empty() ? path : path + "." + stage;
}

}  // namespace graft
