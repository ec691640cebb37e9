/// Room on the disk that is kept for the moment when there is none: a full disk must not keep anybody from stopping the
/// agent that fills it.
public protocol Reserve: Sendable {
    /// Takes the room, as far as there is enough beside it. Safe to repeat.
    func fill()

    /// Gives the room back; false when none was kept.
    func release() -> Bool
}
