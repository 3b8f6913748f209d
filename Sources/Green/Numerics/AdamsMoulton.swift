// The implicit Adams-Moulton rule of order 7 (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I,
// III.1).
//
// y_i = y_(i-1) + h (a f_i + sum_j w_j f_(i-1-j)). The radial equations are linear, so that the implicit part is a
// system of two equations at each point.

enum AdamsMoulton {
    /// How many earlier derivatives it uses.
    static let history = 6
    static let implicit = 19087.0 / 60480
    static let w0 = 65112.0 / 60480, w1 = -46461.0 / 60480, w2 = 37504.0 / 60480
    static let w3 = -20211.0 / 60480, w4 = 6312.0 / 60480, w5 = -863.0 / 60480
}
