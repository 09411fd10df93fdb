"""The process boundary: training and inference as child processes."""
