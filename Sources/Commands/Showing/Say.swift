import Foundation

/// Prints a line at once: standard output's own buffer would hold lines back when it is no terminal.
func say(_ text: String, terminator: String = "\n") {
    FileHandle.standardOutput.write(Data((text + terminator).utf8))
}
