"""What people and programs meet: commands, the demo, reports."""
