// Tensors: 3x3 matrices with the operations that anisotropy needs. Indices count from 1, t[row][column].

import Anisotropy
import Basics
import Crystal
import Foundation
import LuaRuntime

/// `x` to the power `y`, under a name that does not clash with methods.
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }

/// An immutable 3x3 matrix.
package final class TensorObject: LuaMatrix {
    package let matrix: Matrix3

    init(_ matrix: Matrix3) { self.matrix = matrix }

    package var rows: [[Double]] { (0..<3).map { i in (0..<3).map { matrix[i][$0] } } }

    package static let luaType = ObjectType(
        TensorObject.self, "tensor", "A 3x3 matrix that does not change: t[1][2], arithmetic, eigenvalues, rotation.",
        methods: [
            method("transpose", "The transpose.", returns: "A tensor.") { t, _ in
                .object(TensorObject(t.matrix.transpose))
            },
            method("trace", "The sum of the diagonal.", returns: "A number.") { t, _ in .number(t.matrix.trace) },
            method("det", "The determinant.", returns: "A number.") { t, _ in .number(t.matrix.determinant) },
            method(
                "eig", "Eigenvalues and eigenvectors of a symmetric tensor.",
                returns: "A record: `values`, ascending, and `vectors`, a tensor whose columns are the eigenvectors."
            ) { t, _ in
                let eigen = try t.matrix.eigen()
                return .object(
                    LuaRecord(
                        "eigen",
                        [
                            ("values", .vector(eigen.values)), ("vectors", .object(TensorObject(eigen.vectors))),
                        ]))
            },
            method(
                "rotate", "R T R^T: the tensor of the thing turned by R.",
                .required("R", .matrix, "A rotation, as tensor.rotation gives."), returns: "A tensor."
            ) { t, call in
                .object(TensorObject(t.matrix.rotated(by: try call["R"])))
            },
            method(
                "in_basis", "V^T T V: the tensor in the axes that are the columns of V.",
                .required("V", .matrix, "Axes as columns."), returns: "A tensor."
            ) { t, call in
                .object(TensorObject(t.matrix.inBasis(try call["V"])))
            },
            method("anisotropy", "The matrix of |l_i - l_j| of the eigenvalues (Eq. 4).", returns: "A tensor.") {
                t, _ in
                .object(TensorObject(Anisotropy.matrix(try t.matrix.eigen().values)))
            },
            method(
                "anisotropy_sum", "The sum of the anisotropy matrix over its three pairs (Eq. 5).",
                returns: "A number."
            ) { t, _ in .number(Anisotropy.sum(try t.matrix.eigen().values)) },
        ],
        changeHint: "make another with tensor.new",
        operators: [
            .add: { _, a, b in .object(TensorObject(try tensor(a, "add") + tensor(b, "add"))) },
            .subtract: { _, a, b in .object(TensorObject(try tensor(a, "subtract") - tensor(b, "subtract"))) },
            .multiply: { _, a, b in try product(a, b) },
            .divide: { _, a, b in
                guard let number = b.asNumber else { throw SparError("cannot divide a tensor by a \(b.typeName)") }
                return .object(TensorObject((1 / number) * (try tensor(a, "divide"))))
            },
            .negate: { _, a, _ in .object(TensorObject(-1 * (try tensor(a, "negate")))) },
            .equal: { _, a, b in .bool((try? tensor(a, "")) == (try? tensor(b, ""))) },
        ],
        index: { t, key in
            guard case .integer(let i) = key, (1...3).contains(i) else { return nil }
            return .vector(t.matrix[i - 1])
        },
        length: { _ in 3 },
        text: { t in
            "{ "
                + t.rows.map { "{ " + $0.map { NumberText.short($0, digits: 6) }.joined(separator: ", ") + " }" }
                .joined(separator: ", ") + " }"
        })

    private static func tensor(_ value: LuaValue, _ operation: String) throws -> Matrix3 {
        if case .object(let object) = value, let tensor = object as? TensorObject { return tensor.matrix }
        throw SparError("cannot \(operation) a tensor and a \(value.typeName)")
    }

    private static func product(_ a: LuaValue, _ b: LuaValue) throws -> LuaValue {
        if let x = a.asNumber { return .object(TensorObject(x * (try tensor(b, "multiply")))) }
        if let x = b.asNumber { return .object(TensorObject(x * (try tensor(a, "multiply")))) }
        let left = try tensor(a, "multiply")
        if case .object(let object) = b, let v = object as? ArrayObject, v.numbers.count == 3 {
            return .vector(left * Vector3(v.numbers))
        }
        if let list = b.asTable, list.items.count == 3, case let numbers = list.items.compactMap(\.asNumber),
            numbers.count == 3
        {
            return .vector(left * Vector3(numbers))
        }
        return .object(TensorObject(left * (try tensor(b, "multiply"))))
    }
}

extension LuaValue {
    static func vector(_ v: Vector3) -> LuaValue { .object(ArrayObject([v.x, v.y, v.z])) }
}

extension Vector3: LuaReadable {
    init(_ numbers: [Double]) { self.init(numbers[0], numbers[1], numbers[2]) }

    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> Vector3? {
        guard let numbers = try [Double].read(state, L, index), numbers.count == 3 else { return nil }
        return Vector3(numbers)
    }
}

extension Matrix3: LuaReadable {
    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> Matrix3? {
        guard let rows = try [[Double]].read(state, L, index), rows.count == 3, rows.allSatisfy({ $0.count == 3 })
        else { return nil }
        return Matrix3(rows: Vector3(rows[0]), Vector3(rows[1]), Vector3(rows[2]))
    }
}

extension Module {
    static let tensor = Module(
        "tensor", "3x3 tensors and rotations.",
        [
            Function(
                "new", "A tensor from its rows.", .required("rows", .matrix, "Three rows of three numbers."),
                returns: "A tensor."
            ) { call in .object(TensorObject(try call["rows"])) },
            Function(
                "rotation", "The rotation about an axis by the right-hand rule.",
                .options([.required("axis", .vector, "Any length but zero."), .required("angle", .number, "Degrees.")]),
                returns: "A tensor."
            ) { call in
                .object(TensorObject(try Matrix3.rotation(axis: try call["axis"], angle: try call["angle"])))
            },
        ])
}
