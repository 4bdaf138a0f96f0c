// What was compared, what came of it in a sentence each, what failed, and how to read the rest.
#include <algorithm>
#include <cmath>
#include <set>

#include "report_sections.hpp"

namespace command {
namespace {

// Distinct texts in order of appearance.
template <class Function>
std::vector<std::string> distinct(const std::vector<Record>& rows, Function text_of) {
  std::set<std::string> seen;
  std::vector<std::string> texts;
  for (const Record& row : rows) {
    const std::string text = text_of(row);
    if (!text.empty() && seen.insert(text).second) texts.push_back(text);
  }
  return texts;
}

std::string enumerated(const std::vector<std::string>& texts, std::size_t limit = 20) {
  std::string result;
  for (std::size_t i = 0; i < std::min(texts.size(), limit); ++i)
    result += (i == 0 ? "" : ", ") + ("<b>" + escaped(texts[i]) + "</b>");
  if (texts.size() > limit) result += " and " + std::to_string(texts.size() - limit) + " more";
  return result;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string compared(const ReportData& data) {
  const auto column = [&](std::size_t place) {
    return distinct(data.rows, [=](const Record& row) { return row[place]; });
  };
  std::size_t failed = 0, unconverged = 0;
  for (const Record& row : data.rows) {
    failed += row[column_rmse].empty();
    unconverged += row[column_status] == "unconverged";
  }
  const auto methods = data.methods, sources = column(0), targets = column(1);
  std::vector<std::string> splits;
  for (const Comparison& comparison : data.comparisons)
    if (std::find(splits.begin(), splits.end(), comparison.setup.split) == splits.end())
      splits.push_back(comparison.setup.split);
  std::vector<std::string> items = {
      counted(methods.size(), "method: ", "methods: ") + enumerated(methods) +
          "; ratios are to <b>" + escaped(data.baseline) + "</b>",
      counted(targets.size(), "target: ", "targets: ") + enumerated(targets)};
  if (!sources.empty())
    items.push_back(counted(sources.size(), "source: ", "sources: ") + enumerated(sources));
  items.push_back("splits: " + enumerated(splits) + "; training rows: " + enumerated(column(5)) +
                  "; seeds: " + enumerated(column(4), 10));
  items.push_back(counted(data.rows.size(), "run", "runs") + ", of which " +
                  std::to_string(failed) + " failed and " + std::to_string(unconverged) +
                  " have not converged");
  const auto versions = column(column_version);
  if (!versions.empty()) items.push_back("made by graft " + enumerated(versions));
  return list(items);
}

std::string sentence(const ReportData& data, const Family& family) {
  const auto all = against_baseline(data, family);
  const Against* best = nullptr;
  std::string name;
  for (const std::string& method : data.methods) {
    const auto found = all.find(method);
    if (found == all.end() || std::isnan(found->second.ratio)) continue;
    if (best && best->ratio <= found->second.ratio) continue;
    best = &found->second;
    name = method;
  }
  if (!best) return "";
  const std::string base = "<b>" + escaped(data.baseline) + "</b>";
  const std::string start =
      escaped(family.title()) + " (" + counted(best->pair_logs.size(), "pair", "pairs") + "): ";
  const std::string range = interval(best->by_t.low, best->by_t.high);
  const std::string evidence = " (" + (range.empty() ? "" : "95 % interval " + range + ", ") +
                               "corrected p " + p_value(best->corrected_p) +
                               (best->clear() == 0 ? "; it may be chance)" : ")");
  if (best->ratio >= 1)
    return start + "no method has a smaller error than " + base + "; the next is <b>" +
           escaped(name) + "</b> with " + number(best->ratio) + " times its error" + evidence;
  return start + "<b>" + escaped(name) + "</b> has the smallest error, " + number(best->ratio) +
         " times that of " + base + evidence;
}

std::string in_short(const ReportData& data) {
  std::vector<std::string> items;
  for (const Family& family : families_of(data.comparisons))
    if (std::string text = sentence(data, family); !text.empty()) items.push_back(std::move(text));
  const std::size_t limit = 12;
  if (items.size() > limit) {
    items.resize(limit);
    items.push_back("more below");
  }
  return items.empty() ? "" : "<h3>In short</h3>\n" + list(items);
}

// Failures with the same method and message are one row.
std::string failures(const ReportData& data) {
  std::map<std::pair<std::string, std::string>, int> counts;
  for (const Record& row : data.rows)
    if (row[column_rmse].empty()) ++counts[{row[column_method], row[column_status]}];
  if (counts.empty()) return "";
  HtmlTable table("failed runs", {"method", "runs", "message"});
  const std::size_t limit = 50;
  std::size_t shown = 0;
  for (const auto& [key, count] : counts)
    if (shown++ < limit)
      table.row({escaped(key.first), std::to_string(count),
                 key.second.empty() || key.second == "ok" ? "none" : escaped(key.second)});
  std::string text = "<div class=\"text\">" + table.html() + "</div>\n";
  if (shown > limit) text += paragraph(std::to_string(shown - limit) + " more kinds of failure.");
  return shown > 6 ? details("Failed runs", text) : "<h3>Failed runs</h3>\n" + text;
}

std::string options_table(const ReportData& data) {
  HtmlTable table("options", {"method", "what was set other than by default"});
  std::size_t shown = 0;
  for (const std::string& method : data.methods)
    for (const std::string& options : distinct(data.rows, [&](const Record& row) {
           return row[column_method] == method ? row[column_options] : "";
         }))
      if (shown++ < 100) table.row({escaped(method), escaped(options)});
  if (shown == 0) return "";
  return details("Options of the runs", "<div class=\"text\">" + table.html() + "</div>");
}

const char reading[] = R"(<h3>How to read it</h3>
<ul>
<li>A method was trained on some rows and tested on others. RMSE and MAE are its errors on the test
rows, in the unit of the property: less is better.</li>
<li>A ratio compares with the baseline on the same rows: 0.8 is a fifth less error, 1 no
difference.</li>
<li>Coverage is the share of test values within the 95 % interval that was predicted for them: 0.95
is right. Width is the size of these intervals. CRPS weighs both and the error: less is better.</li>
<li>Brackets hold 95 % intervals: how far the figure may be from what endlessly many such runs would
give.</li>
<li>A method has the same colour and mark everywhere. Tables scroll sideways where they are wider
than the page.</li>
</ul>
)";

}  // namespace

Section overview_section(const ReportData& data) {
  return {"overview", "What was compared",
          compared(data) + in_short(data) + failures(data) + reading + options_table(data)};
}

}  // namespace command
