"""Programs. Nothing stands here yet."""
