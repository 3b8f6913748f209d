// The reference page in the repository is the one that the declarations give. SPAR_REGENERATE=1 rewrites it.

import Foundation
import Laboratory
import LuaRuntime
import Plotting
import ScriptAPI
import Testing

@Suite struct ReferencePageTests {
    @Test func thePageIsCurrent() throws {
        let page = ReferencePage(try ScriptHost(HostSettings(script: "", memoryLimit: 0)).state).markdown
        let path = repository + "/examples/reference.md"
        if ProcessInfo.processInfo.environment["SPAR_REGENERATE"] == "1" {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOfFile: path, encoding: .utf8) == page,
            "run: spar help --reference > examples/reference.md")
    }

    @Test func everyDeclarationSaysWhatItDoes() throws {
        let state = try ScriptHost(HostSettings(script: "", memoryLimit: 0)).state
        let functions = state.globals + state.modules.flatMap(\.functions) + state.types.flatMap(\.methods)
        for function in functions {
            #expect(function.doc.hasSuffix(".") || function.doc.hasSuffix(")."), "\(function.name): \(function.doc)")
            for parameter in function.parameters where parameter.name != "options" {
                #expect(!parameter.doc.isEmpty, "\(function.name): \(parameter.name)")
            }
        }
    }

    /// Every function and method has an example, and every example runs.
    @Test func everyFunctionHasAnExample() throws {
        let folder = NSTemporaryDirectory() + "spar-examples-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var runs = LaboratorySettings(environment: [:])
        runs.store = folder + "/store.sqlite"
        let state = try ScriptHost(HostSettings(script: "", out: folder, memoryLimit: 0, runs: runs)).state
        state.context = RunContext(seed: 1) { _ in }
        var names: [String] = state.globals.map(\.name)
        for module in state.modules {
            names += module.functions.map { module.name + "." + $0.name }
            if let call = module.call { names.append(call.name) }
        }
        for type in state.types { names += type.methods.map { type.name + ":" + $0.name } }
        #expect(
            Set(names).subtracting(Examples.all.keys).sorted() == [], "functions without an example in Examples.swift")
        #expect(Set(Examples.all.keys).subtracting(names).sorted() == [], "examples of functions that there are not")
        let here = "cd = '\(repository)/'\n"
        let prelude = Examples.prelude.replacingOccurrences(of: "\"examples/", with: "cd .. \"examples/")
        for (name, example) in Examples.all.sorted(by: { $0.key < $1.key }) {
            let text = example.replacingOccurrences(of: "\"examples/", with: "cd .. \"examples/")
            let isPictured = text.contains("file = \"") || name == "figure:save"
            do {
                if Examples.parsedOnly.contains(name) || isPictured && Gnuplot.version() == nil {
                    _ = try state.compile(text, name: "=" + name)
                } else {
                    _ = try state.compile(here + prelude + "\n" + text, name: "=" + name).call([])
                }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    /// The types that editors are told are those of the values that objects give.
    @Test func propertiesHaveTheirTypes() throws {
        let state = try ScriptHost(HostSettings(script: "", memoryLimit: 0)).state
        var names: Set<String> = []
        for type in state.types { names.formUnion(type.properties.map { type.name + "." + $0.name }) }
        let ofObjects = names
        for module in state.modules { names.formUnion(module.fields.map { module.name + "." + $0.name }) }
        #expect(
            names.subtracting(PropertyTypes.all.keys).sorted() == [], "properties without a type in PropertyTypes.swift"
        )
        let gone = PropertyTypes.all.keys.filter { !$0.contains("[") && !names.contains($0) }
        #expect(gone.sorted() == [], "types of properties that there are not")
        let text = DefinitionFile(state).text
        #expect(
            text.contains("---@field formula string ")
                && text.contains("---@field spacegroup { number: integer, symbol: string } "))
        let here = "cd = '\(repository)/'\n"
        let prelude = here + Examples.prelude.replacingOccurrences(of: "\"examples/", with: "cd .. \"examples/")
        let objects = [
            ("structure", "nio"), ("cluster", "c"), ("spectrum", "sp"), ("table of data", "d"), ("figure", "p"),
            ("model", "model"),
        ]
        for (kind, object) in objects {
            for (name, type) in PropertyTypes.all where name.hasPrefix(kind + ".") && ofObjects.contains(name) {
                let property = name.dropFirst(kind.count + 1)
                let script = prelude + "\nreturn type(\(object).\(property)), math.type(\(object).\(property))"
                let found = try state.compile(script, name: "=types").call([]).map { $0.asString ?? "" }
                let isOptional = type.hasSuffix("?")
                let wanted: Set<String> =
                    switch type.trimmingCharacters(in: ["?"]) {
                    case "string": ["string"]
                    case "number": ["number"]
                    case "integer": ["number"]
                    default: ["userdata", "table"]
                    }
                #expect(
                    wanted.contains(found[0]) || isOptional && found[0] == "nil",
                    "\(name) is a \(found[0]), not \(type)")
            }
        }
    }
}
