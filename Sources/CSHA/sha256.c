// The instructions take the state as two registers, ABEF and CDGH, and do two rounds each; four words of the message
// schedule are one register (Intel's architecture manual, SHA256RNDS2, SHA256MSG1, SHA256MSG2).

#include "csha.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

static int is_there(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

__attribute__((target("sha,sse4.1"))) static void absorb(
    uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i dcba = _mm_loadu_si128((const __m128i *)state), hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
  __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1), efgh = _mm_shuffle_epi32(hgfe, 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  for (; blocks > 0; blocks--, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; i++)
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), big_endian);
    for (int r = 0; r < 16; r++) {
      const __m128i k = _mm_add_epi32(w[r & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * r)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, k);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(k, 0x0e));
      if (r >= 12) continue;
      const __m128i last = w[(r + 3) & 3];
      const __m128i sum = _mm_add_epi32(
          _mm_sha256msg1_epu32(w[r & 3], w[(r + 1) & 3]), _mm_alignr_epi8(last, w[(r + 2) & 3], 4));
      w[r & 3] = _mm_sha256msg2_epu32(sum, last);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

int csha_absorb(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]) {
  static int has = -1; // threads that race here all write the same
  if (has < 0) has = is_there();
  if (has) absorb(state, bytes, blocks, constants);
  return has;
}

#else

int csha_absorb(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]) {
  (void)state, (void)bytes, (void)blocks, (void)constants;
  return 0;
}

#endif
