// The space-group tables of gemmi and its reader of coordinate triplets and Hall symbols.

#include "CGemmi.h"

#include <gemmi/symmetry.hpp>

#include <cstring>
#include <iterator>

namespace {

const auto &settings = gemmi::spacegroup_tables::main;

void store(const gemmi::Op &op, spar_operation *out) {
    for (int i = 0; i != 3; ++i) {
        // Rotations are integers times Op::DEN.
        for (int j = 0; j != 3; ++j) out->rotation[3 * i + j] = op.rot[i][j] / gemmi::Op::DEN;
        int t = op.tran[i] % gemmi::Op::DEN;
        out->translation[i] = t < 0 ? t + gemmi::Op::DEN : t;
    }
}

bool is_integral(const gemmi::Op &op) {
    for (const auto &row : op.rot)
        for (int entry : row)
            if (entry % gemmi::Op::DEN != 0) return false;
    return true;
}

}  // namespace

static_assert(SPAR_TRANSLATION_UNIT == gemmi::Op::DEN, "the header states gemmi's unit");

extern "C" size_t spar_setting_count(void) { return std::size(settings); }

extern "C" spar_setting spar_setting_at(size_t index) {
    const gemmi::SpaceGroup &sg = settings[index];
    return {sg.number, sg.hm, sg.ext, sg.hall};
}

extern "C" int spar_setting_named(const char *symbol, double alpha, double gamma) {
    try {
        const gemmi::SpaceGroup *found = gemmi::find_spacegroup_by_name(symbol, alpha, gamma);
        return found ? int(found - &settings[0]) : -1;
    } catch (...) {
        return -1;
    }
}

extern "C" size_t spar_hall_operations(const char *hall, spar_operation operations[SPAR_MAX_OPERATIONS]) {
    try {
        gemmi::GroupOps group = gemmi::symops_from_hall(hall);
        size_t n = 0;
        for (const gemmi::Op &op : group) {
            if (n == SPAR_MAX_OPERATIONS || !is_integral(op)) return 0;
            store(op, &operations[n++]);
        }
        return n;
    } catch (...) {
        return 0;
    }
}

extern "C" int spar_parse_triplet(const char *text, spar_operation *operation) {
    try {
        gemmi::Op op = gemmi::parse_triplet(text);
        if (!is_integral(op)) return 0;
        store(op, operation);
        return 1;
    } catch (...) {
        return 0;
    }
}
