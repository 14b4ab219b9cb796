"""What engineers wrote, validated: YAML in, one frozen Site out, every mistake with its place."""
