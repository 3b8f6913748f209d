// One set of axes for all sites of an element: the eigenvectors of the mean of their Q (Sec. 2.6 of the paper).
//
// Where the mean Q is degenerate, for instance in cubic crystals whose sites are not cubic, any axes inside the
// degenerate space would do, and DAMS and IAMS depend on them. The sites themselves decide then. Each pair of sites,
// and each site alone, proposes axes: inside the degenerate space those that diagonalise Q_i + Q_j (the sum, so that
// neither of two equivalent sites is singled out), where that leaves a direction open Q_i, then Q_j, then the same with
// I, then with the dyads D D^T. Among the proposals that leave fewest directions open the one with the largest QAMS
// along common axes wins, since anisotropy is what is looked for; then the largest IAMS, then the largest DAMS.
// Nothing enters but the sites' moments, so the values depend on nothing but the crystal. Where every proposal leaves
// a direction open, no site distinguishes directions there, and the values do not depend on it.
//
// DAMS: an axis has one sense for all sites. Where the mean Q is degenerate the senses are those that give the
// smallest DAMS, which for a single site are those of the absolute components; where it is not, the axes are tied to
// nothing else, and the absolute components of each site count (as in `PrincipalAxes`).

import Basics
import Crystal

/// Axes for several sites together, and the sums of Eq. 5 along them.
public struct MeanFrame: Equatable, Sendable {
    /// Columns are the axes, right-handed, by ascending eigenvalue of the mean Q.
    public let axes: Matrix3
    /// Which eigenvalues of the mean Q are equal.
    public let degeneracy: PrincipalAxes.Degeneracy
    /// Whether the sites' own moments decided between axes that the mean Q does not distinguish.
    public let restsOnRule: Bool
    /// Means over the sites of the sums of Q, D and I along the axes.
    public let qams: Double, dams: Double, iams: Double

    /// Sites that propose axes on their own and with every other one: more than these, of the largest QAMS, are not
    /// needed, and would take long in large cells without symmetry.
    private static let proposers = 24

    /// - Parameter environments: of the sites, one at least.
    public init(_ environments: [AbsorberEnvironment]) {
        let moments = environments.map(\.moments), weights = environments.map(\.occupancy)
        let mean = WeightedMoments.mean(moments, weights: weights)
        let own = PrincipalAxes(mean)
        degeneracy = own.degeneracy
        let sites = SiteMoments(moments, weights: weights)
        let space: Range<Int>
        switch own.degeneracy {
        case .none:
            axes = own.axes
            restsOnRule = false
            qams = sites.qams(own.axes)
            iams = sites.iams(own.axes)
            dams = sites.mean { Anisotropy.sum(PrincipalAxes.magnitudes(own.axes.transpose * $0.dipole)) }
            return
        case .lowPair: space = 0..<2
        case .highPair: space = 1..<3
        case .all: space = 0..<3
        }
        let scale = max(mean.inertia.trace, abs(own.eigenvalues.x), abs(own.eigenvalues.z))
        let basis = SymmetricEigen(mean.quadrupole).vectors
        let proposals = Self.proposals(by: sites, basis, space, limit: PrincipalAxes.tolerance * scale)
        let fewest = proposals.map(\.open).min() ?? 0
        let tie = 1e-10 * scale
        func best(_ frames: [Matrix3], _ value: (Matrix3) -> Double) -> [Matrix3] {
            let values = frames.map(value)
            let largest = values.max() ?? 0
            return zip(frames, values).filter { $1 >= largest - tie }.map(\.0)
        }
        let mostQ = best(proposals.filter { $0.open == fewest }.map(\.axes), sites.qams)
        let mostI = best(mostQ, sites.iams)
        axes = best(mostI, sites.smallestDAMS).first ?? own.axes
        restsOnRule = sites.differ(inside: basis, space, limit: PrincipalAxes.tolerance * scale)
        qams = sites.qams(axes)
        iams = sites.iams(axes)
        dams = sites.smallestDAMS(axes)
    }

    private struct Proposal {
        let axes: Matrix3
        /// Axes inside subspaces that no tensor of the pair resolves.
        let open: Int
    }

    private static func proposals(
        by sites: SiteMoments, _ basis: Matrix3, _ space: Range<Int>, limit: Double
    ) -> [Proposal] {
        let distinct = sites.distinct(to: 1e-4 * limit)
        let first =
            distinct.count <= proposers
            ? distinct
            : Array(
                distinct.sorted { SymmetricEigen($0.quadrupole).spread > SymmetricEigen($1.quadrupole).spread }
                    .prefix(proposers))
        var found: [Proposal] = []
        for a in first {
            for b in distinct {
                var frame = OpenFrame(basis, open: space)
                frame.resolve(by: a.quadrupole + b.quadrupole, limit)
                frame.resolve(by: a.quadrupole, limit)
                frame.resolve(by: b.quadrupole, limit)
                frame.resolve(by: a.inertia + b.inertia, limit)
                frame.resolve(by: a.inertia, limit)
                frame.resolve(by: b.inertia, limit)
                frame.resolve(byDyadOf: a.dipole, b.dipole, limit)
                frame.resolve(byDyadOf: a.dipole, .zero, limit)
                frame.resolve(byDyadOf: b.dipole, .zero, limit)
                found.append(Proposal(axes: frame.axes, open: frame.open.reduce(0) { $0 + $1.count }))
            }
        }
        return found
    }
}

/// Axes of which some are not fixed yet, except for the space that they span.
private struct OpenFrame {
    private var columns: [Vector3]
    /// Ranges of columns, of two or three.
    private(set) var open: [Range<Int>]

    init(_ basis: Matrix3, open: Range<Int>) {
        columns = (0..<3).map(basis.column)
        self.open = [open]
    }

    var axes: Matrix3 { SymmetricEigen.rightHanded(columns[0], columns[1]) }

    /// Turns the open axes to diagonalise a tensor inside the space that they span; what stays open are axes whose
    /// diagonal elements are equal within `limit`.
    mutating func resolve(by tensor: Matrix3, _ limit: Double) {
        var left: [Range<Int>] = []
        for space in open {
            let old = Matrix3(columns: columns[0], columns[1], columns[2])
            // Components outside the space are cut off, and its elements kept apart from the others.
            var inside = tensor.inBasis(old)
            let away = 1 + 4 * inside.maxAbs
            for i in 0..<3 where !space.contains(i) {
                for j in 0..<3 { inside[i][j] = 0; inside[j][i] = 0 }
                inside[i][i] = i < space.lowerBound ? -away : away
            }
            let eigen = SymmetricEigen(inside)
            for k in space { columns[k] = (old * eigen.vectors.column(k)).normalized }
            var start = space.lowerBound
            for k in space.dropFirst() where eigen.values[k] - eigen.values[k - 1] > limit {
                if k - start > 1 { left.append(start..<k) }
                start = k
            }
            if space.upperBound - start > 1 { left.append(start..<space.upperBound) }
        }
        open = left
    }

    /// The same for d d^T + e e^T, from the parts of the vectors inside each open space.
    mutating func resolve(byDyadOf d: Vector3, _ e: Vector3, _ limit: Double) {
        let smallest = PrincipalAxes.dipoleLimit(limit)
        for space in open {
            var dyads = Matrix3.zero, longest = 0.0
            for v in [d, e] {
                let part = space.reduce(Vector3.zero) { $0 + columns[$1] * columns[$1].dot(v) }
                if part.length <= smallest { continue }
                longest = max(longest, part.length)
                dyads = dyads + Matrix3(rows: part.x * part, part.y * part, part.z * part)
            }
            if longest == 0 { continue }
            let others = open.filter { $0 != space }
            open = [space]
            // Relative to the longer dipole: a direction counts however short the dipoles are.
            resolve(by: (1 / (longest * longest)) * dyads, PrincipalAxes.tolerance)
            open += others
        }
    }
}

/// The moments of sites that share axes, and means over them.
private struct SiteMoments {
    private let moments: [WeightedMoments]
    private let weights: [Double]

    init(_ moments: [WeightedMoments], weights: [Double]) {
        self.moments = moments
        let total = weights.reduce(0, +)
        self.weights = weights.map { $0 / total }
    }

    func mean(_ value: (WeightedMoments) -> Double) -> Double {
        var sum = 0.0
        for k in moments.indices { sum += weights[k] * value(moments[k]) }
        return sum
    }

    func qams(_ axes: Matrix3) -> Double { mean { Anisotropy.sum(axes.diagonal(of: $0.quadrupole)) } }
    func iams(_ axes: Matrix3) -> Double { mean { Anisotropy.sum(axes.diagonal(of: $0.inertia)) } }

    /// DAMS with the senses of the axes, common to all sites, that make it smallest.
    func smallestDAMS(_ axes: Matrix3) -> Double {
        let turn = axes.transpose
        let senses: [Vector3] = [[1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]]
        return senses.map { sense in mean { Anisotropy.sum(sense * (turn * $0.dipole)) } }.min() ?? 0
    }

    /// The sites, without repetitions by translations of the crystal.
    func distinct(to tolerance: Double) -> [WeightedMoments] {
        var found: [WeightedMoments] = []
        for one in moments where !found.contains(where: { one.isClose(to: $0, tolerance) }) { found.append(one) }
        return found
    }

    /// Whether any moment distinguishes directions inside a space.
    func differ(inside basis: Matrix3, _ space: Range<Int>, limit: Double) -> Bool {
        moments.contains { one in
            let d = basis.transpose * one.dipole
            if space.contains(where: { abs(d[$0]) > limit }) { return true }
            for tensor in [one.quadrupole.inBasis(basis), one.inertia.inBasis(basis)] {
                for i in space {
                    for j in space where j < i {
                        if abs(tensor[i][j]) > limit || abs(tensor[i][i] - tensor[j][j]) > limit { return true }
                    }
                }
            }
            return false
        }
    }
}

extension Matrix3 {
    /// Diagonal of V^T T V, of this matrix V.
    fileprivate func diagonal(of tensor: Matrix3) -> Vector3 {
        let (x, y, z) = (column(0), column(1), column(2))
        return Vector3(x.dot(tensor * x), y.dot(tensor * y), z.dot(tensor * z))
    }
}

extension SymmetricEigen {
    fileprivate var spread: Double { values.z - values.x }
}

extension WeightedMoments {
    fileprivate func isClose(to other: WeightedMoments, _ tolerance: Double) -> Bool {
        (quadrupole - other.quadrupole).maxAbs <= tolerance && (inertia - other.inertia).maxAbs <= tolerance
            && (dipole - other.dipole).length <= tolerance
    }
}
