/// Which of the server's own variables the processes that it starts may see.
public enum ChildEnvironment {
    /// What agents and gates get of the server's environment; nothing else comes through unless it is configured.
    public static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
    ]
}
