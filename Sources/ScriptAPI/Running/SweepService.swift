// Sweeps: bodies on the scheduler, their rows in the order of the values, progress, and the file that is kept current.

import Basics
import Foundation
import LuaRuntime
import Tables

/// The sweeps of one state.
final class SweepService {
    let scheduler: BodyScheduler
    private(set) var failedPoints = 0

    /// - Parameter waitingRoom: waits where every body waits; held weakly.
    init(_ state: LuaState, waitingRoom: (any WaitingRoom)? = nil) {
        scheduler = BodyScheduler(state: state, waitingRoom: waitingRoom)
    }

    func count(failures: Int) { failedPoints += failures }
}

/// One sweep: what it collects and what it gives.
final class Sweep {
    enum OnError: String { case raise, skip, keep }

    struct Failure {
        let index: Int
        let status: String
        let reason: String
        let error: any Error
    }

    private let values: [LuaValue]
    private let name: String?
    private let columns: [String]
    private let onError: OnError
    private let file: String?
    private let progress: Progress
    private var rows: [[LuaRow]]
    private var failures: [Failure] = []
    private var nextWrite = Date.distantPast
    private var finished = 0
    private weak var group: BodyGroup?

    init(_ call: Call, values: [LuaValue]) throws {
        self.values = values
        name = try call[optional: "name"]
        columns = try call[optional: "columns"] ?? []
        let word: String? = try call[optional: "on_error"]
        onError = word.flatMap(OnError.init) ?? .raise
        let given: String? = try call[optional: "file"]
        file = try given.map { try call.outputPath($0) }
        progress = Progress(.of(call.state), title: try call[optional: "title"] ?? name ?? "sweep", total: values.count)
        rows = Array(repeating: [], count: values.count)
    }

    func run(_ call: Call, body: LuaFunction) throws -> LuaValue {
        let state = call.state
        let service = state.service(SweepService.self, default: SweepService(state))
        let jobs: Int = try call["jobs"]
        let group = BodyGroup(
            count: values.count, width: jobs, stopsAtFailure: onError == .raise, context: state.context,
            function: { _ in body }, arguments: { [values] i in [values[i], .integer(i + 1)] },
            onFinish: { [self] i, outcome in try finish(i, outcome) },
            finish: { [self] in try result(service) })
        self.group = group
        return try service.scheduler.run(group, for: call)
    }

    private func finish(_ i: Int, _ outcome: BodyOutcome) throws {
        finished += 1
        switch outcome {
        case .returned(let values):
            do {
                rows[i] = try self.rows(of: values.first ?? .nil, i)
            } catch {
                fail(i, error)
            }
        case .failed(let error): fail(i, error)
        }
        progress.show(done: finished, failed: failures.count)
        // Often enough to be current, seldom enough to cost nothing: the file is written as a whole.
        if let file, finished < values.count, Date() > nextWrite {
            let start = Date()
            try table().write(csv: file)
            nextWrite = Date(timeIntervalSinceNow: max(0.5, -10 * start.timeIntervalSinceNow))
        }
    }

    private func fail(_ i: Int, _ error: any Error) {
        let object = (error as? LuaError)?.object as? LuaRecord
        let status = object?.fields.first { $0.0 == "status" }?.1.asString ?? "error"
        let reason = object?.fields.first { $0.0 == "message" }?.1.asString ?? String(describing: error)
        failures.append(Failure(index: i, status: status, reason: reason, error: error))
        if onError == .keep {
            rows[i] = [LuaRow(fields: sweptFields(i) + [(name: "status", cell: .text(status))])]
        }
    }

    /// A body returns one row, a list of rows, or nothing.
    private func rows(of value: LuaValue, _ i: Int) throws -> [LuaRow] {
        let what = "what the body returns for value \(i + 1)"
        if value.isNil { return [] }
        var found: [LuaRow]
        if case .object(let object) = value, let data = object as? TableObject {
            found = try (0..<data.table.count).map { try LuaRow(.object(RowObject(data.table, $0)), what) }
        } else if let list = value.asTable, !list.items.isEmpty {
            found = try list.items.map { try LuaRow($0, what) }
        } else {
            found = [try LuaRow(value, what)]
        }
        if let name, let swept = sweptFields(i).first {
            found = found.map { row in
                row[name] == nil ? LuaRow(fields: [(name: name, cell: swept.cell)] + row.fields) : row
            }
        }
        if onError == .keep { found = found.map { LuaRow(fields: $0.fields + [(name: "status", cell: .text("ok"))]) } }
        return found
    }

    /// The swept value as fields: under the sweep's name, or the fields of a grid point.
    private func sweptFields(_ i: Int) -> [(name: String, cell: Cell)] {
        if case .table(let table) = values[i] {
            return table.fields.compactMap { key, value in
                (try? cell(value, "")).map { (name: LuaValueText.short(key), cell: $0) }
            }
        }
        guard let name else { return [] }
        return (try? cell(values[i], "")).map { [(name: name, cell: $0)] } ?? []
    }

    /// Columns: those named; else the swept ones, then the others by the alphabet.
    private func table() throws -> Table {
        let cells = RowCells(rows.flatMap { $0 }), names = cells.names
        if !columns.isEmpty {
            if finished == values.count, cells.count > 0, let absent = columns.first(where: { !names.contains($0) }) {
                let near = nearestName(to: absent, among: names).map { "; did you mean '\($0)'?" }
                throw SparError(
                    "no row has a field '\(absent)'\(near ?? "; the rows have \(names.joined(separator: ", "))")")
            }
            return try cells.table(columns)
        }
        let swept = name.map { [$0] } ?? sweptColumns(cells)
        let rest = names.filter { !swept.contains($0) && $0 != "status" }.sorted(by: NaturalOrder.precedes)
        let status = names.filter { $0 == "status" && !swept.contains($0) }
        return try cells.table(swept + rest + status)
    }

    /// The columns that hold the swept value in every row.
    private func sweptColumns(_ cells: RowCells) -> [String] {
        // Of each row, the point that it is of.
        let points = rows.indices.flatMap { Array(repeating: $0, count: rows[$0].count) }
        guard !points.isEmpty else { return [] }
        let isGrid = values.map { $0.asTable != nil }
        let plain = values.indices.map { isGrid[$0] ? nil : try? cell(values[$0], "") }
        let fields = values.indices.map { isGrid[$0] ? sweptFields($0) : [] }
        return cells.names.filter { name in
            zip(cells[name], points).allSatisfy { cell, point in
                let wanted = isGrid[point] ? fields[point].first { $0.name == name }?.cell : plain[point]
                return wanted == cell
            }
        }.sorted(by: NaturalOrder.precedes)
    }

    private func result(_ service: SweepService) throws -> LuaValue {
        progress.end()
        failures.sort { $0.index < $1.index }
        let table = try table()
        if let file { try table.write(csv: file) }
        if onError == .raise, let first = failures.first { throw first.error }
        service.count(failures: failures.count)
        let failed = try Table([
            (
                name: "value",
                column: Column(
                    cells: failures.map { failure in
                        values[failure.index].asTable != nil
                            ? .text(LuaValueText.short(values[failure.index]))
                            : (try? cell(values[failure.index], "")) ?? .text(values[failure.index].typeName)
                    })
            ),
            (name: "status", column: .text(failures.map(\.status))),
            (name: "reason", column: .text(failures.map(\.reason))),
        ])
        return .object(TableObject(table, failures: failed, cached: group?.keptBodies ?? 0))
    }
}
