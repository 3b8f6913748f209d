// The Fortran symbols of OpenBLAS that the Green engine calls. Complex numbers are passed as untyped memory: pairs of
// numbers, real part first. Hidden string lengths are left out, as C callers of LAPACK do.
#pragma once
#include <stdint.h>

void openblas_set_num_threads(int threads);
char *openblas_get_corename(void);

/// The width in bits of the vectors that the processor computes with, as far as OpenBLAS has kernels for them: 512, 256,
/// or 0 for neither.
static inline int processor_vector_bits(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512dq"))
    return 512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 256;
#endif
  return 0;
}

void dgetrf_(const int32_t *m, const int32_t *n, double *a, const int32_t *lda, int32_t *pivots, int32_t *info);
void dgetrs_(const char *transposed, const int32_t *n, const int32_t *columns, const double *a, const int32_t *lda,
             const int32_t *pivots, double *b, const int32_t *ldb, int32_t *info);

// For single (c) and double (z) precision alike.
void cgetrf_(const int32_t *m, const int32_t *n, void *a, const int32_t *lda, int32_t *pivots, int32_t *info);
void zgetrf_(const int32_t *m, const int32_t *n, void *a, const int32_t *lda, int32_t *pivots, int32_t *info);
void cgetrs_(const char *transposed, const int32_t *n, const int32_t *columns, const void *a, const int32_t *lda,
             const int32_t *pivots, void *b, const int32_t *ldb, int32_t *info);
void zgetrs_(const char *transposed, const int32_t *n, const int32_t *columns, const void *a, const int32_t *lda,
             const int32_t *pivots, void *b, const int32_t *ldb, int32_t *info);
void csyrk_(const char *triangle, const char *transposed, const int32_t *n, const int32_t *k, const void *alpha,
            const void *a, const int32_t *lda, const void *beta, void *c, const int32_t *ldc);
void zsyrk_(const char *triangle, const char *transposed, const int32_t *n, const int32_t *k, const void *alpha,
            const void *a, const int32_t *lda, const void *beta, void *c, const int32_t *ldc);
void ctrsm_(const char *side, const char *triangle, const char *transposed, const char *diagonal, const int32_t *m,
            const int32_t *n, const void *alpha, const void *a, const int32_t *lda, void *b, const int32_t *ldb);
void ztrsm_(const char *side, const char *triangle, const char *transposed, const char *diagonal, const int32_t *m,
            const int32_t *n, const void *alpha, const void *a, const int32_t *lda, void *b, const int32_t *ldb);
