#define GRAFT_KERNELS kernels_baseline
#include "tensor/kernels_body.inc"
