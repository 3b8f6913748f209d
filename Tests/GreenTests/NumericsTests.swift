// Quadrature, interpolation, mixing: against closed forms.

import ComplexModule
import Foundation
import Testing
@testable import Green

@Suite struct NumericsTests {
    /// Kernels older than the processor are left for those that it can run; a good or a user's choice stays.
    @Test func kernelsOfNewProcessors() {
        #expect(ProcessorKernels.better(than: "Prescott", vectorBits: 512) == "SkylakeX")
        #expect(ProcessorKernels.better(than: "Prescott", vectorBits: 256) == "Haswell")
        #expect(ProcessorKernels.better(than: "Prescott", vectorBits: 0) == nil)
        #expect(ProcessorKernels.better(than: "Zen", vectorBits: 256) == nil)
        #expect(ProcessorKernels.better(than: "SkylakeX", vectorBits: 512) == nil)
    }

    @Test func cumulativeIntegralOfASmoothFunction() {
        let mesh = RadialMesh(from: 0.01, to: 5, step: 0.02)
        // int r^2 e^-r dr, times r for the logarithmic mesh.
        let integral = mesh.cumulative(mesh.r.map { $0 * $0 * exp(-$0) * $0 })
        func exact(_ r: Double) -> Double { -exp(-r) * (r * r + 2 * r + 2) }
        for i in stride(from: 0, to: mesh.count, by: 37) {
            #expect(abs(integral[i] - (exact(mesh.r[i]) - exact(mesh.r[0]))) < 1e-10)
        }
    }

    @Test(arguments: [2, 3, 7, 9, 20, 61]) func weightsIntegratePolynomials(_ points: Int) {
        let w = Quadrature.weights(points: points), n = Double(points - 1)
        for power in 0...min(points - 1, 5) {
            let sum = w.enumerated().reduce(0) { $0 + $1.element * pow(Double($1.offset), Double(power)) }
            let exact = pow(n, Double(power + 1)) / Double(power + 1)
            #expect(abs(sum - exact) < 1e-9 * max(1, exact))
        }
    }

    @Test func gaussLegendreIsExactForPolynomials() {
        for n in [1, 2, 9, 16, 24] {
            let rule = GaussLegendre(n)
            for power in 0..<2 * n {
                let sum = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) }
                #expect(abs(sum - 1 / Double(power + 1)) < 1e-13)
            }
        }
    }

    @Test func splineReproducesCubicsAndSmoothFunctions() {
        let cubic = UniformSpline(
            from: -1, step: 0.1,
            (0...30).map {
                let x = -1 + 0.1 * Double($0); return x * x * x - x
            })
        let sine = UniformSpline(from: 0, step: 0.0125, (0...400).map { sin(0.0125 * Double($0)) })
        for x in stride(from: -0.97, to: 1.9, by: 0.137) { #expect(abs(cubic.value(at: x) - (x * x * x - x)) < 1e-12) }
        for x in stride(from: 0.1, to: 4.9, by: 0.217) { #expect(abs(sine.value(at: x) - sin(x)) < 1e-9) }
    }

    @Test func andersonSolvesALinearProblemInAsManyRoundsAsItHasDimensions() {
        var mixing = AndersonMixing(depth: 6, linear: 0.3, weights: [1, 1, 1])
        var x = [0.0, 0, 0]
        for _ in 0..<8 {
            // x = A x + b with solution 1, 2, 3.
            let f = [
                0.5 * x[0] + 0.3 * x[1] - 0.1 - x[0], -0.4 * x[1] + 0.1 * x[2] + 2.5 - x[1], 0.2 * x[0] + 2.8 - x[2],
            ]
            let change = mixing.step(input: x, residual: f)
            for i in 0..<3 { x[i] += change[i] }
        }
        for i in 0..<3 { #expect(abs(x[i] - Double(i + 1)) < 1e-6) }
    }

    @Test func rationalInterpolantFindsARationalFunction() {
        func f(_ z: Complex64) -> [Complex64] {
            [
                Complex64(1) / (z - Complex64(0.3, -0.2)) + Complex64(2, 1) / (z - Complex64(1.4, -0.1)),
                z * z / (z + Complex64(0, 3)), .zero,
            ]
        }
        let x = (0..<40).map { Complex64(Double($0) * 0.05, 0) }
        let fit = RationalInterpolant(x, x.map(f), tolerance: 1e-7)
        #expect(fit.error < 1e-7)
        for y in stride(from: 0.01, to: 1.95, by: 0.083) {
            let z = Complex64(y, 0)
            for (a, b) in zip(fit.value(at: z), f(z)) { #expect((a - b).length < 1e-6) }
        }
    }

    @Test func exchangeCorrelationIsTheDerivativeOfItsEnergy() {
        for functional in [ExchangeCorrelation.vonBarthHedin, .voskoWilkNusair] {
            for n in [1e-6, 1e-3, 0.03, 1, 50] {
                let h = 1e-4 * n
                func total(_ n: Double) -> Double { n * functional.values(n).energy }
                let derivative = (total(n - 2 * h) - 8 * total(n - h) + 8 * total(n + h) - total(n + 2 * h)) / (12 * h)
                #expect(abs(derivative - functional.potential(n)) < 2e-6 * abs(derivative), "\(functional) at \(n)")
            }
        }
    }
}
