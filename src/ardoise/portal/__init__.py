"""The debtor in the browser. Nothing stands here yet."""
