"""Small promises that no other folder's test shows."""
