/* What the plug-in with an OpenMP of its own offers the host. */
#ifndef GRAFT_TESTS_OPENMP_PLUGIN_H
#define GRAFT_TESTS_OPENMP_PLUGIN_H

enum { PLUGIN_THREADS = 3 };

/* 1 + 2 + .. + count, added up by a team whose size is told. */
double plugin_sum(int count, int* team);
typedef double (*plugin_sum_fn)(int count, int* team);

#endif
