import ConfigurationFiles
import Foundation
import Testing

@Suite struct HostileFileTests {
    private func complaints(bytes: [UInt8]) throws -> String {
        let workspace = try TemporaryWorkspace()
        try workspace.write("skein.yaml", Data(bytes))
        return try workspace.complaints()
    }

    @Test func bytesThatAreNoText() throws {
        #expect(
            try complaints(bytes: Array("name: a\nmaxRuns: ".utf8) + [0xC3, 0x28]) == """
                skein.yaml:2: this line is not UTF-8; save the file with the encoding UTF-8
                """)
        #expect(
            try complaints(bytes: Array("name: a\n\n".utf8) + [0]) == """
                skein.yaml:3: the file has a NUL byte in it; save it as plain UTF-8 text
                """)
        #expect(
            try complaints(bytes: [0xFF, 0xFE, 0x41]) == """
                skein.yaml:1: this line is not UTF-8; save the file with the encoding UTF-8
                """)
    }

    @Test func tenMegabytes() throws {
        let text = try complaints(bytes: [UInt8](repeating: UInt8(ascii: "#"), count: 10_000_000))
        #expect(text == "skein.yaml: the file is larger than 1 MB; keep it to configuration and instructions")
    }

    @Test func manyAliases() throws {
        var yaml = "a: &a [x, x]\n"
        for index in 0..<11 { yaml += "b\(index): &b\(index) [*\(index == 0 ? "a" : "b\(index - 1)"), *a]\n" }
        #expect(
            try TemporaryWorkspace(["skein.yaml": yaml]).complaints() == """
                skein.yaml:12: the file uses more than 20 aliases (`*name`); write the values out
                """)
    }

    @Test func aliasesInALargeFile() throws {
        let yaml = "a: &a [x]\nb: *a\n" + String(repeating: "# filling\n", count: 7000)
        #expect(
            try TemporaryWorkspace(["skein.yaml": yaml]).complaints() == """
                skein.yaml:2: a file of more than 64 KB uses aliases (`*name`); write the values out
                """)
    }

    @Test func aliasesAsKeysAndInTheDeep() throws {
        let deep = String(repeating: "[", count: 900)
        let end = String(repeating: "]", count: 900)
        var yaml = "a: &a [\(String(repeating: "x, ", count: 1000))]\n"
        for index in 0..<5 { yaml += "b\(index): &b\(index) \(deep)*\(index == 0 ? "a" : "b\(index - 1)")\(end)\n" }
        for index in 0..<5 { yaml += "c\(index): &c\(index) [*\(index == 0 ? "a" : "c\(index - 1)"), *a, *a]\n" }
        #expect(
            try TemporaryWorkspace(["skein.yaml": yaml + "? *c4\n: x\n"]).complaints() == """
                skein.yaml:12: the file uses more than 20 aliases (`*name`); write the values out
                """)
        let fewer = yaml.split(separator: "\n").dropLast(1).joined(separator: "\n")
        #expect(
            try TemporaryWorkspace(["skein.yaml": fewer + "\n? *c3\n: x\n"]).complaints() == """
                skein.yaml:2: lists and maps are nested more than 20 deep; write it flatter
                """)
    }

    @Test func fewAliasesOfMuch() throws {
        let wide = Array(repeating: "x", count: 2000).joined(separator: ", ")
        let yaml = "a: &a [\(wide)]\nb: [*a, *a, *a, *a, *a, *a]\n"
        #expect(
            try TemporaryWorkspace(["skein.yaml": yaml]).complaints() == """
                skein.yaml:1: the file holds more than 10000 values, aliases written out; use fewer \
                aliases (`*name`) and shorter lists
                """)
    }

    @Test(arguments: [21, 990])
    func deepNesting(depth: Int) throws {
        let yaml = "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(
            try TemporaryWorkspace(["skein.yaml": yaml]).complaints() == """
                skein.yaml:1: lists and maps are nested more than 20 deep; write it flatter
                """)
    }

    @Test(arguments: ["[", "- ", "{a: ", "? "])
    func bottomlessNesting(opening: String) throws {
        let text = try TemporaryWorkspace(["skein.yaml": String(repeating: opening, count: 200_000)]).complaints()
        #expect(text.hasPrefix("skein.yaml:1: this is not YAML: ") && text.utf8.count < 300)
    }

    @Test func starsInCommentsAndGlobsAreNoAliases() throws {
        let comment = "# *bold* *words* *everywhere* *in* *this* *line*\n"
        let yaml = String(repeating: comment, count: 10) + smallest + "    keep: [\"*.o\", a/*.b]\n"
        #expect(try TemporaryWorkspace(["skein.yaml": yaml]).complaints() == "")
    }

    @Test func placesThatHoldNoFile() throws {
        let workspace = try TemporaryWorkspace()
        #expect(try workspace.complaints() == "skein.yaml: the file does not exist; run `skein init` to write one")
        try workspace.makeFolder("skein.yaml")
        #expect(try workspace.complaints() == "skein.yaml: this is a folder; put a text file in its place")
        try workspace.write("agents/ada.md", "x")
        let loop = try TemporaryWorkspace()
        try loop.link("skein.yaml", to: "skein.yaml")
        #expect(
            try loop.complaints() == """
                skein.yaml: the file cannot be read: Too many levels of symbolic links; make it \
                readable for the user that runs skein
                """)
        let pipe = try TemporaryWorkspace()
        mkfifo(pipe.path("skein.yaml"), 0o644)
        #expect(try pipe.complaints() == "skein.yaml: this is not a regular file; put a text file in its place")
    }

    @Test(.enabled(if: geteuid() != 0, "root reads every file")) func filesThatMayNotBeRead() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest])
        chmod(workspace.path("skein.yaml"), 0)
        #expect(
            try workspace.complaints() == """
                skein.yaml: the file cannot be read: Permission denied; make it readable for the \
                user that runs skein
                """)
    }

    @Test func linksOutOfTheWorkspace() throws {
        let outside = try TemporaryWorkspace(["secret": "---\ncommand: tool\n---\nsecret\n"])
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest, "agents/x.txt": ""])
        try workspace.link("agents/ada.md", to: outside.path("secret"))
        #expect(
            try workspace.complaints() == """
                agents/ada.md: the file is a symbolic link to \(outside.path("secret")), outside the workspace; \
                copy the file to its place
                """)
    }
}
