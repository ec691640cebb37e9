import Domain
import Orchestration
import Wire

extension BackupBody {
    init(_ backup: Backup) {
        self.init(
            path: backup.path, revision: backup.revision, takenAt: backup.takenAt.milliseconds, files: backup.files,
            bytes: backup.bytes)
    }
}

extension VerificationBody {
    public init(_ verification: Verification) {
        self.init(
            entries: verification.entries,
            findings: verification.findings.map {
                FindingBody(subject: $0.subject, fault: $0.fault, advice: $0.advice)
            })
    }
}
