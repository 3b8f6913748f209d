// What Spar uses of gemmi, as plain C: the CIF grammar and the tables of space-group settings.
//
// No C++ type, exception or allocation crosses this header. Indices count from 0. Texts live as long as the document.

#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct spar_cif spar_cif;

/// Why a text is no CIF: a message without a full stop, and where (both from 1; 0 where it has no place).
typedef struct {
    char message[160];
    size_t line, column;
} spar_cif_error;

/// A document that the caller frees, or NULL with `error` filled in.
spar_cif *spar_cif_parse(const char *text, size_t size, spar_cif_error *error);
void spar_cif_free(spar_cif *cif);

size_t spar_cif_block_count(const spar_cif *cif);
const char *spar_cif_block_name(const spar_cif *cif, size_t block);
size_t spar_cif_block_line(const spar_cif *cif, size_t block);

/// A column is one tag with its values: many in a loop, one in a plain pair.
size_t spar_cif_column_count(const spar_cif *cif, size_t block);
/// Lower case, with '.' written as '_', so that both families of tags read the same.
const char *spar_cif_column_tag(const spar_cif *cif, size_t block, size_t column);
/// The line of the tag.
size_t spar_cif_column_line(const spar_cif *cif, size_t block, size_t column);
/// Columns of one loop share a number; every plain pair has one of its own.
size_t spar_cif_column_loop(const spar_cif *cif, size_t block, size_t column);
size_t spar_cif_column_size(const spar_cif *cif, size_t block, size_t column);
/// The value without its quotes, or NULL where it is '?', '.' or left out.
const char *spar_cif_value(const spar_cif *cif, size_t block, size_t column, size_t row);
size_t spar_cif_value_line(const spar_cif *cif, size_t block, size_t column, size_t row);

/// One setting of one space group.
typedef struct {
    int number;       // 1 to 230
    const char *hm;   // such as "F d -3 m"
    char extension;   // '1', '2', 'H', 'R' or 0
    const char *hall;
} spar_setting;

/// No space group has more operations than this, centring included.
enum { SPAR_MAX_OPERATIONS = 192 };
/// Translations are in units of 1 / SPAR_TRANSLATION_UNIT.
enum { SPAR_TRANSLATION_UNIT = 24 };

/// Rotation by rows, then the translation.
typedef struct {
    int rotation[9];
    int translation[3];
} spar_operation;

size_t spar_setting_count(void);
spar_setting spar_setting_at(size_t index);
/// The setting of a Hermann-Mauguin symbol, or -1; the angles (degrees) tell hexagonal from rhombohedral axes.
int spar_setting_named(const char *symbol, double alpha, double gamma);
/// The operations of a Hall symbol; 0 where it cannot be read.
size_t spar_hall_operations(const char *hall, spar_operation operations[SPAR_MAX_OPERATIONS]);
/// Reads a triplet such as "-y,x-y,z+1/3"; 0 where it cannot be read.
int spar_parse_triplet(const char *text, spar_operation *operation);

#ifdef __cplusplus
}
#endif
