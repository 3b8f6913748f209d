// The embedded engine's cost on crystals as databases have them: every distinct site of the 3d metals of chosen rows of
// a table of structures, one line a site, and the mean, median and sum of the processor seconds.

import Anisotropy
import Basics
import Crystal
import Foundation
import Green
import Spectra

enum SitesBenchmark {
    static func run(_ arguments: [String]) throws {
        guard arguments.count >= 2 else {
            print("usage: spar-bench sites STRUCTURES.csv.gz IDS.csv [neighbours]")
            exit(2)
        }
        let table = try StructureTable(contentsOf: arguments[0])
        let wanted = try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n")
            .map { String($0.split(separator: ",")[0]) }
        var rows: [String: Int] = [:]
        for row in 0..<table.count { rows[table.name(row)] = row }
        let neighbours = arguments.count > 2 ? Int(arguments[2]) ?? 30 : 30
        print("id,formula,metal,site,elements,CPU_s,SAMS,fermi_eV,interstitial_eV,rounds,solves,status")
        var seconds: [Double] = []
        for id in wanted {
            guard let row = rows[id] else { continue }
            let structure = try table.structure(row)
            for metal in Set(structure.sites.map(\.element)).filter(\.is3dMetal).sorted(by: {
                $0.atomicNumber < $1.atomicNumber
            }) {
                let request = SpectralRequest(structure: structure, metal: metal, neighbours: neighbours)
                let plan = try request.plan(engine: GreenEngine().identity())
                for (n, job) in plan.jobs.enumerated() {
                    let start = Stopwatch.processSeconds
                    let elements = Set(job.cluster.atoms.map(\.element)).count
                    var line = "\(id),\(structure.composition.reducedFormula),\(metal.symbol),\(n + 1),\(elements),"
                    do {
                        let result = try GreenEngine().compute(
                            job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
                        let time = Stopwatch.processSeconds - start
                        seconds.append(time)
                        let axes = plan.assembly.sites.first { $0.job == n }?.axes ?? .identity
                        let spectrum = try PolarizedSpectrum(
                            energies: result.energies, response: .tensor(result.tensor), axes: axes)
                        func fact(_ name: String) -> String { result.provenance.first { $0.name == name }?.value ?? "" }
                        line +=
                            "\(f(time, 3)),\(f(try spectrum.sams(EnergyWindow.standard), 6)),\(f(result.fermiLevel, 4)),"
                            + "\(f(result.electronic.interstitialPotential ?? .nan, 4)),\(fact("rounds")),\(fact("solves")),"
                            + result.status.text
                    } catch let failure as JobFailure {
                        let time = Stopwatch.processSeconds - start
                        seconds.append(time)
                        line += "\(f(time, 3)),,,,,,\(failure.status.text): \(failure.message.prefix(70))"
                    }
                    print(line)
                    fflush(nil)
                }
            }
        }
        let sorted = seconds.sorted(), sum = sorted.reduce(0, +)
        print(
            "\(sorted.count) sites: mean \(f(sum / Double(max(1, sorted.count)), 3)) s, median "
                + "\(f(sorted.isEmpty ? .nan : sorted[sorted.count / 2], 3)) s, largest \(f(sorted.last ?? .nan, 3)) "
                + "s, sum \(f(sum, 1)) s; memory at most \(f(Stopwatch.peakMemory, 0)) MB")
    }

    private static func f(_ x: Double, _ decimals: Int) -> String { NumberText.fixed(x, decimals: decimals) }
}
