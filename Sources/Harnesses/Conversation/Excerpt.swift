extension String {
    /// As much of a text as is looked through for what it means.
    ///
    /// An agent's line may be 64 MiB long. A search with backtracking for "You've hit your … limit" in as many
    /// repetitions of its beginning would not end before the run does.
    var excerpt: String {
        let limit = 4 << 10
        return utf8.count <= limit ? self : String(decoding: utf8.prefix(limit), as: UTF8.self)
    }
}
