"""What people see: views in, Adaptive Card JSON out; texts in Dutch and English."""
