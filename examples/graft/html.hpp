// The page of a report: one file that needs no other, for telephones, screens and paper.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace command {

// As text of a page or of an attribute in double quotes. Control characters become blanks.
std::string escaped(const std::string& text);
std::string escaped_lines(const std::string& text);  // the same, with its line breaks

// At most so many letters (UTF-8), the last an ellipsis where some are missing.
std::string cut(const std::string& text, std::size_t letters);

// Three digits that count; "–" for what is not finite. short_text is plain text, the others are
// HTML: number keeps all digits as the value of a data element, for programs.
std::string short_text(double value);
std::string number(double value);
std::string number(double value, const std::string& shown);
std::string p_value(double p);
std::string interval(double low, double high);  // "[1.2, 3.4]", unbreakable; "" without numbers

// A table in a box of its own that scrolls; the first column stays in view. label is text, for
// those who cannot see it; header and cells are HTML. No header: a list of names and values.
class HtmlTable {
 public:
  HtmlTable(const std::string& label, const std::vector<std::string>& header);
  void row(const std::vector<std::string>& cells, bool marked = false);
  std::string html() const;

 private:
  std::string label_, text_;
};

std::string paragraph(const std::string& html);
std::string list(const std::vector<std::string>& items);  // of HTML
std::string figure(const std::string& svg, const std::string& caption);
std::string figures(const std::vector<std::string>& all);  // side by side where there is room

// What the colours stand for: of lines and marks, or of dots.
std::string legend(const std::vector<std::string>& names, bool dots = false);

std::string details(const std::string& heading, const std::string& html);  // folded; heading: text
std::string left_out_note(std::size_t count);

// Parts with a heading each: the first `open` as they are, the others folded; where the text would
// grow beyond `limit` bytes, the rest is left out and a line says so.
struct Part {
  std::string heading;                // text
  std::function<std::string()> html;  // "": no such part
};
std::string parts(const std::vector<Part>& all, std::size_t open, std::size_t limit);

struct Section {
  std::string id, heading, html;
};
std::string page(const std::string& title, const std::vector<Section>& sections);

extern const char style_sheet[];

}  // namespace command
