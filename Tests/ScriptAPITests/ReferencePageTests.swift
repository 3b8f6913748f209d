// The reference page in the repository is the one that the declarations give. SPAR_REGENERATE=1 rewrites it.

import Foundation
import LuaRuntime
import ScriptAPI
import Testing

@Suite struct ReferencePageTests {
    @Test func thePageIsCurrent() throws {
        let page = ReferencePage(try ScriptHost(HostSettings(script: "", memoryLimit: 0)).state).markdown
        let path = repository + "/examples/reference.md"
        if ProcessInfo.processInfo.environment["SPAR_REGENERATE"] == "1" {
            try page.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page, "run: spar help --reference > examples/reference.md")
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
}
