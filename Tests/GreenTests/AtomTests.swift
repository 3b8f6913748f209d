import Testing
@testable import Green

@Suite struct AtomTests {
    @Test func probe() throws {
        for (z, e) in [(2, -2.834836), (10, -128.233481), (18, -525.946195), (26, -1261.093056), (36, -2750.147940), (54, -7228.856107), (86, -21861.346869)] {
            for step in [0.0125, 0.005] {
            let a = try FreeAtom.solve(.init(z: z, configuration: Configuration(groundStateOf: z), functional: .voskoWilkNusair, isRelativistic: false, step: step))
            print(z, step, a.totalEnergy, a.totalEnergy - e)
            }
        }
        let clock = ContinuousClock()
        print(try clock.measure { for z in [8, 28, 22] { _ = try FreeAtom.solve(.init(z: z, configuration: Configuration(overlapping: z), functional: .xAlpha(0.8))) } })
    }
}
