# What the demo's agents share. Sourced by each; the working directory is the ticket's worktree.
#
# In: the prompt on stdin; SKEIN_TICKET; SKEIN_EVIDENCE, a folder that says why the last try came back, if one did.
# Out: progress on stdout; changed files, committed or not; SKEIN_RESULT_FILE; the exit status.
set -u

prompt=$(cat)
task=$(printf '%s\n' "$prompt" | sed -n 's/^[[:space:]]*task:[[:space:]]*\([a-z-]*\).*/\1/p' | head -n 1)
evidence=${SKEIN_EVIDENCE:-}

# say WORDS: a line of progress, then a moment of thought
say() {
    echo "$*"
    sleep "${ORCHARD_PACE:-1}"
}

# result OUTCOME SUMMARY: both without quotes or backslashes
result() {
    if [ -n "${SKEIN_RESULT_FILE:-}" ]; then
        printf '{"outcome":"%s","summary":"%s"}\n' "$1" "$2" >"$SKEIN_RESULT_FILE"
    fi
    echo "$2"
}

give_up() {
    result failed "$1"
    exit 1
}

# edit FILE SED: changes a file in place, and fails when there was nothing to change
edit() {
    new=$(mktemp) || give_up "no room for a temporary file"
    sed "$2" "$1" >"$new"
    if cmp -s "$1" "$new"; then
        rm -f "$new"
        give_up "$1 does not look as expected: the line to change is not there"
    fi
    cat "$new" >"$1"
    rm -f "$new"
}

# add_column NAME: on top of whatever columns the report has by now
add_column() {
    if [ -f "$evidence/conflict.txt" ]; then
        echo "my last try conflicted with what landed meanwhile:"
        head -n 5 "$evidence/conflict.txt"
    fi
    say "reading lib/report.sh: $(grep '^columns=' lib/report.sh)"
    grep -q "^columns=.*[\" ]$1[\" ]" lib/report.sh || edit lib/report.sh "/^columns=/s/\"\$/ $1\"/"
    say "now it is $(grep '^columns=' lib/report.sh)"
}

# check: nothing is handed in that does not pass here
check() {
    say "running the tests"
    ./run-tests || give_up "the tests fail here, so there is nothing to land yet"
}

# commit MESSAGE: agents may commit; Skein commits what is left over
commit() {
    git add -A
    git diff --cached --quiet && return
    git -c user.name="$name" -c user.email="$name@orchard.invalid" commit -q -m "$1" ||
        echo "git would not commit: the files stay as they are"
}

# take_note: a ticket that is not one of the demo's own still gets an honest answer
take_note() {
    note="notes/${SKEIN_TICKET:-ticket}.md"
    say "I only know fruit: writing $note"
    mkdir -p notes
    printf '%s\n' "$prompt" | sed '/^[[:space:]]*$/d' | head -n 20 >"$note"
    result done "Noted in $note, for somebody who knows more than fruit."
}
