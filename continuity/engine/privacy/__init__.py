"""Personal data: the register of article 30, breaches with their clocks, who looked at data, and erasure that is tried.

``register`` what is processed · ``breaches`` what was lost · ``accesses`` who saw it · ``erasing`` keys destroyed ·
``names`` how long people stay in the log.
"""
