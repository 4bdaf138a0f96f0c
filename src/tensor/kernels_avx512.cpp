#define GRAFT_KERNELS kernels_avx512
#include "tensor/kernels_body.inc"
