// Weighted quadrupole, dipole and inertia of the atoms about an absorber (Eqs. 3a-c of the paper).
//
// Sums over the atoms n of a cluster, the absorber at the origin and left out; exponent m = 7 unless said otherwise:
// Q_ij = sum q_n r_i r_j / |r|^m, D_i = sum q_n r_i / |r|^m, I_ij = sum r_i r_j / |r|^m. Lengths in angstrom, charges
// in e: Q in e A^(2-m), D in e A^(1-m), I in A^(2-m). An atom counts as much as its place is occupied.

import Basics
import Crystal
import Foundation

/// The three moments of one cluster.
public struct WeightedMoments: Equatable, Sendable {
    public var quadrupole: Matrix3
    public var dipole: Vector3
    public var inertia: Matrix3

    public static let zero = WeightedMoments(quadrupole: .zero, dipole: .zero, inertia: .zero)
    /// The paper's exponent.
    public static let defaultExponent = 7.0

    public init(quadrupole: Matrix3, dipole: Vector3, inertia: Matrix3) {
        self.quadrupole = quadrupole
        self.dipole = dipole
        self.inertia = inertia
    }

    /// - Parameters:
    ///   - vectors: from the absorber to each atom, none of length zero.
    ///   - charges: one an atom.
    ///   - occupancies: one an atom; nil where all are full.
    ///   - exponent: m, any number at or above 0.
    public init(
        vectors: [Vector3], charges: [Double], occupancies: [Double]? = nil,
        exponent: Double = WeightedMoments.defaultExponent
    ) {
        var sums = Sums()
        for (n, r) in vectors.enumerated() {
            let weight = Self.weight(r.dot(r), exponent) * (occupancies?[n] ?? 1)
            sums.add(r, weight: weight, charge: charges[n])
        }
        self = sums.moments
    }

    /// The moments of the neighbours in `found`, with charge and occupancy looked up by site.
    init(_ found: Neighbors, chargeOfSite: [Double], occupancyOfSite: [Double], exponent: Double) {
        var sums = Sums()
        found.vectors.withUnsafeBufferPointer { vectors in
            for (n, site) in found.sites.enumerated() {
                let r = vectors[n], site = Int(site)
                let weight = Self.weight(r.dot(r), exponent) * occupancyOfSite[site]
                sums.add(r, weight: weight, charge: chargeOfSite[site])
            }
        }
        self = sums.moments
    }

    /// |r|^-m from |r|^2.
    @inline(__always)
    private static func weight(_ r2: Double, _ exponent: Double) -> Double {
        exponent == 7 ? 1 / (r2 * r2 * r2 * r2.squareRoot()) : pow(r2, -exponent / 2)
    }

    /// Diagonal and off-diagonal parts (xy, yz, zx) apart, so that each step is a few vector instructions.
    private struct Sums {
        private var q = Vector3.zero, qOff = Vector3.zero, d = Vector3.zero, i = Vector3.zero, iOff = Vector3.zero

        @inline(__always)
        mutating func add(_ r: Vector3, weight: Double, charge: Double) {
            let weighted = r * weight
            let diagonal = weighted * r
            let off = weighted * Vector3(r.y, r.z, r.x)
            i += diagonal
            iOff += off
            d += charge * weighted
            q += charge * diagonal
            qOff += charge * off
        }

        var moments: WeightedMoments {
            WeightedMoments(quadrupole: Self.matrix(q, qOff), dipole: d, inertia: Self.matrix(i, iOff))
        }

        private static func matrix(_ d: Vector3, _ o: Vector3) -> Matrix3 {
            Matrix3(rows: [d.x, o.x, o.z], [o.x, d.y, o.y], [o.z, o.y, d.z])
        }
    }

    /// The moments of the cluster turned by R.
    public func rotated(by rotation: Matrix3) -> WeightedMoments {
        WeightedMoments(
            quadrupole: quadrupole.rotated(by: rotation), dipole: rotation * dipole,
            inertia: inertia.rotated(by: rotation))
    }

    /// The mean of several clusters' moments, each counting `weights[i]`.
    static func mean(_ moments: [WeightedMoments], weights: [Double]) -> WeightedMoments {
        let total = weights.reduce(0, +)
        var sum = WeightedMoments.zero
        for (one, weight) in zip(moments, weights) {
            sum.quadrupole = sum.quadrupole + (weight / total) * one.quadrupole
            sum.dipole += (weight / total) * one.dipole
            sum.inertia = sum.inertia + (weight / total) * one.inertia
        }
        return sum
    }
}
