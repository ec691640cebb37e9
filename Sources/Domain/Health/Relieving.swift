/// A command that ends work or keeps it from starting: on a full disk it may use the room that is kept for that.
public protocol Relieving: Command {}

extension FreezeWorkspace: Relieving {}
extension StopRun: Relieving {}
extension CancelTicket: Relieving {}
extension EndRun: Relieving {}
