#ifndef PARITY_H
#define PARITY_H

#include <stdint.h>

/* One panel: a title, a line below it, predictions [rows], and the ends of their intervals [rows],
 * which may be NULL. */
typedef struct {
  const char* title;
  char note[64];
  const double *predicted, *low, *high;
} parity_panel;

/* Writes an SVG of two panels, measured against predicted: without transfer and with it. */
void plot_parity(const char* path, const char* property, const char* unit, const double* measured,
                 const parity_panel panels[2], int64_t rows);

#endif
