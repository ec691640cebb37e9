expect 'the head' 'fruit price' "$(report | awk 'NR == 1 { print $1, $2 }')"
expect 'a line' 'apple 0.40' "$(report | awk '$1 == "apple" { print $1, $2 }')"
