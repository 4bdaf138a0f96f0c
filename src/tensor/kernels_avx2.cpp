#define GRAFT_KERNELS kernels_avx2
#include "tensor/kernels_body.inc"
