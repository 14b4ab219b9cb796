"""Figures for people: HTML, CSV, JSON and terminal, in Vietnamese and English."""
