// The symmetry of a place: the operations that leave it where it is.

import Basics

extension Symmetry {
    /// Whether the point group of a site's place is cubic: symmetric tensors of rank two, spectra among them, are then
    /// isotropic there. Counted on this cell's operations; a cell that lacks some of the crystal's finds fewer.
    ///
    /// The number of such tensors that the group leaves as they are, but for multiples of the unit tensor, is the mean
    /// over the group of the character of l = 2, which is t^2 - t - 1 for a rotation of trace t; inversion does not
    /// change it.
    ///
    /// - Parameter site: index in `structure`, whose symmetry this is.
    public func isCubic(site: Int, of structure: Structure) -> Bool {
        let place = structure.sites[site].frac
        let invariants = operations.reduce(0.0) { sum, operation in
            guard structure.lattice.shortDistance(operation.apply(place), place) < 3 * symprec else { return sum }
            let m = operation.rotation
            let trace = (m[0][0] + m[1][1] + m[2][2]) * m.determinant.rounded()
            return sum + trace * trace - trace - 1
        }
        return invariants < 0.5
    }
}
