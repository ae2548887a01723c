"""The desk: drafts, who may edit, review, publishing, and changes after publication."""
