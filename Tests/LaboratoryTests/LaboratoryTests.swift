// Spectra asked for by a Swift program, without Lua: from the store or computed, replayed, refused. The engine is a
// stub, the worker the host program of RunsTests.

import Basics
import Crystal
import Foundation
import Laboratory
import Runs
import RunsTestSupport
import Spectra
import Testing

private func description(_ isThere: Bool = true) -> EngineDescription {
    EngineDescription(
        name: StubEngine.name, title: "stub", typicalSeconds: 7, computes: [.kEmission], options: [], optionsDoc: "",
        canonical: { options, _ in options },
        make: { place in
            guard isThere else { throw JobFailure(status: .missing("stub"), message: "there is no stub") }
            return StubEngine(log: place.folder)
        })
}

/// A store in a folder that goes with the value.
private final class Place {
    let path = NSTemporaryDirectory() + "spar-laboratory-" + UUID().uuidString
    var said: [String] = []

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    var settings: LaboratorySettings {
        var settings = LaboratorySettings(environment: [:])
        settings.store = path + "/store.sqlite"
        settings.jobs = 2
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        settings.workerProgram = (own as NSString).deletingLastPathComponent + "/runs-test-host"
        return settings
    }

    func laboratory(_ settings: LaboratorySettings? = nil, isThere: Bool = true) -> Laboratory {
        Laboratory(
            settings ?? self.settings, engines: EngineCatalogue([description(isThere)], standard: description(isThere)),
            say: { [weak self] in self?.said.append($0) })
    }
}

private func settings(play: String = "") -> SpectralSettings {
    SpectralSettings(
        engineOptions: .object(["number": .integer(1), "milliseconds": .integer(0), "play": .string(play)]))
}

private func nickelOxide() throws -> Structure {
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    return try Structure(contentsOf: repository + "/examples/structures/NiO.cif")
}

struct LaboratoryTests {
    private func request(play: String = "") throws -> SpectralRequest {
        SpectralRequest(
            structure: try nickelOxide(), metal: try #require(Element("Ni")), settings: settings(play: play))
    }

    @Test func computedOnceThenFromTheStore() throws {
        let place = try Place(), first = place.laboratory()
        let ticket = try first.ask(try request())
        #expect(!ticket.isFromStore)
        let spectrum = try ticket.spectrum()
        #expect(spectrum.sites.count == 4 && spectrum.average.details.engine == "stub")
        #expect(first.journal.jobKeys == ticket.keys && first.journal.engines == ["stub stub 1"])
        #expect(first.progress?.done == 1)
        first.end(cancelling: false)
        let second = place.laboratory(), again = try second.ask(try request())
        #expect(again.isFromStore && again.isReady && second.progress == nil)
        #expect(try again.spectrum() == spectrum)
        #expect(try again.cpuSeconds() != nil)
        second.end(cancelling: false)
    }

    /// A dry run says what the engine usually needs, and leaves no file where there was none.
    @Test func aDryRunLeavesNothing() throws {
        let place = try Place()
        var settings = place.settings
        settings.isDryRun = true
        let laboratory = place.laboratory(settings)
        _ = try laboratory.ask(try request())
        let report = laboratory.dryRunReport
        #expect(report.jobs == 1 && report.unknown == 1 && report.unknownSeconds == 7)
        laboratory.end(cancelling: true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
    }

    @Test func aCluster() throws {
        let place = try Place(), laboratory = place.laboratory()
        let cluster = try nickelOxide().cluster(site: 0, atoms: 6)
        let spectrum = try laboratory.ask(SpectralRequest(.cluster(cluster), settings: settings())).spectrum()
        #expect(spectrum.sites.count == 1)
        laboratory.end(cancelling: false)
    }

    @Test func replayed() throws {
        let place = try Place(), first = place.laboratory()
        let spectrum = try first.ask(try request()).spectrum()
        first.end(cancelling: false)
        var replay = place.settings
        replay.isReplay = true
        for (settings, isThere) in [(replay, true), (place.settings, false)] {
            place.said = []
            let laboratory = place.laboratory(settings, isThere: isThere)
            let again = try laboratory.ask(try request()).spectrum()
            #expect(again.average.average == spectrum.average.average)
            #expect(again.average.details.notes.last?.hasPrefix("Replayed from the store: stub 1 on ") == true)
            #expect(
                place.said.count == 1 && place.said[0].hasPrefix("replayed from the store \(place.path)/store.sqlite"))
            let failure = #expect(throws: SpectrumFailure.self) { try laboratory.ask(try request(play: "other")) }
            #expect(failure?.failure.status == (isThere ? .notComputed : .missing("stub")))
            #expect(
                failure?.description == (isThere ? "with --replay nothing is computed" : "there is no stub")
                    + "; the store \(place.path)/store.sqlite has no result of this job")
            laboratory.end(cancelling: false)
        }
    }

    @Test func failuresBearTheirKey() throws {
        let place = try Place(), laboratory = place.laboratory()
        let ticket = try laboratory.ask(try request(play: "unconverged"))
        let failure = #expect(throws: SpectrumFailure.self) { try ticket.spectrum() }
        #expect(failure?.failure.status == .unconverged && failure?.key == ticket.keys[0])
        laboratory.end(cancelling: false)
    }

    @Test func dryRun() throws {
        let place = try Place()
        var settings = place.settings
        settings.isDryRun = true
        let laboratory = place.laboratory(settings)
        #expect(try !laboratory.ask(try request()).isReady)
        #expect(laboratory.dryRunReport.jobs == 1 && laboratory.dryRunReport.inStore == 0)
        laboratory.end(cancelling: true)
    }

    @Test func enginesByName() throws {
        #expect(EngineCatalogue.builtIn.names == ["feff", "green"])
        var settings = try Place().settings
        settings.environment["SPAR_ENGINE"] = "gren"
        #expect(
            throws: SparError("SPAR_ENGINE names the engine \"gren\", which does not exist; did you mean \"green\"?")
        ) { try Laboratory(settings).engine }
        settings.engine = "feff"
        let laboratory = Laboratory(settings)
        #expect(try laboratory.engine.title == "FEFF")
        try laboratory.setEngine("green", by: "spar.engine")
        #expect(try laboratory.engine.name == "green")
    }
}
