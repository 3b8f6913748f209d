// The developers' benchmark driver: runs one task on given files and prints its times. The scripts in scripts/dev
// compare them with peers.

import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch arguments.first {
    case "campaign": try CampaignBenchmark.run(Array(arguments.dropFirst()))
    case "features": try FeatureBenchmark.run(Array(arguments.dropFirst()))
    case "forest": try ForestBenchmark.run(Array(arguments.dropFirst()))
    case "green": try GreenBenchmark.run(Array(arguments.dropFirst()))
    case "sites": try SitesBenchmark.run(Array(arguments.dropFirst()))
    case "runtime": try RuntimeBenchmark.run()
    default:
        print("usage: spar-bench runtime")
        print("       spar-bench campaign JOBS FOLDER [kilobytes of a result]")
        print("       spar-bench features TABLE.csv.gz")
        print("       spar-bench green FOLDER [PICTURE.svg]")
        print("       spar-bench sites STRUCTURES.csv.gz IDS.csv [neighbours]")
        print("       spar-bench forest fit|predict|importance|search|model|growth ...")
        exit(2)
    }
} catch {
    print("spar-bench: \(error)")
    exit(1)
}
