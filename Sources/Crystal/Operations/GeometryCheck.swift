// What every structure that an operation gives must be: a cell of sane size, coordinates that are numbers, and no two
// atoms in one place that were apart before.

import Basics

extension Structure {
    /// - Parameter source: the structure that the operation started from.
    /// - Throws: a sentence that names the vector or the sites.
    public func checked(after source: Structure) throws -> Structure {
        if let fault = CellCheck.fault(lattice) { throw SparError("after this, " + fault) }
        for i in sites.indices where !(0..<3).allSatisfy({ abs(sites[i].frac[$0]) < 1e6 }) {
            throw SparError("after this, \(name(ofSite: i)) would lie more than a million cells away")
        }
        if let (i, j, d) = overlap(closerThan: Self.placeTolerance),
            source.overlap(closerThan: Self.placeTolerance) == nil
        {
            throw SparError(
                "after this, two atoms would be in one place: \(name(ofSite: i)) and \(name(ofSite: j)) would "
                    + "be \(shortNumber(d)) angstrom apart")
        }
        return self
    }
}
