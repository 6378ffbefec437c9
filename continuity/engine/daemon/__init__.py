"""The scheduled service: what falls due is announced, run in bounded pools, and recorded, for years.

``events`` what it tells · ``agenda`` when each line of work is due next · ``announcing`` plan records and jobs that
end without a run · ``rounds`` what is announced when · ``accounting`` what nobody will run · ``waiting`` ``pools`` who
may start now · ``performing`` a job's hands · ``worker`` a job from its announcement to its end · ``scheduler`` one
active scheduler's day · ``daemon`` the process: lease, heartbeat, signals, reload.
"""
