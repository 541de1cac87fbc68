"""What the figures in docs/ come from: ratios against a floor in the same run."""
