#ifndef PARITY_H
#define PARITY_H

#include <stdint.h>

/* Writes an SVG with two panels, measured against predicted: without transfer and with it. */
void plot_parity(const char* path, const char* property, const char* unit, const double* measured,
                 const double* alone, const double* transferred, int64_t rows);

#endif
