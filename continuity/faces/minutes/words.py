"""Words for what a drill came to, as lists, results and minutes say them."""

#: Each state of a step, as it is said.
SAID = {
    "done": "done",
    "given_up": "given up",
    "waiting": "never reached",
    "running": "cut off",
    "doubtful": "cut off, in doubt",
    "undoing": "cut off while it was undone",
    "failed": "failed",
    "unsigned": "not signed",
    "skipped": "skipped",
    "undone": "undone",
    "not_undone": "not undone",
}
