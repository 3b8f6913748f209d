// `green.convergence`: what a SAMS is worth. One setting at a time is varied about the usual ones.

import Basics
import Green
import Laboratory
import LuaRuntime
import Spectra
import Tables

/// The spectra of all settings, in flight or there.
private final class AwaitedConvergence: Awaited {
    struct Point {
        let varied: String
        let atoms: Int?
        let step: Double
        let lmax: Int
        let ticket: SpectrumTicket
    }

    private let points: [Point]

    init(_ points: [Point]) { self.points = points }

    var isReady: Bool { points.allSatisfy(\.ticket.isReady) }

    func answer() throws -> LuaValue { .object(TableObject(try table())) }

    func table() throws -> Table {
        let spectra = try points.map { try SpectrumObject($0.ticket) }
        let sams = try spectra.map { try $0.crystal.sams(nil) }, usual = sams.first ?? .nan
        return try Table([
            ("varied", .text(points.map(\.varied))),
            ("atoms", .number(points.map { $0.atoms.map(Double.init) ?? .nan })),
            ("step", .number(points.map(\.step))), ("lmax", .number(points.map { Double($0.lmax) })),
            ("SAMS", .number(sams)), ("change_percent", .number(sams.map { 100 * ($0 / usual - 1) })),
            ("cpu_seconds", .number(try spectra.map { try $0.cpuSeconds() ?? .nan })),
        ])
    }
}

/// What is tried where nobody says.
private let usualAtoms = [20, 50, 80], usualSteps = [0.2, 0.05], usualLmax = [3]

private func text(_ numbers: [some Any]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }

extension Function {
    static let greenConvergence = Function(
        "convergence",
        "SAMS with one setting at a time varied: the number of scattering atoms, the step of the energy grid, "
            + "lmax. The first row has the usual settings; change_percent is against it.",
        SpectrumOptions.subject, StructureObject.metalParameter,
        .options(
            [
                .optional(
                    "atoms", .numbers,
                    "Numbers of scattering atoms; \(text(usualAtoms)) unless given. A cluster has its own."),
                .optional("step", .numbers, "Steps of the energy grid (eV); \(text(usualSteps)) unless given."),
                .optional("lmax", .numbers, "Highest l in the spectrum; \(text(usualLmax)) unless given."),
                .optional("core_hole", .boolean, "A relaxed 1s hole in the absorber; true unless given."),
                SpectrumOptions.window,
            ] + SpectrumOptions.running),
        returns: "A table of varied, atoms, step, lmax, SAMS, change_percent, cpu_seconds."
    ) { call in
        let isCluster = try (call[optional: "subject"] as ClusterObject?) != nil, usual = Spectroscopy.kEmission.grid
        if isCluster, call.has("atoms") {
            throw call.error("atoms", "a cluster has one absorber, and all its atoms are used")
        }
        func whole(_ name: String, _ usual: [Int], _ range: ClosedRange<Int>) throws -> [Int] {
            try (call[optional: name] as [Double]?)?.map { value in
                guard let n = Int(exactly: value), range.contains(n) else {
                    throw call.error(
                        name,
                        "whole numbers from \(range.lowerBound) to \(range.upperBound) expected, got "
                            + NumberText.short(value))
                }
                return n
            } ?? usual
        }
        let base = (atoms: SpectralRequest.standardNeighbours, step: usual.step, lmax: try GreenOptions().lmax)
        var wanted = [(varied: "none", atoms: base.atoms, step: base.step, lmax: base.lmax)]
        if !isCluster {
            for n in try whole("atoms", usualAtoms, 1...150) where n != base.atoms {
                wanted.append(("atoms", n, base.step, base.lmax))
            }
        }
        for step in try call[optional: "step"] ?? usualSteps where step != base.step {
            wanted.append(("step", base.atoms, step, base.lmax))
        }
        for l in try whole("lmax", usualLmax, 2...3) where l != base.lmax {
            wanted.append(("lmax", base.atoms, base.step, l))
        }
        let service = call.spectraService, limits = try call.jobLimits(),
            fresh: Bool = try call[optional: "fresh"] ?? false
        let points = try wanted.map { point in
            let settings = SpectralSettings(
                energies: try EnergyGrid(from: usual.from, to: usual.to, step: point.step),
                coreHole: try call[optional: "core_hole"] ?? true,
                engineOptions: try GreenOptions(checkedLmax: point.lmax).json())
            let request = try call.request(settings, neighbours: point.atoms)
            return AwaitedConvergence.Point(
                varied: point.varied, atoms: isCluster ? nil : point.atoms, step: point.step, lmax: point.lmax,
                ticket: try service.ask(request, of: GreenEngine.description, limits: limits, fresh: fresh))
        }
        let awaited = AwaitedConvergence(points)
        if awaited.isReady { return try awaited.answer() }
        return try call.wait(for: awaited)
    }
}
