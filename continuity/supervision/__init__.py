"""Who is told when something is wrong: what is due (pure), quiet hours (pure), and the hand that sends."""
