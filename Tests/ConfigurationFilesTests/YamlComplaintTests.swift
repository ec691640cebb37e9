import ConfigurationFiles
import Testing

@Suite struct YamlComplaintTests {
    /// Lines in front of a file that is right; they are line 1 and on.
    @Test(arguments: [
        Complaint(
            "maxRuns: many",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the text \"many\"; ",
            "write for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: \"4\"",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the text \"4\"; ",
            "write for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: 0",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the number 0; write ",
            "for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: -3",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the number -3; write ",
            "for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: 99999999999999999999",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the number ",
            "99999999999999999999; write for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: 1.5",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found the number 1.5; ",
            "write for example `maxRuns: 4`"),
        Complaint(
            "maxRuns: [4]",
            "skein.yaml:1: maxRuns: expected a number from 1 to 1000, found a list; write for ",
            "example `maxRuns: 4`"),
        Complaint(
            "maxRuns:",
            "skein.yaml:1: maxRuns: expected a number, found nothing; write a value or remove ",
            "the line"),
        Complaint("name: ~", "skein.yaml:1: name: expected a text, found nothing; write a value or remove the line"),
        Complaint(
            "name: \"\"",
            "skein.yaml:1: name: expected a text of 1 to 200 bytes, found 0; write for example ",
            "`name: orchard`"),
        Complaint(
            "name: \"a\\nb\"",
            "skein.yaml:1: name: expected one line of text, found control characters in ",
            "\"a\\nb\"; write for example `name: orchard`"),
        Complaint("name: \"a\\0b\"", "skein.yaml:1: name: expected a text, found a NUL character in it; remove `\\0`"),
        Complaint(
            "name: {a: b}",
            "skein.yaml:1: name: expected a text, found a map; write for example `name: orchard`"),
        Complaint(
            "ageing: 4",
            "skein.yaml:1: ageing: expected a duration such as 500ms, 30s, 10m, 4h or 1d, found ",
            "the number 4; write for example `ageing: 4h`"),
        Complaint(
            "ageing: soon",
            "skein.yaml:1: ageing: expected a duration such as 500ms, 30s, 10m, 4h or 1d, found ",
            "the text \"soon\"; write for example `ageing: 4h`"),
        Complaint(
            "ageing: -4h",
            "skein.yaml:1: ageing: expected a duration such as 500ms, 30s, 10m, 4h or 1d, found ",
            "the text \"-4h\"; write for example `ageing: 4h`"),
        Complaint("ageing: 0s", "skein.yaml:1: ageing: expected 1m to 365d, found 0s; write for example `ageing: 4h`"),
        Complaint(
            "ageing: 99999999999999999d",
            "skein.yaml:1: ageing: expected a duration such as 500ms, 30s, 10m, 4h or 1d, found ",
            "the text \"99999999999999999d\"; write for example `ageing: 4h`"),
        Complaint(
            "retry: 3",
            "skein.yaml:1: retry: expected a map of the keys of retry, found the number 3; write ",
            "for example `retry: { maxAttempts: 3, base: 10s, cap: 10m }`"),
        Complaint(
            "retry: { base: 1h, cap: 10m }",
            "skein.yaml:1: retry: the cap, 10m, is below the base, 1h; raise `cap` or lower ",
            "`base`"),
        Complaint(
            "retry:\n  attempts: 3",
            "skein.yaml:2: retry.attempts: there is no such key; the keys here are base, cap, ",
            "maxAttempts"),
        Complaint("maxRun: 3", "skein.yaml:1: maxRun: there is no such key; did you mean `maxRuns`?"),
        Complaint("max_runs: 3", "skein.yaml:1: max_runs: there is no such key; did you mean `maxRuns`?"),
        Complaint(
            "budget: 3",
            "skein.yaml:1: budget: there is no such key; the keys here are ageing, allowPaths, ",
            "health, maxReturns, maxRuns, name, on, projects, retention, retry, schedules"),
        Complaint(
            "allowPaths: [web]",
            "skein.yaml:1: allowPaths: expected an absolute path, found \"web\"; write it from ",
            "`/` on"),
        Complaint(
            "allowPaths: [/no/such/place]",
            "skein.yaml:1: allowPaths: /no/such/place does not exist; name a folder that exists; ",
            "a relative path begins at skein.yaml"),
        Complaint("[1, 2]: 3", "skein.yaml:1: expected a name before the `:`, found a list; write a plain word there"),
        Complaint("~: 3", "skein.yaml:1: expected a name before the `:`, found nothing; write a plain word there"),
        Complaint("<<: { maxRuns: 3 }", "skein.yaml:1: <<: merge keys are not read here; write the keys out"),
        Complaint(
            "name: a\nmaxRuns: 2\nname: b",
            "skein.yaml:3: name: the key is written again; it stands on line 1 already; keep one ",
            "of them"),
        Complaint(
            "retry: { base: 1s, base: 2s }",
            "skein.yaml:1: base: the key is written more than once in the same map; keep one of ",
            "them"),
    ])
    func aboveAFileThatIsRight(_ complaint: Complaint) throws {
        #expect(try complaints(yaml: complaint.text + "\n" + smallest) == complaint.expected)
    }

    @Test(arguments: [
        Complaint(
            "",
            "skein.yaml: the file is empty; write at least `projects:` with one project, or run ",
            "`skein init` in an empty folder for an example"),
        Complaint(
            "# nothing\n",
            "skein.yaml: the file is empty; write at least `projects:` with one project, or run ",
            "`skein init` in an empty folder for an example"),
        Complaint(
            "hello",
            "skein.yaml:1: expected a map of the keys of skein.yaml, found the text \"hello\"; ",
            "write for example `name: orchard`"),
        Complaint(
            "name: a",
            "skein.yaml:1: projects: the key is missing; write for example `projects: { web: { ",
            "path: ., target: main, gates: { test: [make, test] } } }`"),
        Complaint(
            "projects: {}",
            "skein.yaml:1: projects: there is no project; write for example `projects: { web: { ",
            "path: ., target: main, gates: { test: [make, test] } } }`"),
        Complaint(
            "name: [a",
            "skein.yaml:2: this is not YAML: did not find expected ',' or ']'; look at this line ",
            "and the one above it for indentation, a missing `:` or an open quote"),
        Complaint(
            "name: a\n  b: c\n",
            "skein.yaml:2: this is not YAML: mapping values are not allowed in this context; ",
            "look at this line and the one above it for indentation, a missing `:` or an open ",
            "quote"),
        Complaint(
            "retry:\n\tbase: 1s\n",
            "skein.yaml:2: the line is indented with a tab; YAML takes spaces only: indent with ",
            "two spaces"),
        Complaint(
            "name: a\n---\nname: b\n",
            "skein.yaml:2: a second document begins here; remove the line `---`: one file is one ",
            "document"),
        Complaint("name: *a\n", "skein.yaml:1: this is not YAML: found undefined alias; write the value out"),
        Complaint(
            "name: \u{7}\n",
            "skein.yaml:1: this is not YAML: control characters are not allowed; remove the ",
            "control character from this line"),
    ])
    func wholeFiles(_ complaint: Complaint) throws {
        #expect(try complaints(yaml: complaint.text) == complaint.expected)
    }

    @Test func allOfThemAtOnceInOrder() throws {
        let yaml = "maxRuns: 0\nnope: 1\n" + smallest.replacing("main", with: "a..b")
        let text = try complaints(yaml: yaml, agents: ["bob": "---\nmaxRuns: x\n---\n", "ada": "nothing"])
        let places = text.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "skein.yaml:1:", "skein.yaml:2:", "skein.yaml:6:", "agents/ada.md:1:", "agents/bob.md:1:",
                "agents/bob.md:2:",
            ])
    }
}
