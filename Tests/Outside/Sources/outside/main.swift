// Features of a stretched crystal, its spectrum by the embedded engine, and a forest: public declarations only.

import Anisotropy
import Basics
import Crystal
import Forest
import Green
import Spectra
import Tables

let nio = try Structure(contentsOf: CommandLine.arguments[1])
guard let nickel = Element("Ni") else { throw SparError("there is no nickel") }
var strains: [Double] = [], qams: [Double] = []
for percent in 0..<10 {
    let strain = Double(percent) / 100
    let features = try Features(of: nio.strained(c: strain), metal: nickel)
    strains.append(strain)
    qams.append(features.qams)
}
print("QAMS", NumberText.short(qams[5], digits: 6))

let table = try Table([("strain", .number(strains)), ("QAMS", .number(qams))])
let data = try TrainingData(table, features: ["strain"], target: "QAMS")
let forest = try RandomForest.fit(data, ForestParameters())
print("trees", forest.treeCount)

let engine = GreenEngine()
let request = SpectralRequest(structure: try nio.strained(c: 0.05), metal: nickel, like: nio)
let plan = try request.plan(engine: engine.identity())
let results = try plan.jobs.map {
    try engine.compute($0, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
}
let spectrum = try plan.assembly.spectrum(results, engine: GreenEngine.name)
print("SAMS", NumberText.short(try spectrum.sams(), digits: 3))
