// The errors of each comparison, and over all pairs of source and target against the baseline.
#include <algorithm>
#include <cmath>

#include "report_sections.hpp"
#include "svg.hpp"

namespace command {
namespace {

std::string runs_text(const MethodRuns& method) {
  std::string text = std::to_string(method.runs.size());
  if (method.failed > 0) text += " (" + std::to_string(method.failed) + " failed)";
  if (method.unconverged > 0) text += " (" + std::to_string(method.unconverged) + " unconverged)";
  return text;
}

// The least mean error; where runs failed, only among those that have the most.
std::string best_of(const ReportData& data, const Comparison& comparison) {
  std::size_t most = 1;
  for (const auto& [name, method] : comparison.methods) most = std::max(most, method.runs.size());
  std::string best;
  double least = std::numeric_limits<double>::infinity();
  for (const std::string& name : data.methods) {
    const Runs& runs = runs_of(comparison, name).runs;
    const double mean = mean_of(cells(runs, column_rmse)).mean;
    if (runs.size() < most || !(mean < least)) continue;
    least = mean;
    best = name;
  }
  return best;
}

std::string error_table(const ReportData& data, const Comparison& comparison) {
  HtmlTable table("errors, " + comparison.setup.title(),
                  {"method", "RMSE", "95 %", "ratio", "MAE", "coverage", "width", "CRPS",
                   "log density", "seconds", "runs"});
  const Runs& base = runs_of(comparison, data.baseline).runs;
  const std::string best = best_of(data, comparison);
  for (const std::string& name : data.methods) {
    const auto found = comparison.methods.find(name);
    if (found == comparison.methods.end()) continue;
    const Runs& runs = found->second.runs;
    const auto mean = [&](ResultColumn column) {
      return number(mean_of(cells(runs, column)).mean);
    };
    const std::vector<double> errors = cells(runs, column_rmse);
    const Interval by_t = t_interval(errors);
    table.row({escaped(name) + (name == best ? " ★" : ""), number(mean_of(errors).mean),
               interval(std::max(by_t.low, 0.0), by_t.high), number(error_ratio(runs, base)),
               mean(column_mae), mean(column_coverage95), mean(column_width95), mean(column_crps),
               mean(column_log_density), mean(column_seconds), runs_text(found->second)},
              name == best);
  }
  return table.html();
}

std::string ratio_chart(const ReportData& data, const Family& family,
                        const std::map<std::string, Against>& all) {
  std::vector<IntervalRow> rows;
  std::vector<double> ends = {1};
  for (std::size_t i = 0; i < data.methods.size(); ++i) {
    const auto found = all.find(data.methods[i]);
    if (found == all.end() || found->second.logs.empty()) continue;
    const double ratio = found->second.ratio;
    const auto& [low, high] = found->second.by_t;
    // Intervals of few runs may be huge: they widen the axis threefold at most.
    ends.insert(ends.end(), {ratio, std::max(low, ratio / 3), std::min(high, ratio * 3)});
    rows.push_back({data.methods[i], short_text(ratio), ratio, low, high, i});
  }
  const Axis axis = axis_of("RMSE over that of " + data.baseline, ends, true);
  const std::string title = "Ratios of errors to " + data.baseline + ", " + family.title();
  return figure(interval_chart(axis, rows, title, false, 1),
                "Left of the dashed line: less error than " + escaped(data.baseline) +
                    ". Bars: 95 % by Student's t.");
}

std::string ratio_table(const ReportData& data, const std::map<std::string, Against>& all) {
  HtmlTable table("ratios to " + data.baseline,
                  {"method", "ratio", "error", "95 % by t", "95 % by bootstrap", "better in", "p",
                   "p corrected", "pairs"});
  for (const std::string& name : data.methods) {
    const auto found = all.find(name);
    if (found == all.end() || found->second.logs.empty()) continue;
    const Against& against = found->second;
    const auto better =
        std::count_if(against.logs.begin(), against.logs.end(), [](double log) { return log < 0; });
    const int clear = against.clear();
    table.row({escaped(name), number(against.ratio),
               clear < 0   ? "less"
               : clear > 0 ? "more"
                           : "not clear",
               interval(against.by_t.low, against.by_t.high),
               interval(against.by_bootstrap.low, against.by_bootstrap.high),
               std::to_string(better) + " of " + std::to_string(against.logs.size()),
               p_value(against.test.p), p_value(against.corrected_p),
               std::to_string(against.pair_logs.size())},
              clear < 0);
  }
  return table.html();
}

std::string family_html(const ReportData& data, const Family& family) {
  const auto all = against_baseline(data, family);
  if (std::none_of(all.begin(), all.end(), [](const auto& a) { return !a.second.logs.empty(); }))
    return paragraph("No method has runs on the same rows as " + escaped(data.baseline) + ".");
  return (family.members.size() == 1
              ? paragraph("One pair alone: the intervals are over its runs and say nothing about "
                          "other pairs.")
              : "") +
         "<div class=\"beside\">" + ratio_chart(data, family, all) + ratio_table(data, all) +
         "</div>\n";
}

const char test_in_words[] = R"(<ul>
<li>For each pair of source and target, seed and fold, the error of the method is divided by that of
the baseline on the same rows. The ratio shown is the geometric mean: first over the runs of a pair,
then over pairs, so that each pair counts the same. Methods that learn from the target alone are
compared once for each target when neither side has a source.</li>
<li>The intervals are over pairs (over runs where there is one pair): by Student's t of the
logarithms, and by a bootstrap that draws whole pairs, 10,000 times from a fixed seed, with the 2.5
and 97.5 % quantiles. With fewer than about eight pairs the bootstrap's is too narrow.</li>
<li>p is that of Wilcoxon's signed-rank test on the logarithms of all runs' ratios, two-sided: how
often signs thrown at random would look at least as one-sided. It is exact for up to 25 runs, beyond
that by the normal approximation with corrections for ties and continuity; with fewer than six runs
it cannot fall below 0.05. Runs of one pair share their data, so that this p is too small when pairs
are few; the intervals over pairs do not suffer from that. Pairs with one target share the
baseline's runs, which neither takes into account.</li>
<li>The corrected p (Holm) allows for testing several methods at once within a table.</li>
<li>The error is called less or more than the baseline's where the corrected p is below 0.05 and the
interval by t excludes 1. Otherwise it is not clear: the difference may be chance.</li>
</ul>
)";

}  // namespace

Section errors_section(const ReportData& data) {
  std::vector<Part> all;
  for (const Comparison& comparison : data.comparisons)
    all.push_back({comparison.setup.title(), [&] { return error_table(data, comparison); }});
  return {
      "errors", "Errors",
      paragraph("Means over seeds and folds. Behind the RMSE its 95 % interval by Student's t; the "
                "ratio is that of the mean RMSE to the mean of " +
                escaped(data.baseline) + " over the same seeds and folds; ★ the least RMSE.") +
          parts(all, 4, 800000)};
}

Section ratios_section(const ReportData& data) {
  const std::vector<Family> families = families_of(data.comparisons);
  std::vector<Part> all;
  for (const Family& family : families)
    all.push_back({family.title(), [&] { return family_html(data, family); }});
  return {"ratios", "Over all pairs, against " + escaped(data.baseline),
          data.methods.size() < 2
              ? paragraph("There is one method: nothing to compare.")
              : details("The test in words", test_in_words) + parts(all, 6, 500000)};
}

}  // namespace command
