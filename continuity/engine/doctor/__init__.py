"""The doctor: what this machine, its state and its repositories lack, and how to mend each fault. Changes nothing."""
