"""Workers that send to a folder and write down every letter they hand over."""

SUBSCRIBERS = 5000
