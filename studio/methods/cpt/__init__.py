"""Context-aware prompt tuning."""
