// The cards of feff.inp: which exist, which a user may set, and which are Spar's own business.
//
// FEFF knows a card by its first four letters and stops at one that it does not know; names here are those of the
// FEFF10 user's guide.

import Basics

/// A card that the user sets or takes away.
public struct FEFFCard: Hashable, Sendable {
    /// In capitals, as in the user's guide.
    public let name: String
    /// What stands after the name; nil takes the card away.
    public let value: String?

    /// - Throws: `SparError` for a card that FEFF10 does not have, that Spar sets itself, or whose value is not one
    ///   line.
    public init(_ name: String, _ value: String?) throws {
        let upper = name.uppercased()
        if let reason = Self.reserved[upper] { throw SparError("feff.cards: \(upper) \(reason)") }
        let isKnown = Self.known.contains { $0.prefix(4) == upper.prefix(4) && (upper.count >= 4 || $0 == upper) }
        guard isKnown else {
            let near = nearestName(to: upper, among: Self.known).map { "; did you mean \($0)?" } ?? ""
            throw SparError("feff.cards: FEFF10 has no card \(upper)\(near)")
        }
        if let value {
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), value.utf8.count <= 100 else {
                throw SparError("feff.cards: the value of \(upper) must be one line of at most 100 plain characters")
            }
        }
        self.name = upper
        self.value = value
    }

    /// The words of the value.
    var words: [Substring] { (value ?? "").split(separator: " ") }

    private static let known: [String] = """
        ABSOLUTE AFOLP BANDSTRUCTURE CFAVERAGE CHBROAD CHSHIFT CHWIDTH COMPTON CONFIG COREHOLE CORRECTIONS CORVAL \
        CRITERIA CRPA DEBYE DENSITY DIMS EDGE EGAP EPS0 EQUIVALENCE EXCHANGE EXTPOT FMS FOLP FULLSPECTRUM HIGHZ \
        HUBBARD ICORE INTERSTITIAL ION IORDER JUMPRM LDOS LJMAX MBCONV MPSE NLEG NOGEOM NOHOLE NSTAR NUMDENS \
        OPCONS PCRITERIA PMBSE PREP RCONV RESTART RGRID RHOZZP RLPRINT RMULTIPLIER RPATH RPHASES RSIGMA S02 SCF \
        SCFTH SCREEN SCXC SELF SETEDGE SFCONV SFSE SIG2 SIG3 SIGGK TDLDA TEMPERATURE TOLSCF UNFREEZEF WARN
        """.split(separator: " ").map(String.init)

    /// Cards that cannot be set, and why.
    private static let reserved: [String: String] = {
        let own = "is written by Spar itself"
        let tensor =
            "is not possible here: the tensor of a site follows from six linear polarizations only in the "
            + "dipole approximation without spin"
        let other = "asks FEFF for another spectroscopy; Spar computes XES and XANES"
        let process =
            "is written by Spar itself; the option energy = { from, to, step } sets its range about the Fermi level"
        return [
            "TITLE": own, "CONTROL": own, "PRINT": own, "ATOMS": own, "POTENTIALS": own, "END": own,
            "POLARIZATION": own,
            "XES": process, "XANES": process,
            "OVERLAP": own, "SS": own, "CIF": own, "TARGET": own, "LATTICE": own, "RECIPROCAL": own, "REAL": own,
            "KMESH": own, "EGRID": "is written by Spar itself; the option energy = { from, to, step } sets the grid",
            "MULTIPOLE": tensor, "ELLIPTICITY": tensor, "SPIN": tensor, "XMCD": tensor, "XNCD": tensor,
            "EXAFS": other, "DANES": other, "FPRIME": other, "ELNES": other, "EXELFS": other,
            "NRIXS": other, "RIXS": other, "MDFF": other,
        ]
    }()
}
