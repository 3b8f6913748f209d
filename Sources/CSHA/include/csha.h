// SHA-256's compression by the processor's own instructions, where it has them.
#ifndef CSHA_H
#define CSHA_H

#include <stddef.h>
#include <stdint.h>

/// Takes whole blocks of 64 bytes into the state.
/// - Parameter constants: the 64 words K of FIPS 180-4.
/// - Returns: 0 where the processor has no such instructions, and nothing was done.
int csha_absorb(uint32_t state[8], const uint8_t *bytes, size_t blocks, const uint32_t constants[64]);

#endif
