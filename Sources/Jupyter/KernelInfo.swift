// What the kernel says of itself.

import Notebook
import Basics
import ScriptAPI

enum KernelInfo {
    static let content: JSON = .object([
        "status": .string("ok"), "protocol_version": .string(JupyterMessage.protocolVersion),
        "implementation": .string("spar"), "implementation_version": .string(SparVersion.text),
        "banner": .string(
            "Spar \(SparVersion.text): Lua over crystal structures and polarized x-ray emission. help() says more."),
        "language_info": .object([
            "name": .string("lua"), "version": .string("5.4"), "mimetype": .string("text/x-lua"),
            "file_extension": .string(".lua"),
            "pygments_lexer": .string("lua"), "codemirror_mode": .string("lua"),
        ]),
        "help_links": .array([
            .object([
                "text": .string("Lua 5.4 manual"), "url": .string("https://www.lua.org/manual/5.4/"),
            ])
        ]),
        "debugger": .bool(false),
    ])
}
