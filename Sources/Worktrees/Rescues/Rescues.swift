import Domain

extension Repository {
    /// The rescues of one ticket, or of all, the latest first.
    public func rescues(of ticket: String? = nil) async throws -> [Rescue] {
        try await storedRescues(of: ticket).map(\.rescue).sorted {
            ($0.id.savedAt, $0.id.description) > ($1.id.savedAt, $1.id.description)
        }
    }

    func storedRescues(of ticket: String? = nil, at target: String? = nil) async throws -> [StoredRescue] {
        let pointing = target.map { ["--points-at=" + $0] } ?? []
        let format = "--format=%(refname)%00%(objectname)%00%(*objectname)%00%(contents)%00"
        let output = try await git.check(
            ["for-each-ref"] + pointing + [format, Rescue.references + (ticket ?? "")], to: "list the rescues")
        return StoredRescue.read(output.bytes)
    }

    /// A rescue of the same ticket that leads to the same commit and is less than a day older: that of a server which
    /// was killed before it could remove what it had saved.
    func recentRescue(like rescue: Rescue, at target: String) async throws -> Rescue? {
        try await storedRescues(of: rescue.id.ticket, at: target).map(\.rescue).last {
            rescue.id.savedAt - $0.id.savedAt < .hours(24) && $0.commit == rescue.commit
        }
    }

    /// The same rescue under a name that nothing has.
    func withFreeName(_ rescue: Rescue) async throws -> Rescue {
        let taken = Set(try await rescues(of: rescue.id.ticket).map(\.id.name))
        var (name, count) = (rescue.id.name, 1)
        while taken.contains(name) {
            count += 1
            name = "\(rescue.id.name)-\(count)"
        }
        var renamed = rescue
        renamed.id = Rescue.ID(ticket: rescue.id.ticket, name: name) ?? rescue.id
        return renamed
    }
}

/// A rescue as the repository has it.
struct StoredRescue {
    let rescue: Rescue
    /// What the reference points to.
    let object: String

    /// Reads records of four fields that end with NUL and are apart by a newline.
    static func read(_ bytes: [UInt8]) -> [StoredRescue] {
        let fields = bytes.split(separator: 0, omittingEmptySubsequences: false).map { text($0) }
        return stride(from: 0, to: fields.count - 4, by: 4).compactMap { place in
            let reference = fields[place].drop { $0 == "\n" }
            guard reference.hasPrefix(Rescue.references),
                let id = Rescue.ID(String(reference.dropFirst(Rescue.references.count)))
            else { return nil }
            let object = fields[place + 1]
            let target = fields[place + 2].isEmpty ? object : fields[place + 2]
            return StoredRescue(
                rescue: RescueTag.rescue(id, target: target, message: fields[place + 3]), object: object)
        }
    }
}
