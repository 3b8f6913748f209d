// The engine's own part of a job's settings, and its canonical JSON.

import Basics
import Spectra

public struct GreenOptions: Equatable, Sendable {
    /// Whether the potential is made self-consistent; false is for screening.
    public var isSelfConsistent: Bool
    /// The highest l of the scattering solution in the spectrum: 2 or 3.
    public var lmax: Int
    /// Full width of the 1s level, eV; nil for the element's.
    public var width: Double?
    /// Whether potentials and self-consistency are made with hydrogen drawn away from its nearest atom, as FEFF10 does;
    /// the spectrum scatters off the atoms where they are.
    public var movesHydrogen: Bool
    /// What electrons above the Fermi level feel; of emission, where there are none, `.ground`.
    var exchange: ExcitedExchange

    /// Raised where absorption's numbers change and emission's do not: jobs of absorption carry it in their keys. 2: half
    /// the damping by pairs that 1 had. 3: the real part of the self-energy without noise of 0.2 eV. 4:
    /// no spikes between the energies that are computed.
    static let absorptionModel = 4

    /// - Throws: `SparError` for values that cannot be.
    public init(
        for process: Spectroscopy.Process = .emission, scf: Bool = true, checkedLmax lmax: Int? = nil,
        width: Double? = nil, movesHydrogen: Bool = true
    ) throws {
        try self.init(
            for: process, scf: scf, lmax: lmax, width: width, movesHydrogen: movesHydrogen, exchange: nil)
    }

    init(
        for process: Spectroscopy.Process, scf: Bool, lmax: Int?, width: Double?, movesHydrogen: Bool,
        exchange: String?
    ) throws {
        if let lmax, !(2...3).contains(lmax) {
            throw SparError("green.lmax = \(lmax): 2 or 3 is possible, \(process.standardLmax) is the default")
        }
        if let width, !(0.1...10).contains(width) {
            throw SparError("green.width = \(NumberText.short(width)): a width between 0.1 and 10 eV is possible")
        }
        if exchange != nil, process == .emission {
            throw SparError("green.exchange is for electrons above the Fermi level: it goes with xas, not with xes")
        }
        let words = ExcitedExchange.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        let known = exchange.map { ExcitedExchange(rawValue: $0) } ?? process.standardExchange
        guard let known else { throw SparError("green.exchange = \"\(exchange ?? "")\": \(words) is possible") }
        isSelfConsistent = scf
        self.lmax = lmax ?? process.standardLmax
        self.width = width
        self.movesHydrogen = movesHydrogen
        self.exchange = known
    }

    /// What equals the default of the process is left out.
    public func json(for process: Spectroscopy.Process = .emission) -> JSON {
        var members: [String: JSON] = [:]
        if !isSelfConsistent { members["scf"] = .bool(false) }
        if lmax != process.standardLmax { members["lmax"] = .integer(lmax) }
        if let width { members["width"] = .number(width) }
        if !movesHydrogen { members["move_hydrogen"] = .bool(false) }
        if exchange != process.standardExchange { members["exchange"] = .string(exchange.rawValue) }
        // Emission's keys are older and stay.
        if process == .absorption { members["model"] = .integer(Self.absorptionModel) }
        return .object(members)
    }

    public init(json: JSON, for process: Spectroscopy.Process = .emission) throws {
        try self.init(
            for: process, scf: json.read("scf", as: Bool?.self) ?? true, lmax: json.read("lmax"),
            width: json.read("width"), movesHydrogen: json.read("move_hydrogen", as: Bool?.self) ?? true,
            exchange: json.read("exchange"))
    }
}

extension Spectroscopy.Process {
    /// FEFF10 takes 3; emission, whose electrons are slow, changes by 0.3 % at most from 2 to 3.
    fileprivate var standardLmax: Int {
        switch self {
        case .emission: 2
        case .absorption: 3
        }
    }

    fileprivate var standardExchange: ExcitedExchange {
        switch self {
        case .emission: .ground
        case .absorption: .hedinLundqvist
        }
    }
}
