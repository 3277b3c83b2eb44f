"""What the sweep finds and repairs, a module for each thing that can be left over.

Each does a bounded part of its work, notes how far it came (marks), and may be repeated.
"""
