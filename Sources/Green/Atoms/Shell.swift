// Electron shells of free atoms.

/// A shell and its electrons, spread evenly over m and spin.
struct Shell: Hashable, Sendable {
    let n: Int
    let l: Int
    var electrons: Double

    var label: String { "\(n)\(["s", "p", "d", "f"][l])" }
}

/// The electrons of a free atom, shells in the order in which they fill.
struct Configuration: Hashable, Sendable {
    var shells: [Shell]

    /// The ground state of a neutral atom (NIST Atomic Spectra Database).
    init(groundStateOf z: Int) {
        let order = [
            (1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (3, 2), (4, 1), (5, 0), (4, 2), (5, 1), (6, 0), (4, 3),
            (5, 2), (6, 1), (7, 0), (5, 3), (6, 2),
        ]
        var left = z
        shells = []
        for (n, l) in order where left > 0 {
            let electrons = min(left, 4 * l + 2)
            shells.append(Shell(n: n, l: l, electrons: Double(electrons)))
            left -= electrons
        }
        // Atoms that move electrons from one shell to another against that order.
        let moves: [Int: [((Int, Int), (Int, Int), Double)]] = [
            24: [((4, 0), (3, 2), 1)], 29: [((4, 0), (3, 2), 1)], 41: [((5, 0), (4, 2), 1)], 42: [((5, 0), (4, 2), 1)],
            44: [((5, 0), (4, 2), 1)], 45: [((5, 0), (4, 2), 1)], 46: [((5, 0), (4, 2), 2)], 47: [((5, 0), (4, 2), 1)],
            57: [((4, 3), (5, 2), 1)], 58: [((4, 3), (5, 2), 1)], 64: [((4, 3), (5, 2), 1)], 78: [((6, 0), (5, 2), 1)],
            79: [((6, 0), (5, 2), 1)], 89: [((5, 3), (6, 2), 1)], 90: [((5, 3), (6, 2), 2)], 91: [((5, 3), (6, 2), 1)],
            92: [((5, 3), (6, 2), 1)], 93: [((5, 3), (6, 2), 1)], 96: [((5, 3), (6, 2), 1)],
        ]
        for (from, to, electrons) in moves[z] ?? [] { move(electrons, from: from, to: to) }
    }

    /// What the overlapped start takes, as FEFF10 prints it: C, Mg and Ca with one s electron promoted to p and 3d
    /// metals promoted to 3d^(Z-20) 4s 4p, so that their Norman radii are those in a solid; lanthanides with three
    /// electrons outside the frozen 4f shell; Cm as Am and Bk, without 6d; others as they are.
    init(overlapping z: Int) {
        self.init(groundStateOf: z)
        switch z {
        case 6:
            move(1, from: (2, 0), to: (2, 1))
        case 12:
            move(1, from: (3, 0), to: (3, 1))
        case 20:
            move(1, from: (4, 0), to: (4, 1))
        case 21...28:
            set(3, 2, Double(z - 20))
            set(4, 0, 1)
            set(4, 1, 1)
        case 30:
            move(1, from: (4, 0), to: (4, 1))
        case 59...63, 65...70:
            move(1, from: (4, 3), to: (5, 2))
        case 96:
            move(1, from: (6, 2), to: (5, 3))
        default:
            break
        }
    }

    /// A 1s hole; its electron goes to 3d in Sc to Ni, to 4p in Cu, 4s in Zn, as FEFF10 prints it; elsewhere to the
    /// shell in which the next element has one more, but never to 4f, which is frozen.
    /// - Parameter z: of a configuration from `init(overlapping:)`.
    mutating func openCoreHole(_ z: Int) {
        switch z {
        case 21...28: move(1, from: (1, 0), to: (3, 2))
        case 29: move(1, from: (1, 0), to: (4, 1))
        case 30: move(1, from: (1, 0), to: (4, 0))
        default:
            let own = Configuration(groundStateOf: z), next = Configuration(groundStateOf: z + 1)
            let gaining = next.shells.last { $0.electrons > own.electronCount($0.n, $0.l) && $0.l < 3 }
            move(1, from: (1, 0), to: gaining.map { ($0.n, $0.l) } ?? (5, 2))
        }
    }

    private mutating func move(_ electrons: Double, from: (Int, Int), to: (Int, Int)) {
        set(from.0, from.1, electronCount(from.0, from.1) - electrons)
        set(to.0, to.1, electronCount(to.0, to.1) + electrons)
    }

    func electronCount(_ n: Int, _ l: Int) -> Double { shells.first { $0.n == n && $0.l == l }?.electrons ?? 0 }

    private mutating func set(_ n: Int, _ l: Int, _ electrons: Double) {
        if let i = shells.firstIndex(where: { $0.n == n && $0.l == l }) {
            if electrons > 0 { shells[i].electrons = electrons } else { shells.remove(at: i) }
        } else if electrons > 0 {
            shells.append(Shell(n: n, l: l, electrons: electrons))
        }
    }
}
