#include "html.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "csv.hpp"
#include "svg.hpp"
#include "tables.hpp"

namespace command {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += static_cast<unsigned char>(c) < ' ' || c == 127 ? ' ' : c;
    }
  return result;
}

std::string escaped_lines(const std::string& text) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += escaped(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string cut(const std::string& text, std::size_t letters) {
  const auto begins_letter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  if (std::size_t(std::count_if(text.begin(), text.end(), begins_letter)) <= letters) return text;
  std::size_t end = 0, count = 0;
  for (; end < text.size(); ++end)
    if (begins_letter(text[end]) && ++count >= letters) break;
  return text.substr(0, end) + "…";
}

std::string short_text(double value) {
  if (!std::isfinite(value)) return "–";
  if (value == 0) return "0";
  char three[32];
  std::snprintf(three, sizeof three, "%.2e", std::abs(value));
  const int exponent = std::stoi(std::strchr(three, 'e') + 1);  // after rounding: 0 for 0.9996
  const std::string digits =
      exponent < -4 || exponent > 5 ? three : fixed(std::abs(value), std::max(0, 2 - exponent));
  return value < 0 ? "−" + digits : digits;
}

std::string number(double value, const std::string& shown) {
  if (!std::isfinite(value)) return "–";
  return "<data value=\"" + number_text(value) + "\">" + escaped(shown) + "</data>";
}

std::string number(double value) { return number(value, short_text(value)); }

std::string p_value(double p) {
  char text[32];
  std::snprintf(text, sizeof text, p < 0.01 ? "%.3f" : "%.2f", p);
  return number(p, p < 0.001 ? "< 0.001" : text);
}

std::string interval(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) return "";
  return "<span class=\"interval\">[" + number(low) + ", " + number(high) + "]</span>";
}

HtmlTable::HtmlTable(const std::string& label, const std::vector<std::string>& header)
    : label_(label) {
  for (const auto& name : header) text_ += "<th scope=\"col\">" + name + "</th>";
  if (!header.empty()) text_ = "<thead><tr>" + text_ + "</tr></thead>\n";
  text_ += "<tbody>\n";
}

void HtmlTable::row(const std::vector<std::string>& cells, bool marked) {
  text_ += marked ? "<tr class=\"best\">" : "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    text_ += i == 0 ? "<th scope=\"row\">" + cells[i] + "</th>" : "<td>" + cells[i] + "</td>";
  text_ += "</tr>\n";
}

std::string HtmlTable::html() const {
  return "<div class=\"wide\" role=\"group\" aria-label=\"" + escaped(label_) +
         "\" tabindex=\"0\"><table>\n" + text_ + "</tbody></table></div>\n";
}

std::string paragraph(const std::string& html) { return "<p>" + html + "</p>\n"; }

std::string list(const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string text = "<ul>\n";
  for (const auto& item : items) text += "<li>" + item + "</li>\n";
  return text + "</ul>\n";
}

std::string figure(const std::string& svg, const std::string& caption) {
  return "<figure>" + svg + "<figcaption>" + caption + "</figcaption></figure>\n";
}

std::string figures(const std::vector<std::string>& all) {
  if (all.empty()) return "";
  std::string text = "<div class=\"figures\">\n";
  for (const auto& one : all) text += one;
  return text + "</div>\n";
}

std::string legend(const std::vector<std::string>& names, bool dots) {
  std::string text = "<ul class=\"legend\">\n";
  for (std::size_t i = 0; i < names.size(); ++i)
    text += "<li>" + series_mark(i, dots) + escaped(names[i]) + "</li>\n";
  return text + "</ul>\n";
}

std::string details(const std::string& heading, const std::string& html) {
  return "<details><summary><h3>" + escaped(heading) + "</h3></summary>\n" + html + "</details>\n";
}

std::string left_out_note(std::size_t count) {
  return paragraph(std::to_string(count) + " more of these are left out, to keep the file small.");
}

std::string parts(const std::vector<Part>& all, std::size_t open, std::size_t limit) {
  std::string text, folded;
  std::size_t shown = 0, left_out = 0;
  for (const Part& part : all) {
    if (text.size() + folded.size() > limit) {
      ++left_out;
      continue;
    }
    const std::string html = part.html();
    if (html.empty()) continue;
    if (shown++ < open)
      text += "<h3>" + escaped(part.heading) + "</h3>\n" + html;
    else
      folded += details(part.heading, html);
  }
  if (shown > open + 8)
    text += details(std::to_string(shown - open) + " more", folded);
  else
    text += folded;
  return text + (left_out == 0 ? "" : left_out_note(left_out));
}

std::string page(const std::string& title, const std::vector<Section>& sections) {
  std::string text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
      escaped(title) + "</title>\n<style>" + style_sheet +
      "</style>\n</head>\n<body>\n<header><h1>" + escaped(title) +
      "</h1></header>\n<nav aria-label=\"Contents\"><ol>\n";
  for (const Section& section : sections)
    text += "<li><a href=\"#" + section.id + "\">" + section.heading + "</a></li>\n";
  text += "</ol></nav>\n<main>\n";
  for (const Section& section : sections)
    text += "<section id=\"" + section.id + "\"><h2>" + section.heading + "</h2>\n" + section.html +
            "</section>\n";
  return text + "</main>\n</body>\n</html>\n";
}

}  // namespace command
