import NIOCore

/// How long a client waits for a server that has taken the connection.
public struct Patience: Hashable, Sendable {
    /// From the request to the end of its answer.
    public var answer: Duration
    /// Between two bytes of a stream of events; a server says that it is there every 15 seconds.
    public var silence: Duration

    public init(answer: Duration = .seconds(60), silence: Duration = .seconds(45)) {
        self.answer = answer
        self.silence = silence
    }
}

/// The wait was too long.
struct OutOfPatience: Error {}

/// What of an exchange may not take longer.
enum Limit: Sendable {
    case whole(Duration)
    case silence(Duration)
}

/// Ends a connection that takes longer than its limit.
final class Watchdog: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let patience: TimeAmount
    /// Whether every byte begins it anew.
    private let isRenewed: Bool
    private var alarm: Scheduled<Void>?

    init(_ limit: Limit) {
        switch limit {
        case .whole(let duration): (patience, isRenewed) = (TimeAmount(duration), false)
        case .silence(let duration): (patience, isRenewed) = (TimeAmount(duration), true)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        setAlarm(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isRenewed { setAlarm(context) }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.cancel()
        context.fireChannelInactive()
    }

    private func setAlarm(_ context: ChannelHandlerContext) {
        alarm?.cancel()
        alarm = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            context.fireErrorCaught(OutOfPatience())
            context.close(promise: nil)
        }
    }
}
