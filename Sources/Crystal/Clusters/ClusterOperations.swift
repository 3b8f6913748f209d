// Moving the atoms of a cluster about its absorber, which stays at the origin.

import Basics
import Foundation

extension Cluster {
    /// Atoms within this angle (degrees) of an axis count as lying on it.
    public static let axisTolerance = 10.0

    /// All atoms turned: r' = R r.
    ///
    /// - Throws: where `rotation` is no rotation (or rotoinversion) to 1e-6.
    public func rotated(by rotation: Matrix3) throws -> Cluster {
        guard (rotation * rotation.transpose - .identity).maxAbs < 1e-6 else {
            throw SparError("the matrix is no rotation: its rows must have length 1 and stand at right angles")
        }
        return moved { rotation * $0 }
    }

    /// All neighbours shifted against the absorber.
    ///
    /// - Parameter shift: Cartesian, angstrom.
    public func translatingLigands(by shift: Vector3) throws -> Cluster {
        guard shift.x.isFinite, shift.y.isFinite, shift.z.isFinite else {
            throw SparError("the translation of the ligands is no vector of three numbers")
        }
        let result = moved { $0 + shift }
        if let first = result.atoms.first, first.r < 0.1 {
            throw SparError(
                "the translation brings \(first.element.symbol) to \(shortNumber(first.r)) angstrom of the "
                    + "absorber")
        }
        return result
    }

    /// The atoms of one shell that lie on an axis, in either sense, moved to `factor` times their distance.
    ///
    /// - Parameters:
    ///   - axis: any length above zero.
    ///   - shell: from 1; shells are apart by more than 0.1 angstrom.
    /// - Throws: where the shell has no atom within 10 degrees of the axis.
    public func stretched(axis: Vector3, factor: Double, shell: Int = 1) throws -> Cluster {
        guard axis.length > 0, axis.length.isFinite else {
            throw SparError("the axis of a stretch has a length above zero")
        }
        guard factor > 0, factor.isFinite else {
            throw SparError("the factor of a stretch is \(shortNumber(factor)); it is above zero, 1.05 for 5 %")
        }
        let shells = shells()
        guard let members = shells[number: shell] else {
            throw SparError("there is no shell \(shell); the cluster has \(shells.count)")
        }
        let direction = axis.normalized
        let limit = cos(Self.axisTolerance * .pi / 180)
        let chosen = members.filter { abs(atoms[$0].position.normalized.dot(direction)) >= limit }
        guard !chosen.isEmpty else {
            throw SparError(
                "no atom of shell \(shell) lies within \(shortNumber(Self.axisTolerance)) degrees of the axis")
        }
        var changed = atoms
        for i in chosen { changed[i].position = factor * changed[i].position }
        return Cluster(absorber: absorber, charge: charge, site: site, atoms: changed)
    }

    private func moved(_ change: (Vector3) -> Vector3) -> Cluster {
        Cluster(
            absorber: absorber, charge: charge, site: site,
            atoms: atoms.map { atom in
                var copy = atom
                copy.position = change(atom.position)
                return copy
            })
    }
}
