"""What came in beside what is open: explained, applied, chosen by hand, taken back."""
