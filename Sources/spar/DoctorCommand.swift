// `spar doctor`: what was found on this machine, and what to do about what is missing.

import ArgumentParser
import Basics
import Glibc
import Plotting
import Processes
import ScriptAPI

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what was found of gnuplot, FEFF and Slurm, and what to do about what is missing.")

    func run() throws {
        print("spar     \(SparVersion.text), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, "
            + "\(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) >> 30) GB of memory")
        if let version = Gnuplot.version() {
            print("gnuplot  \(version)")
        } else {
            print("gnuplot  not found; figures need it: apt-get install gnuplot-nox")
        }
        if let path = Self.feff {
            print("FEFF     \(path)")
        } else {
            print("FEFF     not found; set SPAR_FEFF to the folder of its programs, or put them on PATH")
        }
        if let sbatch = Command.find("sbatch") {
            let version = try? Command(sbatch, ["--version"], timeout: 10).run().outputText
            print("Slurm    \(version?.split(separator: "\n").first.map(String.init) ?? sbatch)")
        } else {
            print("Slurm    not found; needed only to run on a cluster: apt-get install slurm-wlm, or ask its administrators")
        }
    }

    private static var feff: String? {
        if let folder = getenv("SPAR_FEFF").map({ String(cString: $0) }), !folder.isEmpty {
            return ["feff", "rdinp"].map { folder + "/" + $0 }.first { access($0, X_OK) == 0 }
        }
        return Command.find("feff") ?? Command.find("rdinp")
    }
}
