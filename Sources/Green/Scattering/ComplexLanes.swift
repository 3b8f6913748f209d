// Four complex numbers, one for each l = 0, 1, 2, 3: the radial equations of one site side by side.

import ComplexModule

struct ComplexLanes {
    var re: SIMD4<Double>
    var im: SIMD4<Double>

    static let zero = ComplexLanes(re: .zero, im: .zero)

    @inline(__always) init(re: SIMD4<Double>, im: SIMD4<Double>) {
        self.re = re
        self.im = im
    }

    @inline(__always) init(_ z: Complex64) {
        re = SIMD4(repeating: z.real)
        im = SIMD4(repeating: z.imaginary)
    }

    @inline(__always) subscript(l: Int) -> Complex64 {
        get { Complex64(re[l], im[l]) }
        set {
            re[l] = newValue.real
            im[l] = newValue.imaginary
        }
    }

    @inline(__always) static func + (a: Self, b: Self) -> Self { .init(re: a.re + b.re, im: a.im + b.im) }
    @inline(__always) static func - (a: Self, b: Self) -> Self { .init(re: a.re - b.re, im: a.im - b.im) }
    @inline(__always) static func * (a: Self, b: Self) -> Self {
        .init(re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re)
    }
    @inline(__always) static func * (a: Double, b: Self) -> Self { .init(re: a * b.re, im: a * b.im) }
    @inline(__always) var inverse: Self {
        let scale = 1 / (re * re + im * im)
        return .init(re: re * scale, im: -im * scale)
    }
}
