// Operations on tensors, their sentences, and the moments of clusters that are known in closed form.

import Anisotropy
import Basics
import Crystal
import Testing

@Suite struct TensorTests {
    private let tensor = Matrix3(rows: [2, -1, 0.5], [-1, 3, 0.25], [0.5, 0.25, -4])

    @Test func rotationFollowsTheRightHand() throws {
        let quarter = try Matrix3.rotation(axis: [0, 0, 2], angle: 90)
        #expect((quarter * Vector3(1, 0, 0) - [0, 1, 0]).length < 1e-15)
        #expect(abs(quarter.determinant - 1) < 1e-15)
        let turn = try Matrix3.rotation(axis: [1, -2, 0.5], angle: 37)
        #expect((turn * turn.transpose - .identity).maxAbs < 1e-15)
        #expect((tensor.rotated(by: turn).inBasis(turn) - tensor).maxAbs < 1e-14)
    }

    @Test func eigenvectorsDiagonalise() throws {
        let eigen = try tensor.eigen()
        #expect(eigen.values.x <= eigen.values.y && eigen.values.y <= eigen.values.z)
        #expect((tensor.inBasis(eigen.vectors) - Matrix3(diagonal: eigen.values)).maxAbs < 1e-14)
        #expect(abs(eigen.vectors.determinant - 1) < 1e-14)
        #expect(abs(eigen.values.sum() - tensor.trace) < 1e-14)
        // Nearly equal eigenvalues stay orthogonal and apart.
        let close = try Matrix3(rows: [1, 1e-12, 0], [1e-12, 1, 0], [0, 0, 1]).eigen()
        #expect(abs(close.values.z - close.values.x - 2e-12) < 1e-15)
    }

    @Test func sentences() {
        #expect(throws: SparError("eigenvectors need a symmetric tensor: element [1][2] is 2.0 and [2][1] is 0.0")) {
            try Matrix3(rows: [1, 2, 0], [0, 1, 0], [0, 0, 1]).eigen()
        }
        #expect(throws: SparError("the tensor holds a value that is not a number")) {
            try Matrix3(rows: [.infinity, 0, 0], [0, 1, 0], [0, 0, 1]).eigen()
        }
        #expect(
            throws: SparError(
                "a rotation needs an axis of non-zero length and a finite angle, not { 0.0, 0.0, 0.0 } and 5.0")
        ) {
            try Matrix3.rotation(axis: .zero, angle: 5)
        }
    }

    @Test func sumIsTwiceTheRange() {
        #expect(Anisotropy.sum([3, -1, 2]) == 8)
        #expect(Anisotropy.matrix([3, -1, 2]) == Matrix3(rows: [0, 4, 1], [4, 0, 3], [1, 3, 0]))
    }

    /// Four charges at (+-1, 0, a) and (0, +-1, a): Q = diag(2, 2, 4 a^2) / |r|^m, so that all eigenvalues are equal
    /// at a = 1 / sqrt(2), whatever m is.
    @Test(arguments: 1...14)
    func squarePyramidIsIsotropicAtOneOverRootTwo(m: Int) {
        func qams(_ a: Double) -> Double {
            PrincipalAxes(
                WeightedMoments(
                    vectors: [[1, 0, a], [0, 1, a], [-1, 0, a], [0, -1, a]], charges: [1, 1, 1, 1], exponent: Double(m))
            ).qams
        }
        let magic = 0.5.squareRoot()
        #expect(abs(qams(magic)) < 1e-15)
        #expect(qams(magic - 1e-3) > 1e-5 && qams(magic + 1e-3) > 1e-5)
    }

    /// A site that two elements share counts as the sum of them, each by its occupancy.
    @Test func mixedSiteIsTheWeightedSum() throws {
        let ti = try #require(Element("Ti")), mg = try #require(Element("Mg")), ca = try #require(Element("Ca"))
        let o = try #require(Element("O"))
        func structure(_ kinds: [(Element, Double)]) -> Structure {
            let fixed: [(Element, Vector3)] = [
                (ti, [0, 0, 0]), (o, [0.5, 0.02, 0]), (o, [0, 0.5, 0]), (o, [0, 0, 0.5]),
            ]
            return Structure(
                lattice: Lattice(a: 3.9, b: 3.9, c: 4.1, alpha: 90, beta: 90, gamma: 90),
                sites: fixed.map { Site(element: $0.0, frac: $0.1) }
                    + kinds.map { Site(element: $0.0, frac: [0.5, 0.5, 0.45], occupancy: $0.1) })
        }
        let charges = Charges(
            states: OxidationStates(elements: [ti, mg, ca, o], states: [4, 1.5, 2.5, -2]), source: .given)
        func environment(_ kinds: [(Element, Double)]) throws -> AbsorberEnvironment {
            try #require(AbsorberEnvironment.all(of: ti, in: structure(kinds), charges: charges).first)
        }
        let mixed = try environment([(mg, 0.3), (ca, 0.7)])
        let first = try environment([(mg, 1)]), second = try environment([(ca, 1)])
        for (part, a, b) in [
            (mixed.moments.quadrupole, first.moments.quadrupole, second.moments.quadrupole),
            (mixed.moments.inertia, first.moments.inertia, second.moments.inertia),
        ] { #expect((part - (0.3 * a + 0.7 * b)).maxAbs < 1e-14) }
        let dipole = 0.3 * first.moments.dipole + 0.7 * second.moments.dipole
        #expect((mixed.moments.dipole - dipole).length < 1e-14)
        #expect(abs(mixed.neighbourCount - first.neighbourCount) < 1e-9)
        let mean = 0.3 * first.electronegativityMean + 0.7 * second.electronegativityMean
        #expect(abs(mixed.electronegativityMean - mean) < 1e-12)
    }
}
