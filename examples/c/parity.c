#include "parity.h"

#include <math.h>
#include <stdio.h>

enum { SIZE = 340, MARGIN = 62, GAP = 70 };

typedef struct {
  double least, most;
} range;

static double place(range r, double v) { return SIZE * (v - r.least) / (r.most - r.least); }

static void widen(range* r, const double* values, int64_t rows) {
  for (int64_t i = 0; values && i < rows; ++i) {
    r->least = fmin(r->least, values[i]);
    r->most = fmax(r->most, values[i]);
  }
}

static void draw_panel(FILE* out, int left, const parity_panel* panel, const char* property,
                       const char* unit, const char* colour, range r, double step,
                       const double* measured, int64_t rows) {
  fprintf(out, "<g transform=\"translate(%d,%d)\">\n", left, MARGIN);
  fprintf(out, "<text x=\"0\" y=\"-30\" class=\"title\">%s</text>\n", panel->title);
  fprintf(out, "<text x=\"0\" y=\"-12\">%s</text>\n", panel->note);
  fprintf(out, "<rect width=\"%d\" height=\"%d\" class=\"frame\"/>\n", SIZE, SIZE);
  for (double tick = ceil(r.least / step) * step; tick <= r.most; tick += step) {
    double at = place(r, tick);
    fprintf(out, "<path class=\"grid\" d=\"M%.1f 0v%dM0 %.1fh%d\"/>\n", at, SIZE, SIZE - at, SIZE);
    fprintf(out, "<text x=\"%.1f\" y=\"%d\" class=\"middle\">%g</text>\n", at, SIZE + 18, tick);
    fprintf(out, "<text x=\"-8\" y=\"%.1f\" class=\"end\">%g</text>\n", SIZE - at + 4, tick);
  }
  fprintf(out, "<path class=\"diagonal\" d=\"M0 %dL%d 0\"/>\n", SIZE, SIZE);
  for (int64_t i = 0; panel->low && i < rows; ++i)
    fprintf(out, "<path class=\"interval\" stroke=\"%s\" d=\"M%.1f %.1fV%.1f\"/>\n", colour,
            place(r, measured[i]), SIZE - place(r, panel->low[i]), SIZE - place(r, panel->high[i]));
  for (int64_t i = 0; i < rows; ++i)
    fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", place(r, measured[i]),
            SIZE - place(r, panel->predicted[i]), colour);
  fprintf(out, "<text x=\"%d\" y=\"%d\" class=\"middle\">measured %s / %s</text>\n", SIZE / 2,
          SIZE + 40, property, unit);
  fprintf(out,
          "<text transform=\"translate(-44,%d) rotate(-90)\" class=\"middle\">predicted</text>\n",
          SIZE / 2);
  fprintf(out, "</g>\n");
}

void plot_parity(const char* path, const char* property, const char* unit, const double* measured,
                 const parity_panel panels[2], int64_t rows) {
  FILE* out = fopen(path, "w");
  range r = {INFINITY, -INFINITY};
  if (!out) return;
  widen(&r, measured, rows);
  for (int p = 0; p < 2; ++p) {
    widen(&r, panels[p].predicted, rows);
    widen(&r, panels[p].low, rows);
    widen(&r, panels[p].high, rows);
  }
  double pad = 0.04 * (r.most - r.least) + 1e-9;
  r.least -= pad;
  r.most += pad;
  double step = pow(10, floor(log10((r.most - r.least) / 2)));
  if ((r.most - r.least) / step > 7) step *= 2;
  int width = 2 * SIZE + 2 * MARGIN + GAP, height = SIZE + 2 * MARGIN;
  fprintf(out,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
          "height=\"%d\">\n<style>text{font:13px sans-serif;fill:#333}.title{font-weight:bold;"
          "font-size:15px}.middle{text-anchor:middle}.end{text-anchor:end}.frame{fill:none;"
          "stroke:#333}.grid{stroke:#e4e4e4;fill:none}.diagonal{stroke:#888;"
          "stroke-dasharray:5 4}circle{fill-opacity:.6}.interval{stroke-opacity:.35}</style>\n"
          "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
          width, height, width, height, width, height);
  const char* colours[2] = {"#b5532a", "#1f6f8b"};
  for (int p = 0; p < 2; ++p)
    draw_panel(out, MARGIN + p * (SIZE + GAP), &panels[p], property, unit, colours[p], r, step,
               measured, rows);
  fprintf(out, "</svg>\n");
  fclose(out);
}
