import Glibc

/// The only variables of the server that git gets to see: what finds programs, homes, certificates, proxies and keys.
private let allowed = [
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME",
    "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GIT_SSH_COMMAND", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "DBUS_SESSION_BUS_ADDRESS", "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
    "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
]

var inheritedEnvironment: [String: String] {
    var values: [String: String] = [:]
    for name in allowed {
        if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return values
}
