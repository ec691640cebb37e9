#!/bin/sh
# A whole agent: reads the brief, changes a file, and says what it did.
set -eu

brief=$(cat)    # the prompt: instructions, ticket, comments, and what came back from the queue
echo "$SKEIN_AGENT works on $SKEIN_TICKET, attempt $SKEIN_ATTEMPT (${#brief} characters of brief)"

case $SKEIN_TICKET_TITLE in
"Note: "*)
    echo "- ${SKEIN_TICKET_TITLE#Note: }" >>NOTES.md
    summary="one note more"
    outcome=done
    ;;
*)
    summary="Only tickets that begin with 'Note: ' are understood."
    outcome=blocked
    ;;
esac

printf '{"outcome": "%s", "summary": "%s"}\n' "$outcome" "$summary" >"$SKEIN_RESULT_FILE"
