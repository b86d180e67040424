"""From a draft to its submission: what somebody asks of a call."""
